"""What a command costs: wall time, CPU time and memory of all its processes. Linux only: it reads /proc.

CPU seconds are those of the command and of every process it waited for (`wait4`). Memory is the largest sum over all
processes of the command's session, sampled, where shared pages are counted once (proportional set size); it is at least
the peak of the largest of them.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import re
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_EVERY = 0.02
REST = 20  # a sampling thread rests this many times as long as a sample took, so that it slows nothing by more than 5%
PROPORTIONAL = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
HIGHEST = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
Command = Sequence[str | Path]


class Failed(RuntimeError):
    """A measured command ended with an error."""


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and CPU, and the peak of memory in bytes (0 where it was not watched)."""

    wall: float
    cpu: float
    memory: int = 0


@dataclass(frozen=True)
class Run:
    """A command to be measured, with what its environment adds."""

    command: Command
    env: Mapping[str, str] | None = None
    cwd: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of the command."""
        return {**os.environ, **(self.env or {})}

    def output(self) -> str:
        """Run it and return what it prints. Raises Failed."""
        command = [os.fspath(part) for part in self.command]
        done = subprocess.run(command, env=self.environment, cwd=self.cwd, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr[-1500:]}")
        return done.stdout

    def cost(self, *, watch: bool = False) -> Cost:
        """Run it once. watch: sample memory too, which costs a little time.

        Raises Failed with the end of its error output where it does not end well.
        """
        started = time.perf_counter()
        with subprocess.Popen(
            [os.fspath(part) for part in self.command],
            env=self.environment,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            said = _Listener(process)
            with _Watcher(process.pid) if watch else contextlib.nullcontext() as watcher:
                _, status, usage = os.wait4(process.pid, 0)
                wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Failed(f"{' '.join(map(str, self.command))}: exit code {process.returncode}\n{said.tail()}")
        return Cost(wall, usage.ru_utime + usage.ru_stime, max(watcher.peak, _largest(usage)) if watcher else 0)


def _largest(usage: resource.struct_rusage) -> int:
    """Return the peak of the largest process, or 0 where the system gives that of this program, which started it."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * usage.ru_maxrss if usage.ru_maxrss > own else 0


class _Listener:
    """Reads a process's error output so that it never waits for us."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.data = b""
        self.thread = threading.Thread(target=self._read, args=(process,), daemon=True)
        self.thread.start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr
        with contextlib.suppress(ValueError, OSError):
            while piece := os.read(process.stderr.fileno(), 4096):
                self.data = (self.data + piece)[-4000:]

    def tail(self) -> str:
        """Return the end of what was said."""
        self.thread.join(1)
        return self.data.decode(errors="replace")[-1500:]


class _Watcher:
    """Samples the memory of all processes of a session."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.peak = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Watcher:
        self.thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.ended.set()
        self.thread.join()

    def _watch(self) -> None:
        took = 0.0
        while not self.ended.wait(max(SAMPLE_EVERY, REST * took)):
            started = time.perf_counter()
            now, largest = zip(*map(_memory, _session(self.session)), (0, 0), strict=True)
            self.peak = max(self.peak, sum(now), *largest)
            took = time.perf_counter() - started


def _session(session: int) -> Iterator[int]:
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace")
                if int(stat.rpartition(")")[2].split()[3]) == session:
                    yield int(entry.name)


def _memory(pid: int) -> tuple[int, int]:
    """Return the bytes a process has now, shared ones in part, and the most it ever had; zeros where it has ended."""
    with contextlib.suppress(OSError):
        now = PROPORTIONAL.search(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8"))
        most = HIGHEST.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
        if now and most:
            return 1024 * int(now[1]), 1024 * int(most[1])
    return 0, 0


def interleaved(runs: Mapping[str, Sequence[Run]], rounds: int) -> dict[str, Cost]:
    """Return the medians of commands that each ran once a round, in turn: noise of the machine meets all alike.

    runs: for each name the commands to take in turn, round after round.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, chosen in runs.items():
            cost = chosen[number % len(chosen)].cost()
            if number:  # the first round only warms the caches of the system
                costs[name].append(cost)
    return {name: median(found) for name, found in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each part."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def machine(packages: Iterable[str] = ()) -> str:
    """Describe this machine in a line, with the versions of these Python packages where they are installed."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    parts = [
        model[1].strip() if model else platform.machine(),
        f"{len(os.sched_getaffinity(0))} cores",
        f"{pages / 2**30:.0f} GB",
        f"Linux {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
    ]
    for name in packages:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            parts.append(f"{name} {importlib.metadata.version(name)}")
    return ", ".join(parts)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; all columns but the first are set to the right."""
    lines = [f"| {' | '.join(head)} |", "|---" + "|--:" * (len(head) - 1) + "|"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join(lines)


def repeated(run: Run, number: int, before: Callable[[], None]) -> Cost:
    """Return the median of a long command that runs some times, memory watched; `before` each it is made cold again."""
    costs = []
    for _ in range(number):
        before()
        costs.append(run.cost(watch=True))
    return median(costs)


def ms(seconds: float) -> str:
    """Show a time in milliseconds."""
    return f"{seconds * 1000:,.0f}" if seconds >= 0.01 else f"{seconds * 1000:.2f}"


def seconds(value: float) -> str:
    """Show a time in seconds."""
    return f"{value:,.1f}" if value >= 1 else f"{value:.2f}"


def mb(size: int) -> str:
    """Show a memory size in megabytes."""
    return f"{size / 1e6:,.0f}"


def times(part: float, whole: float) -> str:
    """Show a ratio."""
    return f"{part / whole:.2f}x"
