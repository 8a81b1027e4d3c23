"""The errors of the service, with the HTTP status and the FHIR issue type that a client is answered with.

ServiceError
+-- CallError                      the call itself is at fault; its words go back to the client
|   +-- MalformedRequestError      400  not JSON, or a required element is missing or of the wrong type
|   +-- UnknownServiceError        404  no service of that id
|   +-- ConditionsUnavailableError 412  Conditions are neither in prefetch nor to be had from the FHIR server
|   +-- TooManyResourcesError      413  more resources than one call may bring
|   +-- WrongMediaTypeError        415  the body is not declared as JSON
|   +-- WrongHookError             422  the hook is not the one that the service answers
|   +-- TooManyCallsError          429  the client calls more often than it may
|   +-- BusyError                  503  all threads are taken and enough calls are waiting
|   +-- CallTimeoutError           503  the call took longer than one may
|   +-- StoreUnreachableError      503  what has to be stored could not be
|       +-- StoreSlowError         503  it was not known in time whether it was
+-- SettingsError                  the settings do not allow the service to start
"""

from __future__ import annotations

from typing import ClassVar


class ServiceError(Exception):
    """The root of the errors that the service raises on purpose."""


class CallError(ServiceError):
    """A fault of the call. Its message is sent to the client, so it never quotes what the client sent.

    `issue_code` is a code of FHIR's IssueType value set; `retry_after_s` goes into the Retry-After header.
    """

    status: ClassVar[int] = 400
    issue_code: ClassVar[str] = "invalid"
    retry_after_s: float | None = None


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


class TooManyResourcesError(CallError):
    """The call brings more resources, or the FHIR server sends more, than one call may."""

    status = 413
    issue_code = "too-costly"


class WrongMediaTypeError(CallError):
    """The body is declared as something other than JSON."""

    status = 415
    issue_code = "not-supported"


class WrongHookError(CallError):
    """The call is of another hook than the service answers."""

    status = 422
    issue_code = "not-supported"


class TooManyCallsError(CallError):
    """The client calls more often than it may; `retry_after_s` is when it may call again."""

    status = 429
    issue_code = "throttled"

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("this client calls more often than it may")
        self.retry_after_s = retry_after_s


class BusyError(CallError):
    """All threads are taken, and as many calls wait for one as may."""

    status = 503
    issue_code = "transient"
    retry_after_s: float

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("the service is busy; send this again later")
        self.retry_after_s = retry_after_s


class CallTimeoutError(CallError):
    """The call took longer than one may; it was given up."""

    status = 503
    issue_code = "timeout"


class StoreUnreachableError(CallError):
    """What has to be stored before it is answered could not be; sending it again does no harm."""

    status = 503
    issue_code = "transient"
    retry_after_s = 2.0

    def __init__(self, message: str = "the store cannot be reached; send this again later") -> None:
        super().__init__(message)


class StoreSlowError(StoreUnreachableError):
    """The store had not answered when the time was up. It may be there, and other nodes may be using it."""


class SettingsError(ServiceError):
    """The settings do not allow the service to start; `faults` says all that is wrong with them."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


_TOML_WORDS = {
    "Input should be a valid tuple": "must be a list",
    "Input should be a valid boolean": "must be true or false",
    "Input should be a valid string": "must be a text in quotes",
    "Input should be a valid integer": "must be a whole number",
    "Input should be a valid dictionary": "must be a table",
    "Extra inputs are not permitted": "this key does not exist",
    "Field required": "is missing",
}


def toml_words(message: str) -> str:
    """Return what pydantic says of a TOML file in the words of those who write one.

    >>> toml_words("Input should be a valid tuple")
    'must be a list'
    >>> toml_words("Value error, must be a question")
    'must be a question'
    """
    return _TOML_WORDS.get(message, message.removeprefix("Value error, ").replace("Input should be", "must be"))
