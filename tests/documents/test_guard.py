"""The wording guard catches what may not be said in six languages, and nothing of what we ship."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.documents.facts import LANGUAGES
from recoup.documents.guard import CONSEQUENCES, GuardFacts, examine, fold
from recoup.documents.rules import guard_facts
from recoup.documents.shipped import frames, shipped, tones

pytestmark = pytest.mark.anydb

BAD = {
    "en": [
        ("crime", "Not paying is a criminal offence."),
        ("crime", "You are stealing from us."),
        ("police", "We will inform the Police."),
        ("police", "p o l i c e will be told"),
        ("police", "The p0l1ce know."),
        ("police", "The pоlice know."),
        ("police", "The po\u200blice know."),
        ("bailiff", "The bailiffs will seize your goods."),
        ("prison", "You could go to jail."),
        ("publicity", "We will publish your name."),
        ("credit_register", "This will hurt your credit score."),
        ("legal_department", "Our legal department has the file."),
        ("court_paper", "Consider this a summons."),
        ("court", "We will take you to court."),
        ("court", "Legal action will follow."),
        ("agency", "A debt-collector will call."),
        ("lawyer", "Our solicitors will write."),
        ("supply_stop", "We will suspend deliveries."),
        ("cost", "A late fee is due."),
        ("interest", "Interest runs every day."),
        ("digits", "Pay EUR 500 now."),
        ("digits", "Pay within 7 days."),
        ("digits", "Pay within seven days."),
        ("digits", "Pay by 3 May."),
        ("digits", "Pay by 03/05/2026."),
    ],
    "de": [
        ("crime", "Das ist Betrug."),
        ("crime", "Wir erstatten Strafanzeige."),
        ("police", "Wir gehen zur Polizei."),
        ("bailiff", "Der Gerichtsvollzieher kommt."),
        ("bailiff", "Ihr Konto wird gepfändet, es folgt die Pfändung."),
        ("prison", "Darauf steht Gefängnis."),
        ("publicity", "Wir werden das veröffentlichen."),
        ("credit_register", "Wir melden Sie der SCHUFA."),
        ("credit_register", "Ihre Bonität leidet."),
        ("legal_department", "Unsere Rechtsabteilung übernimmt."),
        ("court_paper", "Die Vorladung folgt."),
        ("court", "Wir beantragen einen Mahnbescheid."),
        ("court", "Wir leiten gerichtliche Schritte ein."),
        ("agency", "Wir übergeben an ein Inkassobüro."),
        ("lawyer", "Unsere Rechtsanwälte melden sich."),
        ("supply_stop", "Wir werden die Lieferungen einstellen."),
        ("cost", "Wir berechnen Mahngebühren."),
        ("interest", "Es fallen Verzugszinsen an."),
        ("digits", "Zahlen Sie 500 Euro."),
        ("digits", "Zahlen Sie innerhalb von 7 Tagen."),
        ("digits", "Zahlen Sie binnen sieben Tagen."),
        ("digits", "Zahlen Sie bis zum 3. Mai."),
    ],
    "fr": [
        ("crime", "C'est une escroquerie."),
        ("crime", "Nous déposerons plainte."),
        ("police", "Nous préviendrons la police."),
        ("bailiff", "Un huissier passera chez vous."),
        ("prison", "Vous risquez la prison."),
        ("publicity", "Nous le rendrons public."),
        ("credit_register", "Vous serez inscrit au fichier des incidents."),
        ("legal_department", "Notre service juridique prend le relais."),
        ("court_paper", "Ceci vaut mise en demeure."),
        ("court", "Nous saisirons le tribunal."),
        ("court", "Des poursuites seront engagées."),
        ("agency", "Une société de recouvrement vous contactera."),
        ("lawyer", "Nos avocats vous écriront."),
        ("supply_stop", "Nous suspendrons nos livraisons."),
        ("cost", "Des pénalités s'ajouteront."),
        ("interest", "Les intérêts courent."),
        ("digits", "Payez 500 € demain."),
        ("digits", "Payez sous huit jours."),
        ("digits", "Payez avant le 3 mai."),
    ],
    "es": [
        ("crime", "Esto es una estafa."),
        ("crime", "Presentaremos una denuncia."),
        ("police", "Avisaremos a la policía."),
        ("bailiff", "Embargaremos sus bienes."),
        ("prison", "Puede acabar en la cárcel."),
        ("publicity", "Lo haremos público."),
        ("credit_register", "Le incluiremos en ASNEF."),
        ("credit_register", "Figurará en un registro de morosos."),
        ("legal_department", "Nuestro departamento jurídico lo lleva."),
        ("court_paper", "Recibirá una citación."),
        ("court", "Acudiremos a los tribunales."),
        ("court", "Emprenderemos acciones legales."),
        ("agency", "Una empresa de recobros le llamará."),
        ("lawyer", "Nuestros abogados le escribirán."),
        ("supply_stop", "Suspenderemos los suministros."),
        ("cost", "Habrá recargos."),
        ("interest", "Los intereses corren."),
        ("digits", "Pague 500 euros."),
        ("digits", "Pague en un plazo de siete días."),
        ("digits", "Pague antes del 3 de mayo."),
    ],
    "it": [
        ("crime", "È una truffa."),
        ("crime", "Presenteremo denuncia."),
        ("police", "Avviseremo i carabinieri."),
        ("bailiff", "Verrà l'ufficiale giudiziario."),
        ("bailiff", "Pignoreremo i Suoi beni."),
        ("prison", "Rischia il carcere."),
        ("publicity", "Lo renderemo pubblico."),
        ("credit_register", "La segnaleremo alla Centrale Rischi."),
        ("legal_department", "Il nostro ufficio legale se ne occupa."),
        ("court_paper", "Seguirà un decreto ingiuntivo."),
        ("court", "Ci rivolgeremo al tribunale."),
        ("court", "Adiremo le vie legali."),
        ("agency", "Una società di recupero crediti La chiamerà."),
        ("lawyer", "I nostri avvocati Le scriveranno."),
        ("supply_stop", "Sospenderemo le forniture."),
        ("cost", "Addebiteremo le spese."),
        ("interest", "Gli interessi maturano."),
        ("digits", "Paghi 500 euro."),
        ("digits", "Paghi entro sette giorni."),
        ("digits", "Paghi entro il 3 maggio."),
    ],
    "nl": [
        ("crime", "Dit is oplichting."),
        ("crime", "Wij doen aangifte."),
        ("police", "Wij bellen de politie."),
        ("bailiff", "De deurwaarder komt langs."),
        ("bailiff", "Wij leggen beslag op uw rekening."),
        ("prison", "U riskeert gevangenisstraf."),
        ("publicity", "Wij maken dit openbaar."),
        ("credit_register", "Wij melden u bij het BKR."),
        ("legal_department", "Onze juridische afdeling neemt dit over."),
        ("court_paper", "U ontvangt een dagvaarding."),
        ("court", "Wij stappen naar de rechter."),
        ("court", "Wij nemen juridische stappen."),
        ("agency", "Een incassobureau neemt dit over."),
        ("lawyer", "Onze advocaten schrijven u."),
        ("supply_stop", "Wij staken de leveringen: geen verdere leveringen."),
        ("cost", "Wij rekenen aanmaningskosten."),
        ("interest", "De rente loopt op."),
        ("digits", "Betaal 500 euro."),
        ("digits", "Betaal binnen zeven dagen."),
        ("digits", "Betaal voor 3 mei."),
    ],
}

INNOCENT = {
    "en": [
        "Of course we are happy to help.",
        "Payment is expected in due course.",
        "Thank you for your courtesy.",
        "Please quote the reference.",
        "Copies are attached.",
        "It is in your interest to tell us.",
        "We supply garden tools.",
        "You may suggest another day.",
        "Please issue a credit note request.",
        "The parcel was delivered in two parts.",
        "We pursue the same goal.",
        "Please call us today.",
    ],
    "de": [
        "Selbstverständlich helfen wir gern.",
        "Bitte richten Sie Ihre Antwort an uns.",
        "Wir berichten Ihnen gern.",
        "Die Ware wurde in zwei Teilen geliefert.",
        "Das liegt in Ihrem Interesse.",
        "Haben Sie die Rechnung gefunden?",
        "Bitte rufen Sie uns an.",
        "Wir haben Ihre Nachricht erhalten.",
        "Vielen Dank für Ihr Vertrauen.",
        "Die Bestellnummer steht auf der Rechnung.",
        "Wir beliefern Sie gern weiter.",
        "Wir klären das gern gemeinsam.",
    ],
    "fr": [
        "Bien entendu, nous vous aidons volontiers.",
        "Vous trouverez la facture ci-jointe.",
        "Votre police d'assurance est jointe.",
        "Merci de votre confiance.",
        "Votre commande a été livrée en deux fois.",
        "C'est dans votre intérêt.",
        "Un avoir peut être établi.",
        "Nous restons à votre disposition.",
        "La procédure de validation est longue.",
        "Le cours du jour est affiché.",
        "Merci de nous appeler.",
    ],
    "es": [
        "Por supuesto, le ayudamos con gusto.",
        "La factura va adjunta.",
        "Gracias por su confianza.",
        "El pedido se entregó en dos partes.",
        "Gracias por su interés en nuestros productos.",
        "Puede llamarnos cuando quiera.",
        "La referencia figura en la factura.",
        "Quedamos a su disposición.",
        "Necesitamos el número de pedido.",
        "Le enviaremos una copia.",
        "Hablemos con calma.",
    ],
    "it": [
        "Naturalmente La aiutiamo volentieri.",
        "La fattura è allegata.",
        "Grazie per la fiducia.",
        "L'ordine è stato consegnato in due parti.",
        "È nel Suo interesse dircelo.",
        "La nostra sede legale è a Milano.",
        "Può telefonarci quando vuole.",
        "Restiamo a disposizione.",
        "Il riferimento è sulla fattura.",
        "Le invieremo una copia.",
        "Il corso si tiene in sede.",
    ],
    "nl": [
        "Natuurlijk helpen wij u graag.",
        "De factuur is bijgevoegd.",
        "Dank u voor uw vertrouwen.",
        "De bestelling is in twee delen geleverd.",
        "Dit is kosteloos.",
        "U kunt ons altijd bellen.",
        "Wij horen graag van u.",
        "Het kenmerk staat op de factuur.",
        "Wij sturen u een kopie.",
        "Gerechtvaardigd is uw vraag zeker.",
        "De koers van vandaag staat hieronder.",
    ],
}


@pytest.mark.parametrize(
    ("language", "code", "text"), [(lang, *case) for lang, cases in BAD.items() for case in cases]
)
def test_what_may_not_be_said_is_found(language: str, code: str, text: str) -> None:
    assert code in {finding.code for finding in examine(text, language, GuardFacts())}


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang, all_ in INNOCENT.items() for text in all_]
)
def test_innocent_sentences_pass(language: str, text: str) -> None:
    assert examine(text, language, GuardFacts()) == []


SHIPPED = [(k, tone, lang) for lang in LANGUAGES for k in frames() for tone in tones(k, lang)]


@pytest.mark.parametrize(("key", "tone", "language"), SHIPPED)
def test_shipped_wording_passes_for_its_rung(key: str, tone: str, language: str) -> None:
    text = shipped(key, tone, language)
    assert text is not None
    assert examine(f"{text.subject}\n\n{text.body}", language, guard_facts(key)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_interest_is_mentioned_at_rung_4_and_not_before(language: str) -> None:
    text = shipped("signed_letter", "neutral", language)
    assert text is not None
    found = examine(text.body, language, guard_facts("signed_letter", rung=3))
    assert [finding.code for finding in found] == ["interest"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_consequence_needs_its_step(language: str) -> None:
    for code, text in BAD[language]:
        if code in CONSEQUENCES:
            found = examine(text, language, GuardFacts(consequences=frozenset({code}), digits_allowed=True))
            assert code not in {finding.code for finding in found}


def test_a_language_without_a_list_is_read_with_all_lists() -> None:
    assert [f.code for f in examine("Polizei", "pl", GuardFacts())] == ["police"]


def test_missing_and_unknown_placeholders_are_named() -> None:
    found = examine("Pay {amount}.", "en", GuardFacts(required=frozenset({"net"})))
    assert [(f.code, f.quote) for f in found] == [
        ("unknown_placeholder", "amount"),
        ("missing_placeholder", "net"),
    ]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for finding in examine(text, "en", GuardFacts()):
        assert finding.code == "unknown_placeholder" or finding.sentence


@pytest.mark.parametrize(
    "text", ["POLICE", "pólice", "po\u200blice", "pоlісе", "ｐｏｌｉｃｅ", "p.o.l.i.c.e"]
)
def test_disguises_fold_to_the_word(text: str) -> None:
    assert fold(text) == "police"
