"""Which code of an Excludes1 pair may be offered for removal: a symptom, or a vaguer name of the same disease.

A note that names the other code says "coded there, not here", which settles where one disease is coded. It does not say
that the two codes are one disease, so a definite diagnosis is never offered for removal.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from icd10cm.exclusions.injuries_of_one_site import is_of_amputated_part
from icd10cm.exclusions.open_titles import leaves_open
from icd10cm.exclusions.stems import stems
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.titles.words import significant_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Chapter, Node, Section

_NAMED_OPEN = re.compile(r"^unspecified\b|\bunidentifi?ed\b|, (?:\w+ )?unspecified$|, unspecified organism$")
_OPEN = re.compile(r"\bunspecified\b|\bnot otherwise specified\b")
_MIXED = re.compile(r"other (?:specified )?(?:\w+ )*(?:disorder|disease|condition)s?\b")
_KIND_LEFT_OPEN = "not specified as acute or chronic"
_DENIED = re.compile(r"\b(?:without|not having|not due to|absence of)\b(.*?)(?= with\b|$)")
_HEAD_END = re.compile(r",? with(?:out)?\b")
_WITH = re.compile(r"(?<!\bwhether) with ")
_COMPLICATED = re.compile(r"\bwith\b")
_UNCOMPLICATED = "uncomplicated"
_OPPOSITES = (frozenset(("acute", "chronic")), frozenset(("upper", "lower")), frozenset(("primary", "secondary")))
_OPPOSITE = re.compile(r"\b(?:acute|chronic|upper|lower|primary|secondary)\b")
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
    policy = load_policy()
    if gone.code.startswith(policy.never_removed):
        return False
    if is_integral(gone.code, kept.code) and not gone.code.startswith(policy.symptoms):
        return True
    if kept.code.startswith(policy.symptoms):
        return False
    if _contradict(release.title(gone.code), release.title(kept.code), at_gone):
        return False
    pair = _Pair(gone, kept, at_gone, at_kept)
    if gone.code.startswith(policy.symptoms):
        return not _is_mixed(kept, release) and _is_part_of(pair, release)
    return not (_is_circumstance(gone) or _is_circumstance(kept)) and _says_less(pair, release)


class _Pair(NamedTuple):
    """Two codes of which one may go, with the notes of each that name the other."""

    gone: DiagnosisFacts
    kept: DiagnosisFacts
    at_gone: Sequence[NoteLine]
    at_kept: Sequence[NoteLine]


def _says_less(pair: _Pair, release: Release) -> bool:
    """Return whether a code of a disease is a vaguer name of what the kept code says."""
    gone, kept = pair.gone.node, pair.kept.node
    if is_of_amputated_part(pair.gone.code, pair.kept.code, release):
        return True
    if gone is None or kept is None or _is_other_kind(gone, kept, pair.at_gone, release):
        return False
    return (
        _is_nos(kept, pair.at_kept, pair.at_gone)
        or _names_less(gone, kept, pair.at_gone, pair.at_kept, release)
        or _is_covered(pair.gone, pair.kept, (*pair.at_gone, *pair.at_kept), release)
    )


def _is_circumstance(diagnosis: DiagnosisFacts) -> bool:
    return diagnosis.code.startswith(load_policy().circumstances)


def _contradict(removed: str, stays: str, lines: Sequence[NoteLine]) -> bool:
    """Return whether one title, or the note, denies what the other title says, or the titles are opposites."""
    return deny_each_other(removed, stays) or any(is_denied(removed, line) for line in lines)


def is_denied(said: str, line: NoteLine) -> bool:
    """Return whether a note denies what a title says: "edema of lung without heart failure"."""
    return _denies(line.wording.lower(), _without_kind(said))


def deny_each_other(removed: str, stays: str) -> bool:
    """Return whether a title denies what the other one says ("without bleeding"), or the two are opposites."""
    removed, stays = _without_kind(removed), _without_kind(stays)
    if _denies(stays, removed) or _denies(removed, stays) or _plain_and_complicated(stays, removed):
        return True
    said, kept = _opposites(removed), _opposites(stays)
    return bool(said and kept) and any(_opposite(said & pair, kept & pair) for pair in _OPPOSITES)


def _plain_and_complicated(plain: str, said: str) -> bool:
    """Return whether a title is of an uncomplicated condition, and the other one names what comes with it."""
    return _UNCOMPLICATED in plain and _COMPLICATED.search(said) is not None


def _without_kind(title: str) -> str:
    return title.lower().replace(_KIND_LEFT_OPEN, "")


def _denies(denying: str, said: str) -> bool:
    return not _denied(denying).isdisjoint(_said(said))


@lru_cache(maxsize=1 << 14)
def _denied(title: str) -> frozenset[str]:
    """Return what a title denies and does not say: "migraine without status migrainosus" does not deny migraine."""
    denied = _DENIED.search(title)
    return frozenset() if denied is None else frozenset(stems(denied[1]) - _said(title))


@lru_cache(maxsize=1 << 14)
def _said(title: str) -> frozenset[str]:
    return frozenset(stems(_DENIED.sub("", title)))


@lru_cache(maxsize=1 << 14)
def _opposites(title: str) -> frozenset[str]:
    return frozenset(_OPPOSITE.findall(title))


def _opposite(said: frozenset[str], kept: frozenset[str]) -> bool:
    """Return whether what is removed says one of two opposites that the other title does not say as well."""
    return bool(said and kept) and not said <= kept


def _is_part_of(pair: _Pair, release: Release) -> bool:
    """Return whether a symptom is part of the disease: its name NOS at the disease, or by a note at the symptom."""
    sign, disease = pair.gone, pair.kept
    if is_integral(sign.code, disease.code):
        return True
    if pair.at_kept:  # other notes on both sides do not say which of the two is coded
        return all(line.says_nos and _speaks_of(line, disease.node, release) for line in pair.at_kept)
    title = release.title(sign.code).lower()
    if _says_with(release.title(disease.code), stems(title)):
        return bool(pair.at_gone) or not title.startswith(_OTHER)
    return not title.startswith(_OTHER) and _is_named_by(sign, disease, pair.at_gone, release)


def _is_mixed(disease: DiagnosisFacts, release: Release) -> bool:
    """Return whether a title names what is left of a category ("other specified disorders of ..."), not a disease."""
    return _MIXED.match(release.title(disease.code).lower()) is not None


def _speaks_of(line: NoteLine, node: Node | None, release: Release) -> bool:
    """Return whether a note near a code speaks of it; that of a category only if the code says the category's disease.

    "Enlarged lymph nodes NOS" at the disorders of lymphatic vessels and nodes says nothing of a lymphangitis.
    """
    if node is None or line.level not in NEAR:
        return False
    own = line.level == "subcategory" or line.holder == node.code
    named = significant_words(f"{line.wording} {release.category(node.index).title}")
    return own or bool(named & significant_words(" ".join((node.title, *node.inclusion_terms))))


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
    head, *tails = _WITH.split(title.lower())
    start, follows, _ = head.partition(" following ")
    return bool(stems(" ".join(tails)) & said) or bool(follows and stems(start) & said)


def _is_nos(kept: Node, at_kept: Sequence[NoteLine], at_gone: Sequence[NoteLine]) -> bool:
    """Return whether the notes of the kept code call the other one NOS, or "unidentified", of the same disease.

    A code that is itself unspecified calls a fuller one so too ("unspecified appendicitis with peritonitis"), and
    bronchitis "not specified as acute or chronic" calls any asthma NOS.
    """
    if not at_kept:
        return False
    title = kept.title.lower()
    if all(line.says_nos for line in at_kept):
        open_too = "not specified" in title or any(line.says_nos for line in at_gone)
        return not open_too and _names_kept(kept, at_kept)
    return _OPEN.search(title) is None and all(_NAMED_OPEN.search(line.wording.lower()) for line in at_kept)


def _is_other_kind(gone: Node, kept: Node, at_gone: Sequence[NoteLine], release: Release) -> bool:
    """Return whether the whole category of a code sends the other one to another section.

    "Interstitial emphysema", air outside the lung, is not a kind of emphysema, although each calls the other one so.
    """
    whole = any(line.level == "category" and line.holder != gone.code for line in at_gone)
    return whole and not _in_one(release.tabular.sections, gone, kept)


def _names_kept(kept: Node, lines: Sequence[NoteLine]) -> bool:
    """Return whether a note has no words but those of the kept code."""
    said = significant_words(" ".join((kept.title, *kept.inclusion_terms)))
    return any(significant_words(line.wording) <= said for line in lines)


def _names_less(
    gone: Node, kept: Node, at_gone: Sequence[NoteLine], at_kept: Sequence[NoteLine], release: Release
) -> bool:
    """Return whether a code leaves its disease unspecified, and its own note sends to the definite one.

    The note of a category speaks of all its codes: then the kept title has to say all that the other one says.
    """
    if at_kept or not leaves_open(gone) or not _in_one(release.tabular.chapters, gone, kept):
        return False
    near = _definite(at_gone)
    if any(line.holder == gone.code for line in near):
        return _shares_words(gone, kept, near) or _in_one(release.tabular.sections, gone, kept)
    return bool(near) and stems(gone.title) <= stems(kept.title)


def _definite(lines: Sequence[NoteLine]) -> list[NoteLine]:
    """Return the notes of a category or subcategory that send to a definite disease."""
    return [line for line in lines if line.level in NEAR and not line.says_nos]


def _shares_words(gone: Node, kept: Node, lines: Sequence[NoteLine]) -> bool:
    """Return whether the kept title, or a note, has a word of the title that may go."""
    texts = (kept.title, *(f"{line.lead} {line.wording}" for line in lines))
    return any(stems(gone.title) & stems(text) for text in texts)


def _in_one(blocks: Iterable[Chapter | Section], one: Node, other: Node) -> bool:
    return any(each.first <= one.index < each.end and each.first <= other.index < each.end for each in blocks)


def _is_covered(gone: DiagnosisFacts, kept: DiagnosisFacts, lines: Sequence[NoteLine], release: Release) -> bool:
    """Return whether one title says all that the other says, and a subcategory's note joins them.

    "Chronic systolic heart failure" is covered by "Chronic combined systolic and diastolic heart failure".
    """
    title = release.title(gone.code)
    own, wider = significant_words(title), significant_words(release.title(kept.code))
    return own < wider and not title.lower().startswith(_OTHER) and any(line.level == "subcategory" for line in lines)


def is_said_by(gone: DiagnosisFacts, kept: DiagnosisFacts, release: Release) -> bool:
    """Return whether what may be removed is part of the disease: its title says it, or the reviewed table of signs."""
    if any(each.is_of(gone.code, kept.code) for each in _integral_signs() if each.is_part):
        return True
    return _says_with(release.title(kept.code), stems(_HEAD_END.split(release.title(gone.code).lower())[0]))


def is_integral(sign: str, disease: str) -> bool:
    """Return whether the reviewed table says that a sign is not coded beside a disease."""
    return any(each.is_of(sign, disease) for each in _integral_signs())


class _Integral(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signs, and the diseases beside which they are not coded; `is_part` is False for what comes before a disease.

    The last `same_end` characters of both codes have to agree: of two injuries, those for the loss of consciousness and
    the encounter.
    """

    codes: tuple[str, ...]
    part_of: tuple[str, ...]
    source: str
    is_part: bool = True
    same_end: int = 0

    def is_of(self, sign: str, disease: str) -> bool:
        """Return whether a sign is not coded beside a disease."""
        end = len(sign) - self.same_end
        return sign.startswith(self.codes) and disease.startswith(self.part_of) and disease.endswith(sign[end:])


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sign: tuple[_Integral, ...]


@cache
def _integral_signs() -> tuple[_Integral, ...]:
    """Return the reviewed table of signs and the diseases that they are part of, read once per process."""
    return msgspec.toml.decode(files("icd10cm").joinpath("data/integral_signs.toml").read_bytes(), type=_Table).sign
