"""The errors of the coding logic.

CodingLogicError
+-- BrokenReleaseError     a release's files are not what they should be
+-- UnknownReleaseError    no release of that id is loaded
"""


class CodingLogicError(Exception):
    """The root of the errors that the coding logic raises on purpose."""


class BrokenReleaseError(CodingLogicError):
    """A release cannot be read: which file, and what is wrong with it."""


class UnknownReleaseError(CodingLogicError):
    """No release of the id asked for is loaded."""
