"""The built wheel in an empty environment; run by `make package-test`, since it installs everything once more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests import service_process
from tests.examples import example
from tests.service_process import running_service

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the commands of an environment that holds the wheel and what it needs."""
    made = tmp_path_factory.mktemp("environment")
    pip = [sys.executable, "-m", "pip"]
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", made, ROOT)
    run(sys.executable, "-m", "venv", "--without-pip", made / "venv")
    into = [*pip, "--python", made / "venv/bin/python", "install", "--quiet"]
    run(*into, "--require-hashes", "-r", ROOT / "requirements-deploy.lock")
    run(*into, "--no-deps", next(made.glob("*.whl")))
    return made / "venv" / "bin"


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, timeout=600)  # noqa: S603 - our own commands


def test_serves_cards(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_process, "COMMAND", installed / "coding-cards")
    monkeypatch.chdir(tmp_path)
    with running_service(DATABASE_URL=f"sqlite:///{tmp_path}/cards.sqlite3") as service:
        answer = service.post(orjson.loads(example("order-sign-osteomyelitis.json").read_bytes()))
        rules = [card["extension"]["org.coding-cards.issue"]["rule"] for card in answer.json()["cards"]]
    assert sorted(rules) == ["MissingOrganism", "UnspecifiedSite"]


def test_nothing_of_the_checkout_is_used(installed: Path, tmp_path: Path) -> None:
    code = "import icd10cm, fhir_mappings, cards, cds_service as s; print(icd10cm.__file__, cards.__file__, s.__file__)"
    told = subprocess.run(  # noqa: S603
        [installed / "python", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60
    )
    assert str(ROOT) not in told.stdout


def test_requirements_are_whole(installed: Path) -> None:
    run(sys.executable, "-m", "pip", "--python", installed / "python", "check")
