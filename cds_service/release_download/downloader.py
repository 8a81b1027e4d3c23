"""Downloads one zip: several addresses in turn, redirects, cuts and answers that are not a zip.

A cut connection is taken up where it broke, as long as the server says that the file is the same. Where an address
does not give a zip, or another one than is wanted, the next one is tried.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MOST_BYTES: Final = 200_000_000
"""The most that a zip may have; that of 2027 with tables and index has 21 MB."""
TRIES: Final = 5
"""How often a cut connection is taken up again."""

_MOST_REDIRECTS = 5
_TIMEOUT_S = (10, 30)
_PAUSE_S = 0.3
_BLOCK = 1 << 16
_ZIP = b"PK\x03\x04"
_REDIRECTS = (301, 302, 303, 307, 308)


class DownloadError(Exception):
    """No address gave the file; `reasons` has one line for each."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class _Unusable(Exception):  # noqa: N818 - ends one address, and is not an error of the whole
    """The address does not give the file, now or later."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that arrived whole, with the address that gave it."""

    file: Path
    url: str
    sha256: str
    bytes: int


def download(
    urls: Iterable[str],
    folder: Path,
    progress: Callable[[int, int | None], None],
    faults_of: Callable[[Path], tuple[str, ...]] = lambda _: (),
) -> Downloaded:
    """Return the zip of the first address that gives it, written into `folder`; nothing is left of other tries.

    `faults_of` returns why a file that arrived is not the one wanted, so that the next address is tried. `progress` is
    called with the bytes that have arrived and the size of the file, None where the server says none.
    Proxies and certificates are those of the environment (HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE).

    :raises DownloadError: none of the addresses gives it.
    """
    reasons: list[str] = []
    with requests.Session() as session:
        session.headers.update({"User-Agent": f"coding-cards/{version('coding-cards')}", "Accept-Encoding": "identity"})
        for url in urls:
            try:
                return _fit(_Transfer(session, url, folder, progress).run(), faults_of)
            except (_Unusable, requests.RequestException) as error:
                reasons.append(f"{url}: {_reason(error)}")
    raise DownloadError(tuple(reasons))


def _fit(found: Downloaded, faults_of: Callable[[Path], tuple[str, ...]]) -> Downloaded:
    """Return a file that is the one wanted; delete another.

    :raises _Unusable: it is another.
    """
    faults = faults_of(found.file)
    if faults:
        found.file.unlink()
        raise _Unusable("; ".join(faults))
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted here"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let it through"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.RequestException):
        return "the connection failed"
    return str(error)


class _Transfer:
    """The transfer of one file from one address."""

    def __init__(
        self, session: requests.Session, url: str, folder: Path, progress: Callable[[int, int | None], None]
    ) -> None:
        self._session, self._url, self._progress = session, url, progress
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        self._file = folder / (name if name.lower().endswith(".zip") else "download.zip")
        self._have = 0
        self._size: int | None = None
        self._mark = ""

    def run(self) -> Downloaded:
        """Return the file; it is deleted again where it does not arrive whole."""
        try:
            with self._file.open("wb") as written:
                self._tries(written)
            return Downloaded(self._file, self._url, _checksum(self._file), self._have)
        except BaseException:
            self._file.unlink(missing_ok=True)
            raise

    def _tries(self, written: IO[bytes]) -> None:
        for left in reversed(range(TRIES)):
            try:
                self._receive(written)
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                # Without a byte there is nothing to take up: the address is not reachable at all.
                if not left or not self._have:
                    raise
                time.sleep(_PAUSE_S)
            else:
                if self._size is None or self._have == self._size:
                    return
        raise _Unusable(f"cut off after {self._have:,} of {self._size or 0:,} bytes, {TRIES} times")

    def _receive(self, written: IO[bytes]) -> None:
        """Receive what is missing, or all where the server does not continue."""
        with self._open(self._range()) as response:
            if response.status_code != requests.codes.partial_content:
                self._have, self._size = 0, _length(response)
                self._mark = response.headers.get("ETag") or response.headers.get("Last-Modified", "")
                written.seek(0)
                written.truncate()
            for block in response.iter_content(_BLOCK):
                if not self._have and not block.startswith(_ZIP):
                    raise _Unusable(_not_a_zip(response, block))
                self._have += len(block)
                if self._have > MOST_BYTES:
                    raise _Unusable(f"larger than {MOST_BYTES:,} bytes")
                written.write(block)
                self._progress(self._have, self._size)
        if not self._have:
            raise _Unusable("an empty answer")

    def _range(self) -> dict[str, str]:
        # A weak mark does not promise the same bytes (RFC 9110, 13.1.5).
        if not self._have or not self._mark or self._mark.startswith("W/"):
            return {}
        return {"Range": f"bytes={self._have}-", "If-Range": self._mark}

    @contextmanager
    def _open(self, headers: dict[str, str]) -> Iterator[requests.Response]:
        """Open the address behind all redirects; each has to be https."""
        url = self._url
        for _ in range(_MOST_REDIRECTS + 1):
            if urlsplit(url).scheme != "https":
                raise _Unusable(f"leads to {url}, which is not https")
            with self._session.get(
                url, headers=headers, stream=True, timeout=_TIMEOUT_S, allow_redirects=False
            ) as response:
                if response.status_code in _REDIRECTS and "Location" in response.headers:
                    url = urljoin(url, response.headers["Location"])
                    continue
                self._check(response)
                yield response
                return
        raise _Unusable(f"more than {_MOST_REDIRECTS} redirects")

    def _check(self, response: requests.Response) -> None:
        if response.status_code == requests.codes.partial_content:
            if not response.headers.get("Content-Range", "").startswith(f"bytes {self._have}-"):
                raise _Unusable("continued at another byte than asked for")
        elif response.status_code != requests.codes.ok:
            raise _Unusable(f"answered {response.status_code} {response.reason}".rstrip())
        elif (_length(response) or 0) > MOST_BYTES:
            raise _Unusable(f"larger than {MOST_BYTES:,} bytes")


def _length(response: requests.Response) -> int | None:
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() else None


def _not_a_zip(response: requests.Response, block: bytes) -> str:
    is_page = "html" in response.headers.get("Content-Type", "") or block.lstrip()[:1] == b"<"
    return "answered with a web page, not with a zip" if is_page else "what it gives is not a zip"


def _checksum(file: Path) -> str:
    total = sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            total.update(block)
    return total.hexdigest()
