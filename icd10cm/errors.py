"""The errors of the coding logic.

CodingLogicError
+-- BrokenReleaseError     a release's files are not what they should be
+-- RefusedReleaseError    a release can be read, and what it holds is not right
+-- UnknownReleaseError    no release of that id is loaded
"""


class CodingLogicError(Exception):
    """The root of the errors that the coding logic raises on purpose."""


class BrokenReleaseError(CodingLogicError):
    """A release cannot be read: which file, and what is wrong with it."""


class RefusedReleaseError(CodingLogicError):
    """A release that is handed over was read and is not taken in; `faults` says all that is wrong with it."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class UnknownReleaseError(CodingLogicError):
    """No release of the id asked for is loaded."""
