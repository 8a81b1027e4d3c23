"""The comparison on its own: claims and facts as bare stems."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from icd10cm.choosing.comparing.claimed import Claimed
from icd10cm.choosing.comparing.comparison import Comparison, compare
from icd10cm.choosing.comparing.siblings import is_better
from icd10cm.choosing.comparing.stated_facts import StatedFacts
from icd10cm.titles.title_stems import TitleStems


def _stems(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _facts(stated: str, *, denied: str = "", coded: str = "ulcer", affirmed: str | None = None) -> StatedFacts:
    return StatedFacts(_stems(stated if affirmed is None else affirmed), _stems(stated), _stems(denied), _stems(coded))


def _claimed(title: str, *, denied: str = "", is_open: bool = False, headers: str = "ulcer") -> Claimed:
    words = _stems(title)
    needed = tuple(frozenset((word,)) for word in sorted(words - {"unspecifi"}))
    return Claimed(
        needed, (_stems(denied),) if denied else (), words, (words,), _stems(headers), is_open, implied=words
    )


def _offered(
    title: str, facts: StatedFacts, *, denied: str = "", is_open: bool = False, coded: str = "ulcer"
) -> Comparison:
    return compare(_claimed(title, denied=denied, is_open=is_open), _claimed(coded), facts)


def _sibling(title: str, optional: str = "") -> TitleStems:
    return TitleStems(_stems(title), _stems(title) | _stems(optional))


def test_each_claim_has_its_verdict() -> None:
    found = _offered("ulcer fat bone unspecifi", _facts("ulcer fat muscle", denied="tendon"), coded="ulcer chron")
    assert found.supported == _stems("fat")
    assert found.not_stated == (_stems("bone"),)
    assert found.lost == (_stems("chron"),)
    assert found.kept == _stems("ulcer fat")
    assert found.passed_over == _stems("muscle")
    assert found.contradicted == _stems("")


def test_what_both_deny_is_supported() -> None:
    facts = _facts("ulcer", denied="necrosi")
    assert _offered("ulcer", facts, denied="necrosi").supported == {"not necrosi"}
    assert not _offered("ulcer other", facts, denied="necrosi").supported
    assert not _offered("ulcer", facts, denied="fat").supported
    assert not compare(_claimed("ulcer", denied="necrosi"), _claimed("ulcer", denied="necrosi"), facts).supported


def test_a_stage_is_kept_by_a_finer_one() -> None:
    assert not _offered("ulcer stage:3a", _facts("ulcer"), coded="ulcer stage:3").lost
    assert _offered("ulcer stage:3", _facts("ulcer"), coded="ulcer stage:3a").lost == (_stems("stage:3a"),)


def test_what_a_header_says_is_kept_unless_it_is_one_of_a_list_that_the_text_says() -> None:
    offer = replace(_claimed("furuncl", headers="absces furuncl"), listed=_stems("absces"))
    for affirmed, lost in (("furuncl", ()), ("absces furuncl", (_stems("absces"),))):
        assert compare(offer, _claimed("absces"), _facts(affirmed)).lost == lost


def test_an_offer_that_denies_what_the_code_says_is_contradicted_unless_a_text_denies_it_too() -> None:
    for denied, contradicted in (("", "bleed"), ("bleed", "")):
        found = _offered("ulcer", _facts("ulcer", denied=denied), denied="bleed", coded="ulcer bleed")
        assert found.contradicted == _stems(contradicted)


def test_a_default_counts_where_a_title_claims_nothing_else() -> None:
    offer = replace(_claimed("ulcer"), defaults=_stems("unilateral"))
    assert compare(offer, _claimed("ulcer"), _facts("ulcer unilateral")).supported == {"unilateral"}
    assert compare(offer, _claimed("ulcer"), _facts("ulcer")).not_stated == (_stems("unilateral"),)


@pytest.mark.parametrize(
    ("title", "denied", "stated", "texts_deny", "contradicted"),
    [
        ("ulcer fat", "", "ulcer", "fat", "fat"),
        ("ulcer fat", "", "ulcer fat", "fat", ""),
        ("ulcer", "necrosi bone", "ulcer necrosi bone", "", "necrosi bone"),
        ("ulcer", "necrosi bone", "ulcer bone", "", ""),
    ],
)
def test_a_claim_that_is_denied_and_a_denial_of_what_is_stated(
    title: str, denied: str, stated: str, texts_deny: str, contradicted: str
) -> None:
    found = _offered(title, _facts(stated, denied=texts_deny), denied=denied)
    assert found.contradicted == _stems(contradicted)


@pytest.mark.parametrize(
    ("title", "is_open", "denied", "texts_deny", "adds_nothing"),
    [
        ("ulcer unspecifi", True, "", "", True),
        ("ulcer unspecifi", False, "", "", False),
        ("ulcer fat", True, "", "", False),
        ("ulcer", True, "necrosi", "", False),
        ("ulcer", True, "necrosi", "necrosi", True),
    ],
)
def test_an_open_title_adds_nothing_where_all_that_it_claims_is_known(
    *, title: str, is_open: bool, denied: str, texts_deny: str, adds_nothing: bool
) -> None:
    found = _offered(title, _facts("ulcer", denied=texts_deny), denied=denied, is_open=is_open)
    assert found.adds_nothing is adds_nothing


@pytest.mark.parametrize(
    ("title", "is_open", "loses"),
    [
        ("ulcer unspecifi", True, True),
        ("ulcer", False, False),
        ("ulcer heel unspecifi", True, False),  # it says a fact that the coded title does not
        ("ulcer chron unspecifi", True, False),  # it loses nothing
    ],
)
def test_an_open_title_that_says_less_than_the_coded_one_only_loses(*, title: str, is_open: bool, loses: bool) -> None:
    facts = _facts("ulcer heel", coded="ulcer chron")
    assert _offered(title, facts, is_open=is_open, coded="ulcer chron").only_loses is loses


@pytest.mark.parametrize(
    ("sibling", "stated", "affirmed", "better", "why"),
    [
        ("ulcer fat layer", "ulcer fat layer", "ulcer fat layer", True, "all that sets it apart is affirmed"),
        ("ulcer fat layer", "ulcer fat", "ulcer fat", False, "half of it is"),
        ("ulcer fat layer", "ulcer fat layer", "ulcer", False, "it is mentioned, and not affirmed"),
        ("ulcer muscl", "ulcer fat layer", "ulcer fat layer", False, "another one is affirmed"),
        ("ulcer", "ulcer fat layer", "ulcer fat layer", False, "nothing sets it apart"),
        ("ulcer of with", "ulcer of with", "ulcer of with", False, "grammar sets nothing apart"),
    ],
)
def test_a_sibling_that_is_affirmed_is_better_than_an_open_title(
    *, sibling: str, stated: str, affirmed: str, better: bool, why: str
) -> None:
    offered = _offered("ulcer unspecifi", _facts(stated, affirmed=affirmed), is_open=True)
    assert is_better(_sibling(sibling), offered) is better, why


def test_where_both_are_affirmed_neither_is_better() -> None:
    offered = _offered("ulcer heel", _facts("ulcer heel fat"))
    assert not is_better(_sibling("ulcer fat"), offered)
    assert is_better(_sibling("ulcer fat"), _offered("ulcer heel bone", _facts("ulcer heel fat")))


def test_of_an_acute_disease_the_disease_has_to_be_affirmed() -> None:
    facts = _facts("anemia chest syndrom crisi", coded="anemia")
    assert not is_better(_sibling("anemia crisi"), _offered("anemia acute chest syndrom", facts))
    assert is_better(_sibling("anemia chron"), _offered("anemia acute", _facts("anemia chron", coded="anemia")))


@pytest.mark.parametrize(
    ("title", "sibling", "better", "why"),
    [
        ("ulcer bone", "ulcer fat layer", True, "the offer claims bone, the sibling keeps the ulcer and has fat"),
        ("ulcer bone", "fat layer", False, "the sibling does not keep the ulcer"),
        ("ulcer bone", "ulcer header layer", False, "what the header says sets nobody apart"),
    ],
)
def test_an_unstated_claim_gives_way_to_one_more_fact(*, title: str, sibling: str, better: bool, why: str) -> None:
    claimed = _claimed(title, headers="header")
    assert is_better(_sibling(sibling), compare(claimed, _claimed("ulcer"), _facts("ulcer fat header"))) is better, why


def test_what_a_sibling_has_in_brackets_keeps_a_fact_and_need_not_be_stated() -> None:
    facts = _facts("asthma exacerb chron")
    assert is_better(_sibling("asthma exacerb", "acute"), _offered("asthma uncomplicat", facts))
    assert is_better(_sibling("asthma exacerb more", "chron"), _offered("asthma chron uncomplicat", facts))
