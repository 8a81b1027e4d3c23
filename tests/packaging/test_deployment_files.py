"""What is in docker/ agrees with the project: settings, files, versions. `make manifests` validates the rest."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from cards import Overlay
from cds_service.cli.main import main
from cds_service.clients.clients_file import ClientsDocument
from cds_service.hooks.services import SERVICES
from cds_service.overlay.rules_file import Known, read_rules_file
from cds_service.settings import Settings
from icd10cm.rules import RULES

ROOT = Path(__file__).parent.parent.parent
DOCKER = ROOT / "docker"
KUBERNETES = DOCKER / "kubernetes"
TEXTS = [*KUBERNETES.glob("*.yaml"), DOCKER / "compose.yaml", DOCKER / "Dockerfile", DOCKER / "image-test"]
TEXTS += [ROOT / "docs" / name for name in ("docker.md", "releases.md", "overlay.md")]


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_settings_that_are_named_are_settings(file: Path) -> None:
    known = {f"CODING_CARDS_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"CODING_CARDS_[A-Z0-9_]+", file.read_text(encoding="utf-8")))
    assert named <= known


def test_kustomization_names_every_manifest() -> None:
    listed = re.findall(r"^  - ([a-z.]+\.yaml)$", (KUBERNETES / "kustomization.yaml").read_text(), re.MULTILINE)
    assert sorted([*listed, "kustomization.yaml"]) == sorted(file.name for file in KUBERNETES.glob("*.yaml"))


def test_manifests_name_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"newTag: {version}\n" in (KUBERNETES / "kustomization.yaml").read_text()


def test_commands_of_the_manifests_are_commands() -> None:
    for file in (KUBERNETES / "prune.yaml", DOCKER / "compose.yaml"):
        for arguments in re.findall(r"(?:args|command): \[([a-z, -]+)\]", file.read_text()):
            command, *rest = (argument.strip() for argument in arguments.split(","))
            found = main.get_command(click.Context(main), command)
            assert found is not None, command
            assert not rest or rest[0] in found.commands  # type: ignore[attr-defined]


def test_one_user_everywhere() -> None:
    assert "USER 10001:10001" in (DOCKER / "Dockerfile").read_text()
    users = {user for file in KUBERNETES.glob("*.yaml") for user in re.findall(r"runAsUser: (\d+)", file.read_text())}
    assert users == {"10001"}


def test_image_is_built_from_files_that_are_there_and_let_in() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DOCKER / "Dockerfile").read_text(), re.MULTILINE)
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    names = {name for line in copied for name in line.split()}
    assert names == let_in
    assert all((ROOT / name).exists() for name in names)


def test_example_of_the_clients_file_is_one() -> None:
    document = tomllib.loads((DOCKER / "config/clients.example.toml").read_text())
    assert list(ClientsDocument.model_validate(document).clients) == ["main-hospital"]


def test_example_of_the_rules_file_is_one() -> None:
    known = Known(frozenset(RULES), frozenset(each.id for each in SERVICES), frozenset())
    faults: list[str] = []
    overlay, words, _ = read_rules_file(DOCKER / "config/rules.example.toml", known, faults)
    assert faults == []
    assert overlay != Overlay()
    assert words


def test_examples_of_the_environment_are_used() -> None:
    names = re.findall(r"^([A-Z_]+)=", (DOCKER / ".env.example").read_text(), re.MULTILINE)
    compose = (DOCKER / "compose.yaml").read_text()
    assert names
    assert all(f"${{{name}" in compose for name in names)
