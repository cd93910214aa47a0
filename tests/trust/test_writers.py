"""Writers among themselves, on a full disk, and on folders that cannot be written."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import locking, manifest
from indexer.errors import Busy, WhatWorksError
from indexer.scaffold import write_new
from search.library import Library
from tests.trust.conftest import FULL, ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux")
HOLD = "import sys, time; from pathlib import Path; from indexer.locking import lock\nwith lock(Path(sys.argv[1])):\n"
HOLD += "    print('held', flush=True)\n    time.sleep(60)\n"
Done = subprocess.CompletedProcess[str]


def whatworks(library: Path, *arguments: str, build: Path | None = None) -> Done:
    """Run a command in a process of its own."""
    options = ["--library", str(library), *(["--build", str(build)] if build else [])]
    return subprocess.run(
        [sys.executable, "-m", "whatworks", *options, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@contextlib.contextmanager
def holder(lock: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that holds a lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("arguments", [("index",), ("check", "--fix"), ("add",), ("import",)], ids=lambda a: a[0])
def test_the_second_writer_says_who_holds_the_lock_and_a_dead_ones_is_taken_over(
    arguments: tuple[str, ...], library_folder: Path, tmp_path: Path
) -> None:
    if arguments == ("add",):
        (tmp_path / "report.txt").write_text("The council opened four family hubs in 2019. " * 30, encoding="utf-8")
        arguments = ("add", str(tmp_path / "report.txt"), "--no-input", "--name", "new-one", "--set", "title=Hubs")
    elif arguments == ("import",):
        exported = whatworks(library_folder, "export", "--out", str(tmp_path / "all.json"))
        assert exported.returncode == 0, exported.stderr
        arguments = ("import", str(tmp_path / "all.json"))
    build = library_folder / "build"
    lock = build / "index" / "lock" if arguments == ("index",) else locking.corpus_lock(build)
    with holder(lock) as process:
        second = whatworks(library_folder, *arguments)
        assert second.returncode == 1
        assert f"process {process.pid}" in second.stderr and "wait for it to finish" in second.stderr
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert whatworks(library_folder, *arguments).returncode == 0


def test_two_new_cases_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    path = tmp_path / "cases" / "x.md"
    write_new(path, "first")
    with pytest.raises(WhatWorksError, match="there already"):
        write_new(path, "second")
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.md")
    with pytest.raises(WhatWorksError, match="there already"):
        write_new(path, "through a dead link")

    assert not (tmp_path / "elsewhere.md").exists()
    assert [each.name for each in path.parent.iterdir()] == ["x.md"]


@LINUX
@pytest.mark.parametrize("late", [False, True], ids=["at work", "begun when the writer had ended"])
def test_helpers_of_a_killed_writer_end_with_it(tmp_path: Path, late: bool) -> None:
    lock, program = tmp_path / "lock", tmp_path / "program.py"
    program.write_text(
        "import multiprocessing, os, sys, time\nfrom pathlib import Path\nfrom indexer import locking\n"
        "path = Path(sys.argv[1])\n"
        "def helper(writer):\n"
        "    while LATE and os.getppid() == writer:\n        time.sleep(0.01)\n"
        "    locking.help_writer(locking.helpers_of(path))\n    print(os.getpid(), flush=True)\n    time.sleep(600)\n"
        "if __name__ == '__main__':\n"
        "    with locking.lock(path):\n"
        "        started = multiprocessing.get_context('spawn').Process(target=helper, args=(os.getpid(),))\n"
        "        started.start()\n        print(started.pid, flush=True)\n        time.sleep(600)\n".replace(
            "LATE", str(late)
        ),
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, program, lock]
    writer = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    helper = int(writer.stdout.readline())
    if not late:
        assert int(writer.stdout.readline()) == helper
    with pytest.raises(Busy, match=str(writer.pid)), locking.lock(lock):
        pass
    writer.kill()
    writer.wait(timeout=60)
    writer.stdout.close()
    with locking.lock(lock):  # at once, though the helper may live for a moment
        pass
    waited = 0
    while alive(helper) and waited < 600:
        time.sleep(0.1)
        waited += 1
    assert not alive(helper)


@LINUX
def test_the_next_writer_waits_for_the_helpers_of_a_dead_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    held = tmp_path / "site.helpers"
    locking.without_helpers(held)
    monkeypatch.setattr(locking, "SOON", (0.01, 0.1))
    with held.open("a") as helper:
        fcntl.flock(helper.fileno(), fcntl.LOCK_SH)
        with pytest.raises(Busy, match="killed"):
            locking.without_helpers(held)
    locking.without_helpers(held)


def alive(process: int) -> bool:
    """Tell whether a process runs; one that nobody has asked about yet has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@LINUX
def test_a_site_killed_while_several_processes_make_pages_is_made_by_the_next_run(library_folder: Path) -> None:
    assert whatworks(library_folder, "site").returncode == 0
    site = library_folder / "build" / "site"
    shutil.rmtree(library_folder / "build" / "sites")
    process = subprocess.Popen([sys.executable, "-m", "whatworks", "--library", str(library_folder), "site"], cwd=ROOT)
    fresh = site.with_name(".site.next") / "case"
    while process.poll() is None and not (fresh.is_dir() and any(fresh.iterdir())):
        time.sleep(0.01)
    process.kill()
    process.wait()
    again = whatworks(library_folder, "site")

    assert again.returncode == 0, again.stderr
    assert manifest.differences(site) == []


# -- a full disk ------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts small disks in memory; skips by name where that is not allowed."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        folder = tmp_path / f"disk-{len(mounted)}"
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("mounting a small disk is not allowed here")
        mounted.append(folder)
        return folder

    if sys.platform != "linux" or not shutil.which("mount"):
        pytest.skip("mounting a small disk is not possible here")
    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, leave: int) -> None:
    """Fill a disk up to some bytes."""
    room = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize - leave
    with (folder / "filler").open("wb") as filler:
        filler.write(b"x" * max(0, room))


@pytest.mark.parametrize("leave", [0, 8_000, 60_000, 200_000, 500_000] if FULL else [8_000])
@pytest.mark.parametrize("command", ["index", "site"])
def test_a_full_disk_leaves_the_last_index_and_site(
    command: str, leave: int, small_disk: Callable[[str], Path], library_folder: Path, figures: Counter[str]
) -> None:
    build = small_disk("24m") / "build"
    assert whatworks(library_folder, command, build=build).returncode == 0
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.write_text(path.read_text("utf-8").replace("Haste.", "Haste zzyzx."), "utf-8")
    if command == "site":
        shutil.rmtree(build / "sites")  # so that all of it is made anew
    fill(build.parent, leave)
    done = whatworks(library_folder, command, build=build)
    if done.returncode:
        assert "Traceback" not in done.stderr, done.stderr
        assert "No space left" in done.stderr or "disk is full" in done.stderr, done.stderr
        assert "free some room" in done.stderr
        assert len(done.stderr.strip().splitlines()) <= 3, done.stderr
        figures["runs on a full disk that lost nothing"] += 1
    if command == "index":
        with Library.open(library_folder, build) as library:
            assert library.search("relatives").total > 0
    else:
        assert manifest.differences(build / "site") == []
    (build.parent / "filler").unlink()
    assert whatworks(library_folder, command, build=build).returncode == 0
    assert whatworks(library_folder, "verify", build=build).returncode == 0


def test_a_full_disk_leaves_the_last_export(
    small_disk: Callable[[str], Path], library_folder: Path, tmp_path: Path
) -> None:
    out = small_disk("1m") / "all.json"
    assert whatworks(library_folder, "export", "--out", str(out)).returncode == 0
    before = out.read_bytes()
    fill(out.parent, 4096)
    done = whatworks(library_folder, "export", "--out", str(out))
    assert done.returncode == 1 and "nothing was replaced" in done.stderr
    assert out.read_bytes() == before and [path.name for path in out.parent.iterdir() if path != out] == ["filler"]


@pytest.mark.parametrize("leave", [0, 4096])
def test_a_full_disk_leaves_the_case_files(
    leave: int, small_disk: Callable[[str], Path], library_folder: Path, tmp_path: Path, figures: Counter[str]
) -> None:
    disk = small_disk("4m")
    shutil.copytree(library_folder / "corpus", disk / "corpus")
    cases = disk / "corpus" / "cases"
    for path in cases.iterdir():
        path.write_text(path.read_text("utf-8").replace("checked: 2026-01-01\n", "checked: 1 January 2026\n"), "utf-8")
    before = {path.name: path.read_bytes() for path in cases.iterdir()}
    mended = {path.name: path.read_bytes() for path in (library_folder / "corpus" / "cases").iterdir()}
    report = tmp_path / "report.txt"
    report.write_text("The council opened four family hubs in 2019. " * 400, encoding="utf-8")
    fill(disk, leave)
    for arguments in (
        ("check", "--fix"),
        ("add", str(report), "--no-input", "--name", "hubs", "--set", "title=Family hubs in Leeds"),
    ):
        done = whatworks(disk, *arguments, build=tmp_path / "build")
        assert "Traceback" not in done.stderr
        if leave == 0:
            assert done.returncode == 1 and "No space left" in done.stderr, done.stderr
            figures["runs on a full disk that lost nothing"] += 1
    now = {path.name: path.read_bytes() for path in cases.iterdir()}
    assert leave or now == before
    assert not [name for name in now if name.endswith(".part")]
    assert all(now[name] in (data, mended[name]) for name, data in before.items())


# -- folders that cannot be written ----------------------------------------------------------------------------------


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], None]]:
    """Makes a folder read-only for everybody, by mounting it over itself; skips by name where that is not allowed."""
    mounted: list[Path] = []

    def mount(folder: Path) -> None:
        one = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True, check=False)
        if one.returncode:
            pytest.skip("mounting read-only is not allowed here")
        mounted.append(folder)
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, capture_output=True)

    if sys.platform != "linux" or not shutil.which("mount"):
        pytest.skip("mounting read-only is not possible here")
    yield mount
    for folder in reversed(mounted):
        subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_corpus_is_searched_and_becomes_a_site(
    read_only: Callable[[Path], None], library_folder: Path, tmp_path: Path
) -> None:
    read_only(library_folder)
    build = tmp_path / "build"
    for arguments in (("index",), ("search", "relatives"), ("site",), ("check",), ("verify",), ("stats",)):
        done = whatworks(library_folder, *arguments, build=build)
        assert done.returncode == 0, (arguments, done.stderr)
    refused = whatworks(library_folder, "index")
    assert refused.returncode == 1 and "Read-only file system" in refused.stderr and "Traceback" not in refused.stderr


def test_a_read_only_build_is_searched(read_only: Callable[[Path], None], library_folder: Path) -> None:
    assert whatworks(library_folder, "index").returncode == 0
    read_only(library_folder)
    searched = whatworks(library_folder, "search", "relatives")
    assert searched.returncode == 0 and "kin-navigators" in searched.stdout and searched.stderr == ""
    for arguments in (("show", "kin-navigators"), ("similar", "kin-navigators"), ("browse", "need"), ("check",)):
        done = whatworks(library_folder, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
