"""What a document states of one disease: sentences that affirm it, with their places and sides.

Side errors in reports are rare but real (AJR 2009;192:W239), so a document that contradicts itself about the side says
nothing. An addendum overrides the report that it is part of; one that takes the disease back silences it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.operations import treated_sites
from icd10cm.documents.assertion import Assertion, assertion_of, assertion_of_addendum
from icd10cm.documents.corrections import corrected_side
from icd10cm.documents.cues import any_of, load_cues
from icd10cm.documents.named_disease import place_stems
from icd10cm.documents.sentences import LONGEST_QUOTE, as_read, says_a_place_alone
from icd10cm.documents.sides import leaves_side_alone, only_side
from icd10cm.documents.specimens import in_full
from icd10cm.documents.titles import lent_by_title
from icd10cm.text.clauses import Bearing
from icd10cm.text.details.fractures import CodedPlace
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import Remembered, recall_text, text_key
from icd10cm.text.status import Status
from icd10cm.text.text_facts import Place
from icd10cm.titles.claims import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.documents.corrections import Correction
    from icd10cm.documents.named_disease import NamedDisease
    from icd10cm.documents.specimens import Finding
    from icd10cm.documents.views import View
    from icd10cm.encounter import DocumentKind
    from icd10cm.text.text_facts import Mention, TextFacts


class Silence(StrEnum):
    """Why a document says nothing of a disease."""

    NOT_NAMED = "does not state the disease"
    TAKEN_BACK = "an addendum takes it back"
    VOID = "takes all of itself back"
    RULED_OVER = "a newer report does not affirm it"
    BOTH_SIDES = "names both sides"
    NO_PLACE = "states it without a place"


class Statement(Struct, frozen=True):
    """A sentence that affirms the disease, unchanged, with what was read of it and its places.

    `by_title` tells that the name of the exam or procedure gives the side; `guessed_by` is the kind of a document whose
    name gives the place as well, which may be that of another disease. `label` is what the label of a specimen says.
    `begins` is where in the quote the sentence stands; None where another one is quoted. `is_named` tells that it has a
    name of the disease, and not a title of another code of its family alone.
    """

    quote: str
    facts: TextFacts
    places: tuple[Place, ...]
    by_title: bool = False
    guessed_by: DocumentKind | None = None
    label: TextFacts | None = None
    begins: int | None = 0
    is_named: bool = True

    @property
    def sentence(self) -> str | None:
        """The sentence itself, without the label before it; None where another one is quoted."""
        return None if self.begins is None else self.quote[self.begins :]


Outcome = tuple[Statement, ...] | Silence
"""What a document states of a disease, or why it states nothing."""

_affirmed: Remembered[Statement | None] = Remembered()
"""What sentences state of a disease, by their hash: of a report that is read again none is read again."""
_OWN = frozenset((Bearing.NAMES, Bearing.CONTINUES, Bearing.HEADS))


def statements_of(view: View, disease: NamedDisease, own: frozenset[str]) -> Outcome:
    """Return the statements of a document about a disease, or why there are none.

    `own` are the stems of the words that name the disease (`evidence.disease_words.naming_words`).
    """
    own |= disease.own
    later = _stated(view.addendum, view, disease, own)
    correction = None if later else corrected_side(view.addendum)
    concluded = later or _concluded(view, disease, own)
    if not later and any(_takes_back(each, concluded, correction, disease, own) for each in view.addendum):
        return Silence.TAKEN_BACK
    found = _completed(concluded, view, disease, correction)
    if found and view.is_void:
        return Silence.VOID
    if _is_in_doubt(found, view, settled=bool(later or correction)):
        return Silence.BOTH_SIDES
    return found or Silence.NOT_NAMED


def _takes_back(
    sentence: str, stated: list[Statement], correction: Correction | None, disease: NamedDisease, own: frozenset[str]
) -> bool:
    """Return whether a sentence of an addendum takes back what a report states; one that corrects its side does not."""
    if correction is None and assertion_of_addendum(sentence) is Assertion.WITHDRAWN:
        return True
    if not denies(sentence, disease, own):
        return False
    text = as_read(sentence)
    if correction is not None and sentence == correction.sentence:
        return not disease.is_named_in(recall_text(text, load_lexicon(), own))
    said = recall_text(text, load_lexicon(), own, current=frozenset(Status)).places
    return not _are_elsewhere([place.site for place in said if place.site], stated)


def _are_elsewhere(sites: list[str], stated: list[Statement]) -> bool:
    """Return whether sites are those of another part than all that statements name."""
    named = [place.site for statement in stated for place in statement.places if place.site]
    disjoint = load_lexicon().anatomy.disjoint
    return bool(named and sites) and all(disjoint(site, other) for site in sites for other in named)


def _completed(
    found: Iterable[Statement], view: View, disease: NamedDisease, correction: Correction | None
) -> tuple[Statement, ...]:
    """Return statements with what the exam's name adds to their places, and the side that an addendum corrects."""
    sided = (_with_title(one, view, disease) for one in found)
    return tuple(sided if correction is None else (_corrected(one, correction) for one in sided))


def _with_title(statement: Statement, view: View, disease: NamedDisease) -> Statement:
    lent = lent_by_title(statement.places, statement.facts.words, view, disease)
    if lent is None or not lent.places:
        return statement
    guessed_by = view.kind if lent.is_guess else None
    return replace(statement, places=lent.places, by_title=True, guessed_by=guessed_by)


def _is_in_doubt(found: Iterable[Statement], view: View, *, settled: bool) -> bool:
    """Return whether a document contradicts itself about the side; `settled` where an addendum speaks of it."""
    sides = {place.side for statement in found for place in statement.places if place.side}
    return view.contradicts(sides) or not (settled or leaves_side_alone(view.addendum, sides))


def _corrected(statement: Statement, correction: Correction) -> Statement:
    """Return a statement on the side that an addendum gives it, quoted from there."""
    if not any(place.side for place in statement.places):
        return statement
    places = tuple(Place(place.site, correction.side) for place in statement.places)
    return replace(statement, quote=correction.sentence, places=places, begins=None)


def _concluded(view: View, disease: NamedDisease, own: frozenset[str]) -> list[Statement]:
    """Return what a document concludes; where that has no place, the findings that name the disease with one."""
    found = _stated(_evidence_on(disease, view), view, disease, own) + _of_specimens(view, disease, own)
    if found and not any(statement.places or _says_place(statement.facts) for statement in found):
        return _stated(view.found, view, disease, own) or found
    return found


def _evidence_on(disease: NamedDisease, view: View) -> tuple[str, ...]:
    """Return the sentences of the evidence where it may name a disease."""
    may_name = view.stated or any(disease.may_be_in(text.lower()) for text in view.conclusion)
    return view.evidence if may_name else ()


def _says_place(facts: TextFacts) -> bool:
    """Return whether a sentence says a place that the anatomy does not have: "infrarenal"."""
    return not place_stems().isdisjoint(map(stem, facts.words))


def _stated(sentences: Iterable[str], view: View, disease: NamedDisease, own: frozenset[str]) -> list[Statement]:
    """Return the sentences that affirm the disease, as of now."""
    found: list[Statement] = []
    for sentence in sentences:
        lower = sentence.lower()
        if len(sentence) <= LONGEST_QUOTE and disease.may_be_in(lower):
            key = (text_key(sentence), disease, own, view.kind)
            stated = _affirmed.find(key, partial(_affirming, sentence, lower, view.kind, disease, own))
            found += () if stated is None else (replace(stated, quote=sentence),)
    return found


def _affirming(
    sentence: str, lower: str, kind: DocumentKind, disease: NamedDisease, own: frozenset[str]
) -> Statement | None:
    """Return what a sentence states of a disease, without its words; None where it does not affirm it as of now."""
    may_be_named = disease.may_be_named_in(lower) and assertion_of(lower, kind, disease) is Assertion.ASSERTED
    if not (may_be_named or disease.titles.may_be_in(lower)):
        return None
    coded = CodedPlace(fields=disease.fields)
    facts = recall_text(as_read(sentence), load_lexicon(), own, coded=coded)
    is_named = may_be_named and disease.is_named_in(facts)
    if not (is_named or _states_title(facts, lower, kind, disease)):
        return None
    places = _own_places(facts, disease) or _place_of_device(facts, disease) or _side_of_name(facts, disease)
    return Statement("", facts, _on_one_side(places, facts, sentence), is_named=is_named)


def _states_title(facts: TextFacts, lower: str, kind: DocumentKind, disease: NamedDisease) -> bool:
    """Return whether a sentence asserts a title of the family of a disease in full."""
    for words in disease.titles_in(facts):
        found = (min((at for look in word.looks if (at := lower.find(look)) >= 0), default=0) for word in words)
        if assertion_of(lower, kind, disease, max(found)) is Assertion.ASSERTED:
            return True
    return False


def _of_specimens(view: View, disease: NamedDisease, own: frozenset[str]) -> list[Statement]:
    """Return the diagnoses of specimens that affirm the disease, at their own places, else where the specimen is from.

    A label that names another structure or disease ("lymph node") is not of this one. Of several organs that were taken
    together the diagnosis has to say which one has the disease.
    """
    found: list[Statement] = []
    for finding in view.specimens:
        of_several = disease.has_other_organ(finding.label)
        if disease.is_another(finding.label) or (of_several and not _says_organ(finding, disease)):
            continue
        label = recall_text(in_full(finding.label), load_lexicon())
        said = None if of_several else label
        places = _labeled_places(finding.label, label)
        found += (
            replace(
                stated,
                quote=finding.quote,
                places=_narrowed(stated.places, places),
                label=said,
                begins=len(finding.quote) - len(finding.sentence),
            )
            for stated in _stated((finding.sentence,), view, disease, own)
        )
    return found


def _labeled_places(label: str, facts: TextFacts) -> tuple[Place, ...]:
    """Return the places of a label on its one side; of one without any those of the operation: "LEFT NEPHRECTOMY"."""
    side = only_side(label)
    named = tuple(Place(place.site, place.side or side) for place in facts.places if place.site)
    return named or tuple(Place(site, side) for site in treated_sites(label) or ())


def _says_organ(finding: Finding, disease: NamedDisease) -> bool:
    """Return whether a label and its diagnosis both name the organ of a disease."""
    return disease.has_organ(finding.label) and disease.has_organ(finding.sentence)


def _narrowed(stated: tuple[Place, ...], labeled: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return stated places; where those of a label are parts of them, the label's: "lung" and "right upper lobe".

    Of several that were taken together the stated one has the side of the label: "ovary and fallopian tube, left".
    """
    if any(place.side for place in stated):
        return stated
    if all(_is_in_one(place, stated) for place in labeled if place.site):
        return labeled or stated
    return _sided_by(labeled, stated) or stated or labeled


def _sided_by(labeled: tuple[Place, ...], stated: tuple[Place, ...]) -> tuple[Place, ...]:
    sites = {place.site for place in stated}
    return tuple(place for place in labeled if place.site in sites)


def _is_in_one(place: Place, places: tuple[Place, ...]) -> bool:
    is_part = load_lexicon().anatomy.is_part_of
    return any(place.site and whole.site and is_part(place.site, whole.site) for whole in places)


def _own_places(facts: TextFacts, disease: NamedDisease) -> tuple[Place, ...]:
    """Return the places of clauses that name the disease themselves."""
    sites = {
        mention.site for mention in facts.mentions if mention.status is Status.AFFIRMED and _is_own(mention, facts)
    }
    if disease.has_origin:
        sites -= {mention.site for mention in facts.mentions if _is_origin(mention.phrase, facts.affirmed)}
    return tuple(place for place in facts.places if place.site in sites)


def _is_own(mention: Mention, facts: TextFacts) -> bool:
    """Return whether a place is that of a clause which names the disease; one before it says nothing but the place."""
    if mention.bearing is not Bearing.HEADS:
        return mention.bearing in _OWN
    clauses = (clause for stretch in facts.stretches for clause in stretch if mention.phrase in clause)
    return all(map(says_a_place_alone, clauses))


def _is_origin(phrase: str, affirmed: str) -> bool:
    """Return whether a text names a place as that of the primary tumor: "metastatic adenocarcinoma, lung primary"."""
    cues = load_cues()["origin"]
    origin = rf"{any_of(cues['before'])} {re.escape(phrase)}|{re.escape(phrase)} {any_of(cues['behind'])}"
    return bool(phrase) and re.search(rf"\b(?:{origin})\b", affirmed) is not None


def _on_one_side(places: tuple[Place, ...], facts: TextFacts, sentence: str) -> tuple[Place, ...]:
    """Return places with the one side that a sentence names: "left second and third metatarsals"."""
    distributed = any(place.side for place in places) or any(
        mention.site is None and mention.bearing in _OWN for mention in facts.mentions
    )
    side = only_side(sentence) if distributed else None
    return places if side is None else tuple(Place(place.site, place.side or side) for place in places)


def _place_of_device(facts: TextFacts, disease: NamedDisease) -> tuple[Place, ...]:
    """Return the one place of a sentence about a device: "loosening of the component, right knee arthroplasty"."""
    if not disease.of_device or len(facts.mentions) != 1:
        return ()
    (mention,) = facts.mentions
    is_one = mention.status is Status.AFFIRMED and len(mention.sides) <= 1
    return (Place(mention.site, next(iter(mention.sides), None)),) if is_one else ()


def _side_of_name(facts: TextFacts, disease: NamedDisease) -> tuple[Place, ...]:
    """Return the side within the name of a disease without a place: "tear of the right supraspinatus tendon"."""
    if any(mention.site for mention in facts.mentions):
        return ()
    side = only_side(disease.side_in_name(facts.affirmed))
    return () if side is None else (Place(None, side),)


def denies(sentence: str, disease: NamedDisease, own: frozenset[str]) -> bool:
    """Return whether a sentence names the disease, affirmed or not; asked of one that does not affirm it."""
    if not disease.may_be_in(sentence.lower()):
        return False
    everything = recall_text(as_read(sentence), load_lexicon(), own | disease.own, current=frozenset(Status))
    return disease.is_named_in(everything)


def mentioned(view: View, own: frozenset[str], words: frozenset[str]) -> Iterator[str]:
    """Yield what the evidence of a document does not deny, of sentences that may have one of some stems."""
    for sentence in (*view.evidence, *view.addendum, *(one.sentence for one in view.specimens)):
        lower = sentence.lower()
        if any(word in lower for word in words):
            yield recall_text(sentence, load_lexicon(), own).mentioned
