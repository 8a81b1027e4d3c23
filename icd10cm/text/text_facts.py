"""What a note asserts of a diagnosis.

Text is the weakest evidence a chart has: what is denied, doubted or past counts for nothing, and neither does what no
production reads (`docs/decisions/0013-closed-world-reading.md`). Sources: Official Guidelines I.B.8 (acute and
chronic), I.B.13 (laterality) and I.C.19.c (open and closed fractures).
"""

from __future__ import annotations

import re
from itertools import accumulate, chain
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.text.another_disease import without_beings, without_events, without_others
from icd10cm.text.assertion import asserted
from icd10cm.text.clauses import LESSER, Bearing, CodedDisease
from icd10cm.text.details.episodes import without_earlier
from icd10cm.text.details.fractures import ANYWHERE, CodedPlace, read_fractures
from icd10cm.text.details.quantities import in_ranges
from icd10cm.text.details.tissue import with_tissue
from icd10cm.text.lexicon import Kind
from icd10cm.text.mentions import Mention, read_mentions
from icd10cm.text.places_of_disease import Place, places_of_disease
from icd10cm.text.sections import without_conflicts
from icd10cm.text.sentence import LINKS, clauses_in
from icd10cm.text.status import Status
from icd10cm.text.tokens import SEQUELAE, named_in_full, sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from icd10cm.text.another_disease import OneOfMany
    from icd10cm.text.lexicon import Item, Lexicon

    Sentences = tuple[tuple[Item, ...], ...]
    Stretch = tuple[str, ...]
    _Denial = tuple[int, list[Item]]
    """The number of a sentence, and what it denies."""
    ReadSentences = Callable[[str, Lexicon, Sequence[str]], Sentences]

__all__ = ["CURRENT", "Bearing", "CodedPlace", "Mention", "Place", "TextFacts", "read_text"]

CURRENT = frozenset((Status.AFFIRMED,))
"""The statuses that count, but for the codes of a history or a state after it."""

_DENIED = frozenset((Status.NEGATED,))
_NOT_DENIED = frozenset(Status) - _DENIED
_NAMING = frozenset((Kind.WORD, Kind.DISEASE, Kind.SITE))
_DENIED_ITEMS = itemgetter(1)
_WORD = re.compile(r"[a-z0-9]+")
_PHASES = {"initial": "initial encounter", "subsequent": "subsequent encounter"}
"""Words that say the encounter where a clause is no more: "R hip fx, closed, initial"."""


class TextFacts(Struct, frozen=True):
    """What a text asserts.

    `affirmed` is the text in lower-case plain letters, short forms written out, with ";" in place of all that is not
    affirmed, and between sentences. `stretches` are the clauses between two ";" in order; one that "and" joins to the
    one before it begins with "and". `words` are the words of the text, `places` those of the coded disease.

    `phases` holds "initial encounter" and "subsequent encounter", whichever clause says that it is one. `gustilo` is
    "I", "II", "III", "IIIA", "IIIB" or "IIIC"; None where the text names none or several. `open_fracture` is False for
    a closed one, None where the text says neither or both.

    `denied` is what the text says is not there, and `denied_beside` the stretch of the same sentence for each part of
    it, None for a part whose sentence has none. `mentioned` is all else, doubts and the past among it. `mentions` are
    all places that it names, with the outcome of each. `aside` are the clauses of sentences behind one that names
    another disease: what they do not call by name may be that one's.
    """

    affirmed: str = ""
    places: tuple[Place, ...] = ()
    words: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    gustilo: str | None = None
    open_fracture: bool | None = None
    mentioned: str = ""
    denied: str = ""
    denied_beside: tuple[int | None, ...] = ()
    mentions: tuple[Mention, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    aside: frozenset[str] = frozenset()

    def without_open_fracture(self) -> TextFacts:
        """Return the same without what it says of an open or closed fracture and its Gustilo type."""
        return replace(self, gustilo=None, open_fracture=None)

    def saying(self, affirmed: str, stretches: Sequence[Stretch] | None = None) -> TextFacts:
        """Return facts that affirm a part of the text, one clause if not given, and only the places that it names."""
        words = frozenset(_WORD.findall(affirmed))
        clauses = ((affirmed,),) if stretches is None else tuple(stretches)
        return TextFacts(affirmed, self.places, words, mentioned=affirmed, mentions=self.mentions, stretches=clauses)

    def labeled(self, label: TextFacts) -> TextFacts:
        """Return facts that affirm the text of the place that a label names."""
        *before, last = self.stretches or ((),)
        *clauses, end = last or ("",)
        return self.saying(f"{self.affirmed} of {label.affirmed}", (*before, (*clauses, f"{end} of {label.affirmed}")))


def read_sentences(text: str, lexicon: Lexicon, fields: Sequence[str]) -> Sentences:
    """Return the sentences of a text with the status of each item, whichever disease the text is about."""
    late = SEQUELAE in fields
    return tuple(tuple(asserted(each, effects_apart=late)) for each in sentences_of(text, lexicon, fields))


def read_text(
    text: str,
    lexicon: Lexicon,
    own: frozenset[str] | None = None,
    current: Collection[Status] = CURRENT,
    coded: CodedPlace = ANYWHERE,
    *,
    among: OneOfMany | None = None,
    read: ReadSentences = read_sentences,
) -> TextFacts:
    """Return what `text` asserts, from its first `tokens.MAX_LENGTH` characters, in linear time.

    `own` are the stems of the words that name the coded disease (`evidence.disease_words.naming_words`); None for a
    text that names a place and no disease, such as a body site. `current` are the statuses that count,
    `coded` is the place that the code names: a fracture elsewhere is not the coded one. `among` tells the coded disease
    from all others: a clause that names one of those counts for nothing. `read` returns what `read_sentences` does.
    """
    disease = None if own is None else CodedDisease(own, lexicon, coded.device)
    written = [
        in_ranges(named_in_full(sentence, lexicon, own), coded.ranges) for sentence in read(text, lexicon, coded.fields)
    ]
    told_of = [_of_disease(sentence, disease, among, lexicon) for sentence in with_tissue(written, lexicon)]
    sentences = _of_today(told_of, disease, coded, current)
    mentions = _mentions(sentences, lexicon, disease, current)
    told = _statuses(sentences)
    stretches = _all_stretches(sentences, current, told)
    mentioned = _all_stretches(sentences, _NOT_DENIED, told)
    words = [[word for item in stretch for word in item.words] for stretch in stretches]
    fractures = read_fractures(stretches, words, lexicon, coded)
    affirmed = _joined(stretches)
    denials = _denials(sentences, told, lexicon)
    in_clauses = _all_in_clauses(stretches, lexicon)
    return TextFacts(
        affirmed=affirmed,
        places=places_of_disease(mentions, lexicon.anatomy, current),
        words=frozenset(_WORD.findall(affirmed)),
        phases=_all_phases(words, in_clauses, lexicon),
        gustilo=fractures.gustilo,
        open_fracture=fractures.is_open,
        mentioned=affirmed if mentioned == stretches else _joined(mentioned),
        denied=_joined(map(_DENIED_ITEMS, denials)),
        denied_beside=_stretches_beside(denials, sentences, current, lexicon),
        mentions=tuple(mentions),
        stretches=in_clauses,
        aside=_aside(sentences, _head(disease, coded), among, current, lexicon),
    )


def _aside(
    sentences: Sequence[list[Item]],
    disease: CodedDisease | None,
    among: OneOfMany | None,
    current: Collection[Status],
    lexicon: Lexicon,
) -> frozenset[str]:
    """Return the clauses of the sentences behind one of another disease, up to the next that names the coded one."""
    if disease is None or among is None or len(sentences) == 1:  # the usual case
        return frozenset()
    found: set[str] = set()
    is_aside = False
    for sentence in sentences:
        names = any(map(disease.named_by, sentence))
        if is_aside and not names:
            found.update(chain.from_iterable(_all_in_clauses(_stretches(sentence, current), lexicon)))
        is_aside = _names_another(sentence, disease, among, names=names) or (is_aside and not names)
    return frozenset(found)


def _names_another(sentence: Sequence[Item], disease: CodedDisease, among: OneOfMany, *, names: bool) -> bool:
    """Return whether a sentence names another disease or organ, and does not say that it is not there.

    One that `names` the coded one does so by a disease or an organ alone, and at a part of its place none does: that is
    how the disease came about.
    """
    others = [item for item in sentence if _may_be_another(item, disease)]
    if any(item.kind is Kind.DISEASE for item in others):
        return True
    sites = [item for item in others if item.kind is Kind.SITE]
    return among.names_another(sites if sites or names else others)


def _may_be_another(item: Item, disease: CodedDisease) -> bool:
    """Return whether an item may name another disease: neither the coded one, nor a sign, nor what is not there."""
    if item.kind not in _NAMING or item.status is Status.NEGATED or disease.named_by(item):
        return False
    return not disease.lexicon.is_sign(item.kind, item.words)


def _in_clauses(stretch: Sequence[Item], lexicon: Lexicon) -> Stretch:
    """Return the clauses of a stretch as written, without phrases that deny what they name: "not specified as"."""
    clauses: list[str] = []
    for clause in clauses_in(stretch, LINKS):
        said = [item for item in clause.of(stretch) if item.words[0] not in lexicon.denials]
        joined = "and " if clauses and clause.border is not None and clause.border.kind is Kind.AND else ""
        if said:
            clauses.append(joined + _written(said))
    return tuple(clauses)


def _all_in_clauses(stretches: Iterable[Sequence[Item]], lexicon: Lexicon) -> tuple[Stretch, ...]:
    return tuple(filter(None, (_in_clauses(stretch, lexicon) for stretch in stretches)))


def _of_disease(
    sentence: Sequence[Item], disease: CodedDisease | None, among: OneOfMany | None, lexicon: Lexicon
) -> list[Item]:
    """Return a sentence without what is of others, and with the disease named at each flare of it."""
    kept = list(sentence) if among is None else without_others(without_beings(sentence, among, lexicon), among)
    return kept if disease is None else disease.told_again(without_events(kept, disease))


def _head(disease: CodedDisease | None, coded: CodedPlace) -> CodedDisease | None:
    """Return the disease by the words that name it itself, and nothing that a title has it with or without."""
    return disease and CodedDisease(coded.heads or disease.own, disease.lexicon)


def _of_today(
    sentences: Sequence[list[Item]], disease: CodedDisease | None, coded: CodedPlace, current: Collection[Status]
) -> Sequence[list[Item]]:
    """Return the sentences without what is of an earlier episode; what is left of one is of today."""
    if disease is None or Status.HISTORICAL in current or SEQUELAE in coded.fields:
        return sentences
    return without_earlier(sentences, _head(disease, coded) or disease)


def _mentions(
    sentences: Sequence[Sequence[Item]], lexicon: Lexicon, disease: CodedDisease | None, current: Collection[Status]
) -> list[Mention]:
    found: list[Mention] = []
    for number, sentence in enumerate(sentences):
        found += read_mentions(sentence, number, lexicon.anatomy, disease, current)
    if any(mention.bearing is Bearing.LABEL for mention in found) and not _is_label(found, sentences, lexicon):
        found = [replace(each, bearing=Bearing.NONE) if each.bearing is Bearing.LABEL else each for each in found]
    found = _told_for_it(found, sentences, lexicon, disease)
    return found if disease is None else without_conflicts(found, sentences, lexicon, current)


def _is_label(found: Sequence[Mention], sentences: Sequence[Sequence[Item]], lexicon: Lexicon) -> bool:
    """Return whether the place that heads a note is the only one on a side in it, and nothing says that it is well."""
    sided = [mention for mention in found if mention.sides]
    if [(mention.bearing, mention.sentence) for mention in sided] != [(Bearing.LABEL, 0)]:
        return False
    items = (item for sentence in sentences for item in sentence)
    return all(item.status is Status.AFFIRMED and lexicon.well.isdisjoint(item.words) for item in items)


def _told_for_it(
    found: list[Mention], sentences: Sequence[Sequence[Item]], lexicon: Lexicon, disease: CodedDisease | None
) -> list[Mention]:
    """Return the mentions; in a sentence that names nothing else those alone that may be told for the disease."""
    if all(mention.bearing not in LESSER for mention in found):  # the usual case
        return found
    named = _named_in(sentences, disease)
    return [
        replace(each, bearing=Bearing.NONE) if _is_said_else(each, sentences, lexicon, named) else each
        for each in found
    ]


def _named_in(sentences: Sequence[Sequence[Item]], disease: CodedDisease | None) -> int:
    """Return the number of the first sentence that names the disease; how it came about stands before."""
    names = disease is not None and (at for at, each in enumerate(sentences) if any(map(disease.named_by, each)))
    return next(names, len(sentences)) if names else len(sentences)


def _is_said_else(mention: Mention, sentences: Sequence[Sequence[Item]], lexicon: Lexicon, named: int) -> bool:
    """Return whether a sentence that names nothing but a place tells no event, or that it is well: "left foot 5/5"."""
    if mention.bearing not in LESSER:  # the usual case
        return False
    if mention.bearing is Bearing.EVENT and mention.sentence > named:
        return True
    return any(not lexicon.well.isdisjoint(item.words) for item in sentences[mention.sentence])


def _statuses(sentences: Sequence[Sequence[Item]]) -> set[Status]:
    return {item.status for sentence in sentences for item in sentence}


def _stretches(sentence: Sequence[Item], current: Collection[Status]) -> list[list[Item]]:
    """Return what is left of a sentence, parted where something does not count."""
    apart = [at for at, item in enumerate(sentence) if item.status not in current]
    if len(apart) == len(sentence):
        return []
    starts, ends = (0, *(at + 1 for at in apart)), (*apart, len(sentence))
    return [[*sentence[start:end]] for start, end in zip(starts, ends, strict=True) if start < end]


def _denials(sentences: Sequence[Sequence[Item]], told: set[Status], lexicon: Lexicon) -> list[_Denial]:
    """Return the stretches that a sure sentence denies, less those that the patient does, with its number."""
    if _DENIED.isdisjoint(told):  # the usual case
        return []
    sure = [(number, sentence) for number, sentence in enumerate(sentences) if _is_sure(sentence)]
    denied = [(number, stretch) for number, sentence in sure for stretch in _stretches(sentence, _DENIED)]
    said = lexicon.of_patients
    return [(number, each) for number, each in denied if said.isdisjoint((each[0].text, each[-1].text))]


def _stretches_beside(
    denials: Sequence[_Denial], sentences: Sequence[Sequence[Item]], current: Collection[Status], lexicon: Lexicon
) -> tuple[int | None, ...]:
    """Return for each denial the position of the last stretch with a clause of its sentence; None where it has none."""
    if not denials:  # the usual case
        return ()
    each = [sum(bool(_in_clauses(one, lexicon)) for one in _stretches(sentence, current)) for sentence in sentences]
    up_to = list(accumulate(each))
    return tuple(up_to[number] - 1 if each[number] else None for number, _ in denials)


def _is_sure(sentence: Sequence[Item]) -> bool:
    return all(item.text != "?" for item in sentence)


def _all_stretches(
    sentences: Iterable[list[Item]], statuses: Collection[Status], told: set[Status]
) -> list[list[Item]]:
    """Return what is left of sentences in some statuses; `told` are those that their items have."""
    if told.issubset(statuses):  # the usual case
        return [sentence for sentence in sentences if sentence]
    return [stretch for sentence in sentences for stretch in _stretches(sentence, statuses)]


def _joined(stretches: Iterable[Sequence[Item]]) -> str:
    return " ; ".join(map(_written, stretches))


def _written(stretch: Sequence[Item]) -> str:
    return "".join([f" {item.text}" if item.spaced else item.text for item in stretch]).strip()


def _all_phases(words: Iterable[Sequence[str]], clauses: Iterable[Stretch], lexicon: Lexicon) -> frozenset[str]:
    """Return the encounters that phrases say, or a clause of at most one word."""
    alone = frozenset([_PHASES[clause] for stretch in clauses for clause in stretch if clause in _PHASES])
    return alone.union(*(_phases(each, lexicon) for each in words))


def _phases(words: Sequence[str], lexicon: Lexicon) -> set[str]:
    if lexicon.phases.firsts.isdisjoint(words):  # the usual case
        return set()
    matches = (lexicon.phases.match(words, at) for at in range(len(words)))
    return {match[0] for match in matches if match is not None}
