"""What lies in the demo's inbox on its last morning: answers, a bounce, absences, strangers, each as real mail."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from recoup.cases.capture import capture, us_of
from recoup.cases.models import CaseState
from recoup.org.models import Creditor
from recoup.outreach.models import Message, MessageState

OURS = "accounts@halden-moore.example"
RECENT = timedelta(days=21)
ANSWERS = (
    "Dear Asha,\n\nthank you for the reminder. We will pay {sum} on {soon}.\n\nKind regards\n{name}",
    "Good morning,\n\nthis was paid last week by bank transfer, please check your account.\n\n{name}",
    "Hello,\n\nwe dispute invoice {number}: two of the instruments were damaged on arrival. "
    "Please call me about it.\n\n{name}",
    "I am not in charge of payments here. Please contact accounts@{domain}.\n\n{name}",
    "Hi Asha,\n\nwe have not received the invoice. Could you send a copy?\n\nThanks, {name}",
    "Dear all,\n\ncash flow is tight at the moment. Could we pay in three instalments?\n\n{name}",
    "Thanks, noted.\n\n{name}",
)
ABSENCES = ("I am out of the office until {soon}. Your mail is not forwarded.\n\n{name}",)
STRANGERS = (
    ("Marta Lindqvist <marta.lindqvist@lindqvist-optik.example>", "Your account with us",
     "Good day,\n\nwhich invoices of ours are still open? I have just taken over the ledger.\n\nMarta Lindqvist"),
    ("Fastprint Offers <news@fastprint-offers.example>", "20% off all letterheads this week",
     "Order today and save. Unsubscribe at any time."),
)  # fmt: skip


def mail_arrives(creditor: Creditor, *, actor: str, moment: datetime) -> int:
    """Takes in the morning's mail and returns how many it was; the same for the same year."""
    us, count = us_of(creditor, moment), 0
    for raw in _mails(creditor, moment):
        count += capture(us, raw, origin="file", actor=actor, moment=moment).is_new
    return count


def _mails(creditor: Creditor, moment: datetime) -> Iterator[bytes]:
    answered = _answered(creditor, moment, len(ANSWERS) + len(ABSENCES) + 1)
    texts = [*((text, False) for text in ANSWERS), *((text, True) for text in ABSENCES)]
    for n, (message, (text, is_away)) in enumerate(zip(answered, texts, strict=False)):
        yield _answer(message, text, is_away, moment - timedelta(minutes=20 + 13 * n))
    if len(answered) > len(texts):
        yield _came_back(answered[len(texts)], moment - timedelta(minutes=7))
    for n, (sender, subject, text) in enumerate(STRANGERS):
        yield _mail(
            sender, subject, text, f"<{n}.{moment:%Y%m%d}@stranger.example>", moment - timedelta(hours=2)
        )


def _answered(creditor: Creditor, moment: datetime, most: int) -> list[Message]:
    """The newest emails to debtors whose case is open, one of each, to persons who have a name."""
    rows = Message.objects.of(creditor).filter(
        channel="email", state=MessageState.SENT, sent_at__gte=moment - RECENT, is_service=False,
        contact__isnull=False, debtor__country__in=("GB", "IE", "US"), steps__case__state=CaseState.OPEN,
    )  # fmt: skip
    found: dict[int, Message] = {}
    for row in rows.select_related("debtor", "contact").order_by("-sent_at", "-pk"):
        if row.contact is not None and row.contact.name:
            found.setdefault(row.debtor_id, row)
    return list(found.values())[:most]


def _answer(message: Message, text: str, is_away: bool, when: datetime) -> bytes:
    contact, named = message.contact, message.named.select_related("invoice").first()
    assert contact is not None
    case = message.steps.all()[0].case
    told = {
        "name": contact.name,
        "domain": contact.email.partition("@")[2],
        "soon": f"{when + timedelta(days=6):%-d %B %Y}",
        "sum": f"{case.open_minor / 100:.2f} {case.currency}",
        "number": named.invoice.number if named else "",
    }
    subject = "Automatic reply: " if is_away else "Re: "
    more = {"In-Reply-To": message.message_id, **({"Auto-Submitted": "auto-replied"} if is_away else {})}
    sender = f"{contact.name} <{message.to_address}>"
    return _mail(
        sender, subject + message.subject, text.format(**told), f"<a{message.pk}@debtor.example>", when, more
    )


def _mail(
    sender: str, subject: str, text: str, number: str, when: datetime, more: dict[str, str] | None = None
) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, OURS, subject
    made["Message-ID"], made["Date"] = number, format_datetime(when)
    for name, value in (more or {}).items():
        made[name] = value
    made.set_content(text + "\n")
    return made.as_bytes()


def _came_back(message: Message, when: datetime) -> bytes:
    """A mail server's report that the address does not exist."""
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: {OURS}\nSubject: Undelivered Mail Returned to Sender\n"
        f"Date: {format_datetime(when)}\nMessage-ID: <b{message.pk}@mx.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nI'm sorry to have to inform you that your message could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {message.to_address}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user here\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message.message_id}\n"
        f"To: {message.to_address}\n\n--b--\n"
    ).encode()
