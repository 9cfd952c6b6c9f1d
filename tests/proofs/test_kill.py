"""Run and worker killed with SIGKILL at random moments: every message is out once, or somebody is asked."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fresh import Env, run_recoup
from tests.proofs import killing
from tests.smtp import MailServer, smtp_server  # noqa: F401

ROUNDS = 5
SEEDS_OF_THE_LONG_RUN = 10
LONGEST = 60.0
Process = subprocess.Popen[str]


@dataclass
class Scene:
    """A home, its mail server, and the dice that say when to strike."""

    env: Env
    server: MailServer
    dice: random.Random
    struck: int = 0
    notes: list[str] = field(default_factory=list)

    def start(self, *arguments: str) -> Process:
        """The command line in a process of its own."""
        command = [sys.executable, "-m", "recoup", *arguments, "--json"]
        return subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def finish(self, *processes: Process) -> None:
        """Waits for processes that nobody kills; each has to end well."""
        for process in processes:
            out, err = process.communicate(timeout=LONGEST)
            assert process.returncode == 0, out + err

    def kill_while_sending(self, process: Process) -> None:
        """Strikes within the exchange with the mail server: after some messages and a little more."""
        wanted = len(self.server.messages) + self.dice.randrange(0, killing.EACH - 1)
        before = self.server.connections
        self._until(process, lambda: self.server.connections > before and len(self.server.messages) >= wanted)
        # Often before the server's answer is read, else anywhere until the next message.
        time.sleep(self.dice.uniform(0, self.dice.choice((0.002, 0.09))))
        self._strike(process)

    def kill_at_any_moment(self, process: Process) -> None:
        """Strikes anywhere between the first import and the last commit."""
        ends = time.monotonic() + self.dice.uniform(0.6, 3.0)
        self._until(process, lambda: time.monotonic() >= ends)
        self._strike(process)

    def _until(self, process: Process, is_so: Callable[[], bool]) -> None:
        latest = time.monotonic() + LONGEST
        while not is_so() and process.poll() is None:
            assert time.monotonic() < latest, "the process neither sends nor ends"
            time.sleep(0.001)

    def _strike(self, process: Process) -> None:
        self.struck += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def script(self, *arguments: str) -> str:
        """The other half of this test, in the home."""
        command = [sys.executable, "-m", "tests.proofs.killing", *arguments]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


def run_killed(scene: Scene, day: str) -> None:
    """The run dies in the middle of its sending."""
    scene.kill_while_sending(scene.start("run", "--date", day))


def worker_killed(scene: Scene, day: str) -> None:
    """The run queues; the worker that sends dies."""
    scene.finish(scene.start("run", "--date", day, "--no-send"))
    scene.kill_while_sending(scene.start("worker"))


def run_killed_anywhere(scene: Scene, day: str) -> None:
    """The run dies at any moment, is started again and dies again."""
    scene.kill_at_any_moment(scene.start("run", "--date", day))
    scene.kill_at_any_moment(scene.start("run", "--date", day))


def one_of_two_workers_killed(scene: Scene, day: str) -> None:
    """Two workers send at once; one dies, the other ends its work."""
    scene.finish(scene.start("run", "--date", day, "--no-send"))
    victim, other = scene.start("worker"), scene.start("worker", "--once")
    scene.kill_while_sending(victim)
    scene.finish(other)


def two_workers_beside_a_run(scene: Scene, day: str) -> None:
    """Nobody dies in the end, but three processes want the same messages, after a run that died planning."""
    scene.kill_at_any_moment(scene.start("run", "--date", day, "--no-send"))
    scene.finish(
        scene.start("run", "--date", day), scene.start("worker", "--once"), scene.start("worker", "--once")
    )


ATTACKS = (
    run_killed,
    worker_killed,
    run_killed_anywhere,
    one_of_two_workers_killed,
    two_workers_beside_a_run,
)


def judge(scene: Scene, today: date) -> dict[str, int]:
    """Against the mail server's own count: nothing twice, nothing lost, nothing claimed that never went."""
    seen = json.loads(scene.script("look"))
    out = scene.server.by_id()
    assert set(out.values()) <= {1}, out.most_common(3)
    assert seen["violations"] == []
    assert seen["faults"] == []
    firsts: dict[int, Any] = {step[0]: step for step in seen["steps"] if step[1] == 1}
    due = {debtor for debtor, on in seen["due"] if date.fromisoformat(on) + timedelta(days=3) <= today}
    assert set(firsts) == due
    assert len(firsts) == sum(step[1] == 1 for step in seen["steps"])
    counted: dict[str, int] = {}
    for _, _, state, message_id, lease_owner in firsts.values():
        counted[state] = counted.get(state, 0) + 1
        assert state in ("done", "ready", "unsure"), state
        assert state != "done" or out[message_id] == 1
        assert state != "ready" or out[message_id] == 0
        assert not lease_owner
    assert set(out) <= {step[3] for step in seen["steps"]}
    return counted


def besiege(env: Env, server: MailServer, seed: int) -> None:
    """One home, one attack a day; after each the day is run again and everything is judged."""
    root = str(Path(__file__).resolve().parents[2])
    env = {**env, "DJANGO_SETTINGS_MODULE": "recoup.config.settings", "PYTHONPATH": root}
    scene = Scene(env, server, random.Random(seed))
    scene.script("set-up", server.url, str(ROUNDS))
    unsure = 0
    for round_, attack in enumerate(ATTACKS):
        today = killing.day_of(round_)
        attack(scene, today.isoformat())
        scene.finish(scene.start("run", "--date", today.isoformat()))
        counted = judge(scene, today)
        assert counted.get("ready", 0) == 0, "the run after the crash sends what is left"
        unsure = counted.get("unsure", 0)
    checked = run_recoup(env, "check", "--json")
    assert checked.returncode == 0, checked.stdout
    print(
        f"\nseed {seed}: {scene.struck} killed, {len(server.messages)} out, {unsure} unsure", file=sys.stderr
    )
    assert scene.struck >= 2


def test_killed_at_random_moments(fresh_home: Env, smtp_server: MailServer) -> None:  # noqa: F811
    besiege(fresh_home, smtp_server, int(os.environ.get("RECOUP_TEST_SEED", "1")))


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(SEEDS_OF_THE_LONG_RUN))
def test_killed_at_random_moments_again_and_again(
    fresh_home: Env,
    smtp_server: MailServer,  # noqa: F811
    seed: int,
) -> None:
    besiege(fresh_home, smtp_server, 100 + seed)
