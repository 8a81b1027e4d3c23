"""What the differences of two releases mean for the rules: where a chart gets another card, or other options.

The rules work on notes, titles and the tree, so that they follow a release by themselves. This is what a person looks
at before an update: codes in use that turn invalid, options that come and go, notes that say something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.difference.differences import Touched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from icd10cm.releases.difference.differences import ChangedNote, Deleted, Retitled, Titled
    from icd10cm.releases.release import Release

_NOTE_RULES = {
    "excludes1": ("Excludes1", "other codes exclude each other"),
    "excludes2": ("ExcludedSite", "other sites belong to other categories"),
    "codeFirst": ("CodeFirst", "other codes come first"),
    "notes": ("Sequencing", "words about the use of codes changed"),
    "sevenChrDef": ("SeventhCharacter", "other 7th characters"),
}
_NO_RULE = ("", "")
_GONE, _SPLIT = ("InvalidCode", "no longer valid"), ("IncompleteCode", "a header now")
_ORGANISMS = ("B95", "B96", "B97", "infection", "infectious agent", "organism")


def touched_by(
    old: Release,
    new: Release,
    new_codes: Sequence[Titled],
    deleted: Sequence[Deleted],
    retitled: Sequence[Retitled],
    notes: Sequence[ChangedNote],
    tables: Mapping[str, frozenset[str]],
) -> tuple[Touched, ...]:
    """Return what the differences mean, by rule; a rule that they leave alone is not in it."""
    found: dict[tuple[str, str], list[str]] = {}

    def put(rule: str, why: str, codes: Iterable[str]) -> None:
        for code in codes:
            found.setdefault((rule, why), []).append(code)

    for each in deleted:
        put(*(_SPLIT if each.now_header else _GONE), (each.code,))
    gone, come = [each.code for each in deleted], [each.code for each in new_codes]
    for rule, why, code in (*_options(old, gone), *_options(new, come)):
        put(rule, why, (code,))
    for note in notes:
        put(*_of_note(note), (note.holder,))
    changed = {*gone, *(each.code for each in retitled)}
    for name, named in tables.items():
        put(name, "names codes that were deleted or retitled", sorted(changed & named))
    found.pop(_NO_RULE, None)
    return tuple(Touched(rule, why, tuple(dict.fromkeys(codes))) for (rule, why), codes in sorted(found.items()))


def _options(release: Release, codes: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield rule, way and code for every code whose options the coming or going of `codes` changes."""
    nodes = release.tabular.nodes
    for index in dict.fromkeys(release.valid[code] for code in codes):
        if nodes[index].parent >= 0:
            yield "IncompleteCode", "other codes below this header", nodes[nodes[index].parent].code
        for rule, why, leaf in (*_sites(release, index), *_sides(release, index)):
            if leaf != index:
                yield rule, why, nodes[leaf].code


def _sites(release: Release, index: int) -> Iterator[tuple[str, str, int]]:
    peers = release.families.site_family(index)
    if peers is None:
        return
    for leaf, slot in peers.slots.items():
        if slot.residual:
            yield "ResidualCode", "other sites beside this residual code", leaf
        if peers.leaves_open(leaf):
            yield "UnspecifiedSite", "other sites to choose from", leaf


def _sides(release: Release, index: int) -> Iterator[tuple[str, str, int]]:
    group = release.families.side_group(index)
    for leaf in () if group is None else group.unspecified:
        yield "UnspecifiedLaterality", "other sides to choose from", leaf


def _of_note(note: ChangedNote) -> tuple[str, str]:
    if note.element == "useAdditionalCode":
        words = " ".join((*note.added, *note.removed))
        rule = "MissingOrganism" if any(word in words for word in _ORGANISMS) else "UseAdditionalCode"
        return rule, "other additional codes"
    return _NOTE_RULES.get(note.element, _NO_RULE)
