"""Which process this is, so that another can tell whether it still lives."""

import os
import socket
from functools import cache
from pathlib import Path


def _started(pid: int) -> str:
    """The kernel's start mark of a process, where there is one: a pid used again is not the old process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


@cache
def _own(pid: int) -> str:
    return f"{socket.gethostname()}/{pid}/{_started(pid)}"


def this_process() -> str:
    """The name of this process: host, pid, start mark."""
    return _own(os.getpid())


def is_dead(name: str) -> bool:
    """Whether the process of that name has certainly ended. One on another host may live."""
    host, _, rest = name.partition("/")
    pid, _, started = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return bool(started) and _started(int(pid)) != started
