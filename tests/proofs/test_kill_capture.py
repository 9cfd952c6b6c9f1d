"""Capture killed with SIGKILL at random moments, from files and from a mailbox: nothing lost, nothing twice."""

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.fresh import Env, run_recoup
from tests.imap import ImapServer, imap_server

__all__ = ["imap_server"]
ROUNDS = 5
SEEDS_OF_THE_LONG_RUN, LONG_ROUNDS = 10, 20
EACH = 6
ROOT = Path(__file__).resolve().parents[2]


def script(env: Env, *arguments: str) -> str:
    command = [sys.executable, "-m", "tests.proofs.capturing", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def strike(env: Env, dice: random.Random, what: str) -> bool:
    """Takes in until the dice say stop, and a little more; True when it had not ended by itself."""
    command = [sys.executable, "-m", "tests.proofs.capturing", "take", what]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(dice.randrange(1, EACH + 1)):
        if process.stdout.readline().strip() != "next":
            break
    time.sleep(dice.uniform(0, dice.choice((0.001, 0.03))))
    process.kill()
    out, err = process.communicate()
    assert "Traceback" not in err, err[-3000:]
    return "done" not in out


def mails(dice: random.Random, contacts: list[str], round_: int) -> list[bytes]:
    """Answers of debtors, of strangers, bounces, and mail of our own."""
    made = []
    for n in range(EACH):
        kind = dice.choice(("reply", "stranger", "own", "away"))
        them = dice.choice(contacts) if kind != "stranger" else "jo@elsewhere.example"
        sender, to = ("ar@northwind.example", them) if kind == "own" else (them, "ar@northwind.example")
        subject = "Out of office" if kind == "away" else f"Invoice {round_}"
        made.append(
            f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{round_}.{n}@x.example>\r\n"
            f"Date: Mon, 03 Mar 2025 08:0{n}:00 +0000\r\n\r\nWe will pay on Friday. {dice.random()}\r\n".encode()
        )
    return made


def besiege(env: Env, server: ImapServer, folder: Path, rounds: int, seed: int) -> None:
    env = {**env, "DJANGO_SETTINGS_MODULE": "recoup.config.settings", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    dice = random.Random(seed)
    contacts = json.loads(script(env, "set-up", server.url))
    every: set[str] = set()
    struck = 0
    file = folder / "in.mbox"
    for round_ in range(rounds):
        batch = mails(dice, contacts, round_)
        every |= {hashlib.sha256(raw).hexdigest() for raw in batch}
        if dice.random() < 0.5:
            server.put(*batch)
            struck += strike(env, dice, "imap")
        else:
            with file.open("ab") as out:
                out.writelines(b"From x@y Mon Mar  3 08:00:00 2025\n" + raw + b"\n" for raw in batch)
            struck += strike(env, dice, str(file))
    script(env, "take", "imap")
    if file.exists():
        script(env, "take", str(file))
    seen = json.loads(script(env, "look"))
    assert (seen["violations"], seen["faults"]) == ([], [])
    assert seen["digests"] == sorted(every), "each once, none lost"
    assert seen["kept"] == len(every)
    assert seen["inbound"] == seen["linked"] == seen["entries"]
    checked = run_recoup(env, "check", "--json")
    assert checked.returncode == 0, checked.stdout
    print(f"\nseed {seed}: {struck} of {rounds} killed, {len(every)} mails", file=sys.stderr)
    assert struck >= rounds // 2


def test_killed_at_random_moments(fresh_home: Env, imap_server: ImapServer, tmp_path: Path) -> None:
    besiege(fresh_home, imap_server, tmp_path, ROUNDS, int(os.environ.get("RECOUP_TEST_SEED", "1")))


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(SEEDS_OF_THE_LONG_RUN))
def test_killed_200_times(fresh_home: Env, imap_server: ImapServer, tmp_path: Path, seed: int) -> None:
    besiege(fresh_home, imap_server, tmp_path, LONG_ROUNDS, 200 + seed)
