"""Measurements of real server processes over real sockets, each beside what it is compared with."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from benchmarks.load import Load, http_request, run_load
from benchmarks.processes import Server, running_echo, running_service
from benchmarks.reference_request import reference_request, reference_requests
from benchmarks.slow_fhir_server import running_fhir_server
from benchmarks.tokens import Client

if TYPE_CHECKING:
    from benchmarks.load import Outcome

SERVICE = "/cds-services/coding-review-order-sign"
_PATIENTS = 500
_ROUNDS = 3
_CONNECTIONS = 4
_WARM_UP_S = 1.0
_FHIR_DELAY_S = 0.05
_FHIR_RATE = 20.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What one load gave. Times in milliseconds; `cpu_ms` is the processor time of the server for one call."""

    throughput: float
    p50: float
    p95: float
    p99: float
    cpu_ms: float
    statuses: dict[int, int]


def measure(server: Server, load: Load) -> Figures:
    """Run a load and return its figures."""
    before = server.cpu_s
    outcome = run_load(load)
    return _figures(outcome, server.cpu_s - before)


def _figures(outcome: Outcome, cpu_s: float) -> Figures:
    calls = sum(outcome.statuses.values())
    p50, p95, p99 = (outcome.percentile(share) for share in (0.5, 0.95, 0.99))
    return Figures(outcome.throughput, p50, p95, p99, cpu_s * 1000 / calls, outcome.statuses)


def usual_requests() -> list[bytes]:
    """Return reference requests of many patients, as they go over the wire."""
    return [http_request(SERVICE, body) for body in reference_requests(_PATIENTS)]


def beside_echo(workers: int, seconds: float) -> dict[str, Figures]:
    """Measure echo and service in turns at full load; of the rounds the one with the median ratio is returned."""
    requests = usual_requests()
    with running_echo(WORKERS=workers) as echo, running_service(WORKERS=workers) as service:
        for server in (echo, service):
            run_load(Load(server.port, requests, _WARM_UP_S, _CONNECTIONS))
        load = Load(0, requests, seconds, _CONNECTIONS * workers)
        rounds = [
            {name: measure(server, load.at(server.port)) for name, server in (("echo", echo), ("service", service))}
            for _ in range(_ROUNDS)
        ]
    return sorted(rounds, key=ratio)[_ROUNDS // 2]


def ratio(pair: dict[str, Figures]) -> float:
    """Return the throughput of the service in parts of that of the echo."""
    return pair["service"].throughput / pair["echo"].throughput


def each_on_a_processor(workers: int, seconds: float) -> dict[str, Figures]:
    """Measure the service with one worker and with more, each of which keeps to its own processor."""
    requests = usual_requests()
    found = {}
    for count in (1, workers):
        with running_service(WORKERS=count, PIN_WORKERS=True) as service:
            run_load(Load(service.port, requests, _WARM_UP_S, _CONNECTIONS))
            found[f"{count} pinned"] = measure(service, Load(service.port, requests, seconds, _CONNECTIONS * count))
    return found


def under_and_over_load(workers: int, most: float, seconds: float) -> dict[str, Figures]:
    """Measure the service at half of its greatest load and at twice that, sent at a fixed rate."""
    requests = usual_requests()
    with running_service(WORKERS=workers) as service:
        run_load(Load(service.port, requests, _WARM_UP_S, _CONNECTIONS))
        half = Load(service.port, requests, seconds, 32, rate=most / 2)
        double = Load(service.port, requests, seconds, 128, rate=most * 2)
        return {"half": measure(service, half), "double": measure(service, double)}


def start_and_memory(seconds: float) -> dict[str, float]:
    """Measure starts (the first without compiled release and database) and memory after a load, in seconds and MB."""
    requests = usual_requests()
    with tempfile.TemporaryDirectory() as cache:
        starts = []
        kept = {"CACHE_DIR": f"{cache}/compiled", "DATABASE_URL": f"sqlite:///{cache}/cards.sqlite3"}
        for _ in range(4):
            with running_service(WORKERS=1, **kept) as service:
                starts.append(service.started_s)
                idle = service.memory
        totals = {}
        for workers in (1, 3):
            with running_service(WORKERS=workers, CACHE_DIR=f"{cache}/compiled") as service:
                run_load(Load(service.port, requests, seconds, _CONNECTIONS * workers))
                totals[workers] = sum(each.proportional for each in service.memory)
                loaded = service.memory[1]
    return {
        "first start": starts[0],
        "next start": statistics.median(starts[1:]),
        "worker resident, idle": idle[1].resident,
        "worker resident, after load": loaded.resident,
        "master and one worker": totals[1],
        "each further worker": (totals[3] - totals[1]) / 2,
    }


def without_prefetch(seconds: float) -> Figures:
    """Measure calls whose data comes from a FHIR server that takes 50 ms for every request."""
    with running_fhir_server(_FHIR_DELAY_S) as base, running_service() as service:
        call = reference_request() | {"prefetch": {}, "fhirServer": base}
        load = Load(service.port, [http_request(SERVICE, orjson.dumps(call))], seconds, 16, rate=_FHIR_RATE)
        run_load(load)
        return measure(service, load)


def with_tokens(most: float, seconds: float) -> dict[str, Figures]:
    """Measure the service with tokens and without, in turns."""
    client = Client()
    with tempfile.TemporaryDirectory() as directory:
        clients = client.write_files(Path(directory))
        with (
            running_service(WORKERS=1) as plain,
            running_service(WORKERS=1, CLIENTS_FILE=clients, PUBLIC_URL="http://127.0.0.1:8080") as trusting,
        ):
            bodies = list(reference_requests(_PATIENTS))
            tokens = client.tokens(f"http://127.0.0.1:8080{SERVICE}", int(2 * most * (_WARM_UP_S + seconds)))
            signed = [
                http_request(SERVICE, bodies[place % _PATIENTS], f"Bearer {token}")
                for place, token in enumerate(tokens)
            ]
            warm = int(2 * most * _WARM_UP_S)
            run_load(Load(plain.port, usual_requests(), _WARM_UP_S, _CONNECTIONS))
            run_load(Load(trusting.port, signed[:warm], _WARM_UP_S, _CONNECTIONS, repeated=False))
            return {
                "without": measure(plain, Load(plain.port, usual_requests(), seconds, _CONNECTIONS)),
                "with": measure(trusting, Load(trusting.port, signed[warm:], seconds, _CONNECTIONS, repeated=False)),
            }
