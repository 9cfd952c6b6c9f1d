"""Whether a person answered or a machine: bounce, delay, out of office, other auto-reply, feedback loop. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from recoup.outreach.inbound.bounces import Bounce, bounce_of
from recoup.outreach.inbound.dates import days_in
from recoup.outreach.inbound.mail import Mail

Kind = Literal["reply", "bounce", "delay", "away", "auto_reply", "receipt", "feedback"]

_AWAY_SUBJECT = re.compile(
    r"\b(?:out of (?:the )?office|on (?:leave|holiday|vacation)|away from|abwesen\w*|nicht im (?:büro|haus)|urlaub|"
    r"absen[ct]e?|absent\w*|en congés?|fuera de (?:la )?oficina|ausen(?:te|cia)|vacaciones|fuori (?:sede|ufficio)|"
    r"assen(?:te|za)|in ferie|afwezig\w*|vakantie|ooo)\b",
    re.I,
)
_AUTO_SUBJECT = re.compile(
    r"^\W*(?:auto(?:matic|matische|mated)?[- ]?(?:reply|response|antwort)|autoreply|auto:|automatische (?:antwort|"
    r"rückmeldung)|automatisch antwoord|réponse automatique|respuesta automática|risposta automatica|"
    r"we(?:’|'| ha)ve received your (?:request|email|message)|eingangsbestätigung|accusé de réception|"
    r"acuse de recibo|conferma di ricezione|ontvangstbevestiging)|"
    r"\[(?:ticket|case|request)\W?#?\w*\] (?:received|re: received)",
    re.I,
)
_AWAY_TEXT = re.compile(
    r"\b(?:(?:am|are|be|is|i['’]m|currently) (?:currently |now )?(?:out of (?:the )?office|"
    r"on (?:annual |maternity |parental )?"
    r"(?:leave|holiday|vacation)|away)|out of office until|bin (?:ich )?(?:derzeit |zurzeit |"
    r"zur zeit |momentan |bis |ab |vom |wieder )?"
    r".{0,40}(?:nicht (?:im büro|im haus|erreichbar)|abwesend|im urlaub|außer haus)|(?:derzeit|"
    r"momentan|zurzeit) abwesend|"
    r"je suis (?:actuellement )?(?:absente?|en (?:congés?|vacances|déplacement))|(?:serai|suis) (?:absente?|de retour)|"
    r"estoy (?:actualmente )?(?:fuera de la oficina|de vacaciones|ausente)|estaré (?:fuera|ausente|de vuelta)|"
    r"sono (?:attualmente )?(?:fuori (?:sede|ufficio)|assente|in ferie)|sarò (?:assente|fuori|di ritorno)|"
    r"ben (?:ik )?(?:momenteel |tot .{0,30})?(?:afwezig|met vakantie|niet aanwezig|met verlof|niet op kantoor)|"
    r"afwezig (?:tot|van))",
    re.I,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|thru|up to(?: and including)?|bis(?: einschließlich| zum| einschl\.)?|"
    r"jusqu[’']au|jusqu[’']à|"
    r"hasta(?: el)?|fino (?:al|a|all)|sino al|tot(?: en met)?|t/m|al|au|to)\s*(?:and including\s*)?(?:\w+,?\s+)?$",
    re.I,
)
_BACK = re.compile(
    r"\b(?:back (?:in the office )?(?:on|from|by)|return(?:ing)?(?: to (?:the office|"
    r"work))?(?: on)?|available again (?:on|from)|"
    r"wieder (?:ab|am)|ab (?:dem|montag|dienstag|mittwoch|donnerstag|freitag)|wieder .{0,25}(?:ab|"
    r"am)(?: dem)?|zurück (?:am|ab)|"
    r"de retour (?:le|à partir du)?|à partir du|reviendrai le|de vuelta (?:el|a partir del)?|(?:vuelvo|regreso|volveré|"
    r"regresaré)(?: el)?|a partir del|di (?:nuovo|ritorno)(?: .{0,20})?(?:il|dal|da)?|rientr(?:o|"
    r"erò)(?: in ufficio)?(?: il)?|"
    r"(?:weer|terug)(?: .{0,25})?(?:op|vanaf|aanwezig)|vanaf)\s*(?:\w+,?\s+)?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail is. `until_on`: the last day somebody is away, when their automatic answer says so."""

    kind: Kind
    bounce: Bounce | None = None
    until_on: date | None = None

    @property
    def is_machine(self) -> bool:
        """Nobody wrote it."""
        return self.kind not in ("reply", "feedback")


def told_apart(mail: Mail, own: str, today: date, *, day_first: bool = True) -> Told:
    """What kind of mail it is. `own` is its own text; what cannot be told is a reply, so that a person reads it."""
    report = str(mail.parts.get_param("report-type") or "").lower()
    if mail.parts.get_content_type() == "multipart/report":
        if report == "feedback-report":
            return Told("feedback")
        if report == "disposition-notification" and bounce_of(mail) is None:
            return Told("receipt")
    if _is_away(mail, own):
        return Told("away", until_on=away_until(f"{mail.subject}\n{own}", today, day_first=day_first))
    bounce = None if _says_auto_reply(mail) else bounce_of(mail)
    if bounce is not None:
        return Told("delay" if bounce.outcome == "delayed" else "bounce", bounce)
    if _is_automatic(mail):
        return Told("auto_reply")
    return Told("reply")


def _says_auto_reply(mail: Mail) -> bool:
    """It calls itself one, and is no report."""
    if mail.parts.get_content_type() == "multipart/report":
        return False
    return bool(_AUTO_SUBJECT.search(mail.subject)) or any(
        mail.header(name) for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")
    )


def _is_automatic(mail: Mail) -> bool:
    submitted = mail.header("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if mail.header("precedence").lower() in ("auto_reply", "auto-reply", "autoreply", "junk"):
        return True
    return _says_auto_reply(mail)


def _is_away(mail: Mail, own: str) -> bool:
    if mail.parts.get_content_type() == "multipart/report":
        return False
    is_said = bool(_AWAY_SUBJECT.search(mail.subject) or _AWAY_TEXT.search(own[:3_000]))
    if not is_said:
        return False
    return _is_automatic(mail) or bool(_AWAY_SUBJECT.search(mail.subject) and not _is_answer(mail.subject))


def _is_answer(subject: str) -> bool:
    return re.match(r"^\s*(?:re|aw|sv|antw|rif|tr|wg|fwd?)\s*:", subject, re.I) is not None


def away_until(text: str, today: date, *, day_first: bool = True) -> date | None:
    """The last day of an absence; “back on Monday” means until Sunday. None when no day ahead is named."""
    days = days_in(text[:5_000], today, day_first=day_first)
    untils, backs = [], []
    for day in days:
        before = text[max(0, day.start - 60) : day.start]
        if day.on < today or (
            re.search(r"(?:\bon|\bam|\ble|\bel|\bil|\bop)\s*$", before) and _is_past(before)
        ):
            continue
        if _BACK.search(before):
            backs.append(day.on - timedelta(days=1))
        elif _UNTIL.search(before) or re.search(r"[–—-]\s*$", before):
            untils.append(day.on)
    if untils:
        return max(untils)
    return max(backs[0], today) if backs else None


def _is_past(before: str) -> bool:
    return re.search(r"\b(?:sent|wrote|gesendet|received|erhalten)\b", before, re.I) is not None
