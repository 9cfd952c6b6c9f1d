"""The words of the court page for what is kept as codes."""

from django.utils.translation import gettext_lazy

BASES = {
    "agreed": gettext_lazy("a date that was agreed"),
    "stated": gettext_lazy("a date that stands on the invoice alone"),
    "legal": gettext_lazy("nothing: the law's own term"),
}
PLACEMENTS = {
    "never_placed": gettext_lazy("was never with professionals"),
    "recalled": gettext_lazy("recalled from them, and confirmed"),
    "sixty_days": gettext_lazy("with them for 60 days without result, and back"),
    "by_decision": gettext_lazy("straight to court, by decision"),
}
MEDIATIONS = {
    "tried": gettext_lazy("tried, without result"),
    "offered": gettext_lazy("offered, without an answer"),
    "refused": gettext_lazy("refused by them"),
    "no_duty": gettext_lazy("no duty here, as looked up"),
}
FACTS = {
    "acknowledgment": gettext_lazy("They acknowledged the debt"),
    "part_payment": gettext_lazy("They paid a part"),
    "demand": gettext_lazy("A written demand reached them"),
    "suspended": gettext_lazy("The time stood still"),
    "decided": gettext_lazy("The last day was decided"),
}
COSTS = {
    "court_fee": gettext_lazy("Court fee"),
    "service": gettext_lazy("Service"),
    "lawyer": gettext_lazy("Lawyer"),
    "enforcement": gettext_lazy("Enforcement"),
    "other": gettext_lazy("Something else"),
}
WAYS = {
    "bailiff": gettext_lazy("Bailiff"),
    "account": gettext_lazy("Their bank account"),
    "wages": gettext_lazy("What others owe them"),
    "land": gettext_lazy("Their land"),
    "asset_list": gettext_lazy("List of their assets"),
    "other": gettext_lazy("Another way"),
}
RESULTS = {
    "pending": gettext_lazy("under way"),
    "paid": gettext_lazy("paid in full"),
    "part": gettext_lazy("paid in part"),
    "nothing": gettext_lazy("nothing found"),
}
STATES = {
    "draft": gettext_lazy("drawn up, waits for a yes"),
    "approved": gettext_lazy("approved, to be signed and filed by a person"),
    "filed": gettext_lazy("filed at the court"),
    "served": gettext_lazy("served on them"),
    "defended": gettext_lazy("defended by them"),
    "hearing": gettext_lazy("a hearing is set"),
    "judgment": gettext_lazy("there is a judgment"),
    "appeal": gettext_lazy("under appeal"),
    "settled": gettext_lazy("settled"),
    "withdrawn": gettext_lazy("withdrawn"),
    "lost": gettext_lazy("lost"),
    "satisfied": gettext_lazy("the judgment is paid"),
    "refused": gettext_lazy("refused"),
}
STEPS = {
    "filed": gettext_lazy("Filed at the court"),
    "served": gettext_lazy("Served on them"),
    "defence": gettext_lazy("They defend it, or object"),
    "hearing": gettext_lazy("A hearing is set"),
    "judgment": gettext_lazy("Judgment, or an order to pay"),
    "appeal": gettext_lazy("Somebody appeals"),
    "settled": gettext_lazy("Settled"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "lost": gettext_lazy("Lost"),
    "satisfied": gettext_lazy("The judgment is paid"),
}
