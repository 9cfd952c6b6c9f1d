"""The settings of a creditor: their values at a moment, and how one is set."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from django.db.models import F, Max, Q

from recoup.archive.deeds import Content, deed
from recoup.lib.clock import day_in, machine_now
from recoup.lib.errors import Refused
from recoup.lib.hosts import PrivateHostError, addresses
from recoup.lib.said import say
from recoup.org import readers
from recoup.org.keys import decrypt, encrypt
from recoup.org.models import Creditor, Setting
from recoup.org.places import language_of, zone_of
from recoup.org.registry import REGISTRY, Settings, Spec, field_of

__all__ = [
    "ACCOUNT_WAIT",
    "REGISTRY",
    "Settings",
    "Spec",
    "account_holds_at",
    "check_host",
    "checked",
    "field_of",
    "newest_setting",
    "note_setting",
    "preview_of",
    "put",
    "set_setting",
    "settings_of",
    "spec_of",
]

ACCOUNT_WAIT = timedelta(hours=24)
"""How long a change of the bank account waits before debtors are told to pay there."""


def settings_of(creditor: Creditor, moment: datetime) -> Settings:
    """What holds in work for that moment: each key's newest value in force, else its default. One query.

    What was set to hold at once holds for earlier days too: they are worked with what the creditor wants now,
    and sending that was switched off at noon stays off in a run for that morning.
    """
    rows = Setting.objects.of(creditor).filter(_in_force(moment)).order_by("effective_at")
    stored = {row.key: row.value for row in rows}
    values: dict[str, Any] = {
        "timezone": zone_of(creditor.country),
        "language": language_of(creditor.country),
    }
    for key, text in stored.items():
        spec = REGISTRY.get(key)
        if spec is not None and text:
            values[field_of(key)] = decrypt(text) if spec.is_secret else spec.read(text)
    return Settings(**values)


def preview_of(settings: Settings, values: Mapping[str, str]) -> Settings:
    """The settings as they would be with these texts; what cannot be read stays as it is."""
    read: dict[str, Any] = {}
    for key, text in values.items():
        with suppress(ValueError):
            read[field_of(key)] = REGISTRY[key].read(text.strip()) if text.strip() else ""
    if not read.get("language", "en"):
        read.pop("language")
    return replace(settings, **read)


def _in_force(moment: datetime) -> Q:
    return Q(effective_at__lte=moment) | Q(effective_at=F("set_at"))


def spec_of(key: str) -> Spec:
    """The spec of a key. Raises Refused (`unknown_setting`) that names the nearest."""
    if key in REGISTRY:
        return REGISTRY[key]
    near = get_close_matches(key.lower().replace("_", "."), REGISTRY, 1, 0.5)
    how = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(REGISTRY)}."
    raise Refused("unknown_setting", say("There is no setting called %(key)s.", key=key), "KEY", how)


def set_setting(
    creditor: Creditor, key: str, value: str, *, actor: str, moment: datetime, note: str = ""
) -> datetime:
    """Sets a key and returns from when it holds; an empty value takes it back to its default.

    Records an entry `setting.changed`; a secret is never in it. What already holds is left alone. A change of
    the bank account goes through `bank.change_account`: it holds 24 hours after a second person approved it, so
    the moment returned is the earliest. `note` says why, for people.
    Raises Refused: `unknown_setting`, `bad_setting`, `private_host`, `no_sender`.
    """
    spec = spec_of(key)
    if spec.deed == "bank_account":
        from recoup.org.bank import change_account  # it is built on this module

        change = change_account(creditor, {key: value}, actor=actor, moment=moment)
        return change.effective_at or moment + ACCOUNT_WAIT if change else moment
    text = checked(creditor, key, value, moment)
    with deed(actor, moment, creditor.key, [creditor.stream_key]):
        is_new = put(creditor, key, text, actor=actor, moment=moment, effective_at=moment, note=note)
        if is_new and key == "live":
            _go_live(creditor, moment)
    return moment


def note_setting(creditor: Creditor, key: str, note: str, *, actor: str, moment: datetime) -> None:
    """Says why a setting is as it is; the row keeps the newest word, the record all of them."""
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        newest = newest_setting(creditor, key)
        if newest is None:
            return
        Setting.objects.filter(pk=newest.pk).update(note=note[:300])
        payloads = {"note": Content(note.encode())}
        act.record(
            creditor.stream_key, "setting.explained", klass="internal", facts={"key": key}, payloads=payloads
        )


def newest_setting(creditor: Creditor, key: str) -> Setting | None:
    """The row that was written last, with who set it and why."""
    found: Setting | None = Setting.objects.of(creditor).filter(key=key).order_by("-effective_at").first()
    return found


def put(
    creditor: Creditor,
    key: str,
    text: str,
    *,
    actor: str,
    moment: datetime,
    effective_at: datetime,
    note: str = "",
) -> bool:
    """Writes a checked text and its entry; False when nothing changes."""
    spec = REGISTRY[key]
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        if not _write(creditor, key, spec, text, moment, effective_at, actor, note):
            return False
        facts: dict[str, Any] = {"key": key, "effective_at": effective_at.isoformat()}
        payloads = {"note": Content(note.encode())} if note else {}
        if spec.is_plain:
            facts["value"] = text
        elif not spec.is_secret:
            payloads["value"] = Content(text.encode())
        act.record(creditor.stream_key, "setting.changed", klass="internal", facts=facts, payloads=payloads)
    return True


def checked(creditor: Creditor, key: str, value: str, moment: datetime) -> str:
    """The text as it is kept; raises Refused for what cannot be read."""
    spec, text = spec_of(key), value.strip()
    where = f"recoup set {key}"
    try:
        read = spec.read(text) if text else ""
        if key == "phone" and text:
            readers.phone(creditor.country)(text)
    except ValueError as odd:
        shown = "The value" if spec.is_secret else f"“{text}”"
        raise Refused(
            "bad_setting",
            say("%(shown)s cannot be taken: %(odd)s", shown=shown, odd=odd),
            where,
            say("Expected: %(words)s.", words=spec.words),
        ) from odd
    if key in ("mail.url", "live") and text:
        _check_mail(creditor, key, text, moment)
    if isinstance(read, bool):
        return "yes" if read else "no"
    if key == "default_kind":
        return text and (str(read) or "unknown")
    return "none" if read is None else str(read)


def _check_mail(creditor: Creditor, key: str, text: str, moment: datetime) -> None:
    now = settings_of(creditor, moment)
    url = text if key == "mail.url" else now.mail_url
    if not url:
        return
    if key == "mail.url":
        check_host(url, allow_private=now.mail_allow_private or creditor.is_test)
    is_live = now.live if key == "mail.url" else readers.yes_no(text)
    login = readers.split_mail_url(url)[2]
    if is_live and not creditor.is_test and not (now.mail_from or now.email or "@" in login):
        raise Refused(
            "no_sender",
            "Nobody is named as the sender of our mail.",
            f"recoup set {key}",
            "First say whom it is from: recoup set mail.from accounts@your-firm.example",
        )


def check_host(url: str, *, allow_private: bool) -> None:
    """Raises Refused (`private_host`) when a mail URL leads into the private network and may not.

    A name that cannot be looked up now is looked up, and checked, again before each connection.
    """
    parts, port, _, _ = readers.split_mail_url(url)
    try:
        addresses(parts.hostname or "", port, allow_private=allow_private)
    except PrivateHostError:
        raise Refused(
            "private_host",
            say("%(hostname)s is an address of a private network.", hostname=parts.hostname),
            "mail.url",
            "If that is your own mail server, first: recoup set mail.allow_private yes",
        ) from None
    except OSError:
        return


def account_holds_at(creditor: Creditor, key: str, moment: datetime) -> datetime:
    """From when a key of the account holds that is approved now: the first account of a creditor at once."""
    # a second way to pay beside a known one redirects money as a change of it does, once debtors know it
    ways = [key] if creditor.went_live_on is None else [key, "iban", "account_text"]
    known = Setting.objects.of(creditor).filter(key__in=ways)
    if not known.exists():
        return moment
    since = known.filter(effective_at=F("set_at")).aggregate(Max("effective_at"))["effective_at__max"]
    # a date in the past shortens no wait: a real creditor's runs on the real clock
    clock = moment if creditor.is_test else machine_now()
    return max(moment, clock, since or moment) + ACCOUNT_WAIT


def _write(
    creditor: Creditor,
    key: str,
    spec: Spec,
    text: str,
    moment: datetime,
    effective_at: datetime,
    actor: str,
    note: str,
) -> bool:
    """Writes the row, in place of what waits or was set for later. False when nothing changes."""
    rows = Setting.objects.of(creditor).filter(key=key)
    current = rows.filter(_in_force(moment)).order_by("-effective_at").first()
    held = current.value if current else ""
    waiting = rows.exclude(_in_force(moment))
    if (decrypt(held) if spec.is_secret and held else held) == text:
        return bool(waiting.delete()[0])
    if [row.value for row in waiting] == [text]:
        return False
    waiting.delete()
    if effective_at == moment:
        rows.filter(effective_at__gt=moment).delete()
    Setting.objects.update_or_create(
        creditor=creditor,
        key=key,
        effective_at=effective_at,
        defaults={
            "value": encrypt(text) if spec.is_secret and text else text,
            "set_at": moment,
            "set_by": actor,
            "note": note[:300],
        },
    )
    return True


def _go_live(creditor: Creditor, moment: datetime) -> None:
    """Keeps the day of going live on the creditor; not live, there is none."""
    now = settings_of(creditor, moment)
    if now.live == (creditor.went_live_on is not None):
        return
    creditor.went_live_on = day_in(moment, now.timezone) if now.live else None
    creditor.save(update_fields=["went_live_on"])
