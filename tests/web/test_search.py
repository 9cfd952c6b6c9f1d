"""The search page shows where words stand, leads to the entry, and seeing an original is written down."""

import pytest
from django.test import Client
from tests.web.firms import Firm, client_of

from recoup.archive.models import Entry
from recoup.archive.queries import entries
from recoup.outreach.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


def test_what_was_sent_is_found_and_leads_to_its_entry(north: Firm, client: Client) -> None:
    number = north.world.debtor.invoices.first().number
    page = client.get(north.url(f"search/?q={number}&direction=out")).content.decode()
    assert f"/debtors/{north.world.debtor.pk}/record/" in page
    assert "<mark>" in page
    assert "Nothing like that" in client.get(north.url("search/?q=zebra")).content.decode()
    assert "Nothing like that" in client.get(north.url(f"search/?q={number}&channel=visit")).content.decode()
    assert client.get(north.url("search/?q=%00%27%22%2A&page=x&from=y")).status_code == 200


def test_another_creditors_words_are_not_found(north: Firm, south: Firm, client: Client) -> None:
    number = south.world.debtor.invoices.first().number
    client_of(south.users["owner"]).get(south.url("search/?q=x"))
    assert "<mark>" not in client.get(north.url(f"search/?q={number}")).content.decode()


def test_seeing_an_original_is_written_down(north: Firm, client: Client) -> None:
    message = Message.objects.of(north.creditor).exclude(commitment="").first()
    assert message is not None
    assert client.get(north.url(f"messages/{message.pk}/original/")).status_code == 200
    seen = entries(north.creditor.key, north.creditor.stream_key, limit=1)[0]
    assert (seen.kind, seen.actor) == ("original.seen", f"user:{north.users['controller'].pk}")
    assert seen.facts["contents"] == [message.commitment]
    assert not Entry.objects.filter(stream=north.world.debtor.stream_key, kind="original.seen").exists()
