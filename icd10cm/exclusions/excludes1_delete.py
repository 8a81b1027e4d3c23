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

from icd10cm.exclusions.excludes1_scope import NEAR, stems
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
    removed, stays = (title.lower().replace(_KIND_LEFT_OPEN, "") for title in (removed, stays))
    statements = [(stays, removed), (removed, stays), *((line.wording.lower(), removed) for line in lines)]
    for denying, said in statements:
        denied = _DENIED.search(denying)
        if denied is not None and stems(denied[1]) & stems(_DENIED.sub("", said)):
            return True
    return any(_opposite(removed, stays, *pair) for pair in _OPPOSITES)


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
    if at_disease and all(line.says_nos for line in at_disease):
        return True
    if at_disease:  # notes on both sides do not say which of the two is coded
        return False
    if any(sign.code.startswith(signs) and disease.code.startswith(of) for signs, of in _integral_signs()):
        return True
    own = [line for line in at_sign if line.level == "subcategory"]
    said = stems(release.title(sign.code))
    with_sign = _says_with(release.title(disease.code), said)
    if release.title(sign.code).lower().startswith(_OTHER):
        return bool(at_sign) and with_sign
    return with_sign or any(not stems(line.wording) & said for line in own)


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
