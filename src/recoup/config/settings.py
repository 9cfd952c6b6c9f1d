"""Django's settings, from two environment variables: RECOUP_HOME and RECOUP_DATABASE_URL."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url

HOME = Path(os.environ.get("RECOUP_HOME", "./var")).absolute()


def _database() -> dict[str, Any]:
    url = os.environ.get("RECOUP_DATABASE_URL")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=600))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "recoup.sqlite3"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # recursive_triggers: without it INSERT OR REPLACE slips past the triggers that refuse DELETE
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; "
                "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
            ),
        },
    }


def _secret_key() -> str:
    kept = HOME / "keys" / "session.key"
    return kept.read_text().strip() if kept.is_file() else secrets.token_urlsafe(48)


DATABASES = {"default": _database()}
SECRET_KEY = _secret_key()
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "org.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "recoup.archive",
    "recoup.org",
    "recoup.documents",
    "recoup.ledger",
    "recoup.intake",
    "recoup.outreach",
    "recoup.cases",
    "recoup.cli",
]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("RECOUP_LOG", "WARNING")},
}
