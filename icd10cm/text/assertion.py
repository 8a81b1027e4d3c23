"""Assertion detection: which words of a sentence a cue denies, doubts, dates or says of someone else.

After ConText (Harkema 2009): a cue has a status, a direction and a reach; a turn ("but", "now") ends every reach.
Where reaches overlap, the first cue of the sentence counts, with the cues right behind it. Nothing is deleted: the
items keep their status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.side import LETTERS
from icd10cm.text.lexicon import Cue, Kind, load_lexicon
from icd10cm.text.sentence import BORDERS, TURNS, clauses_in
from icd10cm.text.status import Direction, Reach, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from icd10cm.text.lexicon import Item

_CONTENT = frozenset(
    (
        *(Kind.WORD, Kind.SITE, Kind.SIDE, Kind.DISEASE, Kind.OPERATION, Kind.FINDING),
        *(Kind.MODIFIER, Kind.QUALIFIER, Kind.METHOD),
    )
)
_PHRASE_ENDS = frozenset((Kind.COMMA, Kind.COLON, Kind.OPEN, Kind.CLOSE))
_NOUN_ENDS = _PHRASE_ENDS | {Kind.FUNCTION, Kind.INSIDE, Kind.AND, Kind.OR, Kind.BREAK, Kind.CUE}
_OF_A_LOOK = frozenset((Kind.METHOD, Kind.SITE, Kind.SIDE, Kind.MODIFIER, Kind.AND))
_PLACE = frozenset((Kind.SITE, Kind.SIDE, Kind.INSIDE, Kind.MODIFIER, Kind.QUALIFIER))
_PARTS = frozenset((Kind.WORD, Kind.SITE, Kind.SIDE, Kind.MODIFIER))
_CUES = frozenset((Kind.CUE, Kind.EXCEPTION))
_MAY_BE_CUES = _CUES | {Kind.CLOSE}
_YEAR = 4
_CENTURIES = frozenset(("19", "20"))
_ON = "on"
_NOT_BEFORE_A_YEAR = frozenset(("-", "/", "until", _ON, "@"))
_LOOKS = frozenset((Kind.WORD,))
_EXCEPTION = Cue(Status.NEGATED, Direction.FORWARD, Reach.PHRASE)
_IN_A_YEAR = Cue(Status.HISTORICAL, Direction.BACKWARD, Reach.PHRASE)
_OF_A_TIME = Cue(Status.HISTORICAL, Direction.FORWARD, Reach.SENTENCE)
"""A time that a sentence begins with: "in 2011 he had a severe episode", "as a teen had a concussion"."""
_OF_A_YEAR = Cue(Status.HISTORICAL, Direction.FORWARD, Reach.PHRASE)
"""A year before what it dates: "his 2015 concussion"."""
_LAST = "last"
_AGES = frozenset(map(str, range(1, 100)))
_DATING = _AGES | {_LAST}
_WHEN, _AT = "when", ("at",)
_WHEN_WAS = frozenset((_WHEN, "was"))
_BEFORE_AN_AGE = (*_AT, _WHEN)
_OF_A_PERSON = frozenset(("had", "he", "patient", "pt", "she", "they", "was"))
_OF_A_BEGINNING = Cue(Status.HISTORICAL, Direction.FORWARD, Reach.SELF)
"""When something began that goes on: "asthma, diagnosed as a child"."""
_DATES_BY = frozenset(("at", "during", "in", "on", "with", "w/"))
_SINCE = frozenset(("after", "from", "of", "since", "than", "to", "until"))
_OWNERS = frozenset(("a", "an", "her", "his", "my", "the", "their"))
_NOT_TICKED = Cue(Status.HYPOTHETICAL, Direction.FORWARD, Reach.PHRASE)
_NONE_TICKED = Cue(Status.HYPOTHETICAL, Direction.BOTH, Reach.SENTENCE)
_NOT_FORWARD = frozenset((Reach.PART, Reach.SELF))
_WITH = "with"
_TURNING = TURNS | {Kind.COMMA}
_OWN = frozenset(("own",))
_HAS = frozenset(("has", "had", "is", "with", "w/", "diagnosed", "presents"))
_PATIENT = {"pt": _HAS, "patient": _HAS, "pt's": _OWN, "patient's": _OWN}
"""The patient, with the words behind it that say what the patient has: not so in "mother, patient's caregiver"."""
_OF_THE_VISIT = frozenset(("initial", "subsequent"))
_OF_EVERYONE = frozenset((Status.FAMILY, Status.OTHER))


def asserted(sentence: Sequence[Item], *, effects_apart: bool = False) -> list[Item]:
    """Return the items of a sentence with their status.

    With `effects_apart` the past ends before its effects: "old stroke with right hemiparesis".
    """
    cues = _cues(sentence)
    if not cues:  # the usual case
        return list(sentence)
    statuses = _statuses(sentence, cues, effects_apart=effects_apart)
    return [replace(item, status=status) for item, status in zip(sentence, statuses, strict=True)]


def _statuses(sentence: Sequence[Item], cues: Mapping[int, Cue | None], *, effects_apart: bool) -> list[Status]:
    statuses = [Status.AFFIRMED] * len(sentence)
    denied = False
    before = 0
    for first, end in _clauses(sentence):
        for at in range(first, end):
            cue = cues.get(at)
            if cue is None or _is_within_reach(at, statuses, cues) or (cue is _EXCEPTION and denied):
                continue
            denied = denied or cue.status is Status.NEGATED
            begin = before if at == first else first  # "PE now ruled out": behind a turn it says the clause before
            low, high = _of_cause(sentence, at, begin, end, cue) if effects_apart else (begin, end)
            _mark(statuses, cue.status, _spans(sentence, at, cue, low, high))
        before = first
    return statuses


def _of_cause(sentence: Sequence[Item], at: int, first: int, end: int, cue: Cue) -> tuple[int, int]:
    """Return the stretch around a cue that is of the cause: between "with", "from" and the like."""
    if cue.status is not Status.HISTORICAL:
        return first, end
    breaks = [place for place in range(first, at) if sentence[place].kind is Kind.BREAK]
    return max(breaks, default=first), _first_of(sentence, at + 1, end, {Kind.BREAK})


def _cues(sentence: Sequence[Item]) -> dict[int, Cue | None]:
    """Return the cues of a sentence by their position; None for a year that dates nothing."""
    may_be = [
        at
        for at, item in enumerate(sentence)
        if item.kind in _MAY_BE_CUES or item.text in _DATING or item.text[:2] in _CENTURIES
    ]
    return {at: _cue(sentence, at) for at in may_be if _is_cue(sentence, at)}


def _is_cue(sentence: Sequence[Item], at: int) -> bool:
    item = sentence[at]
    return (
        item.kind in _CUES
        or _is_year(item)
        or _is_age(sentence, at)
        or _is_empty_box(sentence, at)
        or _is_last(sentence, at)
    )


def _is_last(sentence: Sequence[Item], at: int) -> bool:
    """Return whether a disease is called the last one: "last OM was in March"."""
    return sentence[at].text == _LAST and any(item.kind is Kind.DISEASE for item in sentence[at + 1 : at + 2])


def _is_within_reach(at: int, statuses: Sequence[Status], cues: Mapping[int, Cue | None]) -> bool:
    """Return whether a cue is within the reach of another: one right behind it goes on, "felt to be less likely".

    "Without aura, sister with migraine": what is of another person ends every reach.
    """
    cue = cues[at]
    if cue is not None and cue.status in _OF_EVERYONE:
        return False
    return statuses[at] is not Status.AFFIRMED and at - 1 not in cues


def _mark(statuses: list[Status], status: Status, spans: Iterable[tuple[int, int]]) -> None:
    for low, high in spans:
        for at in range(low, high):
            if statuses[at] is Status.AFFIRMED:
                statuses[at] = status


def _is_empty_box(sentence: Sequence[Item], at: int) -> bool:
    """Return whether the box of a template ends at a position, and is not ticked: "[ ] right foot"."""
    return sentence[at].kind is Kind.CLOSE and at > 0 and sentence[at - 1].kind is Kind.OPEN


def _is_year(item: Item) -> bool:
    return item.kind is Kind.WORD and len(item.text) == _YEAR and item.text.isdecimal() and item.text[:2] in _CENTURIES


def _is_age(sentence: Sequence[Item], at: int) -> bool:
    """Return whether a number is the age at which something was: "at 22 he had", "when she was 22"."""
    if sentence[at].text not in _AGES:
        return False
    before = tuple([item.text for item in sentence[max(0, at - 3) : at]])
    of_a_person = any(item.text in _OF_A_PERSON for item in sentence[at + 1 : at + 2])
    if before == _AT:
        return of_a_person
    ends = at + 1 == len(sentence) or sentence[at + 1].kind in _PHRASE_ENDS
    return _WHEN in before and before[-1] in _WHEN_WAS and (of_a_person or ends)


def _cue(sentence: Sequence[Item], at: int) -> Cue | None:
    """Return the cue at a position: of the table, an exception, an empty box, or a year or age: things past."""
    item = sentence[at]
    if item.kind is Kind.CUE:
        return _dated(sentence, at, item.value)
    if item.kind is Kind.EXCEPTION:
        return _EXCEPTION
    if item.kind is Kind.CLOSE:
        boxes = sum(_is_empty_box(sentence, place) for place in range(len(sentence)))
        return _NOT_TICKED if boxes == 1 else _NONE_TICKED
    if item.text == _LAST:
        return _OF_A_YEAR
    return _of_year(sentence, at) if _is_year(item) else _of_age(sentence, at)


def _of_age(sentence: Sequence[Item], at: int) -> Cue:
    """Return what an age dates: what a sentence that begins with it says behind it, or else what is before it."""
    begins = sentence[0].text in _BEFORE_AN_AGE and at < len(sentence) - 1
    return _OF_A_TIME if begins else _IN_A_YEAR


def _dated(sentence: Sequence[Item], at: int, cue: Cue) -> Cue:
    """Return a cue that says when as what it dates here: what a sentence says behind it, or else what it says there."""
    if cue.direction is Direction.DATING:
        return _OF_A_TIME if _opens(sentence, at) else cue._replace(direction=_of_event(sentence, at))
    if cue.direction is not Direction.BACKWARD or cue.status is not Status.HISTORICAL:
        return cue
    if _began(sentence, at):
        return _OF_A_BEGINNING
    return _OF_A_TIME if _opens(sentence, at) and at + 1 < len(sentence) else cue


def _of_event(sentence: Sequence[Item], at: int) -> Direction:
    before = sentence[at - 2 if sentence[at - 1].text in _OWNERS else at - 1].text
    if before in _DATES_BY:
        return Direction.BOTH
    if before in _SINCE:
        return Direction.FORWARD
    follows = [item.text for item in sentence[at + 1 : at + 2]]
    return Direction.BOTH if follows == ["at"] else Direction.EITHER  # "prior pregnancy at 34 weeks"


def _of_year(sentence: Sequence[Item], at: int) -> Cue | None:
    """Return what a year dates: what a sentence says behind it, the noun behind it, or else what is before it."""
    if at == 0:
        return _before_it(sentence, at, _OF_A_TIME, _PHRASE_ENDS) or _before_it(sentence, at, _OF_A_YEAR, _CONTENT)
    before = sentence[at - 1]
    if _began(sentence, at):
        return None
    if before.text in _NOT_BEFORE_A_YEAR:  # "paroxysmal on 2019 Holter"
        return _before_it(sentence, at, _IN_A_YEAR, _LOOKS) if before.text == _ON else None
    if _opens(sentence, at) and at + 1 < len(sentence):
        return _OF_A_TIME
    if before.text in _OWNERS or before.kind is Kind.BREAK:
        return _before_it(sentence, at, _OF_A_YEAR, _CONTENT)
    return _IN_A_YEAR


def _before_it(sentence: Sequence[Item], at: int, cue: Cue, kinds: frozenset[Kind]) -> Cue | None:
    """Return a cue where an item of one of the kinds follows."""
    return cue if any(item.kind in kinds for item in sentence[at + 1 : at + 2]) else None


def _began(sentence: Sequence[Item], at: int) -> bool:
    """Return whether a phrase says that something began at a time, and goes on: "asthma diagnosed in 2015"."""
    before = [item.text for item in sentence[_begin(sentence, at, Reach.PHRASE, 0) : at]]
    return not load_lexicon().began.isdisjoint(before)


def _opens(sentence: Sequence[Item], at: int) -> bool:
    """Return whether nothing but a preposition, a possessive and numbers come before a time: "in 2011 he had"."""
    of_time = load_lexicon().counts_time
    return all(
        item.text in _DATES_BY or item.text in _OWNERS or item.text.isdecimal() or item.words[0] in of_time
        for item in sentence[:at]
    )


def _clauses(sentence: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Yield the stretches between turns; an exception belongs to what follows."""
    for clause in clauses_in(sentence, BORDERS - TURNS):
        yield clause.first - (clause.border is not None and clause.border.kind is Kind.EXCEPTION), clause.end


def _spans(sentence: Sequence[Item], at: int, cue: Cue, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches that a cue at `at` changes, in its clause from `first` to `end`; itself among them."""
    if cue.status in _OF_EVERYONE:
        yield 0, _first_of_patient(sentence, at)
        return
    forward, backward = _directions(sentence, at, cue, end)
    forward = forward and cue.reach not in _NOT_FORWARD
    begin = _begin(sentence, at, cue.reach, first) if backward else _begin_of_look(sentence, at, cue, first)
    yield begin, at + 1
    if forward:
        yield at, _end(sentence, at, cue.reach, end, cue.status)


def _begin_of_look(sentence: Sequence[Item], at: int, cue: Cue, first: int) -> int:
    """Return where a way of looking with its part begins that shows nothing: "CT head | neg for mets"; else `at`."""
    if cue.status is not Status.NEGATED:
        return at
    begin = at
    while begin > first and sentence[begin - 1].kind in _OF_A_LOOK:
        begin -= 1
    looked = [item.kind for item in sentence[begin:at]]
    alone = begin == first or sentence[begin - 1].kind in _PHRASE_ENDS
    return begin if alone and Kind.METHOD in looked and Kind.SITE in looked else at


def _first_of_patient(sentence: Sequence[Item], at: int) -> int:
    """Return where the patient is named behind a comma: "dad had colon cancer, pt has polyps"; else the end."""
    return next((each for each in range(at + 1, len(sentence) - 1) if _tells_of_patient(sentence, each)), len(sentence))


def _tells_of_patient(sentence: Sequence[Item], at: int) -> bool:
    before, item, after = sentence[at - 1 : at + 2]
    return before.kind in _TURNING and after.text in _PATIENT.get(item.text, ())


def _directions(sentence: Sequence[Item], at: int, cue: Cue, end: int) -> tuple[bool, bool]:
    if _answers(sentence, at, cue, end):
        return False, True
    if cue.direction is not Direction.EITHER:
        return cue.direction is not Direction.BACKWARD, cue.direction is not Direction.FORWARD
    after = sentence[at + 1] if at + 1 < end else None
    if sentence[at].text == "?":
        forward = after is not None and (at == 0 or sentence[at].spaced)
    else:
        forward = after is not None and after.kind in _CONTENT and not _is_of_a_series(sentence, at, end)
    return forward, not forward


def _is_of_a_series(sentence: Sequence[Item], at: int, end: int) -> bool:
    """Return whether each of several results follows its test: "RSV neg flu neg"."""
    last = _first_of(sentence, at + 1, end, _PHRASE_ENDS) - 1
    return 0 < at < last and sentence[at - 1].kind in _CONTENT and sentence[last].text == sentence[at].text


def _answers(sentence: Sequence[Item], at: int, cue: Cue, end: int) -> bool:
    """Return whether a cue is all that follows a colon: "Retinopathy: no"."""
    return cue.direction is Direction.FORWARD and at + 1 == end and at > 0 and sentence[at - 1].kind is Kind.COLON


def _begin(sentence: Sequence[Item], at: int, reach: Reach, first: int) -> int:
    if reach is Reach.PART:
        return _begin_of_part(sentence, at, first)
    ends = _NOUN_ENDS if reach is Reach.NOUN else _PHRASE_ENDS
    begin = at
    while begin > first and sentence[begin - 1].kind not in ends:
        begin -= 1
    says_more = any(item.kind in _CONTENT for item in sentence[begin:at])
    return begin if says_more or reach is Reach.NOUN else first


def _begin_of_part(sentence: Sequence[Item], at: int, first: int) -> int:
    """Return where the noun phrase before a position begins, or its last side: "foot pain right foot | normal"."""
    begin = at
    while begin > first and sentence[begin - 1].kind not in _NOUN_ENDS:
        begin -= 1
        if sentence[begin].kind is Kind.SIDE or (sentence[begin].text in LETTERS and sentence[begin].capital):
            break
    return _begin_of_parts(sentence, begin, first)


def _begin_of_parts(sentence: Sequence[Item], begin: int, first: int) -> int:
    """Return where a list of parts begins that ends with one at a position: "deltoid and calf nontender"."""
    if begin == first or sentence[begin - 1].kind is not Kind.AND:
        return begin
    start = begin - 1
    while start > first and sentence[start - 1].kind in _PARTS:
        start -= 1
    alone = start < begin - 1 and (start == first or sentence[start - 1].kind in _PHRASE_ENDS)
    return start if alone else begin


def _end(sentence: Sequence[Item], at: int, reach: Reach, end: int, status: Status) -> int:
    if reach is Reach.WORD:
        hyphen = at + 1 < end and sentence[at + 1].text == "-"
        return min(end, at + 2 + hyphen)
    if reach is Reach.PHRASE:
        return _end_of_doubt(sentence, _first_of(sentence, at + 1, end, _PHRASE_ENDS), end, status)
    if reach is Reach.NOUN:
        return _first_of(sentence, at + 1, end, _NOUN_ENDS)
    depth = sum((item.kind is Kind.OPEN) - (item.kind is Kind.CLOSE) for item in sentence[:at])
    stop = _first_of(sentence, at + 1, end, {Kind.CLOSE}) if depth > 0 else _start_of_visit(sentence, at + 1, end)
    return _end_of_list(sentence, at, stop) if reach is Reach.LIST else stop


def _start_of_visit(sentence: Sequence[Item], first: int, end: int) -> int:
    """Return where it says which encounter it is, which no cue denies: "no FB, subsequent encounter"."""
    return next((at for at in range(first, end - 1) if _tells_visit(sentence, at)), end)


def _tells_visit(sentence: Sequence[Item], at: int) -> bool:
    return sentence[at].text in _OF_THE_VISIT and sentence[at + 1].text == "encounter"


def _end_of_doubt(sentence: Sequence[Item], stop: int, end: int, status: Status) -> int:
    """Return where a phrase ends: behind brackets that only name again what is doubted, "r/o gastritis (acute)"."""
    if status is not Status.UNCERTAIN or stop >= end or sentence[stop].kind is not Kind.OPEN:
        return stop
    return _first_of(sentence, stop, end, {Kind.CLOSE})


def _end_of_list(sentence: Sequence[Item], at: int, stop: int) -> int:
    """Return where a list ends: before "with", or a place or qualifier that stands alone behind its last comma."""
    stop = next((place for place in range(at + 1, stop) if sentence[place].text == _WITH), stop)
    comma = max((place for place in range(at, stop) if sentence[place].kind is Kind.COMMA), default=stop)
    alone = comma + 1 < stop and all(item.kind in _PLACE for item in sentence[comma + 1 : stop])
    return comma if alone else _without_qualifiers(sentence, at + 1, stop)


def _without_qualifiers(sentence: Sequence[Item], first: int, stop: int) -> int:
    """Return where the qualifiers begin that end a list and belong to what is before it: "without aura intractable"."""
    end = stop
    while end > first and sentence[end - 1].kind is Kind.QUALIFIER:
        end -= 1
    return end if end > first and sentence[end - 1].kind in _CONTENT else stop


def _first_of(sentence: Sequence[Item], at: int, end: int, kinds: frozenset[Kind] | set[Kind]) -> int:
    return next((place for place in range(at, end) if sentence[place].kind in kinds), end)
