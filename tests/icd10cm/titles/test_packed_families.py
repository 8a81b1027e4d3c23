"""What was worked out of a category comes back from its packed form as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.releases.loading import load_embedded, make_release, work_out_ahead
from icd10cm.titles.category_families import work_out
from icd10cm.titles.packed_families import (
    PackedFamilies,
    pack_families,
    pack_stems,
    pack_wordings,
    unpack_families,
    unpack_stems,
    unpack_wordings,
)
from icd10cm.titles.title_stems import read_stems
from icd10cm.titles.wordings import read_wordings
from tests.icd10cm.releases.test_compiled_cache import FIRST, LAST, PLAIN_LIST, XML

if TYPE_CHECKING:
    from pathlib import Path

# Sides, sites, families with headers, loosely worded peers, terms, dominance, eyes.
CATEGORIES = ("M86", "M60", "L03", "S72", "G81", "H40", "F32", "N18", "I70", "A00")


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_category_comes_back(code: str) -> None:
    release, anatomy = load_embedded(), load_anatomy()
    at = release.tabular.by_code[code]
    nodes = release.tabular.nodes[at : release.tabular.nodes[at].end]
    families = work_out(nodes, anatomy)
    wordings = read_wordings(nodes, families.places, families.peers_of, anatomy)
    stems = read_stems(nodes)
    packed = PackedFamilies({at: pack_families(families)}, {at: pack_wordings(wordings)}, {at: pack_stems(stems)})
    back = unpack_families(packed, at, anatomy)
    assert back.places == families.places
    assert back.sides == families.sides
    assert unpack_wordings(packed, at) == wordings
    assert unpack_stems(packed, at) == stems
    for node in nodes:
        one, other = families.peers_of(node.index), back.peers_of(node.index)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert (other.packed, other.leaves, list(other.slots)) == (one.packed, one.leaves, list(one.slots))


def test_the_next_start_finds_what_was_worked_out(tmp_path: Path) -> None:
    first = make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache")
    assert first.families.packed is None
    work_out_ahead(first)
    second = make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache")
    assert second.families.packed == first.families.packed
    nodes = first.tabular.nodes
    assert second.families.packed is not None
    assert list(second.families.packed.families) == [node.index for node in nodes if node.parent < 0]


def test_only_some_categories_stay_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icd10cm.titles.families.MOST_UNPACKED", 1)
    release = make_release(XML, PLAIN_LIST, FIRST, LAST, tmp_path / "cache")
    plain = make_release(XML, PLAIN_LIST, FIRST, LAST)
    work_out_ahead(release)
    for _ in range(2):
        for node in release.tabular.nodes:
            assert release.families.place(node.index) == plain.families.place(node.index)
            one, other = (each.families.site_family(node.index) for each in (release, plain))
            assert (one is None) == (other is None)
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
