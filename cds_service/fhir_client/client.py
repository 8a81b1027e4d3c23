"""Fetches from the FHIR server of a call what its prefetch lacks: in parallel, under one time budget.

The budget holds whatever the server does: the caller waits for the results no longer than that, and the
connections of fetches that are still running are cut. A fetch that ends without its whole answer says why in
one word; it is never taken for an empty answer. Nothing here logs or quotes URLs, since they hold patient
identifiers.
"""

from __future__ import annotations

import time
from base64 import b64encode
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import orjson
import requests
from urllib3.exceptions import HTTPError as Urllib3Error
from urllib3.exceptions import TimeoutError as Urllib3Timeout

from cds_service.fhir_client.bundle_answer import State, bundle_answer, link
from cds_service.fhir_client.retry_after import retry_delay
from cds_service.fhir_client.ssrf_guard import Cut, ForbiddenAddressError, GuardedAdapter
from cds_service.limits.json_depth import is_too_deep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cds_service.fhir_client.allowed_servers import ServerUrl

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 3
_BUSY = frozenset({429, 503})
_CHUNK_BYTES = 65_536
# A fetch has to end a little before the caller stops waiting, so that its own word for the failure
# arrives.
_SAFETY_S = 0.02
_HEADERS = {"Accept": "application/fhir+json", "Accept-Encoding": "gzip, deflate", "User-Agent": "coding-cards"}
_MEDIA_TYPES = frozenset({"application/fhir+json", "application/json", "application/json+fhir", "text/json"})


@dataclass(frozen=True, slots=True)
class FhirLimits:
    """The limits of fetching. Times are in seconds: of one request, and of a whole call's fetching."""

    request_timeout_s: float = 1.0
    budget_s: float = 1.5
    max_pages: int = 10
    max_bytes: int = 5_000_000
    threads: int = 32


@dataclass(frozen=True, slots=True)
class FhirAccess:
    """The FHIR server of a call and the token for it; the token is sent to this server alone."""

    server: ServerUrl
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Query:
    """What to fetch for a need: a URL relative to the server, or the link to the next page of a Bundle.

    `expects` is the resource type of a right answer. A Binary may come as its bytes too, of the content type `accept`;
    `max_bytes` bounds it where it is smaller than the limit of all answers.
    """

    need: str
    target: str = field(repr=False)
    expects: str = "Bundle"
    accept: str = ""
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a query: the pages received, and "" or one word for why the rest could not be had."""

    need: str
    pages: tuple[Any, ...] = field(default=(), repr=False)
    failure: str = ""


class FetchError(Exception):
    """A fetch ended without its answer; the message is one word or two, free of patient data."""


class FhirClient:
    """Fetches with pooled connections; safe to share between threads, and to make before a fork.

    Requests go past a session of `requests`: neither a proxy nor a .netrc of the environment may decide where they and
    passwords go, and a server's cookie must not reach from one call into another.
    """

    def __init__(self, limits: FhirLimits, ca_file: str | None = None) -> None:
        self.limits = limits
        self._adapter = GuardedAdapter(pool_size=limits.threads)
        self._verify = ca_file or True
        self._threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="fhir")

    def fetch(self, access: FhirAccess, queries: Sequence[Query], budget_s: float | None = None) -> tuple[Fetched, ...]:
        """Return what came of each query, in their order; never later than the budget (or `budget_s`) allows."""
        deadline = time.monotonic() + (self.limits.budget_s if budget_s is None else budget_s)
        running: list[tuple[Query, Cut, Future[Fetched]]] = []
        for query in queries:
            cut = Cut()
            fetch = _Fetch(self._adapter, self._verify, self.limits, access, deadline - _SAFETY_S, cut)
            running.append((query, cut, self._threads.submit(fetch.run, query)))
        wait([future for _, _, future in running], timeout=max(0.0, deadline - time.monotonic()))
        return tuple(_take(*each) for each in running)

    def close(self) -> None:
        """Close the connections; fetches that have not begun are dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._adapter.close()


def _take(query: Query, cut: Cut, future: Future[Fetched]) -> Fetched:
    """Return the result of a fetch; end it where it has none."""
    if future.done():
        return future.result()
    future.cancel()
    cut.cut()
    return Fetched(query.need, failure="timeout")


@dataclass(frozen=True, slots=True)
class _Fetch:
    """One query on its way: runs in a thread of the client."""

    adapter: GuardedAdapter
    verify: str | bool
    limits: FhirLimits
    access: FhirAccess
    deadline: float
    cut: Cut

    def run(self, query: Query) -> Fetched:
        """Fetch the page of the query and those that follow it."""
        self.adapter.in_use.cut = self.cut
        result = Fetched(query.need)
        target, seen = query.target, set[str]()
        try:
            while target:
                self._check_pages(target, seen)
                seen.add(target)
                page = self._page(target, query)
                result = replace(result, pages=(*result.pages, page))
                target = link(page, "next")
        except FetchError as failure:
            return replace(result, failure=str(failure))
        finally:
            self.cut.hold(None)
            self.adapter.in_use.cut = None
        if bundle_answer(result.pages[0]).state is State.MISSING and len(result.pages) == 1:
            return replace(result, failure="no entries")
        return result

    def _check_pages(self, target: str, seen: set[str]) -> None:
        """Stop a search that has too many pages, or whose pages lead in a circle."""
        if len(seen) >= self.limits.max_pages or target in seen:
            raise FetchError("too many pages")

    def _page(self, target: str, query: Query) -> Mapping[str, Any]:
        """Fetch one page; ask once more where the server is busy and names a time within the budget."""
        headers, body = self._answer(target, query)
        media_type = headers.get("Content-Type", "").split(";")[0].strip().lower()
        if query.expects == "Binary" and media_type not in _MEDIA_TYPES:
            return _as_binary(query, headers.get("Content-Type", ""), body)
        if media_type not in _MEDIA_TYPES:
            raise FetchError("content type")
        return _parsed(body, query.expects)

    def _answer(self, target: str, query: Query) -> tuple[Mapping[str, str], bytes]:
        status, headers, body = self._follow(target, query)
        if status in _BUSY:
            delay = retry_delay(headers.get("Retry-After"))
            if time.monotonic() + delay >= self.deadline:
                raise FetchError(f"status {status}")
            time.sleep(delay)
            status, headers, body = self._follow(target, query)
        if status != requests.codes.ok:
            raise FetchError(f"status {status}")
        return headers, body

    def _follow(self, target: str, query: Query) -> tuple[int, Mapping[str, str], bytes]:
        """Send a GET, following redirects as long as they stay on the server."""
        for _ in range(_MAX_REDIRECTS + 1):
            url = self.access.server.resolve(target)
            if url is None:
                raise FetchError("leads to another server")
            status, headers, body = self._get(url, query)
            if status not in _REDIRECTS:
                return status, headers, body
            target = urljoin(url, headers.get("Location", ""))
        raise FetchError("too many redirects")

    def _get(self, url: str, query: Query) -> tuple[int, Mapping[str, str], bytes]:
        """Send one GET. A pooled connection may have died unnoticed, so a broken one is tried once more."""
        try:
            return self._send(url, query)
        except requests.ConnectionError:
            if self.cut.is_cut:
                raise FetchError("timeout") from None
        try:
            return self._send(url, query)
        except requests.ConnectionError:
            raise FetchError("timeout" if self.cut.is_cut else "connection") from None

    def _send(self, url: str, query: Query) -> tuple[int, Mapping[str, str], bytes]:
        end = min(self.deadline, time.monotonic() + self.limits.request_timeout_s)
        try:
            request = requests.Request("GET", url, headers=self._headers(query)).prepare()
            with self.adapter.send(request, stream=True, timeout=_remaining(end), verify=self.verify) as response:
                return response.status_code, response.headers, self._body(response, end, query)
        except (requests.Timeout, Urllib3Timeout):
            raise FetchError("timeout") from None
        except requests.exceptions.SSLError:
            raise FetchError("timeout" if self.cut.is_cut else "certificate") from None
        except requests.ConnectionError:
            raise
        except ForbiddenAddressError:
            raise FetchError("forbidden address") from None
        except (requests.RequestException, Urllib3Error, OSError, ValueError):
            # Malformed answers: broken chunks, headers or encodings; and sockets cut in the middle of one.
            raise FetchError("timeout" if self.cut.is_cut else "broken answer") from None

    def _headers(self, query: Query) -> dict[str, str]:
        headers = dict(_HEADERS)
        if query.accept:
            headers["Accept"] = f"{query.accept}, {headers['Accept']}"
        if self.access.token:
            headers["Authorization"] = f"Bearer {self.access.token}"
        return headers

    def _body(self, response: requests.Response, end: float, query: Query) -> bytes:
        """Read the body within the time and the size allowed; only a 200 is of interest."""
        if response.status_code != requests.codes.ok:
            return b""
        chunks = bytearray()
        for chunk in response.raw.stream(_CHUNK_BYTES, decode_content=True):
            chunks += chunk
            if len(chunks) > min(self.limits.max_bytes, query.max_bytes or self.limits.max_bytes):
                raise FetchError("too large")
            _remaining(end)
        return bytes(chunks)


def _parsed(body: bytes, expects: str) -> Mapping[str, Any]:
    """Return an answer in JSON as a resource of the type expected."""
    try:
        page = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise FetchError("not JSON") from None
    if is_too_deep(page):
        raise FetchError("nested too deeply")
    if bundle_answer(page).state is State.FAILED:
        raise FetchError("error outcome")
    if not isinstance(page, dict) or page.get("resourceType") != expects:
        raise FetchError("wrong resource")
    return page


def _as_binary(query: Query, content_type: str, body: bytes) -> Mapping[str, Any]:
    """Return bytes as the Binary that the query asked for, where they are of the type asked for."""
    if content_type.split(";", maxsplit=1)[0].strip().lower() != query.accept.split(";")[0].strip().lower():
        raise FetchError("content type")
    own = query.target.rstrip("/").rsplit("/", 1)[-1]
    return {"resourceType": "Binary", "id": own, "contentType": content_type, "data": b64encode(body).decode("ascii")}


def _remaining(end: float) -> float:
    """Return the seconds left until `end`."""
    left = end - time.monotonic()
    if left <= 0:
        raise FetchError("timeout")
    return left
