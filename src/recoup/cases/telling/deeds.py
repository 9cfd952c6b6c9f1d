"""What was planned, asked, done and learnt, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.people.results import RESULTS
from recoup.cases.telling.known import Known, Say, day_words, invoices, rung_words, word
from recoup.cases.telling.words import (
    ASKED,
    BECAUSE,
    ENDS,
    FACTORS,
    INSTALMENTS,
    OPTED,
    PROMISES,
    SERVED,
    TREATED,
)
from recoup.ladder.causes import CAUSES
from recoup.ladder.reasons import QUESTIONS, clause
from recoup.ladder.verdict import Why
from recoup.law.places import place_of
from recoup.lib.errors import Refused
from recoup.lib.money import Amount
from recoup.lib.said import Said, say, say_n


def _opened(t: Known, e: EntryView) -> str:
    open_ = Amount(e.amounts["open_minor"], str(e.facts["currency"]))
    return say(
        "Case opened: %(invoices)s overdue, %(sum)s open", invoices=invoices(e.facts["invoices"]), sum=open_
    )


def _joined(t: Known, e: EntryView) -> str:
    return say_n(
        "Joined by %(n)s further invoice that fell overdue: %(sum)s is open now",
        "Joined by %(n)s further invoices that fell overdue: %(sum)s is open now",
        e.facts["invoices"],
        sum=t.sum_of(e.amounts["open_minor"], e.facts["case"]),
    )


def _planned(t: Known, e: EntryView) -> str:
    step = t.steps[e.facts["step"]]
    because = word(BECAUSE, str(e.facts["why"]))
    what: str = t.doing(step)
    if step.kind in ("email", "phone"):
        what = say("%(what)s for %(whom)s", what=what, whom=t.whom(step.contact_id, e.seq))
    if e.facts.get("draft"):
        return say(
            "Planned: %(what)s, because %(because)s; a person looks at it first", what=what, because=because
        )
    return say("Planned: %(what)s, because %(because)s", what=what, because=because)


def _refused(t: Known, e: EntryView) -> str:
    step = t.steps[e.facts["step"]]
    return say("Not done after all: %(what)s. %(why)s", what=t.doing(step), why=clause(Why(e.result)))


def _cancelled(t: Known, e: EntryView) -> str:
    return say("Withdrawn before it went out: %(what)s", what=t.doing(t.steps[e.facts["step"]]))


def _approved(t: Known, e: EntryView) -> str:
    step = t.steps.get(e.facts.get("step", 0))
    what = t.doing(step) if step else say("it")
    return say("Decided on %(what)s: %(result)s", what=what, result=say(e.result.replace("_", " ")))


def _task(t: Known, e: EntryView) -> str:
    asked = _question(str(e.facts["task"]))
    if "due_on" not in e.facts:
        return say("A person is asked: %(question)s", question=asked)
    return say("A person is asked: %(question)s, by %(on)s", question=asked, on=day_words(e.facts["due_on"]))


def _question(kind: str) -> str:
    return word(ASKED, kind, QUESTIONS.get(kind, ""))


def _fell_back(t: Known, e: EntryView) -> str:
    what = t.doing(t.steps[e.facts["step"]])
    return say("Nobody did %(what)s in time: the case goes on another way", what=what)


def _task_done(t: Known, e: EntryView) -> str:
    task = t.tasks.get(e.facts.get("task", 0))
    result = say(RESULTS[e.result].words if e.result in RESULTS else e.result)
    if task is None:
        return say("A person answered: %(result)s", result=result)
    return say("%(question)s: %(result)s", question=_question(task.kind), result=result)


def _assigned(t: Known, e: EntryView) -> str:
    task = t.tasks.get(e.facts.get("task", 0))
    what = _question(task.kind) if task else say("A task")
    if e.facts.get("user"):
        return say("%(question)s: given to one of us", question=what)
    return say("%(question)s: laid back for whoever comes first", question=what)


def _talk(doing: Said, to_whom: Said | None = None) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        what = doing
        if to_whom is not None and "contact" in e.facts:
            what = say(to_whom.one, whom=t.whom(e.facts["contact"], e.seq))
        if e.facts.get("try", 1) > 1:
            return say(
                "%(what)s, try %(number)s: %(result)s", what=what, number=e.facts["try"], result=_result(t, e)
            )
        return say("%(what)s: %(result)s", what=what, result=_result(t, e))

    return tell


def _result(t: Known, e: EntryView) -> str:
    words = say(RESULTS[e.result].words if e.result in RESULTS else e.result.replace("_", " "))
    step = t.steps.get(e.facts.get("step", 0))
    more: list[object] = []
    if "said" in e.amounts and step is not None:
        more.append(t.sum_of(e.amounts["said"], step.case_id))
    if "on" in e.facts:
        more.append(day_words(e.facts["on"]))
    return say("%(result)s (%(more)s)", result=words, more=tuple(more)) if more else words


def _heard(t: Known, e: EntryView) -> str:
    if "away_until" in e.facts:
        return say("They are away until %(on)s", on=day_words(e.facts["away_until"]))
    return say("Heard from them: %(result)s", result=_result(t, e))


def _promise_made(t: Known, e: EntryView) -> str:
    row = t.promises[e.facts["promise"]]
    sum_, on = t.sum_of(row.amount_minor, row.case_id), row.due_on
    if row.contact_id:
        who = t.whom(row.contact_id, e.seq)
        said = say("%(who)s promises %(sum)s by %(on)s", who=who, sum=sum_, on=on).capital()
    else:
        said = say("They promise %(sum)s by %(on)s", sum=sum_, on=on)
    return say("%(promise)s; it waits for approval", promise=said) if e.result == "asked" else said


def _promise_judged(t: Known, e: EntryView) -> str:
    row = t.promises[e.facts["promise"]]
    if row.plan is not None:
        return say(
            "The instalment of %(sum)s by %(on)s %(result)s",
            sum=t.sum_of(row.amount_minor, row.case_id),
            on=row.due_on,
            result=word(INSTALMENTS, e.result),
        )
    return say(
        "The promise of %(sum)s by %(on)s %(result)s",
        sum=t.sum_of(row.amount_minor, row.case_id),
        on=row.due_on,
        result=word(PROMISES, e.result),
    )


def _cause(t: Known, e: EntryView) -> str:
    cause = say(CAUSES[e.result].name if e.result in CAUSES else e.result)
    return say("Why it is unpaid: %(cause)s", cause=cause)


def _held(t: Known, e: EntryView) -> str:
    until = day_words(e.facts["until"])
    if "invoice" in e.facts:
        return say(
            "%(invoice)s is held until %(on)s", invoice=t.number(e.facts["invoice"]), on=until
        ).capital()
    return say("Nothing goes out until %(on)s", on=until)


def _moved(t: Known, e: EntryView) -> str:
    rung = rung_words(e.facts["rung"])
    if e.result == "again":
        return say("A person moved the case to %(rung)s, once more", rung=rung)
    return say("A person moved the case to %(rung)s", rung=rung)


def _visit_planned(t: Known, e: EntryView) -> str:
    return say("A visit is planned for %(on)s", on=day_words(e.facts["on"]))


def _closed(t: Known, e: EntryView) -> str:
    return say("Case closed: %(end)s", end=word(ENDS, e.result))


def _opted(words: Said) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        return say(words.one, channel=word(OPTED, e.channel))

    return tell


def _treated(t: Known, e: EntryView) -> str:
    said = tuple(
        say("%(name)s %(value)s", name=word(TREATED, name), value=str(value) if value else say("as for all"))
        for name, value in e.facts.items()
        if name in TREATED
    )
    return say("How they are worked: %(said)s", said=said)


def _insolvent(t: Known, e: EntryView) -> str:
    if "on" in e.facts:
        return say("Insolvent since %(on)s: everything stops", on=day_words(e.facts["on"]))
    return say("Insolvent: everything stops")


def _reopened(t: Known, e: EntryView) -> str:
    return say("Case opened again, on the rung where it stood")


def _place_chosen(t: Known, e: EntryView) -> str:
    what = word(FACTORS, str(e.facts["factor"]))
    place = _place(str(e.facts["place"]))
    return say("%(what)s: that of %(place)s was chosen", what=what, place=place).capital()


def _place(key: str) -> str:
    """A place of the law by its name; by its key where no pack has it."""
    try:
        return say(place_of(key).packs[0].name)
    except (Refused, IndexError):
        return key


def _figure_confirmed(t: Known, e: EntryView) -> str:
    what, seen_in = t.private(e, "what"), t.private(e, "seen_in")
    if not what:
        return say("A figure of the law was compared with the official text")
    return say(
        "A figure of the law was compared with the official text (%(seen_in)s): “%(what)s”",
        seen_in=seen_in, what=what,
    )  # fmt: skip


def _plan_asked(t: Known, e: EntryView) -> str:
    days = e.facts["days"]
    sum_ = t.sum_of(e.amounts["planned_minor"], e.facts["case"])
    return say_n(
        "They want to pay %(sum)s in %(n)s instalment, on %(first)s; it waits for approval",
        "They want to pay %(sum)s in %(n)s instalments, from %(first)s to %(last)s; it waits for approval",
        len(days), sum=sum_, first=day_words(days[0]), last=day_words(days[-1]),
    )  # fmt: skip


def _agreed(granted: Said, refused: Said) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        if e.result != "granted":
            return say(refused.one)
        if e.facts.get("alone") == "yes":
            return say("%(said)s, by the only user, who had asked for it", said=say(granted.one))
        return say(granted.one)

    return tell


def _approval_asked(t: Known, e: EntryView) -> str:
    if e.result == "plan":
        return say("Somebody else decides on the plan")
    return say("Somebody else decides on the promise")


def _demanded(t: Known, e: EntryView) -> tuple[Amount, Amount, Amount]:
    case = e.facts["case"]
    sums = (e.amounts[f"{name}_minor"] for name in ("principal", "interest", "compensation"))
    first, second, third = (t.sum_of(minor, case) for minor in sums)
    return first, second, third


def _demand_asked(t: Known, e: EntryView) -> str:
    principal, interest, fixed = _demanded(t, e)
    return say(
        "A formal demand was asked for: %(principal)s, with interest of %(interest)s and fixed sums of %(fixed)s",
        principal=principal,
        interest=interest,
        fixed=fixed,
    )


def _demand_decided(t: Known, e: EntryView) -> str:
    if e.result == "refused":
        return say("The formal demand was not approved")
    if e.facts.get("alone") == "yes":
        return say("The formal demand was approved by the only user, who had asked for it")
    return say("The formal demand was approved")


def _demand_made(t: Known, e: EntryView) -> str:
    case, on = e.facts["case"], day_words(e.facts["deadline_on"])
    return say(
        "The letter of demand was written: %(sum)s with interest and fixed sums, to be paid by %(on)s",
        sum=t.sum_of(sum(e.amounts.values()), case), on=on,
    )  # fmt: skip


def _demand_served(t: Known, e: EntryView) -> str:
    return say(
        "The letter of demand reached them on %(on)s (%(how)s): they have until %(until)s",
        on=day_words(e.facts["on"]),
        how=word(SERVED, e.result),
        until=day_words(e.facts["deadline_on"]),
    )


SAYS: dict[str, Say] = {
    "demand.asked": _demand_asked,
    "demand.approved": _demand_decided,
    "demand.made": _demand_made,
    "demand.served": _demand_served,
    "law.place_chosen": _place_chosen,
    "law.figure_confirmed": _figure_confirmed,
    "plan.asked": _plan_asked,
    "plan.approved": _agreed(say("The plan was approved"), say("The plan was not approved")),
    "promise.approved": _agreed(say("The promise was approved"), say("The promise was not approved")),
    "approval.asked": _approval_asked,
    "case.opened": _opened,
    "case.reopened": _reopened,
    "case.joined": _joined,
    "case.closed": _closed,
    "case.moved": _moved,
    "visit.planned": _visit_planned,
    "step.planned": _planned,
    "step.refused": _refused,
    "step.cancelled": _cancelled,
    "step.approved": _approved,
    "task.opened": _task,
    "task.fallen_back": _fell_back,
    "task.done": _task_done,
    "task.assigned": _assigned,
    "call.made": _talk(say("Call"), say("Call to %(whom)s")),
    "visit.made": _talk(say("Visit")),
    "contact.sought": _talk(say("Search for the person in charge")),
    "answer.noted": _heard,
    "promise.made": _promise_made,
    "promise.judged": _promise_judged,
    "cause.noted": _cause,
    "hold.placed": _held,
    "debtor.opted_out": _opted(say("They want no %(channel)s")),
    "debtor.opted_in": _opted(say("They may be reached by %(channel)s again")),
    "debtor.treated": _treated,
    "debtor.insolvent": _insolvent,
}
