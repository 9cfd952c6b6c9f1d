"""A new creditor, ready to work: its row, its ladder and its first owner, all at once."""

from datetime import datetime

from django.db import transaction

from recoup.cases.policies import publish_default_policies
from recoup.org.models import Creditor, User
from recoup.org.operations import create_creditor, first_password, set_password
from recoup.org.queries import acting_user


def found_creditor(
    name: str,
    country: str,
    currency: str,
    *,
    owner_email: str,
    moment: datetime,
    is_test: bool = False,
    owner_name: str = "",
    password: str | None = None,
) -> tuple[Creditor, User, str | None]:
    """The creditor, its owner, and the owner's password where a random one was made.

    Nothing is sent until somebody says that it is live. Raises Refused as `org.operations.create_creditor` does.
    """
    with transaction.atomic():
        creditor = create_creditor(
            name, country, currency, moment=moment, is_test=is_test, owner_email=owner_email
        )
        publish_default_policies(creditor, actor="system", moment=moment)
        owner = User.objects.get(pk=acting_user(creditor, None).user_id)
        if password is None:
            return creditor, owner, first_password(owner.pk)
        set_password(owner, password, name=owner_name)
    return creditor, owner, None
