"""The errors of the service, with the HTTP status and the FHIR issue type that a client is answered with.

ServiceError
+-- CallError                      the call itself is at fault; its words go back to the client
|   +-- MalformedRequestError      400  not JSON, or a required element is missing or of the wrong type
|   +-- UnknownServiceError        404  no service of that id
|   +-- ConditionsUnavailableError 412  Conditions are neither in prefetch nor to be had from the FHIR server
|   +-- WrongMediaTypeError        415  the body is not declared as JSON
|   +-- WrongHookError             422  the hook is not the one that the service answers
+-- SettingsError                  the settings do not allow the service to start
"""

from __future__ import annotations

from typing import ClassVar


class ServiceError(Exception):
    """The root of the errors that the service raises on purpose."""


class CallError(ServiceError):
    """A fault of the call. Its message is sent to the client, so it never quotes what the client sent.

    `issue_code` is a code of FHIR's IssueType value set.
    """

    status: ClassVar[int] = 400
    issue_code: ClassVar[str] = "invalid"


class MalformedRequestError(CallError):
    """The body is not JSON, or required elements are missing or of the wrong type; the message names them."""

    issue_code = "structure"


class UnknownServiceError(CallError):
    """No service has the id in the URL."""

    status = 404
    issue_code = "not-found"


class ConditionsUnavailableError(CallError):
    """Required data could not be had (CDS Hooks, "Prefetch Template": the service answers 412)."""

    status = 412
    issue_code = "incomplete"


class WrongMediaTypeError(CallError):
    """The body is declared as something other than JSON."""

    status = 415
    issue_code = "not-supported"


class WrongHookError(CallError):
    """The call is of another hook than the service answers."""

    status = 422
    issue_code = "not-supported"


class SettingsError(ServiceError):
    """The settings do not allow the service to start; `faults` says all that is wrong with them."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
