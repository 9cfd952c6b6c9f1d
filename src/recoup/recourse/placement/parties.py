"""Professionals with their terms: kept, changed, ended; the secret is sealed and never shown again."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from recoup.archive.deeds import deed
from recoup.ledger.matching import plain_iban
from recoup.ledger.operations.collected import know_collector
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.keys import decrypt, encrypt
from recoup.org.models import Creditor
from recoup.recourse.models import Delivery, Professional, ProfessionalKind
from recoup.recourse.placement.rules import Party
from recoup.recourse.placement.terms import Band, Terms, percent_of, to_json

_PLAIN = (
    "name", "kind", "person", "email", "phone", "address", "countries", "licence", "licence_until_on", "insurance",
    "insurance_until_on", "association", "has_client_account", "payer_iban", "data_terms_on", "checked_on", "currency",
    "delivery", "sftp_host", "sftp_port", "sftp_user", "sftp_folder", "sftp_host_key", "columns",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What a person enters about a professional. An empty secret keeps the one there is."""

    name: str
    kind: str
    terms: Terms
    more: dict[str, Any] = field(default_factory=dict)
    secret: str = ""


def professional_by(creditor: Creditor, pk: int) -> Professional:
    """The creditor's professional. Raises Refused (`no_such_professional`)."""
    found: Professional | None = Professional.objects.of(creditor).filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_professional", "There is no such professional.", "professional")
    return found


def keep(
    creditor: Creditor, given: Given, pk: int | None = None, *, actor: str, moment: datetime
) -> Professional:
    """Enters a professional, or changes one. Placements under way keep their terms.

    Raises Refused: `missing`, `unknown_kind`, `name_taken`, `sftp`, `no_such_professional`.
    """
    row = professional_by(creditor, pk) if pk else Professional(creditor=creditor)
    was = row.name
    _check(creditor, given, row)
    for name, value in {"name": given.name.strip(), "kind": given.kind, **given.more}.items():
        if name not in _PLAIN:
            raise KeyError(name)
        setattr(row, name, value)
    said = to_json(given.terms)
    row.currency, row.bands = given.terms.currency, said["bands"]
    row.fixed_fee_minor, row.vat_percent = given.terms.fixed_fee_minor, said["vat_percent"]
    row.recall_days = given.terms.recall_days
    row.payer_iban = plain_iban(row.payer_iban)[:40]
    if given.secret:
        row.sftp_secret = encrypt(given.secret)
    _check_delivery(row)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        row.save()
        know_collector(creditor, row.name, row.payer_iban, was=was)
        facts: dict[str, str | int] = {"professional": row.pk, "kind": row.kind, "new": "no" if pk else "yes"}
        act.record(creditor.stream_key, "professional.kept", klass="internal", facts=facts)
    return row


def _check(creditor: Creditor, given: Given, row: Professional) -> None:
    if not given.name.strip():
        raise Refused("missing", "A name is needed.", "name")
    if given.kind not in ProfessionalKind.values:
        raise Refused("unknown_kind", "Say what they do for us.", "kind", "Choose one of the list.")
    same = Professional.objects.of(creditor).filter(name=given.name.strip()).exclude(pk=row.pk)
    if same.exists():
        raise Refused("name_taken", say("“%(name)s” is entered already.", name=given.name.strip()), "name")


def _check_delivery(row: Professional) -> None:
    if row.delivery == Delivery.EMAIL and not row.email:
        raise Refused("missing", "To send by email, their address is needed.", "email")
    if row.delivery != Delivery.SFTP:
        return
    for name, words in (
        ("sftp_host", say("To send by SFTP, the name of their server is needed.")),
        ("sftp_user", say("To send by SFTP, our user name there is needed.")),
        (
            "sftp_host_key",
            say("To send by SFTP, the key of their server is needed, so that no other server gets it."),
        ),
        ("sftp_secret", say("To send by SFTP, a password or a private key is needed.")),
    ):
        if not getattr(row, name):
            raise Refused("sftp", words, name, "Ask them for it.")


def end(
    creditor: Creditor, pk: int, *, is_over: bool, on: date, actor: str, moment: datetime
) -> Professional:
    """We do not work with them any more, or again after all; what they have in hand stays with them."""
    row = professional_by(creditor, pk)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        row.ended_on = on if is_over else None
        row.save(update_fields=["ended_on"])
        kind = "professional.ended" if is_over else "professional.again"
        act.record(creditor.stream_key, kind, klass="internal", facts={"professional": row.pk})
    return row


def secret_of(row: Professional) -> str:
    """The password or private key. Raises Refused (`settings_key`)."""
    return decrypt(row.sftp_secret) if row.sftp_secret else ""


def terms_of(row: Professional) -> Terms:
    """Their terms as they stand."""
    return Terms(
        row.currency,
        tuple(Band(days, minor, percent_of(percent, "bands")) for days, minor, percent in row.bands),
        row.fixed_fee_minor,
        percent_of(row.vat_percent, "vat_percent"),
        row.recall_days,
    )


def party_of(row: Professional) -> Party:
    """The professional as the rules see it."""
    return Party(
        kind=row.kind,
        countries=frozenset(row.countries.split()),
        licence=row.licence,
        licence_until_on=row.licence_until_on,
        insurance_until_on=row.insurance_until_on,
        data_terms_on=row.data_terms_on,
        checked_on=row.checked_on,
        ended_on=row.ended_on,
    )
