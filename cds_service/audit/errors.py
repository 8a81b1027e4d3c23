"""What stops an audit; a fault of the data never does."""

from __future__ import annotations

from cds_service.errors import ServiceError


class AuditError(ServiceError):
    """The audit cannot go on; the message says why and names no patient."""


class UsageError(AuditError):
    """What was asked for cannot be done as it was asked."""


class WorkerLostError(AuditError):
    """A worker process ended without an answer (killed, or out of memory)."""


class WorkerFailedError(AuditError):
    """A worker process could not do its task; the message says what failed and where."""
