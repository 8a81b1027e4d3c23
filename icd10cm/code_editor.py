"""Two lists of the Medicare Code Editor: `data/code_editor.toml`, with its source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class CodeEditor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Prefixes of codes; every code below one of them is on the list.

    `manifestations` are refused as principal diagnosis (edit 7); `unspecified` need a side or site (edit 20).
    """

    source: str
    manifestations: frozenset[str]
    unspecified: frozenset[str]

    def is_manifestation(self, code: str) -> bool:
        """Return whether the code editor refuses a code as principal diagnosis because it is a manifestation."""
        return _is_listed(code, self.manifestations)

    def is_unspecified(self, code: str) -> bool:
        """Return whether the code editor lists a code as unspecified."""
        return _is_listed(code, self.unspecified)


def _is_listed(code: str, prefixes: frozenset[str]) -> bool:
    return any(code[:length] in prefixes for length in range(3, len(code) + 1))


@cache
def load_code_editor() -> CodeEditor:
    """Return the lists, read once per process."""
    return msgspec.toml.decode(files("icd10cm").joinpath("data/code_editor.toml").read_bytes(), type=CodeEditor)
