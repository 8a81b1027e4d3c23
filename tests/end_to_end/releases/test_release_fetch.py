"""`release fetch` against a local HTTPS server that serves zips of the official layout, and what goes wrong there."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import orjson
import pytest
from click.testing import CliRunner

from cds_service.cli.main import main
from cds_service.release_download import downloader
from icd10cm.releases.intake.directory import load_kept
from icd10cm.releases.loading import load_embedded
from icd10cm.releases.validity import CodeStatus, status_on
from tests import april_2025, fy_2028
from tests.https_server import Answer, HttpsServer, https_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

TABLES, CODES = "/April-1-2025/table-and-index.zip", "/April-1-2025/code-descriptions.zip"


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    place = tmp_path_factory.mktemp("published")
    tables = april_2025.published_zip(place / "tables.zip", with_order_file=False)
    return tables.read_bytes(), april_2025.codes_zip(place / "codes.zip").read_bytes()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "releases"
    made.mkdir()
    monkeypatch.setenv("CODING_CARDS_RELEASES_DIR", str(made))
    return made


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zips: tuple[bytes, bytes]) -> Iterator[HttpsServer]:
    folder = tmp_path / "server"
    folder.mkdir()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(folder / "ca.pem"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(downloader, "_PAUSE_S", 0)
    with https_server(folder) as running:
        urls = f"{running.url}/elsewhere/{{year}}.zip {running.url}/{{edition}}"
        monkeypatch.setenv("CODING_CARDS_RELEASE_TABLE_URLS", f"{urls}/table-and-index.zip")
        monkeypatch.setenv("CODING_CARDS_RELEASE_CODE_URLS", f"{urls}/code-descriptions.zip")
        running.answers |= {TABLES: Answer(zips[0]), CODES: Answer(zips[1])}
        yield running


def fetch(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["release", "fetch", *arguments])


def test_one_command_downloads_checks_compares_and_adds(server: HttpsServer, home: Path) -> None:
    server.answers[TABLES].cut_after, server.answers[TABLES].cuts = 500_000, 1
    server.answers["/elsewhere/2025.zip"] = Answer(
        server.answers[TABLES].body[:-1000]
    )  # damaged: the next one is tried
    tried = fetch("2025", "--april", "--dry-run")
    assert (tried.exit_code, list(home.iterdir())) == (0, []), tried.output
    found = fetch("2025", "--april")
    assert found.exit_code == 0, found.output
    for words in (
        "valid codes: 74,260",
        "downloading tabular list and index",
        "changes from release 2026-04-01 to release 2025-04-01",
        "28 new codes",
        f"April 2025 added to {home}; a running service uses it within seconds",
    ):
        assert words in found.stdout
    manifest = orjson.loads((home / "2025-04-01/release.json").read_bytes())
    origins = [each for each in manifest["remarks"] if each.startswith("downloaded from ")]
    assert [each.split()[2] for each in origins] == [server.url + TABLES, server.url + CODES]
    assert all(original["sha256"] in "".join(origins) for original in manifest["originals"])
    again = fetch("2025", "--april")
    assert (again.exit_code, again.stdout) == (0, "April 2025 is installed already\n")


def test_a_made_up_year_with_ten_thousand_changes_goes_the_same_way(
    server: HttpsServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead: list[str] = []  # tested elsewhere: it takes seconds
    monkeypatch.setattr("cds_service.cli.release.fetch.work_out_ahead", lambda release: ahead.append(release.id))
    tables, codes = fy_2028.zips()
    # Both files may have one name.
    monkeypatch.setenv("CODING_CARDS_RELEASE_TABLE_URLS", f"{server.url}/tables/{{year}}.zip")
    monkeypatch.setenv("CODING_CARDS_RELEASE_CODE_URLS", f"{server.url}/codes/{{year}}.zip")
    server.answers["/tables/2028.zip"] = Answer(tables)
    server.answers["/codes/2028.zip"] = Answer(codes)
    found = fetch("2028")
    assert found.exit_code == 0, found.output
    assert ahead == ["2027-10-01"]
    assert f"{2 * fy_2028.SPLIT:,} new codes" in found.stdout
    assert f"{fy_2028.DELETED:,} deleted codes, {fy_2028.SPLIT:,} split into more exact ones" in found.stdout
    release = load_kept(home, "2027-10-01")
    assert release.index is not None
    (split, *_) = (code for code in load_embedded().valid if release.is_valid(f"{code}1"))
    assert status_on(split, fy_2028.FIRST, release) is CodeStatus.INCOMPLETE
    assert status_on(f"{split}1", fy_2028.FIRST, release) is CodeStatus.VALID


def test_where_no_address_answers_the_way_by_hand_is_said(server: HttpsServer, home: Path) -> None:
    server.answers[TABLES] = Answer(b"<html>no robots</html>", 403, content_type="text/html")
    refused = fetch("2025", "--april")
    assert refused.exit_code == 2
    assert f"{server.url}{TABLES}: answered 403 Forbidden" in refused.stderr
    assert f"{server.url}/elsewhere/2025.zip: answered 404 Not Found" in refused.stderr
    assert "by hand" in refused.stderr
    assert "coding-cards release add FOLDER --from 2025-04-01" in refused.stderr
    assert list(home.iterdir()) == []


def test_the_list_of_another_year_is_refused(server: HttpsServer, home: Path) -> None:
    server.answers["/2026/table-and-index.zip"] = server.answers[TABLES]
    server.answers["/2026/code-descriptions.zip"] = server.answers[CODES]
    refused = fetch("2026")
    assert refused.exit_code == 2
    said = "the list is of fiscal year 2025; its first day 2025-10-01 lies in fiscal year 2026"
    assert f"{server.url}/2026/table-and-index.zip: {said}" in refused.stderr
    assert "by hand" in refused.stderr
    assert list(home.iterdir()) == []


def test_a_zip_bomb_is_refused(server: HttpsServer, home: Path) -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("icd10cm-tabular-April-2025.xml", b"<ICD10CM.tabular>" + b" " * 120_000_000)
    server.answers[TABLES] = Answer(written.getvalue())
    refused = fetch("2025", "--april")
    assert (refused.exit_code, "is larger than 100,000,000 bytes" in refused.stderr) == (2, True)
    assert list(home.iterdir()) == []


def test_a_zip_that_is_damaged_is_refused(server: HttpsServer, home: Path) -> None:
    server.answers[TABLES] = Answer(server.answers[TABLES].body[:-1000])
    refused = fetch("2025", "--april")
    assert (refused.exit_code, "was cut off" in refused.stderr) == (2, True)
    assert list(home.iterdir()) == []
