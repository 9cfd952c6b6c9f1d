"""What somebody will sign: the draft for each witness, and the certificate of the hashes."""

from collections.abc import Iterator, Sequence

from recoup.documents.evidence import blocks
from recoup.documents.evidence.blocks import AUTO, FILL, Block, Speech
from recoup.documents.evidence.facts import Evidence, Witness


def declarations(one: Evidence, say: Speech) -> Iterator[Block]:
    """A draft for each witness, unsigned, with the question about what is outside the system."""
    if not one.witnesses:
        return
    yield blocks.NEW_PAGE
    yield blocks.h1(say.say("part_declarations"))
    yield blocks.notice(say.say("declaration.draft"), say.say("declaration.intro"))
    for place, witness in enumerate(one.witnesses):
        if place:
            yield blocks.NEW_PAGE
        yield from _declaration(one, witness, say)


def _declaration(one: Evidence, witness: Witness, say: Speech) -> Iterator[Block]:
    given = {
        "name": witness.name,
        "creditor": one.creditor.name,
        "entries": _ranges(witness.entries) if not witness.is_keeper else one.record.entries,
        "made": say.moment(one.moment),
    }
    keys = ("keeper_does", "keeper_system", "keeper_numbers") if witness.is_keeper else ("did", "when")
    yield blocks.h2(say.say("declaration.keeper_head" if witness.is_keeper else "declaration.head", **given))
    yield blocks.p(say.say("declaration.who", **given))
    for key in keys:
        yield blocks.p(say.say(f"declaration.{key}", **given))
        if key in ("when", "keeper_system"):
            yield {"kind": "blank", "lines": 2}
    yield blocks.p(say.say("declaration.outside_question"))
    for answer in ("outside_none", "outside_some"):
        yield {"kind": "choice", "text": say.say(f"declaration.{answer}")}
    yield {"kind": "blank", "lines": 4}
    yield {"kind": "sign", "labels": [say.say("declaration.signed"), say.say("declaration.signature")]}


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, runs shortened.

    >>> _ranges([1, 2, 3, 7, 9, 10])
    '1–3, 7, 9–10'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def certificate(one: Evidence, say: Speech) -> Iterator[Block]:
    """The hash of each document, and where the record ends."""
    yield blocks.NEW_PAGE
    yield blocks.h1(say.say("part_certificate"))
    yield blocks.p(say.say("certificate.intro"))
    if one.papers:
        yield blocks.table(
            [
                (say.say("col_number"), AUTO, True),
                (say.say("col_what"), FILL, False),
                (say.say("col_hash"), 100, False),
            ],
            [(str(x.number), x.file, x.sha256) for x in one.papers],
            size=7.5,
        )
    yield blocks.p(say.say("certificate.head", entries=one.record.entries))
    yield blocks.small(one.record.head_hash)
    if one.record.last_seal_hash:
        yield blocks.p(say.say("certificate.seal"))
        yield blocks.small(one.record.last_seal_hash)
    yield blocks.p(say.say("certificate.manifest"))
    yield {"kind": "blank", "lines": 1}
    yield blocks.p(say.say("certificate.disclaimer"))
