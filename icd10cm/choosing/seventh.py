"""The 7th character that the texts state: open or closed, initial or subsequent encounter, healing, stage.

Guidelines I.C.19.a (A is active treatment, not the first visit) and I.C.19.c (open fractures, Gustilo). What the texts
do not say stays as coded.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.text.lexicon import load_lexicon
from icd10cm.titles.claims import claims_of, stem
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import SeventhCharacters

_BRACKETS = re.compile(r" *(?:\([^)]*\)|\[[^\]]*\])")
_FRACTURE = re.compile(r"(?:(?P<closed>closed)|open) fracture(?: type (?P<type>I or II|IIIA, IIIB, or IIIC))?")
_PHASES = ("initial encounter", "subsequent encounter", "sequela")
_INITIAL, _SUBSEQUENT, _SEQUELA = _PHASES
_HEALING = ("routine healing", "delayed healing", "nonunion", "malunion")
CLOSED, OPEN, LOW, HIGH = "closed", "open", "open type I or II", "open type III"
_FRACTURE_TYPES = frozenset((LOW, HIGH))
_NOT_APPLICABLE = "not applicable or unspecified"
_LEFT_OVER = ("other", "not applicable", "unspecified")
_STAGE = frozenset((stem("stage"),))
_TYPES = {"I or II": LOW, "IIIA, IIIB, or IIIC": HIGH, None: OPEN}


class Meaning(Struct, frozen=True):
    """A 7th character taken apart; "" for what it does not say. `rest` are its other words ("severe stage")."""

    phase: str = ""
    fracture: str = ""
    healing: str = ""
    rest: tuple[frozenset[str], ...] = ()


@lru_cache(maxsize=256)
def read_meaning(printed: str) -> Meaning:
    """Take the printed meaning of a 7th character apart."""
    text = _BRACKETS.sub("", printed).split(";")[0]
    fracture = _FRACTURE.search(text)
    phase = next((each for each in _PHASES if each in text), "")
    named = not phase and not text.startswith(_LEFT_OVER)
    rest = () if not named or not SIDE_WORDS.keys().isdisjoint(text.split()) else claims_of(text).needed
    return Meaning(
        phase=phase,
        fracture="" if fracture is None else CLOSED if fracture["closed"] else _TYPES[fracture["type"]],
        healing=next((each for each in _HEALING if each in text), ""),
        rest=rest,
    )


def stated_fracture(diagnosis: DiagnosisFacts) -> str:
    """Return the kind of fracture that the texts affirm; "" where they say none, or several."""
    said: set[str] = set()
    for text in diagnosis.texts:
        if text.facts.gustilo is not None:
            said.add(HIGH if text.facts.gustilo.startswith("III") else LOW)
        elif text.facts.open_fracture is not None:
            said.add(OPEN if text.facts.open_fracture else CLOSED)
    if len(said) == 2 and CLOSED not in said:
        said.discard(OPEN)
    return said.pop() if len(said) == 1 else ""


def _of_no_fetus(seventh: SeventhCharacters, diagnosis: DiagnosisFacts) -> str:
    """Return the 7th character for a single gestation or an open fetus, where no text names one of several; else ""."""
    left_open = [character for character, printed in seventh.meanings if printed.startswith(_NOT_APPLICABLE)]
    if not left_open or not load_lexicon().fetuses.isdisjoint(_words_not_denied(diagnosis)):
        return ""
    return left_open[0]


def _in_phase(said: Meaning, diagnosis: DiagnosisFacts) -> Meaning:
    """Return what is stated with the phase that any clause names; a fracture in it is closed unless the text says open.

    Guideline I.C.19.c: a fracture that is indicated neither as open nor as closed is coded as closed.
    """
    phases = frozenset[str]().union(*(text.facts.phases for text in diagnosis.texts))
    phase = said.phase or _only(sorted(phases))
    fracture = said.fracture or ("" if not phase or _speaks_of_open(diagnosis) else CLOSED)
    return replace(said, phase=phase, fracture=fracture)


def _speaks_of_open(diagnosis: DiagnosisFacts) -> bool:
    return OPEN in _words_not_denied(diagnosis)


def _words_not_denied(diagnosis: DiagnosisFacts) -> set[str]:
    """Return the words of all that the texts affirm, doubt or put into the past."""
    texts = (f"{text.facts.affirmed} {text.facts.mentioned}" for text in diagnosis.texts)
    return {word for text in texts for word in text.split()}


def stated_meaning(fracture: str, stated: StatedWords, meanings: Iterable[Meaning]) -> Meaning:
    """Return what the texts state of the 7th character; healing is stated in a subsequent encounter alone."""
    phases = [each for each in _PHASES if _is_stated(each, stated)]
    healing = [each for each in _HEALING if _is_stated(each, stated)]
    if healing and not phases:
        phases = [_SUBSEQUENT]
    return Meaning(
        phase=_only(phases),
        fracture=fracture,
        healing=_only(healing),
        rest=_stated_rest(stated, meanings),
    )


def _only(phrases: Sequence[str]) -> str:
    return phrases[0] if len(phrases) == 1 else ""


def _stated_rest(stated: StatedWords, meanings: Iterable[Meaning]) -> tuple[frozenset[str], ...]:
    """Return the other words of the one meaning that says most of what the texts state."""
    rests = {each.rest for each in meanings if each.rest and _all_stated(each.rest, stated)}
    best = [rest for rest in rests if not any(set(rest) < set(other) for other in rests)]
    return best[0] if len(best) == 1 else ()


def _is_stated(phrase: str, stated: StatedWords) -> bool:
    return _all_stated(_groups(phrase), stated)


@cache
def _groups(phrase: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset((stem(word),)) for word in phrase.split())


def _all_stated(groups: Sequence[frozenset[str]], stated: StatedWords) -> bool:
    needed = [group for group in groups if group != _STAGE] or groups
    if any(map(stated.words.isdisjoint, needed)):  # the usual case
        return False
    others = frozenset[str]().union(*groups) | _STAGE
    return all(stated.states(group, others, linked=False) for group in needed)


def fits(meaning: Meaning, wanted: Meaning) -> bool:
    """Return whether a meaning contradicts nothing that is wanted."""
    return (
        (not wanted.phase or meaning.phase == wanted.phase)
        and (not wanted.healing or meaning.healing in ("", wanted.healing))
        and (not wanted.rest or meaning.rest == wanted.rest)
        and _fracture_fits(meaning.fracture, wanted.fracture)
    )


def _fracture_fits(printed: str, wanted: str) -> bool:
    if not printed or not wanted or printed == wanted:
        return True
    if OPEN in (wanted, printed):
        return CLOSED not in (printed, wanted)
    return False


def with_stated_seventh(code: str, diagnosis: DiagnosisFacts, stated: StatedWords | None, release: Release) -> str:
    """Return a complete code with the 7th character that the texts state; the code itself where they state none."""
    if stated is None:
        return code
    fracture = stated_fracture(diagnosis)
    key = (with_stated_seventh, code, fracture)
    return stated.once(key, lambda: _with_seventh(code, fracture, stated, release))


def _with_seventh(code: str, fracture: str, stated: StatedWords, release: Release) -> str:
    seventh = _seventh_of(code, release)
    if seventh is None:
        return code
    meanings = {character: read_meaning(printed) for character, printed in seventh.meanings}
    own = meanings.get(code[-1])
    said = stated_meaning(fracture, stated, meanings.values())
    if not said.healing and said.phase != _SEQUELA:  # A is active treatment, whichever encounter it is
        said = replace(said, phase="")
    if own is None or fits(own, said):
        return code
    wanted = _joined(own, said)
    fitting = [code[:-1] + character for character, meaning in meanings.items() if _is(meaning, wanted, seventh)]
    full = list(filter(release.is_valid, fitting))
    return full[0] if len(full) == 1 else code


def _seventh_of(code: str, release: Release) -> SeventhCharacters | None:
    """Return the 7th characters that a valid code takes one of."""
    index = release.position(code)
    if index is None or not release.is_valid(code) or release.tabular.find(code) is not None:
        return None
    return release.seventh(index)


def _joined(own: Meaning, said: Meaning) -> Meaning:
    """Return what is coded with what is said in its place."""
    phase = said.phase or own.phase
    fracture = said.fracture if own.fracture else ""
    if fracture == OPEN and own.fracture in (LOW, HIGH, OPEN):
        fracture = own.fracture
    healing = said.healing or own.healing
    return Meaning(
        phase=phase,
        fracture="" if phase == _SEQUELA else fracture or own.fracture,
        healing=healing if phase == _SUBSEQUENT else "",
        rest=said.rest or own.rest,
    )


def _is(meaning: Meaning, wanted: Meaning, seventh: SeventhCharacters) -> bool:
    """Return whether a character means what is wanted; "open" alone is type I or II where a list parts the types."""
    types = _FRACTURE_TYPES & {read_meaning(printed).fracture for _, printed in seventh.meanings}
    fracture = LOW if wanted.fracture == OPEN and types else wanted.fracture
    if fracture in (LOW, HIGH) and not types:
        fracture = OPEN
    return (
        meaning.phase == wanted.phase
        and meaning.healing == wanted.healing
        and meaning.rest == wanted.rest
        and meaning.fracture in (fracture, "")
    )


def fitting_sevenths(
    choices: tuple[str, ...], diagnosis: DiagnosisFacts, stated: StatedWords | None, release: Release
) -> tuple[str, ...]:
    """Return of the codes of one leaf those whose 7th character the texts leave; all of them where they say nothing."""
    if not choices or stated is None:
        return choices
    index = release.position(choices[0])
    seventh = None if index is None else release.seventh(index)
    if seventh is None:
        return choices
    of_no_fetus = _of_no_fetus(seventh, diagnosis)
    if of_no_fetus:
        return tuple(code for code in choices if code[-1] == of_no_fetus)
    return _of_stated_meaning(choices, seventh, diagnosis, stated) or choices


def completed(code: str, diagnosis: DiagnosisFacts, stated: StatedWords | None, release: Release) -> str:
    """Return a code with its 7th character where the texts leave only one."""
    index = None if release.is_valid(code) else release.position(code)
    full = () if index is None else fitting_sevenths(release.codes_at(index), diagnosis, stated, release)
    return full[0] if len(full) == 1 else code


def _of_stated_meaning(
    choices: tuple[str, ...], seventh: SeventhCharacters, diagnosis: DiagnosisFacts, stated: StatedWords
) -> tuple[str, ...]:
    meanings: Mapping[str, Meaning] = {character: read_meaning(printed) for character, printed in seventh.meanings}
    said = _in_phase(stated_meaning(stated_fracture(diagnosis), stated, meanings.values()), diagnosis)
    return tuple(code for code in choices if fits(meanings[code[-1]], said))
