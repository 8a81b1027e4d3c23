"""What reports and notes add to a coded diagnosis: a site, a side, and the kind that it leaves open. Never a diagnosis.

Coding Clinic 1Q 2013 (as reported by ACDIS) lets an imaging report add the site of a condition that the provider has
diagnosed; guideline I.B.13 lets other clinicians document the side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.documents.causes import causes_of
from icd10cm.documents.remembered_outcomes import key_of, recall_outcome
from icd10cm.documents.sentences import as_read
from icd10cm.documents.statements import Silence, denies, mentioned, statements_of
from icd10cm.documents.views import view_of
from icd10cm.encounter import DocumentKind, Evidence, SiteFact
from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.evidence.from_documents.document_kinds import place_kinds
from icd10cm.evidence.from_documents.document_places import (
    Named,
    allowed,
    fitting,
    is_of_same_part,
    named_places,
)
from icd10cm.evidence.from_documents.open_kind import is_read_as_text
from icd10cm.evidence.from_documents.other_kinds import kinds_of
from icd10cm.evidence.from_documents.other_places import is_elsewhere
from icd10cm.evidence.from_documents.scope import scope_of
from icd10cm.evidence.stated.clauses import ORDINALS
from icd10cm.evidence.stated.stems import place_words
from icd10cm.evidence.stated_places import reader_for
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import claims_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.documents.named_disease import NamedDisease
    from icd10cm.documents.statements import Outcome, Statement
    from icd10cm.documents.views import View
    from icd10cm.encounter import CodedEncounter, Diagnosis, Document, Organism
    from icd10cm.evidence.from_documents.other_kinds import Kinds
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.text.text_facts import TextFacts

_FRACTURE = "fracture"
_OPEN = "unspecified"
_DEGREE = "degree"
"""Of a burn: the second degree is not the place that the second toe is."""
_OPEN_SITE = "unspecified site"
_WITHOUT_NUMBERS = str.maketrans("", "", "0123456789")
_DECIDES = (DocumentKind.PATHOLOGY, DocumentKind.IMAGING)


class DocumentStatement(Struct, frozen=True):
    """A sentence of a document about one diagnosis."""

    facts: TextFacts
    evidence: Evidence


class StatedCause(Struct, frozen=True):
    """An organism that an operative note names as the cause of a disease, with the sides that it gives the disease."""

    organism: Organism
    sides: frozenset[Side]
    evidence: Evidence


class DocumentFacts(Struct, frozen=True):
    """What the documents add to one diagnosis.

    `named` are the places that the code names; `are_texts` tells that the texts were read as those of the diagnosis,
    `are_named` that each names the disease, and not a title of its family alone.
    """

    sites: tuple[SiteFact, ...] = ()
    texts: tuple[DocumentStatement, ...] = ()
    named: Named = Named()
    are_texts: bool = False
    are_named: bool = True


NO_DOCUMENTS = DocumentFacts()


class DocumentReader(Struct, frozen=True):
    """Reads the documents of one encounter for its diagnoses: each document once, and for each disease once."""

    encounter: CodedEncounter
    release: Release
    _lowers: dict[int, str] = {}
    _keys: dict[int, bytes] = {}
    _views: dict[int, View] = {}
    _outcomes: dict[tuple[NamedDisease, frozenset[str]], tuple[Outcome, ...]] = {}

    def read_for(
        self, node: Node | None, diagnosis: Diagnosis, first: Node | None = None, *, as_texts: bool = False
    ) -> DocumentFacts:
        """Return what the documents add to a diagnosis coded as `node`; nothing where it leaves nothing open.

        `diagnosis` has its own texts and places. `first` is the node of the code that an offered one would replace: its
        sentences were read already. `as_texts` reads each statement as a text of the diagnosis is read, else it adds a
        place alone.
        """
        if node is None or not (self.encounter.documents and can_be_completed(node.index, self.release)):
            return NO_DOCUMENTS
        outcomes = self.outcomes(self._read_as(node, first))
        if all(isinstance(one, Silence) for one in outcomes):  # the usual case
            return NO_DOCUMENTS
        sites: list[SiteFact] = []
        texts: list[DocumentStatement] = []
        are_named = True
        for at, stated in self._of_kind(node, outcomes, as_texts=as_texts):
            sites += _sites(stated, self.encounter.documents[at])
            texts += self._texts(at, stated, node, as_texts=as_texts)
            are_named = are_named and all(one.is_named for one in stated)
        found = self._allowed(sites, tuple(_alike_as_one(texts)), node, diagnosis)
        return replace(found, are_texts=as_texts and bool(found.texts), are_named=are_named)

    def _allowed(
        self, sites: Sequence[SiteFact], texts: tuple[DocumentStatement, ...], node: Node, diagnosis: Diagnosis
    ) -> DocumentFacts:
        """Return what documents add; nothing where all that they say is of the other side."""
        found = allowed(sites, node, diagnosis, self.encounter, self.release)
        if sites and not found:  # what is said of the other side says no kind of the coded disease
            return NO_DOCUMENTS
        return DocumentFacts(found, texts, named_places(node, self.release))

    def may_be_texts(self, node: Node) -> bool:
        """Return whether documents may say more of a node than a place; a surgeon says whether a fracture is open."""
        if not is_read_as_text(node.index, self.release) and not self._are_of_fracture(node):
            return False
        return not all(isinstance(one, Silence) for one in self.outcomes(node))

    def _are_of_fracture(self, node: Node) -> bool:
        operative = any(one.kind is DocumentKind.OPERATIVE for one in self.encounter.documents)
        return operative and _FRACTURE in node.title.lower()

    def _read_as(self, node: Node, first: Node | None) -> Node:
        """Return the node whose sentences count: the `first` one, if it is of the same disease."""
        return node if first is None or not self._is_same_disease(node, first) else first

    def _of_one_side(self, stated: list[Statement], at: int, node: Node) -> list[Statement]:
        """Return statements without those against a coded side that the document names as well, of whatever it is.

        A document that names both sides as diseased, the coded one as normal or operated, does not contradict it.
        """
        coded = self.release.side_of(node.code)
        if coded not in (Side.RIGHT, Side.LEFT) or not any(_is_against(one, coded) for one in stated):
            return stated
        if self.view(at).sides_concluded.isdisjoint((coded, Side.BILATERAL)):
            return stated
        return [one for one in stated if not _is_against(one, coded)]

    def _of_kind(
        self, node: Node, outcomes: Iterable[Outcome], *, as_texts: bool
    ) -> Iterator[tuple[int, list[Statement]]]:
        """Yield the statements of each document, without those of what the title of a code denies, or of another kind.

        Of those that are read as texts the kind is weighed with all that they say.
        """
        kinds = _kinds_at(node.index, self.release)
        is_of_another = kinds.deny if as_texts else kinds.leave_out
        for at, fitting_ones in enumerate(self._fitting(node, outcomes)):
            stated = self._of_one_side(fitting_ones, at, node)
            if stated and not (as_texts and self._says_more(at, node)):
                yield at, [one for one in stated if (one.is_named or as_texts) and not is_of_another(_words_said(one))]

    def _texts(
        self, at: int, stated: Sequence[Statement], node: Node, *, as_texts: bool
    ) -> Iterator[DocumentStatement]:
        """Yield what a document says of the kind of a disease, or of a place in which its kinds differ."""
        if not stated:
            return
        if as_texts:
            yield from _typed(stated, self.encounter.documents[at], node, self.release)
        elif not _has_sites(node.index, self.release):
            yield from self._placed(at, stated, node)

    def _says_more(self, at: int, node: Node) -> bool:
        """Return whether a document says more than a place of a disease whose kinds differ in place."""
        kinds = place_kinds(node.index, self.release)
        if kinds is None or not claims_of(node.title).denied:
            return False
        _, own = disease_at(node.index, self.release)
        return any(kinds.says_more(each) for each in mentioned(self.view(at), own, kinds.apart))

    def _placed(self, at: int, stated: Sequence[Statement], node: Node) -> Iterator[DocumentStatement]:
        """Yield what a document says of a place in which kinds of a disease differ; nothing where it says more."""
        kinds = place_kinds(node.index, self.release)
        if kinds is None:
            return
        _, own = disease_at(node.index, self.release)
        if any(kinds.says_more(each) for each in mentioned(self.view(at), own, kinds.apart)):
            return
        document = self.encounter.documents[at]
        for statement in stated:
            facts = kinds.of_place(_with_label(statement))
            if facts is not None:
                yield DocumentStatement(facts, _evidence(statement, document, document.references[0]))

    def _fitting(self, node: Node, outcomes: Iterable[Outcome]) -> Iterator[list[Statement]]:
        """Yield the statements of each document that may be about the place of a code."""
        scope = scope_of(node.index, self.release)
        is_general = disease_at(node.index, self.release)[0].is_general
        for stated in outcomes:
            here = [] if isinstance(stated, Silence) else self._here(stated, node)
            found = (fitting(one, scope, is_general=is_general) for one in here)
            yield [one for one in found if one is not None]

    def _here(self, stated: Iterable[Statement], node: Node) -> list[Statement]:
        """Return statements without those of a place that only other codes name."""
        return [one for one in stated if not is_elsewhere(one, node.index, self.release)]

    def causes_for(self, node: Node) -> Iterator[StatedCause]:
        """Yield the organisms that operative notes name as the cause of a diagnosis coded as `node`."""
        documents = self.encounter.documents
        if not any(document.kind is DocumentKind.OPERATIVE for document in documents):  # the usual case
            return
        disease, own = disease_at(node.index, self.release)
        for document, stated in zip(documents, self._fitting(node, self.outcomes(node)), strict=True):
            for statement in stated if document.kind is DocumentKind.OPERATIVE else ():
                evidence = _evidence(statement, document, document.references[0])
                sides = frozenset(place.side for place in statement.places if place.side)
                yield from (StatedCause(one, sides, evidence) for one in causes_of(statement, disease, own))

    def _is_same_disease(self, one: Node, other: Node) -> bool:
        named, as_other = (disease_at(each.index, self.release)[0] for each in (one, other))
        return named == replace(as_other, titles=named.titles)

    def outcomes(self, node: Node) -> tuple[Outcome, ...]:
        """Return what each document states of the disease of a node, or why it states nothing."""
        disease, own = disease_at(node.index, self.release)
        found = self._outcomes.get((disease, own))
        if found is None:
            found = tuple([self._outcome(at, disease, own) for at in range(len(self.encounter.documents))])
            found = self._outcomes[disease, own] = tuple(self._in_force(found, disease, own))
        return found

    def _in_force(self, outcomes: tuple[Outcome, ...], disease: NamedDisease, own: frozenset[str]) -> Iterator[Outcome]:
        """Yield outcomes, those of reports that a newer one about the same part of the body rules over silenced."""
        for at, outcome in enumerate(outcomes):
            ruled_over = not isinstance(outcome, Silence) and any(
                self._is_newer(newer, at) and self._rules_over(newer, outcome, disease, own)
                for newer, other in enumerate(outcomes)
                if isinstance(other, Silence)
            )
            yield Silence.RULED_OVER if ruled_over else outcome

    def _is_newer(self, newer: int, at: int) -> bool:
        """Return whether one document is a report that may rule over another one: of its kind, or a pathologist's.

        What is under the microscope decides. Of two reports of one day, one may be the later where no time says which.
        """
        one, other = self.encounter.documents[newer], self.encounter.documents[at]
        if one.kind is not other.kind and (one.kind, other.kind) != _DECIDES:
            return False
        if one.moment is not None and other.moment is not None:
            return one.moment >= other.moment
        return one.date is not None and other.date is not None and one.date >= other.date

    def _rules_over(self, newer: int, older: tuple[Statement, ...], disease: NamedDisease, own: frozenset[str]) -> bool:
        """Return whether a newer report names the disease, does not affirm it, and is not of other places."""
        view = self.view(newer)
        if view.is_void:
            return False
        labeled = [f"{one.label}: {one.sentence}" for one in view.specimens if denies(one.sentence, disease, own)]
        if any(is_of_same_part(older, words) for words in labeled):
            return True
        if not any(denies(sentence, disease, own) for sentence in (*view.addendum, *view.evidence)):
            return False
        return is_of_same_part(older, f"{view.title}. {' '.join(view.evidence)}")

    def view(self, at: int) -> View:
        """Return what of a document is evidence."""
        found = self._views.get(at)
        if found is None:
            found = self._views[at] = view_of(self.encounter.documents[at])
        return found

    def _lower(self, at: int) -> str:
        found = self._lowers.get(at)
        if found is None:
            found = self._lowers[at] = self.encounter.documents[at].text.lower()
        return found

    def _outcome(self, at: int, disease: NamedDisease, own: frozenset[str]) -> Outcome:
        if not disease.may_be_in(self._lower(at)):  # the usual case, no sentence read
            return Silence.NOT_NAMED
        document = self.encounter.documents[at]
        key = self._keys.get(at)
        if key is None:
            key = self._keys[at] = key_of(document)
        return recall_outcome((key, disease, own), document, lambda: statements_of(self.view(at), disease, own))


@kept_with_release
def can_be_completed(index: int, release: Release) -> bool:
    """Return whether other codes differ from that of a node in place, in side or in kind.

    A code for a history, a screening or a status names no disease that a document could describe.
    """
    node = release.tabular.nodes[index]
    if node.code.startswith(load_policy().circumstances):
        return False
    if node.children or release.side_of(node.code) is not None or release.families.side_group(index) is not None:
        return True
    peers = release.families.site_family(index)
    has_places = peers is not None and len(peers.leaves) > 1
    return has_places or is_read_as_text(index, release) or place_kinds(index, release) is not None


@kept_with_release
def _kinds_at(index: int, release: Release) -> Kinds:
    """Return what the code of a node says of its disease, beside the other wordings of its category."""
    node, (disease, _) = release.tabular.nodes[index], disease_at(index, release)
    return kinds_of(((node.code,), disease, _open_words(node, release)), release)


def _has_sites(index: int, release: Release) -> bool:
    """Return whether codes beside that of a node differ from it in site, and not in side alone."""
    peers = release.families.site_family(index)
    return peers is not None and len(peers.sites) > 1


def _is_against(statement: Statement, coded: Side) -> bool:
    """Return whether a statement gives the disease another side than the coded one."""
    return any(place.side not in (None, coded) for place in statement.places)


def _open_words(node: Node, release: Release) -> frozenset[str]:
    """Return the stems of the places that a code leaves open, which a report may name.

    An injury is one of the structure that its code names, whatever else is there; a burn is at a site.
    """
    kinds, peers = place_kinds(node.index, release), release.families.site_family(node.index)
    found = frozenset[str]() if kinds is None else kinds.places
    is_open = peers is not None and peers.leaves_open(node.index) and not _is_of_structure(node)
    names_none = not release.sites_of(node.code)
    if not (names_none or is_open):
        return found
    return found | place_words() - (ORDINALS if _DEGREE in node.title.lower() else frozenset())


def _is_of_structure(node: Node) -> bool:
    return node.code.startswith(load_policy().injuries) and _OPEN_SITE not in node.title.lower()


def _words_said(statement: Statement) -> tuple[str, ...]:
    """Return the words of a statement, and those of the label of its specimen."""
    label = statement.label
    return (statement.facts.affirmed,) if label is None else (statement.facts.affirmed, label.affirmed)


def _alike_as_one(texts: Iterable[DocumentStatement]) -> Iterator[DocumentStatement]:
    """Yield texts, those that differ in numbers alone with the facts of the first of them, so that they count once."""
    first: dict[str, TextFacts] = {}
    for text in texts:
        yield replace(text, facts=first.setdefault(text.facts.affirmed.translate(_WITHOUT_NUMBERS), text.facts))


def _sites(statements: Iterable[Statement], document: Document) -> Iterator[SiteFact]:
    for statement in statements:
        for reference in document.references:
            evidence = _evidence(statement, document, reference)
            yield from (SiteFact(place.site, place.side, evidence) for place in statement.places)


def _with_label(statement: Statement) -> TextFacts:
    """Return the facts of a statement with what the label of its specimen says."""
    facts, label = statement.facts, statement.label
    return facts if label is None else facts.labeled(label)


def _evidence(statement: Statement, document: Document, reference: str) -> Evidence:
    side = "side from its title" if statement.by_title else ""
    source = ", ".join(filter(None, (document.title or document.kind, document.status, side)))
    return Evidence(reference, statement.quote, document.date, from_text=True, source=source)


def _typed(
    statements: Iterable[Statement], document: Document, node: Node, release: Release
) -> Iterator[DocumentStatement]:
    """Yield statements that name the kind of a disease; only a surgeon says whether a fracture is open.

    They are read as a text of the diagnosis is: what is said of another disease says no kind of this one.
    """
    operative = document.kind is DocumentKind.OPERATIVE
    read = reader_for(node.code, release.known(node.code), release)
    for statement in statements:
        said = statement.sentence
        facts = statement.facts if said is None else read(as_read(said))
        labeled = facts if statement.label is None else facts.labeled(statement.label)
        evidence = _evidence(statement, document, document.references[0])
        yield DocumentStatement(labeled if operative else labeled.without_open_fracture(), evidence)
