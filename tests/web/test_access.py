"""Who sees and does what: every address for people of two creditors, as the role table says."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from tests import builders
from tests.cases.test_capture import mail, take
from tests.web.firms import Firm, client_of

from recoup.cases.models import Hold, Task
from recoup.org import access
from recoup.org.models import Role
from recoup.outreach.mailboxes.operations import add_mailbox
from recoup.outreach.models import CapturedMail, Mailbox, Message
from recoup.web.urls import of_creditor

NAMES = [pattern.name for pattern in of_creditor if isinstance(pattern, URLPattern)]
DEEDS = {pattern.name: pattern.callback.deed for pattern in of_creditor}
SENT = {pattern.name for pattern in of_creditor if pattern.callback.is_deed}
"""Addresses that take a sent form alone."""


def address(name: str, owner: Firm, of: Firm) -> str:
    """An address under one creditor, with the row numbers of another (or the same)."""
    known: dict[str, object] = {"creditor": owner.creditor.pk}
    task = Task.objects.filter(creditor=of.creditor, kind="phone").order_by("-pk")[0]
    message = Message.objects.filter(creditor=of.creditor).order_by("pk")[0]
    rows = {
        "task": task.pk, "task_result": task.pk, "task_assign": task.pk, "today_request": 1,
        "today_request_decide": 1, "today_step": message.steps.all()[0].pk,
        "today_step_decide": message.steps.all()[0].pk, "step_message": message.steps.all()[0].pk,
        "step_approve": message.steps.all()[0].pk, "step_hold": message.steps.all()[0].pk, "request_decide": 1,
        "person_role": of.users.get("field", of.users["owner"]).pk,
        "person_remove": of.users.get("field", of.users["owner"]).pk,
        "step_edit": message.steps.all()[0].pk, "step_usual": message.steps.all()[0].pk,
        "step_send": message.steps.all()[0].pk, "step_settle": message.steps.all()[0].pk,
        "service_settle": message.pk, "letter_returned": message.pk,
        "message": message.pk, "message_original": message.pk, "invoice": of.world.invoice.pk,
        "invoice_document": of.world.invoice.pk, "invoice_document_add": of.world.invoice.pk,
    }  # fmt: skip
    pattern = next(one for one in of_creditor if one.name == name)
    if name.startswith("inbox_"):
        rows[name] = waiting_mail_of(of)
    if name.startswith(("mailbox_", "settings_mailbox")) and name not in (
        "mailbox_add",
        "settings_mailboxes",
    ):
        rows[name] = mailbox_of(of)
    if "pk" in pattern.pattern.converters:
        is_of_case = str(pattern.pattern).startswith("cases/")
        known["pk"] = rows.get(name, of.world.case.pk if is_of_case else of.world.debtor.pk)
    if "source" in pattern.pattern.converters:
        known["source"] = "letters"
    if "document" in pattern.pattern.converters:
        known["document"] = 1
    if "token" in pattern.pattern.converters:
        known["token"] = "0" * 32
    if "step" in pattern.pattern.converters:
        known["step"] = "mail"
    if "tone" in pattern.pattern.converters:
        known |= {"key": "reminder", "tone": "neutral", "language": "en"}
    if "batch" in pattern.pattern.converters:
        known["batch"] = "20250303-abcdef"
    if "seq" in pattern.pattern.converters:
        known["seq"] = 1
    if "name" in pattern.pattern.converters:
        known["name"] = "company" if name.startswith("policy") else "rows"
    return reverse(name, kwargs=known)


def waiting_mail_of(of: Firm) -> int:
    """A mail that nobody could match."""
    found = CapturedMail.objects.filter(creditor=of.creditor, debtor=None).first()
    if found is not None:
        return int(found.pk)
    raw = mail(sender="ann@nowhere.example", subject="Question", Message_ID="<q@nowhere.example>")
    return take(of.world, raw).captured


def mailbox_of(of: Firm) -> int:
    """A mailbox that is paused, so that nobody looks for its server."""
    moment = {"actor": "system", "moment": builders.MOMENT}
    found = Mailbox.objects.filter(creditor=of.creditor).first()
    if found is None:
        found = add_mailbox(of.creditor, "accounts", "imap://a:b@127.0.0.1:9", **moment)
    return int(found.pk)


def ask(client: Client, name: str, url: str) -> int:
    return (client.post(url) if name in SENT else client.get(url)).status_code


@pytest.mark.parametrize("role", Role.values)
def test_every_address_opens_as_the_role_table_says(north: Firm, role: str) -> None:
    client = client_of(north.users[role])
    wrong = []
    for name in NAMES:
        status = ask(client, name, address(name, north, north))
        refused = status == 403
        if refused == access.may(role, DEEDS[name]):
            wrong.append((name, DEEDS[name], status))
        assert status < 500, name
    assert not wrong


def test_another_creditors_pages_are_not_there(north: Firm, south: Firm) -> None:
    """Neither under their creditor's address nor with their rows under one's own."""
    client = client_of(north.users["owner"])
    theirs = south.world
    before = (Task.objects.filter(creditor=south.creditor, state="open").count(), Hold.objects.count())
    for name in NAMES:
        assert ask(client, name, address(name, south, south)) == 404, name
        pattern = next(one for one in of_creditor if one.name == name)
        if "pk" in pattern.pattern.converters and name not in ("step_approve", "step_hold", "request_decide"):
            assert ask(client, name, address(name, north, south)) == 404, name
    for path in ("", "debtors/", "debtors/?show=all", "invoices/?show=all", "outbox/", "outbox/?tab=gone"):
        page = client.get(north.url(path)).content.decode()
        assert theirs.debtor.name not in page and theirs.invoice.number not in page, path
    after = (Task.objects.filter(creditor=south.creditor, state="open").count(), Hold.objects.count())
    assert before == after


def test_a_step_of_another_creditor_is_neither_approved_nor_held(north: Firm, south: Firm) -> None:
    client = client_of(north.users["owner"])
    step = south.world.step()
    was = step.state
    for name in ("step_approve", "step_hold"):
        client.post(reverse(name, kwargs={"creditor": north.creditor.pk, "pk": step.pk}), {"reason": "no"})
    step.refresh_from_db()
    assert step.state == was and not step.is_void


def test_without_a_login_nothing_is_shown(north: Firm) -> None:
    for name in NAMES:
        url = address(name, north, north)
        answer = Client().post(url) if name in SENT else Client().get(url)
        assert answer.status_code == 302 and answer["Location"].startswith("/account/login/"), name


def test_one_user_of_two_creditors_goes_from_one_to_the_other(north: Firm, south: Firm) -> None:
    south.join("owner@north.example", "auditor")
    client = client_of(north.users["owner"])
    page = client.get(north.url("debtors/")).content.decode()
    assert south.url() in page and south.world.debtor.name not in page
    there = client.get(south.url("debtors/")).content.decode()
    assert south.world.debtor.name in there and north.world.debtor.name not in there
    assert client.post(south.url("stop/")).status_code == 403


def test_who_left_sees_nothing_more(north: Firm) -> None:
    user = north.users["controller"]
    client = client_of(user)
    user.is_active = False
    user.save()
    assert client.get(north.url()).status_code == 302


def test_a_refusal_says_who_may(north: Firm) -> None:
    answer = client_of(north.users["auditor"]).post(north.url(f"debtors/{north.world.debtor.pk}/hold/"))
    assert answer.status_code == 403
    assert "As auditor you may not hold a debtor" in answer.content.decode()
