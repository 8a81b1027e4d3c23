"""What was worked out of a category comes back from its packed form as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from msgspec import structs

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.releases.loading import load_embedded, make_release, work_out_ahead
from icd10cm.tabular.model import Node, TabularList
from icd10cm.titles.families import Families
from icd10cm.titles.packed.packed_families import PackedFamilies
from tests.icd10cm.releases.test_compiled_cache import FIRST, LAST, PLAIN_LIST, XML

if TYPE_CHECKING:
    from pathlib import Path

# Sides, sites, families with headers, loosely worded peers, terms, dominance, eyes.
CATEGORIES = ("M86", "M60", "L03", "S72", "G81", "H40", "F32", "N18", "I70", "A00")


def _plain(code: str) -> tuple[Families, Families, range]:
    """Return the families of a category as worked out and as unpacked, and its positions in a list of it alone."""
    nodes, anatomy = load_embedded().tabular.nodes, load_anatomy()
    first = load_embedded().tabular.by_code[code]
    own = tuple(_moved(node, first) for node in nodes[first : nodes[first].end])
    tabular = TabularList("", (), (), own, {node.code: node.index for node in own})
    plain, back = Families(tabular, anatomy), Families(tabular, anatomy)
    back.take(msgspec.msgpack.decode(msgspec.msgpack.encode(plain.pack()), type=PackedFamilies))
    return plain, back, range(len(own))


def _moved(node: Node, first: int) -> Node:
    """Return a node as the first category of a list would have it."""
    parent = node.parent - first if node.parent >= 0 else -1
    children = tuple(child - first for child in node.children)
    return structs.replace(node, index=node.index - first, parent=parent, end=node.end - first, children=children)


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_category_comes_back(code: str) -> None:
    plain, back, positions = _plain(code)
    for at in positions:
        assert back.place(at) == plain.place(at)
        assert back.side_group(at) == plain.side_group(at)
        assert back.code_words(at) == plain.code_words(at)
        one, other = plain.site_family(at), back.site_family(at)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert (other.packed, other.leaves, list(other.slots)) == (one.packed, one.leaves, list(one.slots))
    assert back.sites(0) == plain.sites(0)
    assert back.stems(0) == plain.stems(0)
    assert back.wordings(0) == plain.wordings(0)


@pytest.mark.parametrize("code", CATEGORIES)
def test_the_wordings_within_some_words_are_found_by_their_index(code: str) -> None:
    plain, back, positions = _plain(code)
    every = plain.wordings(0)
    for at in positions[::7]:
        for said in (plain.code_words(at).implied, plain.code_words(at).lineage, frozenset[str]()):
            within = [one for one in every if all(group & said for group in one.claims.needed)]
            assert back.wordings_within(0, said) == plain.wordings_within(0, said) == within


def test_the_next_start_finds_what_was_worked_out(tmp_path: Path) -> None:
    first = make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache")
    assert first.families.packed is None
    work_out_ahead(first)
    assert first.families.packed is not None
    second = make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache")
    assert second.families.packed == first.families.packed


def test_only_some_values_stay_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icd10cm.titles.packed.records.MOST", 1)
    release = make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache")
    plain = make_release(XML, PLAIN_LIST, FIRST, LAST)
    work_out_ahead(release)
    for _ in range(2):
        for node in release.tabular.nodes:
            assert release.families.place(node.index) == plain.families.place(node.index)
            category = release.category(node.index).index
            assert release.families.wordings(category) == plain.families.wordings(category)
            assert release.families.stems(category) == plain.families.stems(category)


def test_without_a_directory_nothing_is_worked_out_ahead() -> None:
    release = make_release(XML, PLAIN_LIST, FIRST, LAST)
    work_out_ahead(release)
    assert release.families.packed is None


def test_where_nothing_can_be_kept_nothing_is_worked_out_ahead(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    release = make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "file" / "cache")
    work_out_ahead(release)
    assert release.families.packed is None


def test_damaged_file_is_not_used(tmp_path: Path) -> None:
    work_out_ahead(make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache"))
    (kept,) = (tmp_path / "cache").glob("*.families")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache").families.packed is None
