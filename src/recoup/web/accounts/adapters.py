"""What sign-in is told to do our way: nobody signs up by themselves, and second-factor secrets lie encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from recoup.org.keys import decrypt, encrypt


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Users are made by an owner, never by who comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Says which program writes."""
        return f"Recoup: {subject.strip()}"


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Second-factor secrets are encrypted as stored passwords are."""

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return decrypt(encrypted_text)


def typed_address(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address that somebody tried to log in with: what the lock-out counts by."""
    given = credentials or {}
    typed = given.get("email") or given.get("username") or request.POST.get("login", "")
    return str(typed).strip().lower()
