"""The metrics of the service, for Prometheus; right under several workers.

Label values are words of ours or of the operator's (service, rule, outcome, name of a client), never what a caller
sent. Workers write to files in the directory that `PROMETHEUS_MULTIPROC_DIR` names, and any of them answers for all
(prometheus_client documentation, "Multiprocess Mode"). `keep_metrics_in_files` sets it, and has to be called before
this module is first imported; without it the metrics are those of one process, as in tests.
"""

from __future__ import annotations

import contextlib
import os
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from cds_service.observability.metrics_files import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10)
_STEP_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)


class Metrics:
    """Counts what happens; one object an application."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        name = "coding_cards"
        self._calls = Counter(f"{name}_calls", "Hook calls", ["client", "service", "status", "outcome"], registry=own)
        self._seconds = Histogram(
            f"{name}_call_seconds", "Time of a hook call", ["service"], buckets=_SECONDS, registry=own
        )
        self._step_seconds = Histogram(
            f"{name}_step_seconds", "Time of a step of a call", ["step"], buckets=_STEP_SECONDS, registry=own
        )
        self._cards = Counter(f"{name}_cards", "Cards shown", ["rule"], registry=own)
        self._held_back = Counter(f"{name}_cards_held_back", "Cards not shown", ["rule", "why"], registry=own)
        self._feedback = Counter(f"{name}_feedback", "Feedback entries stored", ["client", "outcome"], registry=own)
        self._conditions = Counter(f"{name}_conditions", "Conditions received", ["outcome"], registry=own)
        self._condition_systems = Counter(
            f"{name}_condition_systems", "Conditions received, by code system", ["system"], registry=own
        )
        self._fetch_failures = Counter(
            f"{name}_fetch_failures", "Data that could not be had", ["need", "why"], registry=own
        )
        self._auth_failures = Counter(f"{name}_auth_failures", "Tokens refused", ["client", "why"], registry=own)
        self._unrecorded = Counter(f"{name}_unrecorded", "Calls that the store did not take", registry=own)
        self._unchecked = Counter(
            f"{name}_tokens_unchecked", "Tokens accepted while the store could not tell of their use", registry=own
        )
        self._failures = Counter(f"{name}_failures", "Faults of the service itself", registry=own)
        self._in_progress = Gauge(
            f"{name}_calls_in_progress", "Calls being answered", multiprocess_mode="livesum", registry=own
        )
        self._waiting = Gauge(
            f"{name}_records_waiting",
            "Records that the store has not taken yet",
            multiprocess_mode="livesum",
            registry=own,
        )
        self._release_current = Gauge(
            f"{name}_release_current",
            "1 when a loaded ICD-10-CM release is in force today, else 0",
            multiprocess_mode="mostrecent",
            registry=own,
        )

        # To look a child up by its labels takes longer than to count; the labels are few words.
        self._call = cache(self._calls.labels)
        self._call_seconds = cache(self._seconds.labels)
        self._seconds_of_step = cache(self._step_seconds.labels)
        self._card = cache(self._cards.labels)
        self._held_back_card = cache(self._held_back.labels)
        self._read_conditions = cache(self._conditions.labels)
        self._systems = cache(self._condition_systems.labels)

    def call(self, *, client: str, service: str, status: int, outcome: str, steps_ms: Mapping[str, float]) -> None:
        """Count a hook call and its time."""
        self._call(client, service, str(status), outcome).inc()
        self._call_seconds(service).observe(sum(steps_ms.values()) / 1000)
        for step, spent_ms in steps_ms.items():
            self._seconds_of_step(step).observe(spent_ms / 1000)

    def cards(self, shown: Iterable[str], held_back: Iterable[tuple[str, str]]) -> None:
        """Count the cards of a call: rules shown, and rules held back with the reason."""
        for rule in shown:
            self._card(rule).inc()
        for rule, why in held_back:
            self._held_back_card(rule, why).inc()

    def conditions(self, read: int, left_out: Mapping[str, int], systems: Mapping[str, int]) -> None:
        """Count the Conditions of a call: those read, those left out by reason, and all by code system."""
        if read:
            self._read_conditions("read").inc(read)
        for reason, number in left_out.items():
            self._read_conditions(reason).inc(number)
        for system, number in systems.items():
            self._systems(system).inc(number)

    def absent(self, needs: Mapping[str, str]) -> None:
        """Count data that could not be had; the reasons are the few words of the FHIR client."""
        for need, why in needs.items():
            self._fetch_failures.labels(need, why).inc()

    def feedback(self, client: str, outcomes: Iterable[str]) -> None:
        """Count feedback entries."""
        for outcome in outcomes:
            self._feedback.labels(client, outcome).inc()

    def auth_failure(self, client: str, why: str) -> None:
        """Count a refused token; `client` is a name of the clients file, or "" where it is none of them."""
        self._auth_failures.labels(client, why).inc()

    def unrecorded(self) -> None:
        """Count a call that was answered and could not be recorded."""
        self._unrecorded.inc()

    def waiting(self, records: int) -> None:
        """Note how many records this worker keeps that the store has not taken yet."""
        self._waiting.set(records)

    def unchecked(self) -> None:
        """Count a token whose earlier use the store could not be asked about."""
        self._unchecked.inc()

    def failure(self) -> None:
        """Count a fault of the service itself."""
        self._failures.inc()

    @contextlib.contextmanager
    def in_progress(self) -> Iterator[None]:
        """Count a call while it is being answered."""
        self._in_progress.inc()
        try:
            yield
        finally:
            self._in_progress.dec()

    def release_current(self, *, is_current: bool) -> None:
        """Note whether a loaded release is effective today."""
        self._release_current.set(1 if is_current else 0)

    def text(self) -> bytes:
        """Return the metrics of all workers, in the exposition format of Prometheus."""
        if VARIABLE not in os.environ:
            return generate_latest(self._registry)
        all_workers = CollectorRegistry()
        MultiProcessCollector(all_workers)  # type: ignore[no-untyped-call] # it has no types
        return generate_latest(all_workers)
