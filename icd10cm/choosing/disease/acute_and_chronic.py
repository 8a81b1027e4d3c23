"""The acute or the chronic form of a coded disease in another category: K85.90 beside K86.1, by their titles.

"Acute on chronic" is two codes, the acute one first (guideline I.B.8). Within a category the kinds of a disease are
found by the chooser; here the words of the text have to be exactly those of both titles, or of their inclusion terms,
beside "acute", "chronic" and words that leave the kind open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import significant_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_ON = re.compile(
    r"\bacute[ -](?:on|and)[ -]chronic ([a-z' -]+?)"
    r"(?= (?:of|in|with|due|and|on|from|without|stage|grade)\b| ?[^a-z' -]|$)"
)
_WITHOUT = re.compile(r" without [^,]*")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[a-z]+")
_ACUTE, _CHRONIC = "acute", "chronic"
_OPEN = "unspecified"
_SAME = {"renal": "kidney", "hepatic": "liver"}

_Words = frozenset[str]


def other_form(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> str | None:
    """Return the code of the form that the texts state and the encounter lacks; None for none, and for a tie."""
    for words in _stated(diagnosis):
        forms = _forms(facts.release)
        for own, other in ((_ACUTE, _CHRONIC), (_CHRONIC, _ACUTE)):
            if _is_one_of(node, own, forms.get((words, own), ())):
                return _partner(forms.get((words, other), ()), node, facts)
    return None


def _stated(diagnosis: DiagnosisFacts) -> Iterator[_Words]:
    """Yield the words that the texts say after "acute on chronic"."""
    for text in diagnosis.texts:
        yield from (_disease(match[1]) for match in _ON.finditer(text.facts.affirmed))


def _disease(words: str) -> _Words:
    said = significant_words(words) - {_ACUTE, _CHRONIC}
    return frozenset(_SAME.get(word, word) for word in said)


def _is_one_of(node: Node, form: str, codes: tuple[str, ...]) -> bool:
    """Return whether a code is one of a form of the disease, or another one of their category that says the form."""
    among = any(code[:3] == node.code[:3] for code in codes)
    return node.code in codes or (among and _form(node.title) == form)


def _partner(codes: tuple[str, ...], node: Node, facts: EncounterFacts) -> str | None:
    """Return the one code of the other form, in one other category of the chapter; of several the unspecified one."""
    release = facts.release
    near = [code for code in codes if _in_one_chapter(code, node, release)]
    categories = {code[:3] for code in near}
    if len(categories) != 1 or node.code[:3] in categories or any(code[:3] in categories for code in facts.codes):
        return None
    one = _least_said(near, release)
    return one if one is not None and _may_stand_beside(one, node, release) else None


def _least_said(codes: Sequence[str], release: Release) -> str | None:
    """Return the one code, of several the one that is unspecified."""
    found = codes if len(codes) == 1 else [code for code in codes if _OPEN in release.title(code).lower()]
    return found[0] if len(found) == 1 else None


def _in_one_chapter(code: str, node: Node, release: Release) -> bool:
    index = release.position(code)
    chapters = release.tabular.chapters
    return index is not None and any(each.first <= index < each.end > node.index >= each.first for each in chapters)


def _may_stand_beside(code: str, node: Node, release: Release) -> bool:
    """Return whether a code is valid, and no Excludes1 note keeps it apart from another one."""
    index = release.position(code)
    if index is None or not release.is_valid(code):
        return False
    pairs = ((index, node.index, node.code), (node.index, index, code))
    return not any(line.names(other, its) for one, other, its in pairs for line in _excluding(one, release))


def _excluding(index: int, release: Release) -> Sequence[NoteLine]:
    return release.notes.inherited(index, "excludes1")


def _forms(release: Release) -> Mapping[tuple[_Words, str], tuple[str, ...]]:
    return _by_words("", release)


@kept_with_release
def _by_words(_: str, release: Release) -> Mapping[tuple[_Words, str], tuple[str, ...]]:
    """Return the codes without 7th character by the words of their disease and the one form that they say."""
    found: dict[tuple[_Words, str], dict[str, None]] = {}
    neoplasms = load_policy().malignant_neoplasms  # an acute leukemia is another disease than a chronic one
    for node in release.tabular.nodes:
        if node.children or node.code.startswith(neoplasms):
            continue
        for title in (node.title, *node.inclusion_terms):
            form = _form(title)
            if form:
                words = _disease(_WITHOUT.sub("", title.lower()))
                found.setdefault((words, form), {})[node.code] = None
    return {key: tuple(codes) for key, codes in found.items()}


def _form(title: str) -> str:
    """Return "acute" or "chronic" if a title says just one of them, outside brackets and not only to deny it."""
    plain = title.lower()
    if _ACUTE not in plain and _CHRONIC not in plain:  # the usual case
        return ""
    words = set(_WORD.findall(_WITHOUT.sub("", _BRACKETS.sub(" ", plain))))
    forms = words & {_ACUTE, _CHRONIC, "subacute"}
    return forms.pop() if len(forms) == 1 else ""
