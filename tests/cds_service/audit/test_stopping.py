"""A run that is killed goes on where it stopped, with the same results as one that was left alone."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from benchmarks.synthetic_export import Plan, write_export
from cds_service.audit.checkpoint import Checkpoint
from tests.cds_service.audit.exports import encounter, rows, run_audit, start_audit, write_lines

if TYPE_CHECKING:
    from pathlib import Path

TABLES = ("issues", "encounters", "unreadable")


@pytest.fixture(scope="module")
def left_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export and the results of an audit that nobody disturbed."""
    folder = tmp_path_factory.mktemp("left_alone")
    write_export(Plan(encounters=300, seed=11, lines_per_file=600), folder)
    code, said = run_audit(folder / "out", folder / "export", "--plain-ids", "--as-of", "2026-11-01")
    assert code == 0, said
    return folder


def _wait_for(path: Path, process: object) -> None:
    for _ in range(6000):
        if path.exists():
            return
        time.sleep(0.01)
    raise AssertionError(f"{path.name} was not written ({process})")


def _still_works(process: psutil.Process) -> bool:
    """Return whether a process goes on; one that has ended may be listed until init takes its status."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("note", ["grouped.json", "reviewed-0.json"])
def test_kill_and_go_on(left_alone: Path, tmp_path: Path, note: str) -> None:
    arguments = (left_alone / "export", "--plain-ids", "--as-of", "2026-11-01", "--workers", "2")
    process = start_audit(tmp_path / "out", *arguments)
    _wait_for(tmp_path / "out" / ".work" / note, process)
    children = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (tmp_path / "out" / "report.html").exists()
    code, said = run_audit(tmp_path / "out", *arguments)
    assert code == 0, said
    assert not [child for child in children if _still_works(child)]
    assert "going on with the run that was begun" in said
    for table in TABLES:
        assert rows(tmp_path / "out", table) == rows(left_alone / "out", table)
    assert not (tmp_path / "out" / ".work").exists()


def test_kill_while_the_report_is_being_written(left_alone: Path, tmp_path: Path) -> None:
    # A short pipe in the place of the draft holds the run in the middle of its writing.
    out = tmp_path / "out"
    out.mkdir()
    draft = out / ".report.html.draft"
    os.mkfifo(draft)
    pipe = os.open(draft, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 4096)
    arguments = (left_alone / "export", "--plain-ids", "--as-of", "2026-11-01")
    process = start_audit(out, *arguments)
    assert select.select([pipe], [], [], 120)[0]
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    os.set_blocking(pipe, True)
    with os.fdopen(pipe, "rb") as written:
        begun = written.read()
    assert begun.startswith(b"<!doctype html>")
    assert b"</html>" not in begun
    assert not (out / "report.html").exists()
    draft.unlink()
    draft.write_bytes(begun)
    code, said = run_audit(out, *arguments)
    assert code == 0, said
    assert "going on with the run that was begun" in said
    assert _without_plots(out) == _without_plots(left_alone / "out")
    assert not draft.exists()
    assert not (out / ".work").exists()
    for table in TABLES:
        assert rows(out, table) == rows(left_alone / "out", table)


def _without_plots(out: Path) -> str:
    """Return the report without its plots, which have their own ids each time."""
    return re.sub(r'src="data:[^"]*"', "", (out / "report.html").read_text())


def test_what_is_left_of_a_broken_off_clean_up_is_not_gone_on_with(left_alone: Path, tmp_path: Path) -> None:
    arguments = (left_alone / "export", "--plain-ids", "--as-of", "2026-11-01")
    process = start_audit(tmp_path / "out", *arguments)
    _wait_for(tmp_path / "out" / ".work" / "grouped.json", process)
    process.kill()
    process.communicate()
    checkpoint = Checkpoint(tmp_path / "out" / ".work")
    checkpoint.path("plan.json").unlink()
    checkpoint.path("sifted-0.parquet").unlink()
    code, said = run_audit(tmp_path / "out", *arguments)
    assert code == 0, said
    assert "going on" not in said
    for table in TABLES:
        assert rows(tmp_path / "out", table) == rows(left_alone / "out", table)


def test_copies_of_the_export_are_removed_though_the_run_was_killed_before_it_could(tmp_path: Path) -> None:
    write_lines(tmp_path / "export" / "x.ndjson", [encounter(1)])
    assert run_audit(tmp_path / "out", tmp_path / "export")[0] == 0
    left = tmp_path / "out" / ".work"
    left.mkdir()
    (left / "plan.json").write_text('{"as of": "2026-11-01"}')
    code, said = run_audit(tmp_path / "out", tmp_path / "export")
    assert (code, "holds a finished audit" in said) == (2, True)
    assert not left.exists()


def test_an_interrupt_is_told_and_the_work_kept(left_alone: Path, tmp_path: Path) -> None:
    process = start_audit(tmp_path / "out", left_alone / "export", "--plain-ids")
    _wait_for(tmp_path / "out" / ".work" / "sifted-0.json", process)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"The same command goes on from here." in said
    assert (tmp_path / "out" / ".work" / "sifted-0.json").exists()


def test_a_run_does_not_go_on_with_something_else(left_alone: Path, tmp_path: Path) -> None:
    process = start_audit(tmp_path / "out", left_alone / "export", "--plain-ids")
    _wait_for(tmp_path / "out" / ".work" / "sifted-0.json", process)
    process.kill()
    process.communicate()
    code, said = run_audit(tmp_path / "out", left_alone / "export", "--plain-ids", "--max-cards", "1")
    assert code == 2
    assert "differs in: max cards. " in said
    code, said = run_audit(tmp_path / "out", left_alone / "export", "--plain-ids", CODING_CARDS_RULES_OFF="CodeFirst")
    assert code == 2
    assert "differs in: rules off. " in said
    write_lines(tmp_path / "other" / "x.ndjson", [encounter(1)])
    code, said = run_audit(tmp_path / "out", tmp_path / "other", "--plain-ids")
    assert code == 2
    assert "differs in: files" in said


def test_two_runs_do_not_write_to_one_folder(left_alone: Path, tmp_path: Path) -> None:
    process = start_audit(tmp_path / "out", left_alone / "export", "--plain-ids")
    _wait_for(tmp_path / "out" / ".work" / "plan.json", process)
    process.send_signal(signal.SIGSTOP)
    try:
        code, said = run_audit(tmp_path / "out", left_alone / "export", "--plain-ids")
    finally:
        process.kill()
        process.communicate()
    assert code == 2
    assert "another run is writing" in said
