"""One hook call from its client to its record, whether it came through Flask or straight from a worker's loop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from werkzeug.exceptions import HTTPException

from cds_service.errors import CallError, StoreUnreachableError, WrongMediaTypeError
from cds_service.fhir_client.client import FhirClient
from cds_service.hooks.process_call import answer_call
from cds_service.hooks.recording import call_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from cds_service.clients.client import CdsClient
    from cds_service.fhir_client.client import FhirAccess, Query
    from cds_service.hooks.call_log import CallRecord
    from cds_service.hooks.process_call import Reviewer
    from cds_service.observability.metrics import Metrics


class MustWaitError(Exception):
    """A call that was to be answered without waiting needs data of a FHIR server; nothing of it was recorded."""


class HookCalls:
    """Answers, records and counts hook calls; one object an application."""

    def __init__(self, reviewer: Reviewer, metrics: Metrics, limit_s: float) -> None:
        self.limit_s = limit_s
        self._reviewer = reviewer
        self._metrics = metrics
        self._by_client: dict[tuple[str, bool], Reviewer] = {}

    @property
    def may_wait(self) -> bool:
        """Whether any call may have to wait for the store."""
        store = self._reviewer.store
        return store is not None and store.may_wait

    def forget_reviews(self) -> None:
        """Forget what reviews found, so that every chart is new."""
        self._reviewer.reviews.forget()

    def answer(
        self,
        service_id: str,
        body: Callable[[], bytes],
        record: CallRecord,
        client: CdsClient,
        place: AbstractContextManager[None],
        *,
        may_wait: bool = True,
    ) -> dict[str, Any]:
        """Answer a call while it holds a place; its body is asked for once there is a record to note its faults in.

        :raises CallError: it cannot be answered; which fault says why and with which status.
        :raises MustWaitError: it cannot be answered without waiting, and `may_wait` is false.
        """
        try:
            read = body()
            with place, self._metrics.in_progress():
                answer = answer_call(service_id, read, self._reviewer_for(client, may_wait=may_wait), record)
        except MustWaitError:
            raise
        except CallError as fault:
            self._record(record, fault.status, type(fault).__name__)
            raise
        except HTTPException as fault:
            self._record(record, fault.code or 500, type(fault).__name__)
            raise
        except BaseException:
            self._record(record, 500, "failure")
            raise
        self._record(record, 200, record.outcome(answer))
        return answer

    def _reviewer_for(self, client: CdsClient, *, may_wait: bool) -> Reviewer:
        found = self._by_client.get((client.name, may_wait))
        if found is None:
            found = self._reviewer.for_client(client)
            if not may_wait and found.fhir_client is not None:
                found = replace(found, fhir_client=_NoFhirClient(found.fhir_client.limits))
            self._by_client[client.name, may_wait] = found
        return found

    def _record(self, record: CallRecord, status: int, outcome: str) -> None:
        """Write the log line of a call, count it, and hand it over to the store.

        :raises StoreUnreachableError: the store is strict, and the call could not be stored.
        """
        store = self._reviewer.store
        try:
            if store is not None and not store.record_call(call_entry(record, status, outcome)):
                record.counts["recorded"] = False
        except StoreUnreachableError:
            record.counts["recorded"] = False
            if status == 200:
                status, outcome = StoreUnreachableError.status, StoreUnreachableError.__name__
                raise
        finally:
            record.write(status, outcome)
            record.count(self._metrics, status, outcome)
            if store is not None:
                self._metrics.waiting(store.waiting)


class _NoFhirClient(FhirClient):
    """Asks no FHIR server: a call that needs one has to wait."""

    def fetch(self, access: FhirAccess, queries: Sequence[Query], budget_s: float | None = None) -> NoReturn:
        """Refuse.

        :raises MustWaitError: always.
        """
        del access, queries, budget_s
        raise MustWaitError


def check_media_type(mimetype: str) -> None:
    """Refuse a body that is declared as something other than JSON; one that is not declared is read as JSON.

    :raises WrongMediaTypeError: it is.
    """
    if mimetype not in {"", "application/json"} and not mimetype.endswith("+json"):
        raise WrongMediaTypeError("send the hook call as application/json")
