"""Whether a person answered or a machine: bounce, delay, out of office, other auto-reply, feedback loop. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from recoup.outreach.inbound.bounces import Bounce, bounce_of, tells_arrival
from recoup.outreach.inbound.dates import WEEKDAY_NAMES, days_in
from recoup.outreach.inbound.mail import Mail, walk
from recoup.outreach.inbound.readings import gone_in

Kind = Literal["reply", "bounce", "delay", "away", "auto_reply", "left", "receipt", "feedback"]

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
_ABSENT = re.compile(
    r"\b(?:ooo|out (?:of (?:the )?office|until|till|through|from)|away|vacation|on (?:my )?holidays?|"
    r"(?:on|annual|parental|sick) leave|"
    r"back (?:in the office|at my desk)|"
    r"nicht (?:im (?:büro|haus)|erreichbar|da)|abwesen\w*|urlaub\w*|elternzeit|mutterschutz|außer haus|"
    r"betriebsferien|wieder (?:da|im (?:büro|haus)|erreichbar|für sie)|bin .{0,30}(?:weg|zurück)|"
    r"absen[ct]e?s?|en congés?|vacances|de retour|"
    r"ausentes?|ausencia|vacaciones|(?:me )?reincorpor\w+|regresar\w*|volver[éáe]\w*|"
    r"assent[ei]|in ferie|rientr\w+|torner(?:ò|emo)|"
    r"afwezig\w*|vakantie|verlof|ben .{0,12}vrij|weer (?:bereikbaar|aanwezig|terug|op kantoor))\b",
    re.I,
)
"""Words of an absence: enough in what is an automatic answer by its headers or its subject."""
_SHUT = re.compile(
    r"\b(?:closed|re-?open\w*|geschlossen|fermée?s?|fermeture|rouvrir\w+|cerrad[oa]s?|chius[oaie]|chiusura|"
    r"riapr\w+|gesloten|disponib\w+|available|joignable|bereikbaar|erreichbar)\b",
    re.I,
)
"""An absence if it says until when; else opening hours, or how to reach somebody."""
_FROM_DAY = re.compile(
    rf"\b(?:{WEEKDAY_NAMES})s?,?\s*(?:to|till|until|through|thru|bis|au|à|a|al|tot|t/m|[–—-])\s*$", re.I
)
_UNTIL = re.compile(
    r"(?:\b(?:until|till|through|thru|up to|until and including|bis|bis (?:einschlie(?:ß|ss)lich|einschl\.?|inkl\.?|"
    r"zum|zu|einschlie(?:ß|ss)lich zum)|jusqu[’'](?:au|à|en)|hasta|fino (?:al|a|alla|all[’'])|sino al|tot|tot en met|"
    r"t/m|t\.e\.m\.|al|au|to)|[–—-]|"
    r"\b(?:between|zwischen|entre|tra|fra|tussen)\b[^!?\n]{3,40}\b(?:and|und|et|y|e|en))$",
    re.I,
)
_BACK = re.compile(
    r"\b(?:back(?: (?:in|at) (?:the|my|our) (?:office|desk))?(?: on| from| by)?|"
    r"re(?:turn|turning|open|opens|opening|sume|sumes)\b(?: to (?:the office|work|my desk))?"
    r"(?: on| from| until| before)?|"
    r"not be back (?:until|before)|available again(?: on| from)?|"
    r"wieder(?: .{0,25})? (?:ab|am|zum)|erst(?: wieder)? (?:ab|am)|zurück(?: (?:ab|am))?|"
    r"de retour(?: (?:à partir du|à compter du|dès))?|reviendrai|reprendrai|"
    r"rouvrir(?:a|ons|ont)|de vuelta(?: a partir)?|vuelvo|regreso|volver(?:é|emos)|regresar(?:é|emos)|"
    r"(?:me )?reincorpor(?:o|aré)|"
    r"di (?:nuovo|ritorno)(?: .{0,20})?|rientr(?:o|erò|eremo)(?: (?:in ufficio|previsto(?: per)?))?|"
    r"torner(?:ò|emo)(?: (?:in ufficio|operativi))?|riapr(?:e|irà|iremo)(?: .{0,12})?|"
    r"(?:weer|terug)(?: .{0,25})? (?:op|vanaf)|terug)$",
    re.I,
)
_FROM_ON = re.compile(r"\b(?:from|ab|(?:à partir|à compter) d[ue]|a partir|a partire|vanaf)$", re.I)
_AGAIN = re.compile(
    r"\b(?:back|return\w*|available|again|wieder|zurück|erreichbar|retour|nouveau|disponible|joignable|vuelta|"
    r"nuevo|nuovo|disponibile|operativ\w|weer|terug|bereikbaar)\b",
    re.I,
)
"""“From Monday” is a return only with one of these in the same breath; else it is when the absence begins."""
_BACK_AFTER = re.compile(
    r"^[^.!?\n]{0,25}\b(?:(?:i|we) (?:will|shall|am|are)(?: be)? back|back (?:in|at)|wieder|zurück|de retour|"
    r"de vuelta|di nuovo|di ritorno|weer|terug)\b",
    re.I,
)
_BETWEEN = re.compile(
    rf"(?:[\s,(]*\b(?:the|den|dem|der|le|el|il|lo|del|dal|dem|día|dia|giorno|per|on|{WEEKDAY_NAMES}|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)(?=[\s.,]))[.,]?)*[\s,(]*$",
    re.I,
)
"""What may stand between such words and the day: an article, the day of the week."""


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
    if report == "feedback-report" or "message/feedback-report" in _kinds_inside(mail):
        return Told("feedback")
    is_read = report == "disposition-notification" and mail.parts.get_content_type() == "multipart/report"
    if tells_arrival(mail) or (is_read and bounce_of(mail) is None):
        return Told("receipt")
    if _is_away(mail, own, today, day_first):
        return Told("away", until_on=away_until(f"{mail.subject}\n{own}", today, day_first=day_first))
    bounce = None if _says_auto_reply(mail) else bounce_of(mail)
    if bounce is not None:
        return Told("delay" if bounce.outcome == "delayed" else "bounce", bounce)
    if _is_automatic(mail):
        return Told("left" if gone_in(own) else "auto_reply")
    return Told("reply")


def _kinds_inside(mail: Mail) -> set[str]:
    return {part.get_content_type() for part in walk(mail.parts)}


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


def _is_away(mail: Mail, own: str, today: date, day_first: bool) -> bool:
    if mail.parts.get_content_type() == "multipart/report":
        return False
    if _is_automatic(mail):
        words = f"{mail.subject}\n{own[:3_000]}"
        is_shut = (
            _SHUT.search(words) is not None and away_until(words, today, day_first=day_first) is not None
        )
        return is_shut or any(one.search(words) for one in (_AWAY_SUBJECT, _AWAY_TEXT, _ABSENT))
    return bool(_AWAY_SUBJECT.search(mail.subject) and not _is_answer(mail.subject))


def _is_answer(subject: str) -> bool:
    return re.match(r"^\s*(?:re|aw|sv|antw|rif|tr|wg|fwd?)\s*:", subject, re.I) is not None


def away_until(text: str, today: date, *, day_first: bool = True) -> date | None:
    """The last day of an absence; “back on Monday” means until Sunday. None when no day ahead is named."""
    untils, backs = [], []
    for day in days_in(text[:5_000], today, day_first=day_first):
        before, after = text[max(0, day.start - 70) : day.start], text[day.end : day.end + 40]
        if day.on < today or (re.search(r"\b(?:on|am|le|el|il|op)\s*$", before) and _is_past(before)):
            continue
        if _FROM_DAY.search(before) and not re.search(r"\d", text[day.start : day.end]):
            continue  # Monday to Friday: hours of opening
        lead = _BETWEEN.sub("", before)
        if _BACK.search(lead):
            backs.append(day.on - timedelta(days=1))
        elif _UNTIL.search(lead):
            untils.append(day.on)
        elif _BACK_AFTER.search(after) or (_FROM_ON.search(lead) and _AGAIN.search(before + after)):
            backs.append(day.on - timedelta(days=1))
    if untils:
        return max(untils)
    return max(backs[0], today) if backs else None


def _is_past(before: str) -> bool:
    return re.search(r"\b(?:sent|wrote|gesendet|received|erhalten)\b", before, re.I) is not None
