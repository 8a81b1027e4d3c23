"""Adding, listing, comparing and removing releases from the command line, and while the service runs."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from click.testing import CliRunner

from cds_service.cli.main import main
from cds_service.cli.release.list_releases import listing
from icd10cm.releases.by_date import arrange
from icd10cm.releases.intake.directory import load_kept
from icd10cm.releases.loading import load_embedded
from icd10cm.titles.families import Families
from icd10cm.titles.packed.packed_families import PackedFamilies
from icd10cm.titles.packed.records import Packed
from tests import april_2025
from tests.examples import example
from tests.service_process import running_service

if TYPE_CHECKING:
    from click.testing import Result

    from tests.service_process import RunningService

ADDED = "2025-04-01"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "releases"
    made.mkdir()
    monkeypatch.setenv("CODING_CARDS_RELEASES_DIR", str(made))
    return made


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip of the tabular list, and the zip with the order file beside it."""
    place = tmp_path_factory.mktemp("downloads")
    whole = april_2025.published_zip(place / "table-index-April-2025.zip", with_order_file=False)
    april_2025.codes_zip(place / "Code-Descriptions-April-2025.zip")
    return whole


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["release", *arguments])


def test_add_list_compare_remove(home: Path, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "compiled"
    monkeypatch.setenv("CODING_CARDS_CACHE_DIR", str(cache))
    # What is worked out of the categories takes seconds and is not looked at here; that it is done and kept is.
    monkeypatch.setattr(Families, "pack", lambda _: PackedFamilies((), *[Packed(*[memoryview(b"")] * 3)] * 8))
    tried = run("add", "--dry-run", str(published))
    assert (tried.exit_code, list(home.iterdir())) == (0, [])
    assert load_embedded(cache).families.packed is None
    before = set(cache.iterdir())
    added = run("add", str(published))
    assert added.exit_code == 0, added.stderr
    assert len(set(cache.iterdir()) - before) == 2  # its compiled form and its categories: a service need not do it
    assert load_kept(home, ADDED, cache).families.packed is not None
    monkeypatch.delenv("CODING_CARDS_CACHE_DIR")
    told = added.stdout
    assert "effective: 2025-04-01 to 2025-09-30" in told
    assert "valid codes: 74,260" in told
    assert "Code-Descriptions-April-2025.zip: icd10cm-order-April-2025.txt" in told
    assert "no release is effective from 2025-10-01 to 2026-03-31" in told

    assert run("list").stdout.splitlines()[:3] == [
        "2025-04-01  2025-04-01 to 2025-09-30  74,260 valid codes",
        "no release  2025-10-01 to 2026-03-31",
        run("list").stdout.splitlines()[2],
    ]
    differences = orjson.loads(run("diff", ADDED, "2026-04-01", "--format", "json").stdout)
    assert len(differences["new_codes"]) == 487
    assert run("diff", ADDED, "2026-04-01").stdout.startswith("from release 2025-04-01 to release 2026-04-01\n")
    unknown = run("diff", ADDED, "2024-10-01")
    assert (unknown.exit_code, unknown.stderr.strip()) == (
        2,
        "Error: no release '2024-10-01' is loaded; there are 2025-04-01, 2026-04-01",
    )

    again = run("add", str(published))
    assert (again.exit_code, again.stderr.strip()) == (
        2,
        "Error: a release effective from 2025-04-01 is installed already",
    )
    assert run("remove", ADDED).exit_code == 0
    assert list(home.iterdir()) == []
    assert run("remove", ADDED).exit_code == 2


def test_every_fault_is_told_on_a_line_of_its_own(home: Path, published: Path) -> None:
    refused = run("add", "--from", "2025-10-01", "--to", "2027-09-30", str(published))
    assert refused.exit_code == 2
    assert [line.split(":")[0] for line in refused.stderr.splitlines()] == ["Error", "Error"]
    assert list(home.iterdir()) == []


def test_without_a_directory_nothing_is_added(published: Path) -> None:
    refused = run("add", str(published))
    assert (refused.exit_code, "CODING_CARDS_RELEASES_DIR" in refused.stderr) == (2, True)


def test_list_says_which_release_is_in_force_today() -> None:
    releases = arrange((april_2025.release(), load_embedded()))
    within = list(listing(releases, date(2025, 9, 30)))
    assert within == [
        "2025-04-01  2025-04-01 to 2025-09-30  74,260 valid codes  effective today",
        "no release  2025-10-01 to 2026-03-31",
        "2026-04-01  2026-04-01 to 2026-09-30  74,719 valid codes",
    ]
    after = list(listing(releases, date(2026, 12, 1), Path("/srv/releases")))
    said = "Today, 2026-12-01, no release is effective. The nearest, 2026-04-01, is used; the first card says so."
    assert after[-2] == said
    assert after[-1].startswith("To install the current one: CODING_CARDS_RELEASES_DIR=/srv/releases ")
    assert after[-1].endswith("coding-cards release fetch 2027")


def call_of(day: str, code: str) -> dict[str, Any]:
    """Return the example call with one diagnosis, at an encounter that ended on a day."""
    call: dict[str, Any] = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
    call["prefetch"]["encounter"]["period"] = {"start": day, "end": day}
    bundle = call["prefetch"]["conditions"]
    condition = bundle["entry"][0]["resource"]
    condition["code"] = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]}
    bundle["entry"] = bundle["entry"][:1]
    return call


def form_rules(service: RunningService, day: str, code: str) -> set[str]:
    answer = service.post(call_of(day, code))
    assert answer.status_code == 200
    rules = {card["extension"]["org.coding-cards.issue"]["rule"] for card in answer.json()["cards"]}
    return rules & {"InvalidCode", "IncompleteCode"}


def wait_for(release: str, service: RunningService) -> None:
    """Wait until several calls in a row, which both workers answer, are reviewed by the release expected."""
    end = time.monotonic() + 30
    agreed = 0
    while agreed < 20:
        (card,) = service.post(call_of("2025-06-01", "E11.A")).json()["cards"]
        agreed = agreed + 1 if card["extension"]["org.coding-cards.issue"]["release"] == release else 0
        assert time.monotonic() < end


def test_running_service_follows_the_directory_and_answers_all_the_while(home: Path, published: Path) -> None:
    database = f"sqlite:///{home.parent / 'cards.sqlite3'}"
    with running_service(
        RELEASES_DIR=str(home), RELEASES_CHECK_S="0.2", WORKERS="2", DATABASE_URL=database, LOG_FORMAT="json"
    ) as service:
        wait_for("2026-04-01", service)
        done = threading.Event()
        statuses: list[int] = []

        def keep_asking() -> None:
            while not done.is_set():
                statuses.append(service.post(call_of("2026-06-01", "E11.A")).status_code)
                time.sleep(0.05)

        asking = threading.Thread(target=keep_asking)
        asking.start()
        assert run("add", str(published)).exit_code == 0
        wait_for(ADDED, service)
        assert form_rules(service, "2025-09-30", "G35") == set()
        assert form_rules(service, "2026-04-01", "G35") == {"IncompleteCode"}
        assert form_rules(service, "2026-04-01", "E11.A") == set()
        assert run("remove", ADDED).exit_code == 0
        wait_for("2026-04-01", service)
        done.set()
        asking.join()
        logged = service.stop()
    assert set(statuses) == {200}
    read = [line["releases"] for line in map(orjson.loads, logged.splitlines()) if line["event"] == "releases read"]
    assert sorted(read) == [["2025-04-01", "2026-04-01"]] * 2 + [["2026-04-01"]] * 2
