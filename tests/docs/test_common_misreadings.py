"""docs/common-misreadings.md: every code exists, every quotation stands where the page says, every rule speaks."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import RULES
from tests.icd10cm.rules.encounters import encounter_of

_PAGE = Path(__file__).parents[2] / "docs" / "common-misreadings.md"
_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?-?")
_QUOTED = re.compile(
    r"`(?P<holder>[^`]+)` (?P<kind>title|excludes1|excludes2|use additional code|code first|note|inclusion term"
    r"|7th character [A-Z]): “(?P<words>[^”]+)”"
)
_STATE = re.compile(r"`(?P<code>[^`]+)` is (?P<state>a header|a valid code|not a code by itself)")
_NO_CODE = "not a code by itself"
_ELEMENTS = {"use additional code": "useAdditionalCode", "code first": "codeFirst", "note": "notes"}

# A chart in which the rule that is named notices the misreading, by the number of its heading.
CHARTS: dict[int, tuple[str, dict[str, Any]]] = {
    1: ("IncompleteCode", {"dx": ["M86.51"]}),
    2: ("ResidualCode", {"dx": [{"code": "M86.59", "at": ["femur right"]}]}),
    5: ("SiteMismatch", {"dx": [{"code": "M86.471", "at": ["tibia right"]}]}),
    9: ("Excludes1", {"dx": ["M86.8X5", "M96.89"]}),
    10: ("IncompleteCode", {"dx": ["M86.8"]}),
    11: ("IncompleteCode", {"dx": ["M86.17"]}),
    12: ("UseAdditionalCode", {"dx": [{"code": "M86.551", "text": "osteomyelitis with major osseous defect"}]}),
    13: ("MissingOrganism", {"dx": ["M86.151"], "cultures": ["Methicillin resistant Staphylococcus aureus"]}),
    14: ("MissingOrganism", {"dx": ["M86.151", "B95.61"], "cultures": ["Methicillin resistant Staphylococcus aureus"]}),
    16: (
        "UseAdditionalCode",
        {"dx": ["M86.151", "B96.20"], "cultures": [{"organism": "Escherichia coli", "resistance": ["Z16.12"]}]},
    ),
    17: ("Excludes1", {"dx": ["M86.551", "A02.24"]}),
    18: ("ExcludedSite", {"dx": [{"code": "M86.551", "at": ["femur right", "vertebra-lumbar"]}]}),
    19: ("ExcludedSite", {"dx": [{"code": "M86.50", "at": ["orbit right"]}]}),
    20: ("IncompleteCode", {"dx": ["T81.4"]}),
    21: ("SiteMismatch", {"dx": [{"code": "T84.51XA", "at": ["knee right"]}]}),
    22: ("IncompleteCode", {"dx": ["T84.53XA", "Z96.65"]}),
    24: ("UnspecifiedLaterality", {"dx": ["E11.621", "L97.509"]}),
    25: ("CodeFirst", {"dx": ["M86.171", "E11.69", "L97.509"]}),
    26: ("CodeFirst", {"dx": ["L97.421", "E11.621"]}),
    27: ("SeventhCharacter", {"dx": [{"code": "S82.242B", "text": "open fracture of left tibia, Gustilo type IIIB"}]}),
    28: ("InvalidCode", {"dx": ["M86.551A"]}),
    29: ("InvalidCode", {"dx": ["T84.51XA"], "procedures": ["PCS 0SHC0NZ"]}),
    31: ("InvalidCode", {"dx": ["T84.51XA"], "procedures": ["PCS 3E0V029"]}),
    32: ("ResidualCode", {"dx": ["M99.86", "M17.11"]}),
}


@cache
def items() -> dict[int, str]:
    """The text of each misreading, line ends taken out, by its number."""
    text = " ".join(_PAGE.read_text(encoding="utf-8").replace("\n- ", "\n-- ").split())
    parts = re.split(r"### (\d+)\. ", text)
    return {int(number): re.split(r" ## ", body)[0] for number, body in zip(parts[1::2], parts[2::2], strict=True)}


def rule_line(number: int) -> str:
    return items()[number].partition("-- Rule: ")[2]


def test_they_are_numbered_without_a_gap() -> None:
    assert list(items()) == list(range(1, 33))


def test_each_names_its_source_and_its_rule() -> None:
    for number, body in items().items():
        source = body.partition("-- Release: ")[2].partition("-- Rule: ")[0]
        assert _QUOTED.search(source) or _STATE.search(source) or "not part of ICD-10-CM" in source, number
        rules = re.findall(r"`([A-Za-z0-9]+)`", rule_line(number))
        assert rules or rule_line(number).startswith("no rule: "), number
        assert set(rules) <= set(RULES), number


def test_every_code_exists() -> None:
    release = load_embedded()
    codes = [name for name in re.findall(r"`([^`]+)`", _PAGE.read_text(encoding="utf-8")) if _CODE.fullmatch(name)]
    assert len(codes) > 60
    assert [code for code in codes if release.node(code.removesuffix("-").removesuffix(".")) is None] == []


def test_every_quotation_stands_there() -> None:
    release = load_embedded()
    found = [match for body in items().values() for match in _QUOTED.finditer(body)]
    assert len(found) > 50
    assert [match.group() for match in found if match["words"] not in _said(match["holder"], match["kind"])] == []
    # No quotation escapes the pattern.
    sources = [body.partition("-- Release: ")[2].partition("-- Rule: ")[0] for body in items().values()]
    assert sum(source.count("“") for source in sources) == len(found)
    assert release.tabular.version == "2026"


def _said(holder: str, kind: str) -> set[str]:
    release = load_embedded()
    node = release.tabular.find(holder)
    if kind == "title":
        sections = {section.id: section.title for section in release.tabular.sections}
        return {node.title if node else sections[holder]}
    if kind == "inclusion term":
        return set(node.inclusion_terms) if node else set()
    if kind.startswith("7th character"):
        return (
            {meaning for char, meaning in node.seventh.meanings if char == kind[-1]} if node and node.seventh else set()
        )
    element = _ELEMENTS.get(kind, kind)
    return {line.line for line in release.notes.at(holder) if line.element == element}


def test_headers_and_valid_codes_are_that() -> None:
    release = load_embedded()
    for body in items().values():
        for match in _STATE.finditer(body):
            node = release.tabular.find(match["code"])
            assert node is not None
            state = (
                "a valid code"
                if release.is_valid(node.code)
                else "a header"
                if node.children
                else "not a code by itself"
            )
            assert state == match["state"], match.group()


@pytest.mark.parametrize("number", CHARTS)
def test_the_rule_notices_it(number: int) -> None:
    rule, chart = CHARTS[number]
    assert f"`{rule}`" in rule_line(number)
    assert rule in {issue.rule for issue in review(encounter_of(chart), load_embedded())}


def test_every_misreading_with_a_rule_has_a_chart() -> None:
    with_rule = {number for number in items() if not rule_line(number).startswith("no rule: ")}
    assert with_rule == set(CHARTS)
