"""The closed lists of results: what a call, a search, a visit, a letter or an answer may have come to, as data."""

from dataclasses import dataclass

from recoup.lib.errors import Refused
from recoup.lib.said import say

PHONE, FIND, VISIT, LETTER, INBOUND, QUESTION = (
    "phone",
    "find_contact",
    "visit",
    "letter",
    "inbound",
    "question",
)
KINDS = (PHONE, FIND, VISIT, LETTER, INBOUND, QUESTION)


@dataclass(frozen=True, slots=True)
class Result:
    """One code of the lists.

    `kinds`: what may end so. `step`: what becomes of the step that was to be done: done, try (it stays open), failed
    (the rung goes on another way), again (in a new round, so by any way), open (as it was). `reached`: a person at the
    debtor answered. `does`: what else follows, by the names in `effects.py`, in that order. `needs`: what has to be
    given besides. `cause`: why the debt is unpaid, as learnt by it.
    """

    code: str
    kinds: tuple[str, ...]
    words: str
    step: str = "open"
    reached: bool = False
    does: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    cause: str = ""


def _spoke(
    code: str,
    kinds: tuple[str, ...],
    words: str,
    *,
    does: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    cause: str = "",
) -> Result:
    """Somebody there was spoken to: the step is done."""
    return Result(code, kinds, words, "done", True, does, needs, cause)


_TALK = (PHONE, VISIT)
_SAID = (PHONE, VISIT, INBOUND)

ALL: tuple[Result, ...] = (
    # they were spoken to
    _spoke("spoke_will_pay", (PHONE,), "they will pay, a sum by a day", does=("promise",), needs=("on",)),
    _spoke("spoke_dispute", _SAID, "they contest it", does=("dispute",), cause="disputed"),
    _spoke("spoke_no_money", _SAID, "they are short of money", cause="short_of_money"),
    _spoke("hardship", _SAID, "they are in hardship", cause="hardship"),
    _spoke("spoke_not_received", _SAID, "they have not got the invoice", does=("send_copy",),
           cause="not_received"),
    _spoke("spoke_waiting_approval", _SAID, "it waits for somebody's approval there", does=("who_approves",),
           cause="waiting_approval"),
    _spoke("spoke_will_check", _TALK, "they will look into it"),
    _spoke("spoke_other", _TALK, "spoken to; what was said stands in the note", needs=("text",)),
    _spoke("refuses", _SAID, "they will not pay", cause="unwilling"),
    _spoke("paid_already", _SAID, "they say that it is paid", does=("hold_for_money",)),
    _spoke("do_not_call", (PHONE,), "they do not want to be called", does=("no_calls",)),
    _spoke("insolvency_mentioned", (PHONE, VISIT, INBOUND), "they speak of insolvency",
           does=("confirm_insolvency",), cause="insolvent"),
    _spoke("insolvent", (*_TALK, FIND, INBOUND, QUESTION), "insolvency proceedings are confirmed",
           does=("insolvent",), cause="insolvent"),
    _spoke("legal_representative", _SAID, "a lawyer speaks for them", does=("represented",), needs=("text",)),
    _spoke("complaint", _SAID, "they complain about how they are treated", does=("complaint",)),
    # somebody else answered, or nobody
    Result("wrong_person", (*_SAID,), "this person does not decide on payments", "wrong", True, ("wrong_person",),
           cause="wrong_person"),
    Result("not_me", _SAID, "this person has nothing to do with it", "wrong", True, ("wrong_person",),
           cause="wrong_person"),
    Result("left_company", (PHONE, FIND, VISIT, INBOUND), "this person has left the firm", "again", False,
           ("left_company",)),
    Result("wrong_number", (PHONE,), "the number is somebody else's or dead", "again", False, ("wrong_number",)),
    Result("gatekeeper", (PHONE,), "not put through", "try"),
    Result("no_answer", (PHONE,), "nobody answered", "try"),
    Result("busy", (PHONE,), "engaged", "try"),
    Result("voicemail", (PHONE,), "a message left on their voicemail", "try"),
    Result("email_sent", (PHONE,), "nobody answered; an email written instead", "try"),
    Result("call_back_asked", _SAID, "they ask to be called back", "try", True, ("call_back",), ("on",)),
    Result("call_back_promised", _TALK, "they promise to call back", "try", True, ("await_call",)),
    # finding out who is in charge
    Result("found", (FIND, QUESTION), "the person in charge is found", "done", False, ("found",), ("contact",)),
    Result("only_generic", (FIND,), "only a general address was found", "failed", False, ("generic",)),
    Result("nobody", (FIND,), "nobody was found", "failed"),
    Result("refused_to_say", (FIND,), "they would not say who decides", "failed"),
    Result("gone_bankrupt", (FIND, VISIT), "they are said to be bankrupt", "again", False, ("confirm_insolvency",),
           cause="insolvent"),
    # visits
    _spoke("met_decision_maker", (VISIT,), "met whoever decides on payments", does=("in_charge",)),
    Result("met_other", (VISIT,), "met somebody else; of the debt nothing was said", "done"),
    _spoke("promise", (VISIT, INBOUND), "they will pay, a sum by a day", does=("promise",), needs=("on",)),
    _spoke("paid_cash_or_cheque", (VISIT,), "they paid on the spot", does=("hold_for_money",),
           needs=("amount",)),
    _spoke("appointment_made", _TALK, "an appointment is fixed", does=("appointment",), needs=("on",)),
    _spoke("video_meeting", (VISIT,), "spoken by video"),
    Result("nobody_there", (VISIT,), "nobody was there", "try"),
    Result("refused_entry", (VISIT,), "not let in", "done"),
    Result("asked_to_leave", (VISIT,), "asked to leave; no further visits", "done", True, ("no_visits",)),
    Result("do_not_come", (*_SAID,), "they do not want visits", "done", True, ("no_visits",)),
    Result("closed_for_good", (VISIT,), "the premises are closed for good", "failed", False, ("find_address",)),
    # letters
    Result("posted", (LETTER,), "posted", "posted", needs=("on",)),
    Result("not_posted", (LETTER,), "not posted; to be dated and checked anew", "unposted"),
    Result("returned_unknown", (LETTER,), "came back: unknown at this address", "returned", False, ("bad_address",)),
    Result("returned_moved", (LETTER,), "came back: moved", "returned", False, ("moved",)),
    Result("returned_refused", (LETTER,), "came back: not accepted", "returned"),
    # what came in, typed in by hand
    Result("reply", (INBOUND,), "an answer, still to be read", "open", False, ("unread",)),
    Result("read", (INBOUND,), "the answer is read; the case goes on", "open", False, ("read",)),
    Result("answered", (INBOUND,), "the answer is read and answered", "open", False, ("read",)),
    Result("bounce", (INBOUND,), "came back: the address does not exist", "bounced"),
    Result("soft_bounce", (INBOUND,), "not taken yet; their server tries again", "open", False, ("soft_bounce",)),
    Result("auto_reply", (INBOUND,), "an automatic answer, out of office", "open", False, ("auto_reply",)),
    Result("away", (INBOUND,), "out of the office until a day; nothing goes out until then", "open", False,
           ("wait_for_them",), ("on",)),
    Result("unsubscribe", (INBOUND,), "they want no emails", "open", False, ("no_emails",)),
    # questions to a person
    Result("done", (QUESTION,), "done"),
    Result("not_insolvent", (QUESTION,), "not insolvent after all", "open", False, ("not_insolvent",)),
    Result("money_came", (QUESTION,), "the money is here", "open", False, ("money_checked",)),
    Result("no_money_came", (QUESTION,), "no money came; the case goes on", "open", False, ("money_checked",)),
    Result("looked", (QUESTION, INBOUND), "a person has looked at the old debt", "open", False, ("looked",)),
    Result("note", KINDS, "a note"),
)  # fmt: skip

RESULTS: dict[str, Result] = {result.code: result for result in ALL}
LEAVES_MESSAGE = frozenset(("voicemail", "email_sent"))


def fitting(kind: str) -> list[Result]:
    """The results that something of this kind may have."""
    return [result for result in ALL if kind in result.kinds]


def result_for(code: str, kind: str) -> Result:
    """The result of that code. Raises Refused: `unknown_result`, `result_does_not_fit`, naming those that do."""
    result = RESULTS.get(code)
    names = ", ".join(sorted(r.code for r in (fitting(kind) or ALL)))
    if result is None:
        raise Refused(
            "unknown_result",
            say("“%(code)s” is no result.", code=code),
            "--result",
            say("There are: %(names)s.", names=names),
        )
    if kind not in result.kinds:
        what = {QUESTION: "question", INBOUND: "message that came in", FIND: "search for a person"}.get(
            kind, kind
        )
        raise Refused(
            "result_does_not_fit",
            say("A %(what)s cannot end with “%(code)s”.", what=what, code=code),
            "--result",
            say("There are: %(names)s.", names=names),
        )
    return result
