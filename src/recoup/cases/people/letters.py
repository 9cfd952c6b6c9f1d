"""Letters in people's hands: printed in batches, posted, not posted, come back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from recoup.archive.deeds import deed
from recoup.archive.queries import read
from recoup.cases.addresses import address_hash
from recoup.cases.delivered import step_delivered
from recoup.cases.formal.demand import following
from recoup.cases.models import BadAddress, StepRun, StepState
from recoup.cases.people.desk import Desk, sit_down
from recoup.cases.people.given import Given
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach import letters as outreach
from recoup.outreach.models import Message, MessageState
from recoup.outreach.queries import batch as letters_of_batch
from recoup.outreach.queries import unposted, waiting_letters

if TYPE_CHECKING:
    from recoup.cases.people.record import Recorded
    from recoup.cases.people.results import Result


def print_letters(
    creditor: Creditor, *, again: str = "", chosen: Sequence[int] | None = None, actor: str, moment: datetime
) -> tuple[str, bytes, list[Message]]:
    """The letters that are made and in no batch yet as one print file; `again` prints a batch once more.

    `chosen` are letters by number, printed before or not.

    Returns the batch's id, the PDF, and the letters in its order. Raises Refused: `no_letters`.
    """
    made = (
        letters_of_batch(creditor, again) if again else [m for m in waiting_letters(creditor) if not m.batch]
    )
    if chosen is not None:
        made = [letter_by(creditor, pk) for pk in chosen]
    made = [letter for letter in made if letter.state == MessageState.PRINTED]
    batch_id, pdf = outreach.print_batch(creditor, made, actor=actor, moment=moment)
    return batch_id, pdf, made


def pdf_of(creditor: Creditor, letter: Message) -> bytes:
    """The exact letter, out of the archive."""
    return read(creditor.key, letter.commitment).data


def letter_by(creditor: Creditor, pk: int) -> Message:
    """The creditor's letter of that number. Raises Refused (`no_such_message`)."""
    rows = Message.objects.of(creditor).filter(channel="letter").select_related("debtor__creditor")
    found: Message | None = rows.filter(pk=pk).first()
    if found is None:
        raise Refused(
            "no_such_message",
            say("There is no letter %(pk)s.", pk=pk),
            "--message",
            "See `recoup letters list`.",
        )
    return found


def posted(
    creditor: Creditor,
    posted_on: date,
    *,
    batch: str = "",
    messages: Sequence[int] = (),
    proofs: Mapping[int, str] | None = None,
    actor: str,
    moment: datetime,
) -> list[Message]:
    """A batch, or some letters, went to the post on that day: their steps are done, on that day.

    `proofs` holds the post's numbers by letter.

    Letters of the batch that were confirmed before are left alone. Raises Refused: `no_letters`,
    `no_such_message`, `bad_posting_day`, `message_not_ready`; then none is confirmed.
    """
    going = [letter_by(creditor, pk) for pk in messages]
    if batch:
        going += [m for m in letters_of_batch(creditor, batch) if m.state == MessageState.PRINTED]
    if not going:
        raise Refused(
            "no_letters", "There is no printed letter to confirm.", "--batch", "See `recoup letters list`."
        )
    with deed(actor, moment, creditor.key, {letter.debtor.stream_key for letter in going}):
        outreach.confirm_posted(creditor, going, posted_on, proofs=proofs, actor=actor, moment=moment)
        steps = list(
            StepRun.objects.of(creditor).filter(message__in=going, state=StepState.PRINTED).order_by("pk")
        )
        step_delivered(creditor, steps, on=posted_on, moment=moment, result="posted")
        following.posted(creditor, steps, posted_on, actor=actor, moment=moment)
    return going


def repost(creditor: Creditor, *, actor: str, moment: datetime, today: date) -> int:
    """Letters not posted by the next working day: taken back, so that they are checked, dated and made anew."""
    late = unposted(creditor, today)
    for letter in late:
        with sit_down(creditor, letter.debtor, None, actor=actor, moment=moment) as desk:
            take_back(desk, letter)
    return len(late)


def take_back(desk: Desk, letter: Message) -> list[int]:
    """The letter does not go as it is; its steps are free to be planned anew."""
    outreach.take_back(desk.creditor, letter, **desk.by)
    steps = StepRun.objects.of(desk.creditor).filter(message=letter, state=StepState.PRINTED)
    ids = list(steps.values_list("pk", flat=True))
    StepRun.objects.filter(pk__in=ids).update(state=StepState.CANCELLED, is_void=True, reason="not_posted")
    following.taken_back(desk.creditor, letter)
    return ids


def record_letter(desk: Desk, result: "Result", given: Given) -> "Recorded":
    """What became of the case's letter: posted, not posted, or back from the post."""
    from recoup.cases.people.record import Recorded

    letter = _letter(desk, result, given)
    follows: dict[str, Any] = {"message": letter.pk}
    if result.step == "posted":
        assert given.on is not None
        posted(desk.creditor, given.on, messages=[letter.pk], **desk.by)
    elif result.step == "unposted":
        take_back(desk, letter)
    elif result.step == "returned":
        follows["steps"] = came_back(desk, letter, result, given)
    else:
        desk.record("case.note", result=result.code, facts={"message": letter.pk}, note=given.text)
    assert desk.case is not None
    step = StepRun.objects.filter(message=letter, case=desk.case).order_by("-pk").first()
    return Recorded(
        case=desk.case.pk, result=result.code, kind="letter", step=step.pk if step else None,
        step_state=step.state if step else "", follows=follows,
    )  # fmt: skip


def _letter(desk: Desk, result: "Result", given: Given) -> Message:
    if given.message is not None:
        named = letter_by(desk.creditor, given.message)
        if named.debtor_id != desk.debtor.pk:
            raise Refused(
                "other_debtor", say("Letter %(pk)s went to another debtor.", pk=named.pk), "--message"
            )
        return named
    state = MessageState.POSTED if result.step == "returned" else MessageState.PRINTED
    mine = Message.objects.of(desk.creditor).filter(
        debtor=desk.debtor, channel="letter", steps__case=desk.case
    )
    last: Message | None = mine.filter(state=state).select_related("debtor__creditor").order_by("-pk").first()
    if last is None:
        what = "was posted" if result.step == "returned" else "lies printed"
        raise Refused(
            "no_letters",
            say("No letter of this case %(what)s.", what=what),
            "--case",
            "See `recoup letters list`.",
        )
    return last


def came_back(desk: Desk, letter: Message, result: "Result", given: Given) -> list[int]:
    """A returned letter was no contact: its steps are open again, the address is marked or changed."""
    from recoup.cases.people.effects import steps_came_back

    words = given.text or result.words
    outreach.mark_returned(desk.creditor, letter, words, returned_at=desk.moment, **desk.by)
    steps = steps_came_back(desk, letter)
    following.came_back(desk.creditor, letter, desk.today, **desk.by)
    if "bad_address" in result.does or "moved" in result.does:
        mark_bad(desk)
    if "moved" in result.does:
        if given.street or given.city:
            change_address(desk, given)
        else:
            desk.ask("find_address", desk.working_day())
    return steps


def mark_bad(desk: Desk) -> None:
    """Nothing more goes by post to the address as it is."""
    _, is_new = BadAddress.objects.get_or_create(
        creditor=desk.creditor, debtor=desk.debtor, address=address_hash(desk.debtor),
        defaults={"marked_on": desk.today},
    )  # fmt: skip
    if is_new:
        desk.record("address.bad", klass="open", channel="letter")


def change_address(desk: Desk, given: Given, **source: int | str) -> None:
    """The debtor's new postal address; what it was, and its source where one is named, stay in the record."""
    was = ", ".join(filter(None, (desk.debtor.street, desk.debtor.postal_code, desk.debtor.city)))
    desk.debtor.street = given.street
    desk.debtor.postal_code = given.postal_code
    desk.debtor.city = given.city
    desk.debtor.save(update_fields=["street", "postal_code", "city"])
    now = ", ".join(filter(None, (given.street, given.postal_code, given.city)))
    private = {"was": was, "now": now}
    desk.record("address.changed", klass="open", channel="letter", facts=source, private=private)
    desk.close_kind("find_address", result="found")
