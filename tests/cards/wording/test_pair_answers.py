"""Answers about two codes: none gives up what the chart documents, and none keeps two codes that cannot both be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from icd10cm.exclusions.alternatives import only_one_applies
from icd10cm.exclusions.pairs.hypertension import is_within, load_hypertension
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode
from icd10cm.policy import load_policy
from tests.cards.sweep import cards_of
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards.card import Card
    from icd10cm.releases.release import Release

_COMPLICATIONS = 400


def _cards(release: Release, *codes: str) -> list[Card]:
    return [card for card in cards_of(encounter_of({"dx": list(codes)}), release) if len(card.issue.codes) > 1]


def _kept(card: Card) -> list[str]:
    return [each.keeps for each in card.issue.options if isinstance(each, RemoveCode)]


def _complications(release: Release) -> Iterator[str]:
    codes = [code for code in sorted(release.valid) if code.startswith("O") and not code.startswith("O80")]
    yield from codes[:: len(codes) // _COMPLICATIONS]


@pytest.mark.parametrize("normal", ["Z34.03", "O80"])
def test_no_complication_is_given_up_for_a_normal_pregnancy(normal: str, release: Release) -> None:
    asked = 0
    # Only the normal delivery may follow a high-risk pregnancy (guideline I.C.15.b.2).
    supervision = load_policy().prenatal_supervision if normal == "O80" else ("-",)
    for code in (each for each in _complications(release) if not each.startswith(supervision)):
        for card in _cards(release, normal, code):
            if normal in card.issue.codes and code in card.issue.codes:
                asked += 1
                assert _kept(card) == [code], card.summary
                assert card.summary.endswith(f"Remove {normal}?")
    assert asked > _COMPLICATIONS / 2


def _hypertension_pairs() -> Iterator[tuple[str, str]]:
    codes = list(load_hypertension().codes)
    yield from ((one, other) for one in codes for other in codes if one != other)


@pytest.mark.parametrize("organ", ["heart", "kidney"])
def test_no_linked_organ_is_given_up(organ: str, release: Release) -> None:
    """Heart failure and kidney disease are presumed to be linked (guideline I.C.9.a): the code that says so stays.

    Both organs are coded: without one of them the codes of hypertension that say it wait until it is.
    """
    table, asked = load_hypertension().codes, 0
    says = {code: getattr(organs, organ) in ("failure", "mild", "severe") for code, organs in table.items()}
    for one, other in _hypertension_pairs():
        gone, kept = (other, one) if says[one] else (one, other)
        for card in _cards(release, one, other, "I50.22", "N18.31"):
            if {one, other} == set(card.issue.codes) and says[one] != says[other] and card.issue.rule == "CodedTwice":
                asked += 1
                # a code that says of the other organ what the kept one does not is not given up either
                assert _kept(card) == ([kept] if is_within(gone, kept) else []), card.summary
                assert card.summary.endswith(f"Remove {gone}?") == bool(_kept(card))
    assert asked > 10


def test_both_answers_stay_where_no_organ_is_coded(release: Release) -> None:
    for one, other in _hypertension_pairs():
        for card in _cards(release, one, other):
            if card.issue.because == "contradicted":
                assert sorted(_kept(card)) == sorted((one, other))


@pytest.mark.parametrize("codes", ["E10.9 E11.9", "Z34.03 O13.3", "I69.354 Z86.73", "F17.210 Z87.891", "B20 Z21"])
def test_nobody_is_told_to_keep_both_of_two_codes_that_exclude_each_other(codes: str, release: Release) -> None:
    one, other = codes.split()
    first, second = release.node(one), release.node(other)
    assert first is not None
    assert second is not None
    assert only_one_applies(first, second, release)
    cards = _cards(release, one, other)
    assert cards
    assert not [card.detail for card in cards if "keep both" in (card.detail or "")]


_ORGANS = ("N17.0", "N17.9", "J96.01", "J96.02", "K72.00", "G93.41", "D65", "I50.21")
_SEPSES = ("A40.3", "A41.01", "A41.9", "B37.7", "O85")


def _of_organ(release: Release, *codes: str) -> list[Card]:
    return [card for card in _cards(release, *codes) if card.issue.because == "organ"]


@pytest.mark.parametrize("sepsis", _SEPSES)
def test_severe_sepsis_is_one_button_unless_a_shock_is_coded(sepsis: str, release: Release) -> None:
    asked = 0
    for organ in _ORGANS:
        for card in _of_organ(release, sepsis, organ):
            asked += 1
            assert [each.code for each in card.issue.options if isinstance(each, AddCode)] == ["R65.20"]
            assert re.match(r"Is the .+ due to the .+\?(?: If so, it is severe sepsis\.)?$", card.summary), card.summary
            assert sepsis in card.summary
            assert organ in card.summary
        for card in _of_organ(release, sepsis, organ, "R57.9"):
            assert [each.code for each in card.issue.options if isinstance(each, ReplaceCode)] == ["R65.21"]
        assert not _of_organ(release, sepsis, organ, "T81.12XA")
        assert not _of_organ(release, sepsis, organ, "R65.21")
    assert asked > 3


def test_the_list_of_what_is_uncomplicated_names_no_complication(release: Release) -> None:
    titles = [release.title(code).lower() for code in release.valid if code.startswith(load_policy().uncomplicated)]
    assert titles
    assert all(re.search("normal|uncomplicated|without residual", title) for title in titles)
