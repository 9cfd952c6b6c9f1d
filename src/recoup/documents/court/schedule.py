"""The schedule of interest: each stretch of days with its sum, which can be checked by hand, and what was paid."""

from collections.abc import Iterable

from recoup.documents.court.facts import Counted
from recoup.documents.court.tongue import CourtSpeech
from recoup.documents.evidence.blocks import AUTO, FILL, Block, h2, p, small, table

SMALL = 8


def schedule(items: Iterable[Counted], say: CourtSpeech) -> list[Block]:
    """The schedule of all that bear interest; nothing where none does."""
    counted = [each for each in items if each.stretches]
    if not counted:
        return []
    bases = sorted({part.basis for each in counted for part in each.stretches})
    heads: list[tuple[str, str | int, bool]] = [
        (say.say("col_invoice"), FILL, False), (say.say("col_from"), AUTO, False), (say.say("col_until"), AUTO, False),
        (say.say("col_days"), AUTO, True), (say.say("col_principal"), AUTO, True), (say.say("col_rate"), AUTO, True),
        (say.say("col_interest"), AUTO, True),
    ]  # fmt: skip
    return [
        h2(say.say("schedule")),
        p(say.say("schedule_rule", basis=" / ".join(map(str, bases)))),
        table(heads, [row for each in counted for row in _rows(each, say)], size=SMALL),
        *(_paid(each, say) for each in counted if each.paid or each.waived_minor),
    ]


def _rows(each: Counted, say: CourtSpeech) -> list[tuple[str, ...]]:
    return [
        (
            one.number, say.short(one.from_on), say.short(one.until_on), str(one.days),
            say.figure(one.principal_minor), say.rate(one.rate), say.exact_figure(one.interest),
        )
        for one in each.stretches
    ]  # fmt: skip


def _paid(each: Counted, say: CourtSpeech) -> Block:
    told = [
        say.say(
            "schedule_paid",
            on=say.short(paid.on),
            amount=say.amount(paid.amount_minor),
            costs=say.amount(paid.costs_minor),
            interest=say.amount(paid.interest_minor),
            principal=say.amount(paid.principal_minor),
        )
        for paid in each.paid
    ]
    if each.waived_minor:
        told.append(say.say("schedule_waived", amount=say.amount(each.waived_minor)))
    return small(*(f"{each.number}: {one}" for one in told))
