"""`python -m recoup` is the console script."""

from recoup.cli.main import main

main()
