"""Who keeps books here, who logs in, and who may do what for whom."""

import uuid
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


def new_key() -> str:
    """An opaque key for owners and streams: it says nothing about whom it stands for."""
    return uuid.uuid4().hex


class CreditorQuerySet(models.QuerySet[Any]):
    """Rows of one creditor."""

    def of(self, creditor: "Creditor | int") -> Self:
        """Only what belongs to this creditor."""
        return self.filter(creditor_id=creditor if isinstance(creditor, int) else creditor.pk)


class OwnedModel(models.Model):
    """A row that belongs to one creditor; every query starts with `.objects.of(creditor)`."""

    creditor = models.ForeignKey("org.Creditor", on_delete=models.PROTECT, related_name="+")

    objects = CreditorQuerySet.as_manager()

    class Meta:
        abstract = True


class Creditor(models.Model):
    """A business whose books we read and for which we ask.

    `key` owns its archive entries; `stream_key` is the stream of deeds on the creditor itself.
    """

    key = models.CharField(max_length=40, unique=True, default=new_key)
    stream_key = models.CharField(max_length=40, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    is_test = models.BooleanField(default=False)
    last_run_on = models.DateField(null=True)
    went_live_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Setting(OwnedModel):
    """One setting of a creditor, as text; `settings.py` knows its type and default."""

    key = models.CharField(max_length=60)
    value = models.TextField()
    set_at = models.DateTimeField()
    effective_at = models.DateTimeField(help_text="a change of the bank account waits a day")
    set_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="why, where somebody said so")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "key", "effective_at"], name="setting_once")
        ]


class UserManager(BaseUserManager["User"]):
    """Makes users with a hashed password."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "User":
        """A new user; without a password nobody can log in as them yet."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who logs in, known by email address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(
        max_length=5, blank=True, default="", help_text="of the pages; empty: the creditor's"
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    """What a member may do for a creditor."""

    OWNER = "owner"
    MANAGER = "manager"
    CONTROLLER = "controller"
    FIELD = "field"
    AUDITOR = "auditor"


class Membership(OwnedModel):
    """A user's role at one creditor."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "user"], name="one_role_per_creditor")]


class Invitation(OwnedModel):
    """Somebody was asked to join. The link's token is known to them alone; the row keeps its hash."""

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=80)
    invited_at = models.DateTimeField(help_text="machine time")
    expires_at = models.DateTimeField(help_text="machine time")
    ended_at = models.DateTimeField(null=True, help_text="accepted, taken back or sent anew")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")


class AccountChange(OwnedModel):
    """A change of the account that debtors pay to: one asks, another approves, and a day later it holds."""

    values = models.JSONField(help_text="the new text of each key of the account that changes")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False, help_text="approved by the only user, who asked for it")
    effective_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, help_text="called off, or another change took its place")

    class Meta:
        indexes = [models.Index(fields=["creditor", "ended_at", "effective_at"], name="account_change_open")]


class Logo(OwnedModel):
    """A picture for the letterhead, made safe when it was taken in; the newest is used."""

    digest = models.CharField(max_length=64)
    png = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "digest"], name="logo_once")]


class Notice(OwnedModel):
    """A mail to one of our own users, by when it is due; a bank change tells every owner and manager so."""

    about = models.CharField(max_length=60, help_text="what it belongs to, to call it off: account_change:7")
    to_address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    due_at = models.DateTimeField(help_text="business time")
    next_try_at = models.DateTimeField(null=True, help_text="machine time")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, help_text="machine time")
    answer = models.CharField(max_length=300, blank=True)
    is_off = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["creditor", "sent_at", "due_at"], name="notice_waits")]
