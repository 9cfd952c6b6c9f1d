"""What a reply seems to say, with the sentence it rests on: a suggestion for a person, in six languages. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from recoup.lib import money
from recoup.outreach.inbound.dates import days_in

LONGEST_SENTENCE = 300
_MOST_SENTENCES = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """`code`: promise, paid, disputed, wrong_person, left_company, not_received, no_money, insolvent, represented,
    call_back, no_emails or away. `on`: the day it names; `amount_minor` in minor units of `currency`.
    """

    code: str
    sentence: str
    on: date | None = None
    amount_minor: int | None = None
    currency: str = ""


_RULES: tuple[tuple[str, str], ...] = (
    ("insolvent", r"\b(?:insolven\w*|administration order|in administration|liquidat\w+|bankrupt\w*|insolvenz\w*|"
                  r"konkurs|redressement judiciaire|liquidation judiciaire|cessation de paiements?|"
                  r"concurso de acreedores|fallimento|concordato preventivo|failliet|faillissement|surseance)\b"),
    ("represented", r"\b(?:(?:our|my) (?:solicitors?|lawyers?|attorneys?|legal counsel)|unser(?:e|"
                    r"en|em)? (?:anwalt|rechtsanwalt|"
                    r"anwälte|kanzlei|rechtsvertret\w+)|(?:notre|mon) (?:avocate?|"
                    r"conseil juridique)|(?:nuestro|mi) abogado|"
                    r"(?:il nostro|nostro|mio) (?:avvocato|legale)|onze (?:advocaat|jurist)|mijn advocaat)\b"),
    ("left_company", r"\b(?:no longer (?:works?|with|employed)|"
                     r"left the (?:company|firm|business|organi[sz]ation)|"
                     r"(?:unternehmen|firma) verlassen|ne fait plus partie|n[’']est plus (?:employée?|parmi)|"
                     r"ha dejado (?:la empresa|de trabajar)|ha lasciato (?:l[’']azienda|la società)|"
                     r"ausgeschieden|nicht mehr (?:bei uns|im "
                     r"unternehmen|für uns)|ne travaille plus|a quitté (?:la société|l[’']entreprise)|ya no trabaja|"
                     r"non lavora più|niet meer werkzaam|werkt niet meer|uit dienst)\b"),
    ("wrong_person", r"\b(?:wrong (?:person|address|department|company)|not (?:the right|"
                     r"responsible)|i am not in charge|"
                     r"please (?:contact|write to|send (?:it|this) to|address)|nicht zuständig|"
                     r"falsche[rn]? (?:ansprechpartner|"
                     r"adresse|person)|wenden sie sich (?:bitte )?an|pas (?:la bonne personne|responsable|en charge)|"
                     r"veuillez (?:contacter|vous adresser)|no soy (?:la persona|el responsable)|persona equivocada|"
                     r"diríjase a|non sono (?:la persona|il responsabile)|persona sbagliata|si rivolga a|rivolgersi a|"
                     r"niet de juiste persoon|verkeerde (?:persoon|adres|afdeling)|"
                     r"neem contact op met|niet verantwoordelijk)\b"),
    ("disputed", r"\b(?:disput\w+|contest(?:ed|ing)?\b|not (?:owe|due|correct|right|accept\w*)|"
                 r"do(?:es)? not (?:accept|agree|owe)|incorrect|wrong "
                 r"(?:price|amount|quantity|invoice)|overcharg\w+|(?:was|were|goods|delivery)[^.]{0,40}\b(?:damaged|defective|faulty|"
                 r"missing|incomplete|short|never (?:delivered|arrived|ordered))|never ordered|"
                 r"complaint|credit note|reklam\w+|"
                 r"widerspr\w+|bestreiten|beanstand\w+|mangel\w*|mängel\w*|nicht (?:bestellt|"
                 r"geliefert|korrekt|einverstanden)|"
                 r"falsche[rn]? (?:preis|betrag|menge)|gutschrift|contest(?:ons|e|er|ation)|litige|"
                 r"pas (?:d[’']accord|commandé|"
                 r"conforme|livré)|défectueu\w+|endommagé\w*|avoir (?:à|pour)|note de crédit|"
                 r"erreur (?:de|sur) (?:prix|la facture)|"
                 r"disput(?:amos|o|a)|no estamos de acuerdo|reclamaci[oó]n|defectuos\w+|"
                 r"no (?:pedimos|hemos pedido|recibimos la "
                 r"mercanc[ií]a)|abono|contest(?:iamo|azione|o)|reclamo|difettos\w+|"
                 r"non (?:siamo d[’']accord|ordinat\w+|conform\w+)|"
                 r"nota di credito|betwist\w*|niet (?:akkoord|besteld|correct|juist)|klacht|"
                 r"creditnota|beschadigd|defect)\b"),
    ("not_received", r"\b(?:(?:not|never|haven[’']t|have not) (?:yet )?(?:received|got|seen|have)[^.]{0,40}\binvoice|"
                     r"(?:send|resend|forward)[^.]{0,30}\b(?:copy|invoice)|"
                     r"rechnung[^.]{0,40}nicht (?:erhalten|bekommen|vor)|"
                     r"keine rechnung|rechnungskopie|(?:pas|jamais) (?:reçu|eu)[^.]{0,30}facture|copie de la facture|"
                     r"no (?:hemos|he) recibido[^.]{0,30}factura|copia de la factura|non (?:abbiamo|"
                     r"ho) (?:mai )?ricevuto[^.]{0,30}"
                     r"fattura|copia della fattura|factuur[^.]{0,40}niet ontvangen|geen factuur|"
                     r"kopie van de factuur)\b"),
    ("paid", r"\b(?:(?:(?:has|have|had|was|were|been|already|is)(?: \w+){0,2} (?:paid|settled|"
             r"transferred|remitted)|(?:i|we) "
             r"(?:paid|settled|transferred|remitted|made (?:the|a) (?:payment|transfer))|"
             r"payment (?:was|has been|went)(?: \w+)? "
             r"(?:made|sent|out|done|executed)))\b|"
             r"\b(?:(?:wurde|haben|habe|ist|worden|bereits|schon)[^.]{0,50}(?:bezahlt|überwiesen|beglichen|angewiesen)|"
             r"(?:avons|ai|a été|ont|déjà)[^.]{0,40}(?:payée?s?|réglée?s?|viré|virement effectué)|"
             r"virement (?:a été )?effectué|"
             r"(?:hemos|he|ha sido|fue|ya)[^.]{0,40}(?:pagad[oa]|abonad[oa]|transferid[oa])|pagamos (?:el|la)|"
             r"(?:abbiamo|ho|è stat[oa]|già)[^.]{0,40}(?:pagat[oa]|saldat[oa]|bonificat[oa]|"
             r"effettuato il (?:pagamento|bonifico))|"
             r"(?:hebben|heb|is|werd|reeds|al)[^.]{0,40}(?:betaald|overgemaakt|voldaan))\b"),
    ("promise", r"\b(?:(?:will|shall|[’']ll|going to|intend to|plan to|can|scheduled|"
                r"due to)(?: \w+){0,4} (?:pay|paid|settle\w*|transfer\w*|remit|"
                r"payment|payment run)|payment (?:is|will be|has been)? ?(?:scheduled|planned|"
                r"follows|on its way|run)|(?:you will|"
                r"you[’']ll) (?:have|receive)[^.]{0,40}(?:payment|money)|in (?:the|our) (?:next )?payment run)\b|"
                r"\b(?:(?:werden|wird|werde|können|kann)[^.]{0,80}(?:zahlen|bezahlen|überweisen|begleichen|anweisen|überwiesen|bezahlt|"
                r"beglichen|angewiesen)|zahlung (?:erfolgt|folgt|ist (?:für|eingeplant|angewiesen))|"
                r"zahllauf|(?:überweise|zahle|zahlen|"
                r"überweisen|begleichen) (?:ich|wir)?|(?:allons|vais|va|serons?|sera|"
                r"pourrons)[^.]{0,40}(?:payer|régler|virer|effectu\w+|"
                r"payée?s?|réglée?s?)|(?:paierons|paierai|règlerons|réglerons|réglerai)|"
                r"paiement (?:sera|est) (?:effectué|prévu|programmé)|"
                r"virement (?:sera|est) (?:effectué|prévu|programmé)|(?:vamos a|voy a|va a|será|"
                r"podemos)[^.]{0,40}(?:pagar|abonar|transferir|"
                r"pagad[oa]|abonad[oa])|pagaremos|pagaré|abonaremos|realizaremos (?:el pago|"
                r"la transferencia)|pago (?:está )?(?:previsto|"
                r"programado)|(?:andremo a|verrà|sarà|possiamo)[^.]{0,40}(?:pagare|pagat[oa]|"
                r"saldat[oa]|effettuat[oa]|saldare)|pagheremo|pagherò|"
                r"salderemo|provvederemo al (?:pagamento|saldo)|bonifico (?:sarà|verrà|è previsto)|"
                r"(?:zullen|zal|zullen wij|gaan|ga|wordt|"
                r"worden|kunnen)[^.]{0,80}(?:betalen|overmaken|voldoen|betaald|overgemaakt|voldaan)|"
                r"betaling (?:volgt|staat gepland|is "
                r"ingepland)|betaalrun)\b"),
    ("no_money", r"\b(?:cash[- ]?flow|cannot (?:afford|pay)|can[’']t (?:afford|pay)|unable to pay|"
                 r"instal(?:l)?ments?|payment plan|"
                 r"short of (?:cash|money|funds)|liquidität\w*|zahlungsschwierig\w*|ratenzahlung|"
                 r"raten|stundung|können[^.]{0,30}nicht "
                 r"(?:zahlen|bezahlen)|trésorerie|échéancier|échelonn\w+|pouvons pas (?:payer|"
                 r"régler)|difficultés? (?:financi\w+|de)|"
                 r"liquidez|a plazos|fraccion\w+|no podemos pagar|dificultades|liquidità|a rate|"
                 r"rateizz\w+|non possiamo pagare|"
                 r"difficoltà|liquiditeit\w*|betalingsregeling|in termijnen|kunnen[^.]{0,20}niet betalen)\b"),
    ("call_back", r"\b(?:(?:please |could you |can you )?(?:call|ring|phone) (?:me|us)|give (?:me|"
                  r"us) a (?:call|ring)|rufen sie (?:mich|uns)|"
                  r"(?:um )?rückruf|bitte anrufen|(?:m[’']|me |nous )?(?:appeler|rappeler|appelez|"
                  r"rappelez)|llám(?:eme|enos|ame)|"
                  r"mi chiami|ci chiami|richiam\w+|bel (?:me|mij|ons)|terugbellen)\b"),
    ("no_emails", r"\b(?:unsubscribe|stop (?:emailing|writing|sending)|do not (?:email|write|"
                  r"contact)|keine (?:weiteren )?e-?mails|"
                  r"ne plus (?:m[’']|nous )?(?:envoyer|écrire|contacter)|no (?:me |"
                  r"nos )?(?:env[ií]en|escriban) más|non (?:scrivete|"
                  r"inviate) più|geen (?:e-?)?mails? meer)\b"),
)  # fmt: skip
_COMPILED = tuple((code, re.compile(pattern, re.I)) for code, pattern in _RULES)
_NOT_YET = re.compile(
    r"\b(?:not (?:yet )?(?:been )?(?:paid|settled)|noch nicht (?:be)?zahlt|pas encore (?:payé|"
    r"réglé)|(?:aún|todavía) no|"
    r"non (?:è )?(?:ancora|stat[oa]) (?:stat[oa] )?pagat\w|nog niet betaald|once|when|as soon as|"
    r"sobald|dès que|wenn|nachdem|if|"
    r"zodra|non appena|cuando)\b",
    re.I,
)
_AMOUNT = re.compile(
    r"(?:(?P<before>€|£|\$|eur|gbp|usd|chf)\s*(?P<a>\d[\d.,'’\u00a0\u202f ]*\d|\d))|"
    r"(?:(?P<b>\d[\d.,'’\u00a0\u202f ]*\d|\d)\s*(?P<after>€|£|eur\b|euros?\b|gbp\b|pounds?\b|usd\b|"
    r"dollars?\b|chf\b|franken\b|francs\b))",
    re.I,
)
_CURRENCY = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "chf": "CHF", "franken": "CHF", "francs": "CHF",
}  # fmt: skip
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b\d\.)(?<!\b\d\d\.)(?<!\bNr\.)(?<!\bNo\.)\s+(?=[^\s\d])|\n\s*\n|\n(?=[-•*])"
)


def readings_of(own: str, today: date, *, day_first: bool = True) -> list[Reading]:
    """What the reply's own text seems to say, the weightiest first, one reading a code. `today`: the day it came."""
    found: dict[str, Reading] = {}
    for sentence in sentences(own):
        plain = re.sub(r"[.,](?=\d)|(?<=\d)\.", "·", sentence)
        for code, pattern in _COMPILED:
            if code in found and (found[code].on or code != "promise"):
                continue
            if not pattern.search(plain) or (code == "paid" and _NOT_YET.search(sentence)):
                continue
            reading = _read(code, sentence, today, day_first)
            if reading is not None and (code not in found or reading.on):
                found[code] = reading
    if "paid" in found and "promise" in found and found["paid"].sentence == found["promise"].sentence:
        del found["promise" if not found["promise"].on or found["promise"].on < today else "paid"]
    order = [code for code, _ in _RULES]
    return sorted(found.values(), key=lambda one: order.index(one.code))


def gone_in(own: str) -> str:
    """The sentence that says that somebody is no longer there; empty when none does."""
    pattern = dict(_COMPILED)["left_company"]
    return next((one for one in sentences(own[:5_000]) if pattern.search(one)), "")


def _read(code: str, sentence: str, today: date, day_first: bool) -> Reading | None:
    days = days_in(sentence, today, day_first=day_first)
    on = None
    if code in ("promise", "call_back"):
        on = next((day.on for day in days if day.on >= today), None)
    elif code == "paid":
        on = next((day.on for day in days if day.on <= today), None)
    amount, currency = amount_in(sentence) if code in ("promise", "paid", "disputed") else (None, "")
    return Reading(code, sentence[:LONGEST_SENTENCE], on, amount, currency)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line."""
    parts = (" ".join(part.split()) for part in _SENTENCE.split(text[:20_000]))
    return [part for part in parts if part][:_MOST_SENTENCES]


def amount_in(sentence: str) -> tuple[int | None, str]:
    """The first sum with its currency that a sentence names; (None, "") when there is none."""
    for hit in _AMOUNT.finditer(sentence):
        currency = _CURRENCY[(hit["before"] or hit["after"]).lower()]
        number = _number(hit["a"] or hit["b"])
        if number is not None and number > 0:
            return int((number * 10 ** money.exponent(currency)).to_integral_value()), currency
    return None, ""


def _number(text: str) -> Decimal | None:
    """1,234.50 and 1.234,50 and 1 234,50 alike; a lone mark before three digits parts thousands."""
    plain = re.sub(r"['’\s\u00a0\u202f]", "", text)
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0:
        tail = plain[last + 1 :]
        whole = re.sub(r"[.,]", "", plain[:last])
        plain = f"{whole}.{tail}" if len(tail) != 3 else whole + tail
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
