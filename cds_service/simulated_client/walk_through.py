"""The walk of a certified client through a service: discovery, tokens, a call of each hook, its cards, feedback.

Written after ONC 170.315(j)(20) and CDS Hooks 2.0.1, which certification names, and 3.0 where it only adds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from cds_service.simulated_client.requests_made import hook_call
from cds_service.simulated_client.response_checks import response_faults

if TYPE_CHECKING:
    from cds_service.simulated_client.identity import ClientIdentity

_VERSION = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+)?([-+].*)?")
_NEWER = {"davinci-crd.version": "2.2.1", "org.example.later": {"nested": [1, {"a": None}]}}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes = field(repr=False)

    def json(self) -> Any:  # noqa: ANN401 - whatever it is
        """Return the body as JSON, None where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None


Send = Callable[[str, str, Mapping[str, str], bytes | None], Answer]
"""Sends a request: method, URL, headers, body."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried: no `faults` where the service did right; `shown` is what a clinician would see."""

    name: str
    faults: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


class SimulatedClient:
    """Calls a service with tokens, or without where it is open."""

    def __init__(self, base: str, send: Send, identity: ClientIdentity | None) -> None:
        self._base = base.rstrip("/")
        self._send = send
        self._identity = identity

    def walk(self) -> Iterator[Step]:
        """Yield what was tried, in turn."""
        answer = self._get("/cds-services")
        document = answer.json()
        faults = discovery_faults(document) if answer.status == 200 else [f"status {answer.status}"]
        yield Step("discovery", tuple(faults))
        if faults:
            return
        if self._identity is not None:
            yield from self._tokens(self._identity)
        for service in document["services"]:
            yield from self._hook(service)
        yield self._expect("unknown service", self._post("/cds-services/no-such-service", {}), {404})

    def _tokens(self, identity: ClientIdentity) -> Iterator[Step]:
        """Send what must be refused: whatever a service says of it, it must not answer."""
        url = f"{self._base}/cds-services"
        spent = identity.token(url)
        yield self._expect("token", self._get("/cds-services", spent), {200})
        yield self._expect("token used twice", self._get("/cds-services", spent), {401, 403})
        stale = {"iat": 1_000_000_000, "exp": 1_000_000_300}
        for name, token in (
            ("token for another URL", identity.token(f"{url}/another")),
            ("token out of date", identity.token(url, **stale)),
            ("token of another issuer", identity.token(url, iss="https://stranger.example.org")),
            ("token without signature", identity.token(url).rpartition(".")[0] + "."),
            ("no token", ""),
        ):
            yield self._expect(name, self._get("/cds-services", token), {401, 403})

    def _hook(self, service: Mapping[str, Any]) -> Iterator[Step]:
        path, name = f"/cds-services/{service['id']}", service["id"]
        call = hook_call(service)
        answer = self._post(path, call)
        document = answer.json()
        faults = response_faults(document) if answer.status == 200 else [f"status {answer.status}"]
        yield Step(name, tuple(faults), tuple(displayed(document)) if not faults else ())
        newer = call | {"extension": _NEWER, "later": {"a": 1}, "context": call["context"] | {"later": [1]}}
        yield self._expect(f"{name}: elements of later versions", self._post(path, newer), {200})
        yield self._expect(f"{name}: no JSON", self._post(path, b"{"), set(range(400, 500)))
        without = call | {"prefetch": {}}
        yield self._expect(f"{name}: no data at all", self._post(path, without), {200, 412})
        if not faults and (entries := feedback_on(document)):
            for time in ("first", "again"):
                sent = self._post(f"{path}/feedback", {"feedback": entries})
                yield self._expect(f"{name}: feedback, {time}", sent, set(range(200, 300)))

    def _get(self, path: str, token: str | None = None) -> Answer:
        return self._send("GET", f"{self._base}{path}", self._headers(path, token), None)

    def _post(self, path: str, document: object) -> Answer:
        body = document if isinstance(document, bytes) else orjson.dumps(document)
        headers = self._headers(path, None) | {"Content-Type": "application/json"}
        return self._send("POST", f"{self._base}{path}", headers, body)

    def _headers(self, path: str, token: str | None) -> dict[str, str]:
        if token is None and self._identity is not None:
            token = self._identity.token(f"{self._base}{path}")
        return {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def _expect(self, name: str, answer: Answer, statuses: set[int]) -> Step:
        return Step(name, () if answer.status in statuses else (f"status {answer.status}",))


def discovery_faults(document: object) -> list[str]:
    """Return what is wrong with a discovery document (CDS Hooks, "Discovery")."""
    services = document.get("services") if isinstance(document, dict) else None
    if not isinstance(services, list):
        return ["services is not an array"]
    faults = [f"services[{place}]: {fault}" for place, each in enumerate(services) for fault in _service_faults(each)]
    ids = [str(each.get("id")) for each in services if isinstance(each, dict)]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    return faults + [f"two services are called {each}" for each in twice]


def _service_faults(service: object) -> list[str]:
    if not isinstance(service, dict):
        return ["is not an object"]
    faults = [f"no {name}" for name in ("hook", "description", "id") if not _is_text(service.get(name))]
    faults += [f"{name} is no text" for name in ("title", "usageRequirements") if not _is_text(service.get(name, "x"))]
    versions = ("version", "hookVersion")
    faults += [f"{name} is no version" for name in versions if not _is_version(service.get(name, "1.0"))]
    prefetch = service.get("prefetch", {})
    if not isinstance(prefetch, dict) or not all(map(_is_text, prefetch.values())):
        faults.append("prefetch is not an object of templates")
    return faults


def displayed(response: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a client draws of each card, a line each."""
    for card in response["cards"]:
        yield f"[{card['indicator']}] {card['summary']} ({card['source']['label']})"
        yield from (f"    ( ) {suggestion['label']}" for suggestion in card.get("suggestions", ()))


def feedback_on(response: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return feedback on the cards that can have any: the first suggestion accepted, the other cards overridden."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    entries: list[dict[str, Any]] = []
    for card in response["cards"]:
        if "uuid" not in card:
            continue
        entry = {"card": card["uuid"], "outcomeTimestamp": now}
        suggestions = [each["uuid"] for each in card.get("suggestions", ()) if "uuid" in each]
        if suggestions and not entries:
            entries.append(entry | {"outcome": "accepted", "acceptedSuggestions": [{"id": suggestions[0]}]})
        else:
            reasons = [{"reason": each} for each in card.get("overrideReasons", ())[:1]]
            chosen = {"overrideReason": reasons[0]} if reasons else {}
            entries.append(entry | {"outcome": "overridden"} | chosen)
    return entries


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_version(value: object) -> bool:
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None
