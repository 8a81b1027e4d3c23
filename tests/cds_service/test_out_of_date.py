from __future__ import annotations

import logging
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cds_service.loaded_releases import load_releases
from cds_service.out_of_date import DailyWarning, fetch_command, notice

if TYPE_CHECKING:
    import pytest

LAST, AFTER = date(2026, 9, 30), date(2026, 10, 1)


def test_nothing_is_said_while_a_code_set_is_effective() -> None:
    assert notice(load_releases(None), LAST, None) is None


def test_the_day_after_the_missing_codes_are_named_with_the_command() -> None:
    found = notice(load_releases(None), AFTER, Path("/srv/releases"))
    assert found is not None
    assert (found.missing, found.used, found.until) == ("FY 2027 codes", "April 2026 code set", "Sep 30, 2026")
    assert found.fetch == "coding-cards release fetch 2027"
    assert found.command == fetch_command(2027, Path("/srv/releases"))


def test_the_command_works_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "a b"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    found = fetch_command(2027, None)
    assert found.startswith(f"mkdir -p '{here}/releases' && CODING_CARDS_RELEASES_DIR='{here}/releases' ")
    shell = ["/bin/sh", "-c", f"{found} --help"]
    ran = subprocess.run(shell, capture_output=True, check=True, text=True)  # noqa: S603 - our own command
    assert "Download the ICD-10-CM list of fiscal YEAR" in ran.stdout
    assert (here / "releases").is_dir()
    assert fetch_command(2027, here) == found.partition(" && ")[2].replace("b/releases", "b")


def test_the_program_goes_by_its_name_where_the_shell_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    command = fetch_command(2027, Path("/srv/releases"))
    assert command == "CODING_CARDS_RELEASES_DIR=/srv/releases coding-cards release fetch 2027"


def test_the_warning_is_logged_once_a_day(caplog: pytest.LogCaptureFixture) -> None:
    warning = DailyWarning(load_releases(None), None)
    with caplog.at_level(logging.WARNING, "cds_service"):
        for day in (LAST, AFTER, AFTER, date(2026, 10, 2), date(2026, 10, 2)):
            warning.warn(day)
    assert [record.getMessage() for record in caplog.records] == ["FY 2027 codes are not installed"] * 2
    fields = caplog.records[0].__dict__["fields"]
    assert fields["run"].endswith("coding-cards release fetch 2027")
    assert fields["then"].startswith("restart the service with CODING_CARDS_RELEASES_DIR")
