"""Every real file through the page: each can be looked at, or is refused in words; none breaks it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests import builders
from tests.shared import SHARED

from recoup.intake.look import look_at
from recoup.intake.uploads import Answers, safe_name
from recoup.org.models import Creditor

DATA = SHARED / "data"
FILES = sorted(
    path
    for prefix in ("acct_*", "ar_*", "bank_*")
    for path in (DATA.glob(f"{prefix}/**/*") if DATA.is_dir() else [])
    if path.is_file() and path.stat().st_size < 3_000_000 and path.suffix.lower() not in (".py", ".md", ".rb")
)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real files beside the project")


@pytest.fixture(scope="session")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


def test_every_real_file_is_looked_at_or_refused_in_words(db: None, there: Path) -> None:
    creditor: Creditor = builders.creditor()
    read = 0
    for source in FILES:
        path = there / safe_name(source.name)
        shutil.copyfile(source, path)
        look = look_at(creditor, path, Answers(), builders.MOMENT)
        where = str(source.relative_to(DATA))
        if look.refused is not None:
            assert look.refused.what.strip() and (look.refused.how.strip() or look.can_be_mended), where
            continue
        assert look.facts is not None and look.kind in ("invoices", "contacts", "payments", "bank"), where
        assert look.facts.rows or look.facts.rejected or look.facts.warnings or look.kind == "bank", where
        read += 1
    assert len(FILES) > 100 and read > 50


def test_only_the_first_rows_of_a_long_file_are_made_facts(db: None, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("Customer,Invoice,Due,Amount\n")
        file.writelines(f"Firm {n % 900},I{n},0{n % 9 + 1}/05/2025,1.500\n" for n in range(30_000))
        file.write("Firm 1,LAST,25/05/2025,10.00\n")
    look: Any = look_at(builders.creditor(), path, Answers(), builders.MOMENT)
    assert look.refused is None and len(look.facts.rows) == 40
    assert (look.date_order, look.decimal_mark) == ("dmy", ".")
