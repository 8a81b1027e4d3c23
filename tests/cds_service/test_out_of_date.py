from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from cds_service.loaded_releases import load_releases
from cds_service.out_of_date import DailyWarning, notice

LAST, AFTER = date(2026, 9, 30), date(2026, 10, 1)


def test_nothing_is_said_while_a_code_set_is_effective() -> None:
    assert notice(load_releases(None), LAST, None) is None


@pytest.mark.parametrize(
    ("directory", "command"),
    [
        (Path("/srv/releases"), "CODING_CARDS_RELEASES_DIR=/srv/releases coding-cards release fetch 2027"),
        (None, "CODING_CARDS_RELEASES_DIR=DIRECTORY coding-cards release fetch 2027"),
    ],
)
def test_the_day_after_the_missing_codes_are_named_with_the_command(directory: Path | None, command: str) -> None:
    found = notice(load_releases(None), AFTER, directory)
    assert found is not None
    assert (found.missing, found.used, found.until) == ("FY 2027 codes", "April 2026 code set", "Sep 30, 2026")
    assert found.command == command


def test_the_warning_is_logged_once_a_day(caplog: pytest.LogCaptureFixture) -> None:
    warning = DailyWarning(load_releases(None), None)
    with caplog.at_level(logging.WARNING, "cds_service"):
        for day in (LAST, AFTER, AFTER, date(2026, 10, 2), date(2026, 10, 2)):
            warning.warn(day)
    assert [record.getMessage() for record in caplog.records] == ["FY 2027 codes are not installed"] * 2
    assert caplog.records[0].__dict__["fields"]["run"].endswith("coding-cards release fetch 2027")
