"""What is handed to others: the names they may use, the wheel and the locks."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import cards
import fhir_mappings
import icd10cm

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("icd10cm", "fhir_mappings", "cards", "cds_service")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_PIN = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)", re.MULTILINE)


def test_public_names() -> None:
    """Removing or renaming one breaks rules and programs of others; that takes a new major version."""
    assert icd10cm.__all__ == ["review"]
    assert fhir_mappings.__all__ == ["Chart", "ChartSource", "Unread", "culture_codes", "read_chart"]
    assert cards.__all__ == [
        "WORDINGS",
        "Adjustment",
        "Card",
        "Deck",
        "DeckOptions",
        "HeldBack",
        "Overlay",
        "Rewording",
        "Ruling",
        "Situation",
        "build_deck",
        "deck_to_response",
        "reworded",
        "silence",
        "to_json",
    ]


@pytest.mark.parametrize("package", [icd10cm, fhir_mappings, cards])
def test_public_names_are_there(package: object) -> None:
    assert all(hasattr(package, name) for name in package.__all__)  # type: ignore[attr-defined]


def test_version_is_one() -> None:
    assert version("coding-cards") == PROJECT["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[(Unreleased|{re.escape(PROJECT['version'])})\]", changelog, re.MULTILINE)


def test_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="coding-cards")
    assert callable(command.load())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    made = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", made]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own package
    return zipfile.ZipFile(next(made.glob("*.whl")))


def test_wheel_holds_every_file_of_the_packages(wheel: zipfile.ZipFile) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("there is no git, which knows what belongs to the packages")
    listed = subprocess.run(  # noqa: S603
        [git, "ls-files", *PACKAGES],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout, which knows what belongs to the packages")
    files = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    assert files - set(wheel.namelist()) == set()
    assert any(name.endswith(".toml") for name in files)


def test_wheel_holds_the_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {*PACKAGES, f"coding_cards-{PROJECT['version']}.dist-info"}
    assert not [name for name in wheel.namelist() if "__pycache__" in name or name.endswith((".sqlite3", ".pyc"))]
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(wheel.namelist())


def test_wheel_names_its_licence_and_its_python(wheel: zipfile.ZipFile) -> None:
    metadata = wheel.read(f"coding_cards-{PROJECT['version']}.dist-info/METADATA").decode()
    assert "License-Expression: Apache-2.0" in metadata
    assert f"Requires-Python: {PROJECT['requires-python']}" in metadata
    assert f"coding_cards-{PROJECT['version']}.dist-info/licenses/NOTICE" in wheel.namelist()


def pins(lock: str) -> dict[str, str]:
    return dict(_PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def test_deployment_has_the_versions_that_are_tested() -> None:
    deployed, tested = pins("requirements-deploy.lock"), pins("requirements.lock")
    assert deployed.items() <= tested.items()
    assert {"pytest", "ruff", "hatchling"}.isdisjoint(deployed)


def test_deployment_has_all_that_the_project_names() -> None:
    named = {re.split(r"[\[<>=]", each)[0].strip().replace(".", "-") for each in PROJECT["dependencies"]}
    assert named <= pins("requirements-deploy.lock").keys()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-deploy.lock", "requirements-ship.lock"])
def test_every_pin_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(_PIN.findall(text))
    assert all("--hash=sha256:" in block for block in blocks)
