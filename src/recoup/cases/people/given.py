"""What a person gives with a result: a sum, a day, words, somebody's name and address."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All optional; amounts in minor units of the case's currency.

    `kind` says what it is the result of where the code fits several (phone, visit, inbound, …).
    `message` is the message that came back or was answered; `invoices` the contested ones, by row id. `mail` is the
    one mail that it is the result of: whoever gives it says what else of it is to be read.
    """

    amount_minor: int | None = None
    on: date | None = None
    text: str = ""
    kind: str = ""
    message: int | None = None
    mail: int | None = None
    invoices: tuple[int, ...] = ()
    dispute_type: str = ""
    contact_id: int | None = None
    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""

    @property
    def has_contact(self) -> bool:
        """Whether somebody is named."""
        return bool(self.contact_id or self.name or self.email or self.phone)

    def has(self, name: str) -> bool:
        """Whether what a result needs is given."""
        return {
            "on": self.on is not None,
            "amount": self.amount_minor is not None,
            "text": bool(self.text.strip()),
            "contact": self.has_contact,
        }[name]
