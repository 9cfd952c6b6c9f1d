"""The one way to refuse input: a sentence that says what, where and how to mend it."""

from dataclasses import dataclass

from recoup.lib.said import Said, say


@dataclass(unsafe_hash=True)  # not frozen: contextlib sets __traceback__ on what it lets through
class Refused(Exception):  # noqa: N818 - it is a refusal, said in words, not a fault of the program
    """Input that is not taken. Nothing has been written when this is raised.

    `code` is stable for machines; `what`, `where` and `how` are for people: what is wrong,
    where it stands (file, line, field), and how to mend it; made by `said.say`, they can be told in other languages.
    """

    code: str
    what: str
    where: str = ""
    how: str = ""

    def __post_init__(self) -> None:
        """Sentences without values are their own templates."""
        self.what, self.how = _said(self.what), _said(self.how)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.where and f"({self.where})", self.how) if part)


def _said(words: str) -> str:
    return words if isinstance(words, Said) else say(words)
