"""VERIFY.md: one page on how to check the evidence file, and what that does not prove."""

from recoup.documents.evidence.blocks import Speech
from recoup.documents.evidence.facts import Evidence


def guide(one: Evidence) -> str:
    """The page, in the language of the file."""
    say = Speech(one.language, one.country, one.zone, one.currency)
    record = one.record
    # the words are Markdown with lines of their own, so they are not made one line as values are
    text = say.say(
        "verify.text",
        creditor=one.creditor.name,
        debtor=one.debtor.name,
        case=one.case,
        made=say.moment(one.moment),
        recipient=say.say(f"recipient.{one.recipient}"),
        entries=record.entries,
        withheld=record.withheld,
        seals=record.seals,
        sealed=record.sealed_seq,
    )
    return text.replace("{stamps}", say.say("verify.stamps" if record.stamps else "verify.no_stamps"))
