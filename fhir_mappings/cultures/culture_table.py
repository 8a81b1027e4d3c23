"""The reviewed words and codes of culture tests (`data/cultures.toml`), ready for look-up."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from icd10cm.organisms.table import load_organisms, marked_words_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from icd10cm.encounter import Organism

_WORD_LISTS = ("filler", "names_with_negative", "after_genus", "before_genus", "resembles", "as_well", "part_of")
Meaning = tuple[str, str]
"""What a phrase means: its kind ("organism", "resistance", "methicillin", "negative" ...), and which.

An organism named together with its resistance ("VRE") is "organism", "enterococcus Z16.21"; what makes a genus exact
("coagulase negative") is "exact", with the genus and the organism.
"""


@dataclass(frozen=True, slots=True)
class ResistanceRule:
    """A code of Z16 that an answer to one of `drugs` supports, for organisms whose code or id begins so."""

    drugs: frozenset[str]
    answer: str
    code: str
    organisms: tuple[str, ...]

    def holds_for(self, organism: Organism) -> bool:
        """Return whether the rule is made for an organism."""
        return organism.id.startswith(self.organisms) or (organism.code or "").startswith(self.organisms)


@dataclass(frozen=True, slots=True)
class CultureTable:
    """The table. `phrases` maps words to what they mean in a text; `longest` is the most words that begin with one.

    `specimen_words` are asked in their order; `any_specimen` finds whether any of them will match.
    """

    loinc: Mapping[str, str]
    culture_name: re.Pattern[str]
    any_specimen: re.Pattern[str]
    specimen_words: tuple[tuple[re.Pattern[str], str], ...]
    specimen_codes: Mapping[str, str]
    negative_snomed: frozenset[str]
    negative_interpretations: frozenset[str]
    drug_loinc: Mapping[str, str]
    drug_name: re.Pattern[str]
    drug_words: Mapping[str, str]
    answers: Mapping[str, str]
    rules: tuple[ResistanceRule, ...]
    text_rules: tuple[ResistanceRule, ...]
    phrases: Mapping[tuple[str, ...], Meaning]
    longest: Mapping[str, int]
    filler: frozenset[str]
    names_with_negative: frozenset[str]
    after_genus: frozenset[str]
    before_genus: frozenset[str]
    resembles: frozenset[str]
    as_well: frozenset[str]
    part_of: frozenset[str]


@cache
def load_cultures() -> CultureTable:
    """Return the table; read once per process."""
    data = tomllib.loads(files("fhir_mappings").joinpath("data/cultures.toml").read_text(encoding="utf-8"))
    phrases = _phrases(data)
    drugs = data["drug"]
    drug_words = {word: drug["id"] for drug in drugs for word in drug["words"]}
    cues = {name: frozenset(data["cues"][name]) for name in _WORD_LISTS}
    specimens = data["words"]["specimen"]
    return CultureTable(
        loinc=MappingProxyType(data["loinc"]["cultures"]),
        culture_name=_any_of(data["words"]["culture"]),
        any_specimen=_any_of(specimens),
        specimen_words=tuple((_any_of([word]), specimen) for word, specimen in specimens.items()),
        specimen_codes=MappingProxyType(_rows(data["snomed_specimens"]) | _rows(data["hl7_specimens"])),
        negative_snomed=frozenset(data["negative"]["snomed"]),
        negative_interpretations=frozenset(code.lower() for code in data["negative"]["interpretations"]),
        drug_loinc=MappingProxyType({code: drug["id"] for drug in drugs for code in drug["loinc"]}),
        drug_name=_any_of(sorted(drug_words, key=len, reverse=True)),
        drug_words=MappingProxyType(drug_words),
        answers=MappingProxyType(_by_word(_rows(data["answers"]))),
        rules=tuple(_rule(row, row["drugs"], row["answer"]) for row in data["resistance"]),
        text_rules=tuple(_rule(row, (), "") for row in data["resistance_phrase"]),
        phrases=MappingProxyType(phrases),
        longest=MappingProxyType(_longest(phrases)),
        **cues,
    )


def _rows(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of a table without its source."""
    return {key: value for key, value in table.items() if key != "source"}


def _by_word(answers: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word: answer for answer, words in answers.items() for word in words}


def _rule(row: Mapping[str, Any], drugs: Iterable[str], answer: str) -> ResistanceRule:
    return ResistanceRule(frozenset(drugs), answer, row["code"], tuple(row["organisms"]))


def _longest(phrases: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """Return the number of words of the longest phrase by its first word."""
    longest: dict[str, int] = {}
    for words in phrases:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def culture_codes() -> tuple[str, ...]:
    """Return the LOINC codes of culture tests, as a prefetch template lists them."""
    return tuple(load_cultures().loinc)


def _phrases(data: Mapping[str, Any]) -> dict[tuple[str, ...], Meaning]:
    """Gather every phrase that text is read for; an organism's name has priority over any other meaning."""
    phrases: dict[tuple[str, ...], Meaning] = {}
    for kind, words in _cues(data["cues"], data["negative"]).items():
        for phrase in words:
            phrases.setdefault(words_of(phrase), (kind, ""))
    for answer in ("resistant", "susceptible"):
        for phrase in data["cues"][f"methicillin_{answer}"]:
            phrases[marked_words_of(phrase)] = ("methicillin", answer)
    phrases |= _phrases_of(data["resistance_phrase"], "resistance", lambda row: row["code"])
    phrases |= _phrases_of(data["exact"], "exact", lambda row: f"{row['genus']} {row['organism']}")
    phrases |= {name: ("organism", organism.id) for name, organism in load_organisms().by_name.items()}
    phrases |= _phrases_of(data["resistant_name"], "organism", lambda row: f"{row['organism']} {row['code']}")
    return phrases


def _cues(cues: Mapping[str, Any], negative: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        "either": [cue for cue in cues["before"] if cue in cues["after"]],
        "before": cues["before"],
        "after": cues["after"],
        "negative": negative["phrases"],
        "flora": negative["flora"],
        "others": negative["other_kinds"],
        "contaminant": negative["contaminant"],
    }


def _phrases_of(
    rows: Iterable[Mapping[str, Any]], kind: str, which: Callable[[Mapping[str, Any]], str]
) -> dict[tuple[str, ...], Meaning]:
    return {words_of(phrase): (kind, which(row)) for row in rows for phrase in row["phrases"]}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(re.escape(word) for word in words) + r")(?![a-z0-9])")
