"""What holds for all tables at once: each has its creditor, and foreign keys point down the rooms."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from recoup.org.models import OwnedModel

pytestmark = pytest.mark.anydb

EXEMPT = {
    "archive": "knows no creditor: its rows carry opaque owner and stream keys",
    "org.Creditor": "is the creditor",
    "org.User": "a person may work for several creditors; Membership says for which",
}


def rooms() -> list[list[str]]:
    """The layers of the import contract, the highest first."""
    configured = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    (contract,) = (one for one in configured["tool"]["importlinter"]["contracts"] if one["id"] == "rooms")
    return [[room.strip(" ()") for room in layer.split("|")] for layer in contract["layers"]]


def ours() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if apps.get_app_config(model._meta.app_label).name.startswith("recoup.")
    ]


def room_of(model: type[models.Model]) -> str:
    return apps.get_app_config(model._meta.app_label).name.split(".")[1]


def height(room: str) -> int:
    """Higher rooms have lower numbers."""
    return next(level for level, layer in enumerate(rooms()) if room in layer)


def links(model: type[models.Model]) -> list[tuple[str, Any]]:
    return [(field.name, field.related_model) for field in model._meta.get_fields() if field.many_to_one]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_every_table_has_a_creditor_or_is_exempt(model: type[models.Model]) -> None:
    room, label = room_of(model), f"{room_of(model)}.{model.__name__}"
    if room in EXEMPT or label in EXEMPT:
        assert not issubclass(model, OwnedModel), f"{label} is exempt and has a creditor"
        return
    assert issubclass(model, OwnedModel), f"{label} has no creditor"
    assert not model._meta.get_field("creditor").null
    assert hasattr(model.objects, "of")


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_or_stay_in_the_room(model: type[models.Model]) -> None:
    own = room_of(model)
    for name, target in links(model):
        other = room_of(target)
        assert other == own or height(other) > height(own), f"{model.__name__}.{name} points up to {other}"


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_no_column_is_called_at(model: type[models.Model]) -> None:
    assert "at" not in {field.column for field in model._meta.local_fields}


def test_the_list_of_exempt_tables_names_only_what_exists() -> None:
    labels = {f"{room_of(model)}.{model.__name__}" for model in ours()} | {room_of(model) for model in ours()}
    assert set(EXEMPT) <= labels
