"""Essential hypertension with the heart and the kidney disease that it is presumed to have caused (guideline I.C.9.a).

The codes of I10 to I13 by what they say of the two organs: `data/hypertension.toml`, reviewed, read once per process.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

Prefixes = tuple[str, ...]


class Organs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The heart and kidney disease that a code says: "failure" or "disease", "mild" or "severe", "" = none."""

    heart: str
    kidney: str


class Hypertension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The codes of hypertension by what they say of heart and kidney, and the codes of those diseases."""

    heart_failure: Prefixes
    heart_disease: Prefixes
    kidney: Prefixes
    severe: Prefixes
    open_stage: Prefixes
    owned_by: Prefixes
    source: str
    codes: dict[str, Organs]

    def code_of(self, organs: Organs) -> str | None:
        """Return the code that says what is meant of heart and kidney; None for what no code says."""
        return next((code for code, said in self.codes.items() if said == organs), None)


@cache
def load_hypertension() -> Hypertension:
    """Return the table, read once per process."""
    return msgspec.toml.decode(files("icd10cm").joinpath("data/hypertension.toml").read_bytes(), type=Hypertension)


def leaves_out(code: str, other: str, *, heart: bool, kidney: bool) -> bool:
    """Return whether a code of hypertension lacks a coded organ disease that another such code says.

    `heart` and `kidney` are whether a heart failure and a kidney disease are coded.
    """
    codes = load_hypertension().codes
    own, its = codes.get(code), codes.get(other)
    if own is None or its is None:
        return False
    failure = its.heart == "failure" != own.heart
    return (heart and failure) or (kidney and bool(its.kidney) and not own.kidney)


def says_uncoded(code: str, *, heart: bool, kidney: bool) -> bool:
    """Return whether a code of hypertension says a heart failure or a kidney disease without a code."""
    own = load_hypertension().codes.get(code)
    return own is not None and ((own.heart == "failure" and not heart) or (bool(own.kidney) and not kidney))


def with_milder_kidney(code: str) -> str | None:
    """Return the code of hypertension for a kidney disease of a lower stage; None for one that says no high stage."""
    table = load_hypertension()
    own = table.codes.get(code)
    return None if own is None or own.kidney != "severe" else table.code_of(Organs(own.heart, "mild"))


def is_within(code: str, other: str) -> bool:
    """Return whether a code of hypertension says nothing of heart and kidney that another such code does not say."""
    codes = load_hypertension().codes
    own, its = codes[code], codes[other]
    return own.kidney in ("", its.kidney) and (own.heart in ("", its.heart) or its.heart == "failure")


def combined(code: str, other: str) -> str | None:
    """Return the code of hypertension that says the heart disease of one code and the kidney disease of another one.

    None where one of the two says all of it, or either is not of hypertension.
    """
    table = load_hypertension()
    own, its = table.codes.get(code), table.codes.get(other)
    if own is None or its is None or is_within(code, other) or is_within(other, code):
        return None
    if bool(own.heart) == bool(its.heart) or bool(own.kidney) == bool(its.kidney):
        return None
    return table.code_of(Organs(own.heart or its.heart, own.kidney or its.kidney))
