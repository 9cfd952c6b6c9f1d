"""Writes: a new creditor with its first owner, and further members."""

import secrets
from datetime import datetime
from difflib import get_close_matches

from recoup.archive.deeds import deed
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org import readers
from recoup.org.keys import ensure_keys
from recoup.org.models import Creditor, Membership, Role, User
from recoup.org.places import LANGUAGES, countries
from recoup.org.queries import actor_of

FIRST_USER = "owner@recoup.invalid"
"""Stands for the owner until a real address is given; no mail can reach it."""


def create_creditor(
    name: str,
    country: str,
    currency: str,
    *,
    moment: datetime,
    is_test: bool = False,
    actor: str = "system",
    owner_email: str = FIRST_USER,
) -> Creditor:
    """A new creditor and its owner, and the home's keys when it has none.

    Raises Refused: `bad_name`, `unknown_country`, `unknown_currency`, `creditor_exists`, `bad_email`.
    """
    name, country, currency = _name(name), _country(country), _currency(currency)
    email = check_email(owner_email)
    if any(known.name.casefold() == name.casefold() for known in Creditor.objects.only("name")):
        raise Refused(
            "creditor_exists",
            say("There is a creditor called %(name)s already.", name=name),
            "--name",
            "Take another name.",
        )
    ensure_keys()
    creditor = Creditor(name=name, country=country, currency=currency, is_test=is_test, created_at=moment)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        creditor.save(force_insert=True)
        facts = {"country": country, "currency": currency, "test": "yes" if is_test else "no"}
        act.record(creditor.stream_key, "creditor.created", klass="internal", facts=facts)
        add_member(creditor, email, Role.OWNER, moment=moment, actor=actor)
    return creditor


def add_member(
    creditor: Creditor, email: str, role: str, *, moment: datetime, actor: str, name: str = ""
) -> Membership:
    """Gives a user a role at the creditor, or another role than before; makes the user when new.

    Raises Refused: `bad_email`, `unknown_role`, `last_owner` when it would leave the creditor without one.
    """
    email, role = check_email(email), check_role(role)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
        members = Membership.objects.of(creditor)
        if role != Role.OWNER and is_last_owner(creditor, user):
            raise Refused(
                "last_owner",
                say("%(email)s is the only owner.", email=email),
                "--role",
                "Make somebody else an owner first.",
            )
        member: Membership
        member, _ = members.update_or_create(creditor=creditor, user=user, defaults={"role": role})
        facts = {"user": actor_of(user.pk), "role": str(role)}
        act.record(creditor.stream_key, "member.set", klass="internal", facts=facts)
    return member


def choose_language(user: User, language: str) -> None:
    """Keeps in which language the user reads the pages; empty: the creditor's. Nobody else sees a difference.

    Raises Refused (`unknown_language`).
    """
    if language and language not in LANGUAGES:
        raise Refused(
            "unknown_language",
            say("There are no words in “%(language)s”.", language=language),
            "language",
            say("There are: %(known)s.", known=", ".join(LANGUAGES)),
        )
    user.language = language
    user.save(update_fields=["language"])


def first_password(user_id: int) -> str | None:
    """Gives a user who has no password a random one and returns it, the only time it is known; else None."""
    user = User.objects.get(pk=user_id)
    if user.has_usable_password():
        return None
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def set_password(user: User, password: str, *, name: str = "") -> None:
    """The password that the user chose; whoever hands it in has judged it. With a name, that too."""
    user.set_password(password)
    user.name = name or user.name
    user.save(update_fields=["password", "name"])


def check_role(role: str) -> str:
    """The role. Raises Refused (`unknown_role`)."""
    if role not in Role.values:
        raise Refused(
            "unknown_role",
            say("%(role)s is no role.", role=role),
            "--role",
            say("There are: %(known)s.", known=", ".join(Role.values)),
        )
    return role


def is_last_owner(creditor: Creditor, user: User) -> bool:
    """Whether the creditor would have no owner without this user."""
    owners = list(
        Membership.objects.of(creditor)
        .filter(role=Role.OWNER, user__is_active=True)
        .values_list("user_id", flat=True)
    )
    return owners == [user.pk]


def _name(text: str) -> str:
    try:
        name = readers.line(text.strip())
    except ValueError as odd:
        raise Refused(
            "bad_name", say("The name cannot be taken: %(odd)s", odd=odd), "--name", "Give one line."
        ) from odd
    if not name or len(name) > 200:
        raise Refused(
            "bad_name", "The name is empty or too long.", "--name", "Give the firm's full legal name."
        )
    return name


def _country(code: str) -> str:
    country = code.strip().upper()
    if country not in countries():
        how = "The United Kingdom is GB." if country == "UK" else "Give two letters, like GB, DE or FR."
        raise Refused("unknown_country", say("%(code)s is no country's code.", code=code), "--country", how)
    return country


def _currency(code: str) -> str:
    currency = code.strip().upper()
    if not money.is_known(currency):
        near = get_close_matches(currency, ["EUR", "GBP", "USD", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN"], 1)
        how = f"Did you mean {near[0]}?" if near else "Give three letters, like GBP, EUR or CHF."
        raise Refused(
            "unknown_currency", say("%(code)s is no currency's code.", code=code), "--currency", how
        )
    return currency


def check_email(text: str) -> str:
    """The bare address in small letters. Raises Refused (`bad_email`)."""
    try:
        return readers.split_address(text)[1].lower()
    except ValueError:
        raise Refused(
            "bad_email", say("“%(text)s” is no email address.", text=text), "email", "Like: eve@firm.example"
        ) from None
