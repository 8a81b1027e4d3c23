"""The command line, through click's runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from click.testing import CliRunner

from cds_service.cli.main import main
from tests.cds_service.signing import write_clients
from tests.examples import example

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

OSTEOMYELITIS = str(example("order-sign-osteomyelitis.json"))
CODED = str(example("order-sign-coded.json"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_review_writes_the_response_as_json() -> None:
    ended = run("review", OSTEOMYELITIS)
    assert ended.exit_code == 0
    rules = [card["extension"]["org.coding-cards.issue"]["rule"] for card in orjson.loads(ended.stdout)["cards"]]
    assert sorted(rules) == ["MissingOrganism", "UnspecifiedSite"]


def test_review_of_several_files_is_a_line_each() -> None:
    lines = run("review", OSTEOMYELITIS, CODED).stdout.splitlines()
    assert [len(orjson.loads(line)["cards"]) for line in lines] == [2, 0]


def test_review_as_text_shows_summaries_details_and_suggestions() -> None:
    response = orjson.loads(run("review", OSTEOMYELITIS).stdout)
    told = run("review", "--format", "text", OSTEOMYELITIS).stdout
    assert "  Chart: right tibia" in told
    assert "**" not in told
    for card in response["cards"]:
        assert card["summary"] in told
        assert all(suggestion["label"] in told for suggestion in card["suggestions"])


def test_review_draws_cards_as_epic_does(monkeypatch: pytest.MonkeyPatch) -> None:
    told = run("review", "--format", "text", "--profile", "epic", OSTEOMYELITIS).stdout
    assert (
        "[ ] Add M86.561 (Other chronic hematogenous osteomyelitis, right tibia and fibula). Then remove M86.50" in told
    )
    assert "->" not in told
    monkeypatch.setenv("CODING_CARDS_PROFILE", "epic")
    assert run("review", "--format", "text", OSTEOMYELITIS).stdout == told
    actions = [
        action["type"]
        for card in orjson.loads(run("review", OSTEOMYELITIS).stdout)["cards"]
        for suggestion in card["suggestions"]
        for action in suggestion["actions"]
    ]
    assert actions == ["create", "create"]


def test_review_as_text_is_free_of_markdown() -> None:
    told = run("review", "--format", "text", OSTEOMYELITIS).stdout
    assert "  Chart: " in told
    assert "*" not in told
    marked = run("review", "--format", "text", str(example("markup-in-every-text.json"))).stdout
    assert "&lt;" not in marked
    assert "\\" not in marked


def test_review_for_one_client_applies_its_part_of_the_rules_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules, clients = tmp_path / "rules.toml", write_clients(tmp_path)
    rules.write_text('[[adjust]]\nrules = ["MissingOrganism"]\nclients = ["main"]\nshow = false\n')
    monkeypatch.setenv("CODING_CARDS_RULES_FILE", str(rules))
    monkeypatch.setenv("CODING_CARDS_CLIENTS_FILE", str(clients))
    assert "Held back" not in run("review", "--format", "text", OSTEOMYELITIS).stdout
    told = run("review", "--format", "text", "--client", "main", OSTEOMYELITIS)
    assert "Held back: MissingOrganism (rule-off)" in told.stdout
    wrong = run("review", "--client", "mian", OSTEOMYELITIS)
    assert wrong.exit_code == 2
    assert "there is no mian; there are main" in wrong.stderr


def test_review_without_cards_says_so() -> None:
    assert run("review", "--format", "text", CODED).stdout == "No cards.\n"


def test_explain_names_what_was_read_and_left_out(tmp_path: Path) -> None:
    call = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
    call["prefetch"]["conditions"]["entry"][1]["resource"]["code"] = 7
    call["prefetch"]["encounter"]["location"] = [{"location": {"display": "Orthopedics"}}]
    del call["prefetch"]["procedures"]
    file = tmp_path / "call.json"
    file.write_bytes(orjson.dumps(call))
    told = run("review", "--explain", str(file)).stderr
    assert "read Condition/osteomyelitis as diagnosis: M86.50" in told
    assert "read Observation/wound-culture as culture: Methicillin resistant Staphylococcus aureus" in told
    assert (
        "culture Observation/wound-culture (Methicillin resistant Staphylococcus aureus) counts for M86.50: "
        "the only diagnosis that it can be about"
    ) in told
    assert "could not be read Condition/hypertension" in told
    assert "not available: procedures" in told
    assert "departments of the encounter: orthopedics" in told


def test_validate_finds_the_examples_valid() -> None:
    for file in (OSTEOMYELITIS, CODED):
        assert "every resource is valid FHIR R4B" in run("review", "--validate", file).stderr


def test_validate_lists_faults_with_their_path(tmp_path: Path) -> None:
    call = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
    call["prefetch"]["conditions"]["entry"][1]["resource"]["clinicalStatus"] = "active"
    call["prefetch"]["odd"] = {"resourceType": "Nonsense", "id": "1"}
    file = tmp_path / "call.json"
    file.write_bytes(orjson.dumps(call))
    told = run("review", "--validate", str(file)).stderr
    assert "Condition/hypertension: clinicalStatus" in told
    assert "Nonsense/1: no resource type of R4B" in told


def test_bundle_of_a_chart_is_reviewed_too(tmp_path: Path) -> None:
    call = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
    entries = [{"resource": call["prefetch"]["encounter"]}, *call["context"]["draftOrders"]["entry"]]
    entries += call["prefetch"]["conditions"]["entry"] + call["prefetch"]["cultures"]["entry"]
    file = tmp_path / "chart.json"
    file.write_bytes(orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    cards = orjson.loads(run("review", str(file)).stdout)["cards"]
    assert len(cards) == 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"{", "not JSON (line 1"),
        (b"[]", "must be a JSON object"),
        (b'{"hook": "order-sign"}', "context is missing"),
        (b'{"resourceType": "Bundle"}', "chart of one patient"),
    ],
)
def test_review_of_something_else_ends_with_2(tmp_path: Path, content: bytes, fault: str) -> None:
    file = tmp_path / "call.json"
    file.write_bytes(content)
    ended = run("review", str(file))
    assert ended.exit_code == 2
    assert fault in ended.stderr


def test_release_list_names_the_embedded_release() -> None:
    assert run("release", "list").stdout.startswith("2026-04-01  2026-04-01 to 2026-09-30  74,719 valid codes\n")


def test_release_check_prints_the_figures() -> None:
    told = run("release", "check").stdout
    assert "74,719" in told
    assert "46,881" in told


def test_release_check_of_an_unknown_release_ends_with_2() -> None:
    ended = run("release", "check", "1999-10-01")
    assert ended.exit_code == 2
    assert "no release" in ended.stderr


def test_every_command_has_help() -> None:
    for arguments in ((), ("serve",), ("review",), ("release",), ("release", "list"), ("release", "check")):
        ended = run(*arguments, "--help")
        assert ended.exit_code == 0
        assert len(ended.stdout.splitlines()) > 3


def test_a_chart_of_which_nothing_was_read_is_said_to_be_so(tmp_path: Path) -> None:
    snomed = {"coding": [{"system": "http://snomed.info/sct", "code": "40970001"}]}
    chart = tmp_path / "condition.json"
    chart.write_bytes(
        orjson.dumps({"resourceType": "Condition", "subject": {"reference": "Patient/p"}, "code": snomed})
    )
    told = run("review", "--format", "text", str(chart))
    assert told.exit_code == 0
    assert "no diagnosis could be read. 1 Condition received, none read: 1 no ICD-10-CM code" in told.stderr
    assert "SNOMED CT" in told.stderr
