"""The console script: `recoup COMMAND` is Django's command runner with our settings."""

import os
import sys


def main() -> None:
    """Run one command; its exit code is the process's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recoup.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["recoup", *sys.argv[1:]])
