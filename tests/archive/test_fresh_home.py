"""The home that other tests copy is migrated, empty and their own."""

from tests.fresh import Env, run_python


def test_a_fresh_home_has_the_tables_and_a_database_of_its_own(fresh_home: Env) -> None:
    script = """
from django.db import connection
from recoup.archive.models import Entry
from recoup.archive.triggers import missing_triggers
print(Entry.objects.count(), missing_triggers(connection))
"""
    out, err = run_python(fresh_home, script).communicate(timeout=60)
    assert out.strip() == "0 []", err
