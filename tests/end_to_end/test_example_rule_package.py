"""The example package with its own rule, built and installed beside the service."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.examples import example
from tests.service_process import COMMAND, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = Path(__file__).parent.parent / "example_rule_package"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which the package is installed."""
    target = tmp_path_factory.mktemp("installed")
    source = tmp_path_factory.mktemp("source")
    subprocess.run(["cp", "-r", f"{PACKAGE}/.", source], check=True)  # noqa: S603, S607 - nothing is built in the checkout
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", target, source], check=True, timeout=120)  # noqa: S603 - our own package
    return environment() | {"PYTHONPATH": os.fspath(target)}


def review(call: Mapping[str, Any], environment: Mapping[str, str], tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "call.json"
    file.write_bytes(orjson.dumps(call))
    command = [COMMAND, "review", "--format", "json", file]
    ended = subprocess.run(command, env=dict(environment), capture_output=True, check=True, timeout=60)  # noqa: S603
    return {card["extension"]["org.coding-cards.issue"]["rule"]: card for card in orjson.loads(ended.stdout)["cards"]}


def outpatient(text: str) -> dict[str, Any]:
    """Return a call whose first diagnosis has this text."""
    call: dict[str, Any] = orjson.loads(example("order-sign-coded.json").read_bytes())
    call["prefetch"]["encounter"]["class"] = {"code": "AMB"}
    call["prefetch"]["conditions"]["entry"][0]["resource"]["code"]["text"] = text
    return call


def test_rule_speaks_in_its_own_words(installed: dict[str, str], tmp_path: Path) -> None:
    card = review(outpatient("suspected osteomyelitis"), installed, tmp_path)["UncertainDiagnosis"]
    assert card["summary"].startswith("Is this diagnosis established: ")
    assert "guideline IV.H" in card["detail"]


def test_rule_is_silent_where_nothing_is_uncertain(installed: dict[str, str], tmp_path: Path) -> None:
    assert "UncertainDiagnosis" not in review(outpatient("osteomyelitis"), installed, tmp_path)


def test_rule_can_be_turned_off(installed: dict[str, str], tmp_path: Path) -> None:
    off = installed | {"CODING_CARDS_RULES_OFF": "UncertainDiagnosis"}
    assert "UncertainDiagnosis" not in review(outpatient("suspected osteomyelitis"), off, tmp_path)
