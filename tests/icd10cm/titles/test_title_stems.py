"""The stems of the titles of a category: what each leaf says, and which leaves say a word."""

from __future__ import annotations

import pytest

from icd10cm.releases.loading import load_embedded
from icd10cm.titles.title_stems import CategoryStems, read_stems, stems_of_title

RELEASE = load_embedded()


def _category(code: str) -> CategoryStems:
    nodes, at = RELEASE.tabular.nodes, RELEASE.tabular.by_code[code]
    return read_stems(nodes[at : nodes[at].end])


@pytest.mark.parametrize("category", ["H40", "I34", "M60", "S72", "A00", "O30"])
def test_each_leaf_says_what_its_title_says(category: str) -> None:
    stems = _category(category)
    first = RELEASE.tabular.by_code[category]
    leaves = [node for node in RELEASE.tabular.nodes[first : RELEASE.tabular.nodes[first].end] if not node.children]
    assert [(node.code, stems.of(node.index)) for node in leaves] == [
        (node.code, stems_of_title(node.title)) for node in leaves
    ]


@pytest.mark.parametrize(
    ("word", "leaves", "why"),
    [
        ("insufficiency", ["I34.0"], "a word of one title"),
        ("valve", ["I34.0", "I34.1", "I34.2", "I34.81", "I34.89", "I34.9"], "in brackets too"),
        ("rheumat", [], "the titles say nonrheumatic"),
        ("knee", [], "no title of the category"),
    ],
)
def test_a_word_leads_to_the_leaves_that_say_it(word: str, leaves: list[str], why: str) -> None:
    nodes = RELEASE.tabular.nodes
    assert [nodes[leaf].code for leaf in sorted(_category("I34").saying({word}))] == leaves, why


def test_what_is_in_brackets_is_not_claimed_and_what_is_denied_is() -> None:
    said = stems_of_title("Nonrheumatic mitral (valve) prolapse without rupture")
    assert "valve" in said.all - said.claimed
    assert "ruptur" in said.claimed & said.denied
