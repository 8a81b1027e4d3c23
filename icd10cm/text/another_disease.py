"""Sets aside what a sentence says of another disease than the coded one, or of another being than the patient.

The beings that a note may name never end: "teammate with", "bed 12 has", "dog has". So an unknown noun that has a
disease is not the patient, unless it is a disease, a part of the body, or one of the words for the patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from icd10cm.text.lexicon import Kind
from icd10cm.text.sentence import MARKS, TURNS, clauses_in
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from icd10cm.text.clauses import CodedDisease
    from icd10cm.text.lexicon import Item, Lexicon
    from icd10cm.text.sentence import Clause

_WITHIN = frozenset((Kind.BREAK,))
_WITHIN_A_RUN = MARKS | _WITHIN
_WITH = frozenset(("with", "w/"))
_LINKS_A_BEING = _WITH | {"has", "had", "have"}
_OF_NO_PERSON = frozenset(
    (Kind.SITE, Kind.SIDE, Kind.DISEASE, Kind.OPERATION, Kind.FINDING, Kind.METHOD, Kind.QUALIFIER)
)
_IN_A_SUBJECT = frozenset((Kind.WORD, Kind.FUNCTION, Kind.INSIDE, Kind.MODIFIER, Kind.QUALIFIER, Kind.MARK))
_SHORTEST_NOUN = 3
_TRIMESTER = "trimester"
_EVENTS = frozenset((Kind.WORD, Kind.METHOD))
_LINKING = frozenset((Kind.FUNCTION, Kind.INSIDE))
_NO_NOUN = ("ed", "ing", "ly")
"""How participles and adverbs end: "hospitalized with", "presenting with", "currently with"."""


class OneOfMany(Protocol):
    """The coded disease among all others."""

    @property
    def key(self) -> Hashable:
        """What tells it from others."""

    def is_title_word(self, item: Item) -> bool:
        """Return whether the titles of some disease have a word."""

    def may_be_outdone_by(self, sentence: Sequence[Item]) -> bool:
        """Return whether a sentence has a word of another disease; most of one disease have none."""

    def names_another(self, items: Sequence[Item]) -> bool:
        """Return whether one of the items is a name of another disease."""

    def is_outdone_by(self, clause: Sequence[Item], head: Sequence[Item]) -> bool:
        """Return whether a clause names another disease better, by a word of its head."""


def without_others(sentence: Sequence[Item], coded: OneOfMany) -> list[Item]:
    """Return the items of a sentence with their status: what names another disease says nothing of the coded one.

    A clause that names one does so for those that follow, too: "bipolar disorder, moderate depressive episode".
    """
    kept = list(sentence)
    if not coded.may_be_outdone_by(sentence):
        return kept
    clauses = clauses_in(sentence, _WITHIN)
    for run in clauses_in(sentence, _WITHIN_A_RUN):
        inner = [each for each in clauses if run.first <= each.first and each.end <= run.end]
        for each in _of_others(sentence, run, inner, coded):
            kept[each.first : each.end] = map(_of_another, each.of(sentence))
    return kept


def _of_others(sentence: Sequence[Item], run: Clause, inner: Sequence[Clause], coded: OneOfMany) -> Sequence[Clause]:
    """Return those of the clauses of a run that name another disease; the run itself where its first one does."""
    sure = [_sure(each.of(sentence)) for each in inner]
    if len(inner) == 1:  # it is the run
        return inner if coded.is_outdone_by(sure[0], sure[0]) else ()
    if coded.is_outdone_by(_sure(run.of(sentence)), sure[0]):
        return (run,)
    return [each for each, said in zip(inner, sure, strict=True) if coded.is_outdone_by(said, said)]


def _sure(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.status is Status.AFFIRMED]


def _of_another(item: Item) -> Item:
    return replace(item, status=Status.OTHER) if item.status is Status.AFFIRMED else item


def without_beings(sentence: Sequence[Item], coded: OneOfMany, lexicon: Lexicon) -> list[Item]:
    """Return the items of a sentence with their status: what another being has says nothing of the patient."""
    kept = list(sentence)
    if _LINKS_A_BEING.isdisjoint([item.text for item in sentence]):  # the usual case
        return kept
    for clause in clauses_in(sentence, _WITHIN):
        end = _end_of_beings(sentence, clause, coded, lexicon)
        kept[clause.first : end] = map(_of_another, kept[clause.first : end])
    return kept


def _end_of_beings(sentence: Sequence[Item], clause: Clause, coded: OneOfMany, lexicon: Lexicon) -> int:
    """Return where that ends which a clause begins to say of another being; its start where it says no such thing."""
    verb = _first_link(sentence, clause)
    subject = sentence[clause.first : verb]
    if _names_patient(subject, lexicon) or _is_seen_or_done(subject, lexicon):
        return clause.first
    if not _is_being(_head_of(subject), coded, lexicon):
        return clause.first
    if sentence[verb].text not in _WITH:
        return next((at for at in range(verb, len(sentence)) if sentence[at].kind in TURNS), len(sentence))
    return clause.end if {item.kind for item in subject} <= _IN_A_SUBJECT else clause.first


def _first_link(sentence: Sequence[Item], clause: Clause) -> int:
    return next((at for at in range(clause.first, clause.end) if sentence[at].text in _LINKS_A_BEING), clause.first)


def _head_of(subject: Sequence[Item]) -> Sequence[Item]:
    """Return the first noun phrase of a subject: "several kids | in class", "driver | of the other car"."""
    first = next((at for at, item in enumerate(subject) if item.kind not in _LINKING), len(subject))
    end = next((at for at in range(first, len(subject)) if subject[at].kind in _LINKING), len(subject))
    return subject[first:end]


def _is_being(head: Sequence[Item], coded: OneOfMany, lexicon: Lexicon) -> bool:
    """Return whether a noun phrase is an unknown noun, or one for a being, and no disease or part of the body."""
    if any(item.text in lexicon.beings for item in head):
        return True
    if any(item.kind in _OF_NO_PERSON or coded.is_title_word(item) for item in head):
        return False
    unknown = [item for item in head if item.kind is Kind.WORD]
    return bool(unknown) and all(map(_may_be_noun, unknown)) and not unknown[-1].text.endswith(_NO_NOUN)


def _may_be_noun(item: Item) -> bool:
    """Return whether a word may be a noun, rather than a number or an abbreviation: "Hb-SS with crisis"."""
    return item.text.isalpha() and not item.capital and len(item.text) >= _SHORTEST_NOUN


def _is_seen_or_done(subject: Sequence[Item], lexicon: Lexicon) -> bool:
    return any(item.text in lexicon.seen_or_done for item in subject)


def _names_patient(subject: Sequence[Item], lexicon: Lexicon) -> bool:
    """Return whether a subject has a word for the patient, or an age: "45M has"."""
    texts = [item.text for item in subject]
    aged = any(text[0].isdecimal() and not text.isdecimal() for text in texts)
    return aged or not lexicon.of_the_patient.isdisjoint(texts)


def without_events(sentence: Sequence[Item], disease: CodedDisease) -> list[Item]:
    """Return the items with their status: a trimester that dates another event dates no disease.

    It does where its clause says something of a subject that is neither the disease nor the patient or the pregnancy:
    "glucose test was normal in the second trimester".
    """
    kept = list(sentence)
    if not _has_trimester(sentence):  # the usual case
        return kept
    for clause in clauses_in(sentence, _WITHIN):
        if _dates_an_event(clause.of(sentence), disease):
            kept[clause.first : clause.end] = map(_of_another, clause.of(sentence))
    return kept


def _dates_an_event(clause: Sequence[Item], disease: CodedDisease) -> bool:
    lexicon = disease.lexicon
    if _names_an_event(clause, lexicon):
        return not _names_disease(clause, disease)
    verb = next((at for at, item in enumerate(clause) if item.text.split()[0] in lexicon.verbs), 0)
    subject = clause[:verb]
    if not _has_trimester(clause[verb:]) or _names_disease(clause, disease):
        return False
    words = {word for item in subject for word in item.words}
    return bool(words) and words.isdisjoint(lexicon.of_a_pregnancy) and not _names_patient(subject, lexicon)


def _names_an_event(clause: Sequence[Item], lexicon: Lexicon) -> bool:
    """Return whether a trimester stands before another noun: "1st trimester Hgb was 12", "36w prior birth"."""
    after = next((clause[at + 1 : at + 2] for at, item in enumerate(clause) if _TRIMESTER in item.words), ())
    return any(_is_event(item, lexicon) for item in after)


def _is_event(item: Item, lexicon: Lexicon) -> bool:
    """Return whether a word is a noun of no pregnancy, or begins what is past: "prior delivery"."""
    if item.kind is Kind.CUE:
        return item.value.status is Status.HISTORICAL
    return item.kind in _EVENTS and item.text.isalpha() and not item.capital and item.text not in lexicon.of_a_pregnancy


def _has_trimester(items: Sequence[Item]) -> bool:
    return any(_TRIMESTER in item.words for item in items)


def _names_disease(items: Sequence[Item], disease: CodedDisease) -> bool:
    return any(disease.named_by(item) and _TRIMESTER not in item.words for item in items)
