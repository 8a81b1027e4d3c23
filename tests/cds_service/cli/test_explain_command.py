"""`coding-cards explain`."""

from __future__ import annotations

import orjson
from click.testing import CliRunner

from cds_service.cli.explain import explain


def test_text() -> None:
    result = CliRunner().invoke(explain, ["m8650", "A0224"])
    assert result.exit_code == 0
    assert "M86.50 Other chronic hematogenous osteomyelitis, unspecified site" in result.output
    assert "M86.50 and A02.24" in result.output
    assert "the rule Excludes1 asks" in result.output


def test_json() -> None:
    result = CliRunner().invoke(explain, ["M86.50", "A02.24", "--format", "json"])
    assert result.exit_code == 0
    content = orjson.loads(result.output)
    assert [each["code"] for each in content["codes"]] == ["M86.50", "A02.24"]
    assert content["pairs"][0]["excludes1"] == "question"
    assert content["release"] == "2026-04-01"


def test_an_unknown_code_ends_with_1_after_everything_is_said() -> None:
    result = CliRunner().invoke(explain, ["M86.501", "I10"])
    assert result.exit_code == 1
    assert "the nearest is M86.50" in result.output
    assert "Essential (primary) hypertension" in result.output


def test_a_release_that_is_not_loaded_is_told() -> None:
    result = CliRunner().invoke(explain, ["I10", "--release", "1999-10-01"])
    assert result.exit_code == 2
    assert "1999-10-01" in result.output


def test_too_many_codes_are_refused() -> None:
    result = CliRunner().invoke(explain, ["I10"] * 13)
    assert result.exit_code == 2
    assert "at most 12 codes" in result.output


def test_the_same_code_twice_is_no_pair() -> None:
    result = CliRunner().invoke(explain, ["I10", "i10", "--format", "json"])
    assert orjson.loads(result.output)["pairs"] == []
