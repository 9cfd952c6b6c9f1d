"""Deeds of several processes on the same streams: one chain each, nothing lost, no deadlock."""

from tests.fresh import Env, run_python

WRITER = """
import sys
from datetime import UTC, datetime
from recoup.archive.deeds import Content, deed
for number in range(40):
    streams = ["a", "b", f"own {number % 3}"]
    with deed("writer", datetime.now(UTC), "alice", streams if number % 2 else streams[::-1]) as done:
        for stream in streams:
            done.record(stream, "note", payloads={"text": Content(b"words")} if number % 9 == 0 else None)
"""
READER = """
from recoup.archive.queries import heads
from recoup.archive.verify import verify_streams
print(heads(["a", "b"]), verify_streams("alice"))
"""
KILLED = """
import os, signal
from datetime import UTC, datetime
from recoup.archive.deeds import deed
with deed("writer", datetime.now(UTC), "alice", ["a"]) as done:
    done.record("a", "note")
with deed("writer", datetime.now(UTC), "alice", ["a"]) as done:
    done.record("a", "note")
    done._batch.write()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_two_processes_write_one_chain(fresh_home: Env) -> None:
    writers = [run_python(fresh_home, WRITER) for _ in range(2)]
    errors = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], errors
    out, err = run_python(fresh_home, READER).communicate(timeout=60)
    assert out.strip() == "{'a': 80, 'b': 80} Report(entries=240, payloads=30, shredded=0, faults=[])", err


def test_a_killed_process_leaves_whole_deeds_only(fresh_home: Env) -> None:
    assert run_python(fresh_home, KILLED).wait(timeout=60) != 0
    out, err = run_python(fresh_home, READER).communicate(timeout=60)
    assert out.strip() == "{'a': 1, 'b': 0} Report(entries=1, payloads=0, shredded=0, faults=[])", err
