"""The reviewed table of conditions that are taken as linked: `data/presumed_links.toml`, read once per process."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from icd10cm.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts

Prefixes = tuple[str, ...]
_NEOPLASM = "neoplasm"
_ENTRY = re.compile(r"Index: ([^;(]+(?:\(due to\)[^;(]*)?)")


def _index_entry(source: str) -> str:
    found = _ENTRY.search(source)
    return "" if found is None else found[1].strip()


class DiabetesLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A complication and the ending of the diabetes codes that name it."""

    beside: Prefixes
    ending: str
    named_by: Prefixes
    owned_by: Prefixes
    source: str

    @property
    def naming(self) -> Prefixes:
        """The prefixes of the diabetes codes of any type that name the complication already."""
        return tuple(f"{kind}.{ending}" for kind in load_policy().diabetes for ending in self.named_by)

    @property
    def index_entry(self) -> str:
        """The entry of the Index that the source names: "Diabetes, with, osteomyelitis"; "" for none."""
        return _index_entry(self.source)


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code that is another one beside one of some diseases; with `adds` both are reported.

    `code` and `becomes` may be the beginnings of several codes, whose ends are alike, and `becomes` a header, of which
    the provider's answer tells the code. `owned_by` are other coded causes, which leave nothing to ask; `reason` is
    that of the rule, "" for the usual one.
    """

    code: str
    beside: Prefixes
    becomes: str
    source: str
    adds: bool = False
    owned_by: Prefixes = ()
    reason: str = ""

    @property
    def index_entry(self) -> str:
        """The entry of the Index that the source names: "Diabetes, with, osteomyelitis"; "" for none."""
        return _index_entry(self.source)

    def linked(self, code: str) -> str:
        """Return the code that says the link for one of the table's codes: F02.818 for F03.918."""
        return self.becomes + code.removeprefix(self.code)


class PresumedLinks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    diabetes: tuple[DiabetesLink, ...]
    pair: tuple[Pair, ...]


@cache
def load_presumed_links() -> PresumedLinks:
    """Return the table, read once per process."""
    text = files("icd10cm").joinpath("data/presumed_links.toml").read_bytes()
    return msgspec.toml.decode(text, type=PresumedLinks)


@cache
def codes_of_pairs() -> Prefixes:
    """Return the beginnings of the codes of all pairs."""
    return tuple(dict.fromkeys(pair.code for pair in load_presumed_links().pair))


@cache
def causes_by_code() -> dict[str, Prefixes]:
    """Return the prefixes of the other diseases of the pairs, by the code that says the link."""
    found: dict[str, Prefixes] = {}
    for pair in load_presumed_links().pair:
        found[pair.becomes] = (*found.get(pair.becomes, ()), *pair.beside)
    return found


@cache
def of_a_primary() -> Prefixes:
    """Return the codes of what the primary neoplasm brings about, and not one metastasis: the anemia of D63.0."""
    return tuple(dict.fromkeys(pair.becomes for pair in load_presumed_links().pair if pair.reason == _NEOPLASM))


def primaries_of(neoplasms: Sequence[DiagnosisFacts]) -> Sequence[DiagnosisFacts]:
    """Return the neoplasms that are not metastases."""
    return [one for one in neoplasms if not one.code.startswith(load_policy().secondary_neoplasms)]


@cache
def complications() -> Prefixes:
    """Return the prefixes of all complications of diabetes in the table."""
    return tuple(dict.fromkeys(prefix for link in load_presumed_links().diabetes for prefix in link.beside))


@cache
def complications_of(ending: str) -> Prefixes:
    """Return the prefixes of what a diabetes code with this ending names."""
    links = load_presumed_links().diabetes
    return tuple(prefix for link in links if link.ending == ending for prefix in link.beside)
