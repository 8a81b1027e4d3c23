"""Which code of an Excludes1 pair may be offered for removal: a symptom, or a vaguer name of the same disease.

A note that names the other code says "coded there, not here", which settles where one disease is coded. It does not say
that the two codes are one disease, so a definite diagnosis is never offered for removal.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.exclusions.excludes1_scope import stems
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.titles.words import significant_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_NAMED_OPEN = re.compile(r"^unspecified\b|\bunidentifi?ed\b|, (?:\w+ )?unspecified$|, unspecified organism$")
_LEFT_OPEN = re.compile(r"^unspecified |, (?:\w+ )?(?:unspecified|not specified)$")
_KIND_LEFT_OPEN = "not specified as acute or chronic"
_DENIED = re.compile(r"\b(?:without|not having|not due to|absence of)\b(.*)")
_OPPOSITES = (("acute", "chronic"), ("upper", "lower"), ("primary", "secondary"))
_TOO_MUCH = re.compile(r"\bhyper|\b(?:elevated|high|excessive)\b")
_TOO_LITTLE = re.compile(r"\bhypo|\b(?:low|decreased)\b")
_OTHER = "other "


def may_be_removed(
    gone: DiagnosisFacts,
    kept: DiagnosisFacts,
    at_gone: Sequence[NoteLine],
    at_kept: Sequence[NoteLine],
    release: Release,
) -> bool:
    """Return whether `gone` may be offered for removal; `at_gone` and `at_kept` are the notes that name the other."""
    if gone.node is None or kept.node is None or gone.code.startswith(load_policy().never_removed):
        return False
    if _contradict(release.title(gone.code), release.title(kept.code), at_gone):
        return False
    if gone.code.startswith(load_policy().symptoms):
        return not kept.code.startswith(load_policy().symptoms) and _is_part_of(gone, kept, at_gone, at_kept, release)
    if any(each.code.startswith((*load_policy().circumstances, *load_policy().symptoms)) for each in (gone, kept)):
        return False
    return (
        _is_nos(kept.node, at_kept, at_gone)
        or _names_less(gone.node, kept.node, at_gone, at_kept, release)
        or _is_covered(gone, kept, (*at_gone, *at_kept), release)
    )


def _contradict(removed: str, stays: str, lines: Sequence[NoteLine]) -> bool:
    """Return whether one title, or the note, denies what the other title says, or the titles are opposites."""
    return deny_each_other(removed, stays) or any(
        _denies(line.wording.lower(), _without_kind(removed)) for line in lines
    )


def deny_each_other(removed: str, stays: str) -> bool:
    """Return whether a title denies what the other one says ("without bleeding"), or the two are opposites."""
    removed, stays = _without_kind(removed), _without_kind(stays)
    if _denies(stays, removed) or _denies(removed, stays):
        return True
    return any(_opposite(removed, stays, *pair) for pair in _OPPOSITES)


def _without_kind(title: str) -> str:
    return title.lower().replace(_KIND_LEFT_OPEN, "")


def _denies(denying: str, said: str) -> bool:
    denied = _DENIED.search(denying)
    if denied is None:
        return False
    # "Migraine without status migrainosus" does not deny migraine.
    return bool((stems(denied[1]) - stems(_DENIED.sub("", denying))) & stems(_DENIED.sub("", said)))


def _opposite(removed: str, stays: str, one: str, other: str) -> bool:
    """Return whether what is removed says one of two opposites that the other title does not say as well."""
    said, kept = ({word for word in (one, other) if re.search(rf"\b{word}\b", title)} for title in (removed, stays))
    return bool(said and kept) and not said <= kept


def _is_part_of(
    sign: DiagnosisFacts,
    disease: DiagnosisFacts,
    at_sign: Sequence[NoteLine],
    at_disease: Sequence[NoteLine],
    release: Release,
) -> bool:
    """Return whether a symptom is part of the disease: its name NOS at the disease, or by a note at the symptom."""
    if any(sign.code.startswith(signs) and disease.code.startswith(of) for signs, of in _integral_signs()):
        return True
    if at_disease:  # other notes on both sides do not say which of the two is coded
        return all(line.says_nos and line.level in NEAR for line in at_disease)
    title = release.title(sign.code).lower()
    if _says_with(release.title(disease.code), stems(title)):
        return bool(at_sign) or not title.startswith(_OTHER)
    return not title.startswith(_OTHER) and _is_named_by(sign, disease, at_sign, release)


def _is_named_by(sign: DiagnosisFacts, disease: DiagnosisFacts, at_sign: Sequence[NoteLine], release: Release) -> bool:
    """Return whether a note of the symptom's subcategory names the disease, and none of the symptom's own words.

    "Purpura (D69.-)" at ecchymoses does not name a thrombocytopenia, nor "hypoglycemia" at elevated glucose its cause.
    """
    if sign.node is None or disease.node is None:
        return False
    if _too_much_and_too_little(release.category(sign.node.index).title, disease.node.title):
        return False
    said, named = stems(release.title(sign.code)), stems(" ".join((disease.node.title, *disease.node.inclusion_terms)))
    near = (stems(line.wording) for line in at_sign if line.level == "subcategory")
    return any(not words & said and words & named for words in near)


def _too_much_and_too_little(one: str, other: str) -> bool:
    """Return whether one title speaks of too much of something and the other one of too little."""
    one, other = one.lower(), other.lower()
    pairs = ((one, other), (other, one))
    return any(_TOO_MUCH.search(more) and _TOO_LITTLE.search(less) for more, less in pairs)


def _says_with(title: str, said: set[str]) -> bool:
    """Return whether a title names a symptom with the disease: "with hematuria", "Aphasia following ..."."""
    head, _, tail = title.lower().partition(" with ")
    start, follows, _ = head.partition(" following ")
    return bool(stems(tail) & said) or bool(follows and stems(start) & said)


def _is_nos(kept: Node, at_kept: Sequence[NoteLine], at_gone: Sequence[NoteLine]) -> bool:
    """Return whether the notes of the kept code call the other one NOS, or "unidentified", of the same disease.

    A code that is itself unspecified calls a fuller one so too ("unspecified appendicitis with peritonitis"), and
    bronchitis "not specified as acute or chronic" calls any asthma NOS.
    """
    title = kept.title.lower()
    if at_kept and all(line.says_nos for line in at_kept):
        if "not specified" in title or any(line.says_nos for line in at_gone):
            return False
        said = significant_words(" ".join((kept.title, *kept.inclusion_terms)))
        return any(significant_words(line.wording) <= said for line in at_kept)
    if not at_kept or "unspecified" in title:
        return False
    return all(_NAMED_OPEN.search(line.wording.lower()) for line in at_kept)


def _names_less(
    gone: Node, kept: Node, at_gone: Sequence[NoteLine], at_kept: Sequence[NoteLine], release: Release
) -> bool:
    """Return whether a code leaves its disease unspecified, and its own note sends to the definite one.

    The note of a category speaks of all its codes: then the kept title has to say all that the other one says.
    """
    if at_kept or not _LEFT_OPEN.search(gone.title.lower()) or gone.code.startswith(load_policy().injuries):
        return False
    near = [line for line in at_gone if line.level in NEAR and not line.says_nos]
    if not near or not _in_one_chapter(gone, kept, release):
        return False
    own, wider = stems(gone.title), stems(kept.title)
    if all(line.holder != gone.code for line in near):
        return own <= wider
    return (
        bool(own & wider)
        or any(own & stems(f"{line.lead} {line.wording}") for line in near)
        or _in_one_section(gone, kept, release)
    )


def _in_one_chapter(one: Node, other: Node, release: Release) -> bool:
    return any(
        chapter.first <= one.index < chapter.end and chapter.first <= other.index < chapter.end
        for chapter in release.tabular.chapters
    )


def _in_one_section(one: Node, other: Node, release: Release) -> bool:
    return any(
        section.first <= one.index < section.end and section.first <= other.index < section.end
        for section in release.tabular.sections
    )


def _is_covered(gone: DiagnosisFacts, kept: DiagnosisFacts, lines: Sequence[NoteLine], release: Release) -> bool:
    """Return whether one title says all that the other says, and a subcategory's note joins them.

    "Chronic systolic heart failure" is covered by "Chronic combined systolic and diastolic heart failure".
    """
    title = release.title(gone.code)
    own, wider = significant_words(title), significant_words(release.title(kept.code))
    return own < wider and not title.lower().startswith(_OTHER) and any(line.level == "subcategory" for line in lines)


@cache
def _integral_signs() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the reviewed table of signs and the diseases that they are part of, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/integral_signs.toml").read_text(encoding="utf-8"))
    return tuple((tuple(entry["codes"]), tuple(entry["part_of"])) for entry in table["sign"])
