"""What somebody wrote themselves, parted from what they quote and from their signature. Pure, line by line."""

import re
from dataclasses import dataclass

_FROM = r"from|de|von|van|da|od|från|fra|mittente|desde"
_OTHER = (
    r"sent|date|to|cc|subject|reply-to|envoyé|envoyé le|à|a|objet|sujet|copie à|gesendet|datum|an|betreff|"
    r"verzonden|aan|onderwerp|inviato|data|oggetto|enviado|enviado el|fecha|para|asunto|assunto|skickat|till|"
    r"ämne|dato|til|emne|wysłano|do|temat"
)
_FROM_LINE = re.compile(rf"^\s*[*_]*(?:{_FROM})\s*:[*_]*\s*\S", re.I)
_OTHER_LINE = re.compile(rf"^\s*[*_]*(?:{_OTHER}|{_FROM})\s*:", re.I)
_SENT_LINE = re.compile(
    r"^\s*[*_]*(?:sent|date|gesendet|datum|envoyé|date|enviado(?: el)?|fecha|inviato|data|verzonden)\s*:[*_]*.*\d",
    re.I,
)
"""Some programs say when before they say who."""
_RULE_ABOVE = re.compile(r"^\s*(?:_{3,}|-{3,}|={3,}|\*{3,})\s*$")
_DIVIDER = re.compile(
    r"^\s*>?\s*[-_=*]{2,}\s*(?:original|(?:ursprüngliche|originale?) ?nachricht|message (?:d['’]origine|original|du|"
    r"transféré)|mensaje original|messaggio original|mensagem original|oorspronkelijk bericht|oprindelig |"
    r"forwarded message|weitergeleitete nachricht|doorgestuurd bericht|messaggio inoltrato|mensaje reenviado|"
    r"reply message|opprinnelig|ursprungligt)"
    r"|^\s*(?:begin forwarded message|anfang der weitergeleiteten|début du message réexpédié)",
    re.I,
)
_WROTE = (
    r"wrote|schrieb|écrit|a ecrit|escribió|escribio|escreveu|ha scritto|scritto|scrisse|schreef|geschreven|"
    r"napisał\w*(?:\(a\))?|kirjoitti|skrev|írta|написал\w*"
)
_ATTRIBUTED = re.compile(rf"\d.*\b(?:{_WROTE})\b.{{0,120}}$|\b(?:{_WROTE})\b.*\d.*:\s*$", re.I)
_MAY_WRITE = re.compile(rf"\b(?:{_WROTE})\b", re.I)
_SAID_BY = re.compile(r"@[\w.-]+[^@]{0,40}:\s*$")
_MOMENT = re.compile(
    r"\b\d{1,2}[:.h]\d{2}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b(?:19|20)\d\d\b"
)
_MARKED = re.compile(r"^>{2,3} .*\b\d{1,2}[:.]\d{2}\b.{0,12}>{2,3}\s*$")
"""As GroupWise says who wrote what follows."""
_MESSAGE_OF = re.compile(r"^\s*(?:message du|nachricht vom)\s*:?\s*\d", re.I)
_SIGNATURE = re.compile(r"^\s*(?:--|—|–)\s*$|^_{2,}\s*$")
_DEVICE = re.compile(
    r"^\s*(?:sent (?:from|via|with) (?:my |the |an? )?|get outlook for|gesendet (?:von|mit|über)|"
    r"von meinem [\w -]+ gesendet|diese nachricht wurde von meinem |"
    r"envoyé (?:de(?:puis)?|à partir d[eu]|avec)|télécharger outlook|enviado (?:desde|con)|obtener outlook|"
    r"inviato (?:da|con)|scarica outlook|verzonden (?:vanaf|met|vanuit)|verstuurd (?:vanaf|met)|"
    r"download outlook|outlook für)",
    re.I,
)
_LONGEST_DEVICE = 60
_MOST_JOINED = 5
_WRAPPED_FROM = 60
_LONGEST_LINE = 600


@dataclass(frozen=True, slots=True)
class Parted:
    """`own`: what was written for this mail. `quoted`: whether anything was left out as quoted."""

    own: str
    quoted: bool


def part(text: str) -> Parted:
    """The reply's own words. Text that stands between quoted lines stays; nothing is found in what is not there.

    Never raises, and takes time in proportion to the text.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    n, is_cut = 0, False
    while n < len(lines):
        line = lines[n]
        if _MARKED.match(line[:_LONGEST_LINE]):
            is_cut = True
            break
        if line.lstrip().startswith(">"):
            is_cut, n = True, n + 1
            continue
        if _ends_here(lines, n) or _signs_off(lines, n):
            is_cut = True
            break
        if _is_wrapped_quote(lines, n):
            n += 1
            continue
        joined = _attribution(lines, n)
        if joined:
            is_cut = True
            if not _is_quoted_next(lines, n + joined):
                break
            n += joined
            continue
        kept.append(line.rstrip())
        n += 1
    while kept and (not kept[-1].strip() or _RULE_ABOVE.match(kept[-1])):
        kept.pop()
    own = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return Parted(own, is_cut)


def _ends_here(lines: list[str], n: int) -> bool:
    """Everything from here on is the mail that is answered."""
    line = lines[n][:_LONGEST_LINE]
    if _DIVIDER.match(line) or _MESSAGE_OF.match(line):
        return True
    if not (_FROM_LINE.match(line) or _SENT_LINE.match(line)):
        return False
    block = []
    for one in lines[n + 1 : n + 9]:
        if not one.strip():
            break
        block.append(one)
    if not any(_FROM_LINE.match(one[:_LONGEST_LINE]) for one in (line, *block)):
        return False
    return sum(bool(_OTHER_LINE.match(one[:_LONGEST_LINE])) for one in block) >= 2


def _signs_off(lines: list[str], n: int) -> bool:
    """A signature, or the line that a telephone adds; whatever follows is none of their words."""
    line = lines[n].strip()
    if _SIGNATURE.match(lines[n]):
        return True
    words = re.sub(r"<[^>]*>|\(https?://[^)]*\)|[\[\]]", "", line)
    if not _DEVICE.match(words) or len(words) > _LONGEST_DEVICE or "," in words:
        return False
    if words.endswith(".") and not re.search(
        r"\bgesendet\.$|\b(?:email|smartphone|iphone|ipad)\.$", words, re.I
    ):
        return False
    return n == 0 or not lines[n - 1].strip() or n == len(lines) - 1


def _is_wrapped_quote(lines: list[str], n: int) -> bool:
    """The end of a long quoted line that some program has broken without marking it again."""
    if n == 0 or n + 1 >= len(lines) or not lines[n].strip():
        return False
    above, below = lines[n - 1].lstrip(), lines[n + 1].lstrip()
    return above.startswith(">") and below.startswith(">") and len(above) > _WRAPPED_FROM > len(lines[n])


def _attribution(lines: list[str], n: int) -> int:
    """How many lines from here say who wrote what follows, and when; 0 when these do not."""
    if not lines[n].strip():
        return 0
    joined = ""
    for count in range(1, _MOST_JOINED + 1):
        if n + count > len(lines) or not lines[n + count - 1].strip():
            return 0
        joined = f"{joined} {lines[n + count - 1].strip()}".strip()
        if len(joined) > _LONGEST_LINE:
            return 0
        joined = joined.strip("- ") if joined.startswith("--") else joined
        if _is_attribution(joined):
            return count
        if count == 1 and not _may_begin(joined):
            return 0
    return 0


_BEGINS = re.compile(
    r"^(?:on|am|le|el|il|op|em|in data|in date|w dniu|dnia|den|vào|på|the|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|"
    r"jeu|ven|sam|dim|tir|ons|tor|fre|lør|søn|man|ma|di|wo|do|vr|za|zo|pe|ke|to|ti|la|su|mo|mi|fr|sa|so|"
    r"ср|пн|вт|чт|пт|сб|вс)\b",
    re.I,
)


def _may_begin(line: str) -> bool:
    return bool(
        _BEGINS.match(line) or ("@" in line and re.match(r"^[\"'\w\d]", line)) or re.match(r"^\d", line)
    )


def _is_attribution(line: str) -> bool:
    if not (_MOMENT.search(line) or re.search(r"\b\d{1,2}\b", line)):
        return False
    if line.endswith(":") and _SAID_BY.search(line) and _MOMENT.search(line):
        return True
    if not _MAY_WRITE.search(line) or not _ATTRIBUTED.search(line):
        return False
    tail = re.split(rf"\b(?:{_WROTE})\b", line, flags=re.I)[-1]
    if not (line.endswith(":") or not tail.strip(" :.>") or "@" in tail):
        return False
    is_dated = re.match(r"\d", line) is not None and _MOMENT.search(line) is not None
    return "@" in line or is_dated or bool(_BEGINS.match(line))


def _is_quoted_next(lines: list[str], n: int) -> bool:
    """Whether the quoted lines are marked, so that what is not marked below them is the writer's own."""
    for line in lines[n : n + 3]:
        if line.strip():
            return line.lstrip().startswith(">")
    return False
