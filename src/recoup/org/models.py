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
