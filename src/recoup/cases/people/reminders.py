"""What the day brings up for people: holds that end, answers due on disputes, letters nobody posted, lapsing debts."""

from recoup.cases.facts import Context
from recoup.cases.formal import letgo, recovery, relief
from recoup.cases.formal.claim.running import keep_claims
from recoup.cases.formal.limitation import keep_clocks
from recoup.cases.people.disputes import ask_for_answers
from recoup.cases.people.holds import ask_about_ended
from recoup.cases.people.letters import repost


def remind(ctx: Context, actor: str) -> dict[str, int]:
    """Asks people about what has come to its day; returns how many of each. Safe to call again.

    Called after the day's steps are planned, so that what it frees is planned by the next run, as the preview says.
    """
    moment, today = ctx.moment, ctx.today
    return {
        "holds_ended": ask_about_ended(ctx.creditor, actor=actor, moment=moment, today=today),
        "answers_due": ask_for_answers(ctx.creditor, actor=actor, moment=moment, today=today),
        "letters_taken_back": repost(ctx.creditor, actor=actor, moment=moment, today=today),
        "limitation": keep_clocks(ctx, actor),
        "claims": keep_claims(ctx, actor),
        "tax_relief": relief.look(ctx, actor),
        "offers_judged": letgo.judge_offers(ctx.creditor, actor=actor, moment=moment),
        "recoveries": recovery.cases_to_book(ctx.creditor, actor=actor, moment=moment, today=today),
    }
