"""Time-stamps: that an authority outside saw a seal's bytes at a moment (RFC 3161), asked for and checked offline."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from recoup.archive.models import Stamp


@dataclass(frozen=True, slots=True)
class StampView:
    """An authority's answer, byte for byte, and the moment in it."""

    number: int
    authority: str
    response: bytes
    stamped_at: datetime


def _decoded(response: bytes) -> Any:
    """The library's view. Authorities send their certificates in any order; it wants them in that of DER."""
    from asn1crypto.tsp import TimeStampResp
    from rfc3161_client import decode_timestamp_response

    try:
        return decode_timestamp_response(response)
    except ValueError:
        answer = TimeStampResp.load(response, strict=True)
        signed = answer["time_stamp_token"]["content"]
        signed["certificates"] = sorted(signed["certificates"], key=lambda one: one.dump())
        return decode_timestamp_response(answer.dump(force=True))


def request(statement: bytes) -> bytes:
    """What to post to an authority (application/timestamp-query): SHA-256, a nonce, its certificate asked for."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(statement).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def stamped_at(response: bytes) -> datetime:
    """The moment in an answer. Raises ValueError when it holds no time-stamp."""
    try:
        answer = _decoded(response)
        status, words = answer.status, answer.status_string
        moment: datetime | None = answer.tst_info.gen_time if status in (0, 1) else None
    except Exception as odd:  # the library's own errors are no one family
        raise ValueError("not a time-stamp") from odd
    if moment is None:
        raise ValueError(f"the authority refused: {', '.join(words) or status}")
    return moment


def fault_of(response: bytes, statement: bytes, authorities: bytes) -> str:
    """Why the answer does not prove that these bytes were there at its moment; empty when it does.

    `authorities` are the certificates in PEM that are trusted: roots, and what lies between. Needs no network.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        certificates = x509.load_pem_x509_certificates(authorities)
    except ValueError:
        return "the authority's certificate cannot be read"
    builder = VerifierBuilder()
    for one in certificates:
        is_root = one.subject == one.issuer
        builder = (builder.add_root_certificate if is_root else builder.add_intermediate_certificate)(one)
    try:
        builder.build().verify_message(_decoded(response), statement)
    except (VerificationError, ValueError, TypeError, LookupError) as odd:
        return str(odd) or "the time-stamp is not valid"
    return ""


def keep(owner: str, number: int, authority: str, response: bytes) -> StampView:
    """Keeps an authority's answer to a seal. Raises ValueError when it holds no time-stamp."""
    made = StampView(number, authority[:200], response, stamped_at(response))
    Stamp.objects.create(owner=owner, number=number, authority=made.authority, response=response)
    return made


def stamps(owner: str, numbers: list[int] | None = None) -> list[StampView]:
    """The answers kept to an owner's seals, in the order of the seals."""
    rows = Stamp.objects.filter(owner=owner).order_by("number", "id")
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    return [
        StampView(row.number, row.authority, bytes(row.response), stamped_at(bytes(row.response)))
        for row in rows
    ]
