"""Careful evidence from free text: what a short note affirms about a diagnosis.

Text is the weakest evidence a chart has, so whatever is denied, doubted or past is silent, and so is what
could be read in two ways. Sources: Official Guidelines I.B.8 (acute and chronic), I.B.13 (laterality) and
I.C.19.c (open and closed fractures), and the 7th-character notes of chapter 19, which name the Gustilo types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.text.assertion import Affirmed, Cues, affirm, load_cues
from icd10cm.text.body_sites import Place, read_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.body import Anatomy

__all__ = ["Place", "TextFacts", "read_text", "without_kinds_of_others"]

_WORD = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[^a-z0-9\s]")
_CHRONICITY = frozenset(("acute", "subacute", "chronic"))
_FRACTURE = frozenset(("fracture", "fractures", "fx", "fxs", "fractured"))
_STATE = {"open": True, "compound": True, "closed": False}
_GRADE = re.compile(
    r"\b(?P<name>gustilo(?: ?(?:-|and|&)? ?anders[eo]n)?|open(?: fractures?)?)?[ :,(]{0,2}"
    r"(?:(?P<kind>type|grade|class)[ :]{0,2})?\b(?P<number>iii|ii|i|3|2|1)(?P<letter>[ -]?[abc])?\b"
    r"(?P<more>,? ?(?:or|to|and|-|/|,) ?(?P<other>iii|ii|i|3|2|1)[abc]?\b)?(?P<open>\)?,? open\b)?"
)
_NUMBERS = {"1": "I", "2": "II", "3": "III"}
_REACH = 5


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a text affirms.

    `affirmed` is the text in lower-case plain letters with everything silenced taken out (";" stands there).
    `words` are its words. `chronicity` holds "acute", "subacute", "chronic", and "acute on chronic" beside
    the two where the text says just that; the acuteness of kidneys, pain and the like does not count.
    `routes` holds flags: "hematogenous", "draining sinus", "multifocal", "contiguous", "post-traumatic",
    "postprocedural", "brodie", "major osseous defect". `gustilo` is "I", "II", "III", "IIIA", "IIIB" or
    "IIIC"; None where the text names none or several. `open_fracture` is False for a closed one, None
    where the text says neither or both.
    """

    affirmed: str = ""
    places: tuple[Place, ...] = ()
    words: frozenset[str] = frozenset()
    chronicity: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    gustilo: str | None = None
    open_fracture: bool | None = None


def read_text(text: str, anatomy: Anatomy, own: frozenset[str] = frozenset()) -> TextFacts:
    """Return what `text` affirms, from its first `text_scope.MAX_LENGTH` characters, in linear time.

    `own` are the words of the coded disease: places of others are left out where its own are told.
    """
    cues = load_cues()
    affirmed = affirm(text, cues)
    if not affirmed.lower.strip(" ;"):
        return TextFacts()
    segments = [[token.text for token in tokens] for tokens in affirmed.segments]
    gustilo, graded_open = _gustilo(affirmed)
    states = {state for words in segments for state in _fracture_states(words, cues)}
    states |= {graded for graded in (graded_open,) if graded}
    return TextFacts(
        affirmed=" ".join(affirmed.lower.split()),
        places=read_places(affirmed, anatomy, own),
        words=frozenset(_WORD.findall(affirmed.lower)),
        chronicity=frozenset(term for words in segments for term in _chronicity(words, cues)),
        routes=_routes(affirmed, cues),
        gustilo=gustilo,
        open_fracture=states.pop() if len(states) == 1 else None,
    )


def _chronicity(words: Sequence[str], cues: Cues) -> set[str]:
    """Return how acute the condition of one stretch is said to be."""
    found: set[str] = set()
    for place, word in enumerate(words):
        term, after = word, place + 1
        if word == "sub" and "acute" in words[place + 1 : place + 3]:
            continue
        if word == "acute" and "sub" in words[max(0, place - 2) : place]:
            term = "subacute"
        if term not in _CHRONICITY or not cues.chronic_others.isdisjoint(_following(words, after)):
            continue
        found.add(term)
        if term == "acute" and words[place + 1 : place + 3] in (["on", "chronic"], ["and", "chronic"]):
            found.add("acute on chronic")
    return found


def without_kinds_of_others(affirmed: str, own: frozenset[str]) -> str:
    """Take "acute" and "chronic" out of an affirmed text where they are said of another disease than that of `own`.

    `own` are the words of the disease: "chronic kidney disease" tells nothing of an osteomyelitis, "chronic systolic
    heart failure" something of a heart failure.
    """
    others = load_cues().chronic_others - own
    words = _TOKEN.findall(affirmed)
    return " ".join(
        word
        for place, word in enumerate(words)
        if word not in _CHRONICITY or others.isdisjoint(_following(words, place + 1))
    )


def _following(words: Sequence[str], after: int) -> Sequence[str]:
    """Return the next three words, up to a mark and past "on chronic"."""
    following: list[str] = []
    for word in words[after:]:
        if word in {"on", "and", "-"} or word in _CHRONICITY:
            continue
        if not word[0].isalnum() or len(following) == 3:
            break
        following.append(word)
    return following


def _routes(affirmed: Affirmed, cues: Cues) -> frozenset[str]:
    found: set[str] = set()
    for segment in affirmed.segments:
        if cues.routes.longest.keys().isdisjoint(token.text for token in segment):
            continue
        tokens = [token for token in segment if token.text != "-"]
        matches = (cues.routes.match(tokens, place) for place in range(len(tokens)))
        found.update(match[0] for match in matches if match is not None)
    return frozenset(found)


def _gustilo(affirmed: Affirmed) -> tuple[str | None, bool]:
    """Return the one Gustilo type that the text names, and whether it speaks of any open type.

    Without the name, a type counts only right beside "open": "open fracture type II", "type IIIB open". "IIIA or IIIB"
    is type III either way.
    """
    if "gustilo" not in affirmed.lower and "open" not in affirmed.lower:
        return None, False
    grades: set[str] = set()
    several = False
    for match in _GRADE.finditer(affirmed.lower):
        name = match["name"] or ""
        if not (name.startswith("gustilo") or (match["kind"] and (name or match["open"]))):
            continue
        number = _NUMBERS.get(match["number"], match["number"].upper())
        both_third = number == "III" and match["other"] in ("iii", "3")
        several = several or (match["more"] is not None and not both_third)
        grades.add(number + _grade_letter(match, affirmed.cased) if number == "III" and not both_third else number)
    grade = next(iter(grades)) if len(grades) == 1 and not several else None
    return grade, bool(grades) or "gustilo" in affirmed.lower


def _grade_letter(match: re.Match[str], cased: str) -> str:
    """Return the letter of a type III; a small one that stands apart is an article ("type III a wound")."""
    if not match["letter"]:
        return ""
    letter = cased[match.end("letter") - 1]
    apart = len(match["letter"]) > 1
    return "" if apart and letter.islower() else letter.upper()


def _fracture_states(words: Sequence[str], cues: Cues) -> set[bool]:
    """Return whether the fractures of one stretch are called open or closed."""
    found: set[bool] = set()
    for place, word in enumerate(words):
        state = _STATE.get(word)
        if state is None or not cues.not_a_fracture.isdisjoint(words[place + 1 : place + 3]):
            continue
        near = [*words[max(0, place - _REACH) : place], *words[place + 1 : place + 1 + _REACH]]
        if not _FRACTURE.isdisjoint(near):
            found.add(state)
    return found
