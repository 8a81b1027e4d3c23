"""One file from a server that answers well, badly, or not at all."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from cds_service.release_download import downloader
from cds_service.release_download.downloader import DownloadError, download
from tests.https_server import Answer, HttpsServer, https_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZIP = b"PK\x03\x04" + bytes(range(256)) * 4000
PAGE = b"<!DOCTYPE html><html><body>Access denied</body></html>"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsServer]:
    folder = tmp_path / "server"
    folder.mkdir()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(folder / "ca.pem"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(downloader, "_PAUSE_S", 0)
    with https_server(folder) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    made.mkdir()
    return made


def fetch(server: HttpsServer, place: Path, *paths: str) -> downloader.Downloaded:
    return download([server.url + path for path in paths], place, lambda *_: None)


def test_a_file_arrives_whole_with_its_checksum_under_its_name(server: HttpsServer, place: Path) -> None:
    server.answers["/a%20b.zip"] = Answer(ZIP)
    seen: list[tuple[int, int | None]] = []
    found = download([f"{server.url}/a%20b.zip"], place, lambda have, size: seen.append((have, size)))
    assert (found.file.name, found.file.read_bytes() == ZIP) == ("a b.zip", True)
    assert (found.sha256, found.bytes) == (sha256(ZIP).hexdigest(), len(ZIP))
    assert seen[-1] == (len(ZIP), len(ZIP))


def test_a_file_without_a_length_arrives_too(server: HttpsServer, place: Path) -> None:
    server.answers["/a.zip"] = Answer(ZIP, length=False)
    assert fetch(server, place, "/a.zip").file.read_bytes() == ZIP


def test_a_cut_is_taken_up_where_it_broke(server: HttpsServer, place: Path) -> None:
    server.answers["/a.zip"] = Answer(ZIP, cut_after=300_000, cuts=2)
    assert fetch(server, place, "/a.zip").file.read_bytes() == ZIP
    blocks = [4 * 65_536, 8 * 65_536]  # only whole blocks are kept
    assert [asked for _, asked in server.requests] == ["", *(f"bytes={have}-" for have in blocks)]


@pytest.mark.parametrize("answer", [Answer(ZIP, continues=False), Answer(ZIP, etag='W/"weak"')])
def test_where_a_server_cannot_continue_the_file_begins_again(server: HttpsServer, place: Path, answer: Answer) -> None:
    answer.cut_after, answer.cuts = 300_000, 1
    server.answers["/a.zip"] = answer
    assert fetch(server, place, "/a.zip").file.read_bytes() == ZIP


def test_redirects_are_followed(server: HttpsServer, place: Path) -> None:
    server.answers["/old.zip"] = Answer(status=301, location="/new/a.zip")
    server.answers["/new/a.zip"] = Answer(ZIP)
    assert fetch(server, place, "/old.zip").file.read_bytes() == ZIP


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(PAGE, status=403, content_type="text/html"), "answered 403 Forbidden"),
        (Answer(status=404), "answered 404 Not Found"),
        (Answer(PAGE, content_type="text/html"), "answered with a web page, not with a zip"),
        (Answer(PAGE), "answered with a web page, not with a zip"),
        (Answer(b"plain text"), "what it gives is not a zip"),
        (Answer(b""), "an empty answer"),
        (Answer(status=302, location="http://127.0.0.1/a.zip"), "leads to http://127.0.0.1/a.zip, which is not https"),
        (Answer(status=302, location="/a.zip"), "more than 5 redirects"),
        (Answer(ZIP, cut_after=1000, cuts=99), "the connection failed"),
    ],
)
def test_what_is_not_the_file_leads_to_the_next_address_and_leaves_nothing(
    server: HttpsServer, place: Path, answer: Answer, reason: str
) -> None:
    server.answers["/a.zip"] = answer
    with pytest.raises(DownloadError) as refused:
        fetch(server, place, "/a.zip")
    assert refused.value.reasons == (f"{server.url}/a.zip: {reason}",)
    assert list(place.iterdir()) == []
    server.answers["/b.zip"] = Answer(ZIP)
    assert fetch(server, place, "/a.zip", "/b.zip").url == f"{server.url}/b.zip"
    assert [file.name for file in place.iterdir()] == ["b.zip"]


def test_a_file_that_never_ends_is_refused(server: HttpsServer, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloader, "MOST_BYTES", 1000)
    for answer in (Answer(ZIP), Answer(ZIP, length=False)):
        server.answers["/a.zip"] = answer
        with pytest.raises(DownloadError, match="larger than 1,000 bytes"):
            fetch(server, place, "/a.zip")
    assert list(place.iterdir()) == []


def test_what_cannot_be_reached_or_trusted_is_said(
    server: HttpsServer, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DownloadError, match="the connection failed"):
        download(["https://127.0.0.1:9/a.zip"], place, lambda *_: None)
    other = tmp_path / "other"
    other.mkdir()
    with https_server(other):
        pass
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other / "ca.pem"))
    with pytest.raises(DownloadError, match="its certificate is not trusted here"):
        fetch(server, place, "/a.zip")


def test_proxies_of_the_environment_are_used(server: HttpsServer, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answers["/a.zip"] = Answer(ZIP)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(DownloadError, match="the proxy does not let it through"):
        fetch(server, place, "/a.zip")
    assert server.requests == []


def test_a_zip_that_is_another_than_wanted_leads_to_the_next_address(server: HttpsServer, place: Path) -> None:
    server.answers |= {"/a.zip": Answer(ZIP), "/b.zip": Answer(ZIP + b"b")}

    def faults_of(file: Path) -> tuple[str, ...]:
        return () if file.read_bytes().endswith(b"b") else ("of another year",)

    found = download([f"{server.url}/a.zip", f"{server.url}/b.zip"], place, lambda *_: None, faults_of)
    assert found.url == f"{server.url}/b.zip"
    assert list(place.iterdir()) == [found.file]
    with pytest.raises(DownloadError) as refused:
        download([f"{server.url}/a.zip"], place, lambda *_: None, faults_of)
    assert refused.value.reasons == (f"{server.url}/a.zip: of another year",)
