"""An encounter made ready for the rules: each diagnosis with its node, its places and what its text affirms.

Coded facts come before text, and text only fills what codes leave open. Where the chart contradicts itself on a
side, the side counts as unknown: silence is better than a guess.
"""

from __future__ import annotations

from bisect import bisect_left
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.evidence.excludes2_sites import carve_outs
from icd10cm.evidence.from_documents.document_facts import DocumentReader
from icd10cm.evidence.from_documents.document_places import with_documents
from icd10cm.evidence.gestation_code import with_coded_weeks
from icd10cm.evidence.stated_places import ReadStatement, read_statements, stated_places
from icd10cm.releases.prefixes import categories_of
from icd10cm.time_limit import USUAL_LIMIT, in_time, no_limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.encounter import CodedEncounter, Diagnosis, Procedure, SiteFact
    from icd10cm.evidence.excludes2_sites import CarveOut
    from icd10cm.notes.note_index import NoteLine, Target
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.time_limit import CheckTime, QuestionLimit

_INJURIES = ("S",)
_SEVERAL = 2
_POSITION = attrgetter("node.index")
_CODE = attrgetter("code")
_ORDERED = attrgetter("ordered")


class DiagnosisFacts(Struct, frozen=True):
    """One diagnosis with everything the rules ask of it.

    `code` is the code as coded, `node` the tabular list's node of it, None for a code that the release does not hold.
    `sites` are its places: coded ones, else those of its text. `carved` are those that an Excludes2 note sends
    elsewhere, `documented` the rest, and `telling` those of the rest that may call for another code, because they are
    narrower than what the title of the code names. `asked` tells that a prompt may be raised for it: an order names it,
    or the orders name none. `is_described` tells that its texts are those of documents as well
    (`described`), `is_named` that each of these names the disease, and not a title of its family alone.
    """

    diagnosis: Diagnosis
    code: str
    node: Node | None
    sites: tuple[SiteFact, ...]
    texts: tuple[ReadStatement, ...]
    carved: tuple[CarveOut, ...]
    documented: tuple[SiteFact, ...]
    telling: tuple[SiteFact, ...]
    asked: bool
    is_described: bool = False
    is_named: bool = True

    @property
    def side(self) -> Side | None:
        """The one side that the chart documents; None for none and for several."""
        sides = {fact.side for fact in self.sites if fact.side}
        return sides.pop() if len(sides) == 1 else None


class EncounterFacts(Struct, frozen=True):
    """The encounter for the rules: diagnoses in the order of the chart, their codes, the release and the anatomy.

    `sited_procedures` are the procedures that name a place, `documents` reads the reports and notes. `says_more` is
    False where the chart says no more of any diagnosis than its code: no place, no text, no document, no procedure at a
    place.
    `derived` is what `kept_with_encounter` keeps.

    Rules loop over `in_turn()`, and call `check_time` before a search through the whole chart that they make for each
    pair of codes; either ends the review once its time is up. A rule that gathers pairs before it yields a question
    gathers no more than `limit` allows.
    """

    encounter: CodedEncounter
    release: Release
    anatomy: Anatomy
    diagnoses: tuple[DiagnosisFacts, ...]
    codes: frozenset[str]
    sited_procedures: tuple[Procedure, ...]
    documents: DocumentReader
    says_more: bool
    _leaves: tuple[tuple[DiagnosisFacts, Node], ...]
    _placed: tuple[DiagnosisFacts, ...]
    _positions: tuple[int, ...]
    _by_category: dict[int, list[int]]
    check_time: CheckTime = no_limit
    limit: QuestionLimit = USUAL_LIMIT
    derived: dict[Any, Any] = {}

    @property
    def categories(self) -> KeysView[int]:
        """The positions of the categories of the diagnoses."""
        return self._by_category.keys()

    @property
    def shares_category(self) -> bool:
        """Whether two of the diagnoses are of one category."""
        return len(self._by_category) < len(self._placed)

    def is_beside(self, node: Node) -> bool:
        """Return whether another diagnosis is of the category of one with this node."""
        return len(self._by_category[self.release.notes.categories[node.index]]) > 1

    def in_turn(self) -> Iterable[DiagnosisFacts]:
        """Return the diagnoses to loop over, as long as there is time."""
        return in_time(self.diagnoses, self.check_time)

    def leaves(self) -> Iterable[tuple[DiagnosisFacts, Node]]:
        """Return the diagnoses that are not headers, each with its node, to loop over as long as there is time."""
        return in_time(self._leaves, self.check_time)

    def starting(self, prefixes: tuple[str, ...]) -> Sequence[DiagnosisFacts]:
        """Return the diagnoses whose codes begin with any of some prefixes, in the order of the chart."""
        if len(self._placed) == len(self.diagnoses):  # a code that is unknown is of no category
            categories, here = categories_of(prefixes, self.release), self._by_category
            if here.keys().isdisjoint(categories):
                return ()  # the usual case
            near = [self._placed[at] for category in categories.intersection(here) for at in here[category]]
            found = [one for one in near if one.code.startswith(prefixes)]
            if len(found) < _SEVERAL:
                return found
        return [one for one in self.diagnoses if one.code.startswith(prefixes)]

    def named_by(self, line: NoteLine) -> Iterator[DiagnosisFacts]:
        """Yield the diagnoses of the encounter that a note line names, in document order.

        The cost is a search for each code that the line prints, whatever the size of the chart.
        """
        positions = self._positions
        for reference in line.references:
            for first, end in reference.spans:
                at = bisect_left(positions, first)
                while at < len(positions) and positions[at] < end:
                    facts = self._placed[at]
                    if reference.qualifier is None or reference.qualifier.admits(facts.code):
                        yield facts
                    at += 1

    def names_any(self, line: NoteLine) -> bool:
        """Return whether a note line names any diagnosis of the encounter."""
        return next(self.named_by(line), None) is not None

    def named_from(self, node: Node, element: str) -> Sequence[tuple[NoteLine, DiagnosisFacts]]:
        """Return each diagnosis that a note that applies at a node names, with the line that names it."""
        asked = element, node.index
        kept: Sequence[tuple[NoteLine, DiagnosisFacts]] | None = self.derived.get(asked)
        if kept is not None:
            return kept
        targets = self.release.notes.targets(node.index, element)
        if not targets or targets.keys().isdisjoint(self._by_category):  # the usual case
            return ()
        named = self.derived[asked] = self._found_at(targets)
        return named

    def _found_at(self, targets: Mapping[int, Sequence[Target]]) -> tuple[tuple[NoteLine, DiagnosisFacts], ...]:
        found: list[tuple[int, int, NoteLine]] = []
        for category in targets.keys() & self._by_category.keys():
            for at in self._by_category[category]:
                position, code = self._positions[at], self._placed[at].code
                for number, first, end, line, qualifier in targets[category]:
                    if first <= position < end and (qualifier is None or qualifier.admits(code)):
                        found.append((number, at, line))
        found.sort(key=_in_print)
        return tuple([(line, self._placed[at]) for _, at, line in found])


def _in_print(found: tuple[int, int, NoteLine]) -> tuple[int, int]:
    return found[:2]


def _order(diagnosis: Diagnosis) -> tuple[float, str]:
    """Return what the diagnoses are in order by: rank and use, otherwise as they came."""
    return diagnosis.rank or inf, diagnosis.use


def read_encounter(
    encounter: CodedEncounter,
    release: Release,
    check_time: CheckTime = no_limit,
    limit: QuestionLimit = USUAL_LIMIT,
) -> EncounterFacts:
    """Make an encounter ready for the rules."""
    anatomy = load_anatomy()
    any_ordered = any(map(_ORDERED, encounter.diagnoses))
    documents = DocumentReader(encounter, release)
    diagnoses = tuple(
        [
            _read_diagnosis(diagnosis, release, anatomy, documents, asked=diagnosis.ordered or not any_ordered)
            for diagnosis in in_time(sorted(with_coded_weeks(encounter.diagnoses, release), key=_order), check_time)
        ]
    )
    sited_procedures = tuple([procedure for procedure in encounter.procedures if procedure.sites])
    placed = sorted((facts for facts in diagnoses if facts.node is not None), key=_POSITION)
    positions = tuple(map(_POSITION, placed))
    return EncounterFacts(
        encounter=encounter,
        release=release,
        anatomy=anatomy,
        diagnoses=diagnoses,
        codes=frozenset(map(_CODE, diagnoses)),
        sited_procedures=sited_procedures,
        documents=documents,
        says_more=bool(sited_procedures)
        or any(one.texts or one.sites for one in diagnoses)
        or bool(encounter.documents),
        _leaves=_leaves(diagnoses),
        _placed=tuple(placed),
        _positions=positions,
        _by_category=_by_category(positions, release),
        check_time=check_time,
        limit=limit,
    )


def _leaves(diagnoses: Iterable[DiagnosisFacts]) -> tuple[tuple[DiagnosisFacts, Node], ...]:
    return tuple([(each, each.node) for each in diagnoses if each.node is not None and not each.node.children])


def _by_category(positions: Sequence[int], release: Release) -> dict[int, list[int]]:
    """Return which of the positions lie in each category."""
    found: dict[int, list[int]] = {}
    for at, position in enumerate(positions):
        category = release.notes.categories[position]
        if category in found:
            found[category].append(at)
        else:
            found[category] = [at]
    return found


def _read_diagnosis(
    diagnosis: Diagnosis,
    release: Release,
    anatomy: Anatomy,
    reader: DocumentReader,
    *,
    asked: bool,
    first: Node | None = None,
    as_texts: bool = False,
) -> DiagnosisFacts:
    known = release.known(diagnosis.code)
    node = None if known is None else known.node
    texts = read_statements(diagnosis, known, release)
    documents = reader.read_for(node, diagnosis, first, as_texts=as_texts)
    if not (texts or diagnosis.sites or documents.sites or documents.texts):  # the usual case: the code says it all
        return DiagnosisFacts(diagnosis, diagnosis.code, node, (), (), (), (), (), asked)
    sites = stated_places(diagnosis, known, texts, release, anatomy)
    if documents.sites or documents.texts:
        sites = with_documents(sites, documents.sites, documents.named)
        texts += tuple(ReadStatement(stated.facts, stated.evidence) for stated in documents.texts)
    carved = carve_outs(node, sites, release) if sites else ()
    documented = _not_carved(sites, carved)
    return DiagnosisFacts(
        diagnosis=diagnosis,
        code=diagnosis.code,
        node=node,
        sites=sites,
        texts=texts,
        carved=carved,
        documented=documented,
        telling=_telling(diagnosis.code, documented, release, anatomy),
        asked=asked,
        is_described=documents.are_texts,
        is_named=documents.are_named,
    )


def _not_carved(sites: tuple[SiteFact, ...], carved: tuple[CarveOut, ...]) -> tuple[SiteFact, ...]:
    if not carved:
        return sites
    elsewhere = {id(carve.fact) for carve in carved}
    return tuple(fact for fact in sites if id(fact) not in elsewhere)


def read_as(diagnosis: DiagnosisFacts, code: str, facts: EncounterFacts) -> DiagnosisFacts:
    """Return a diagnosis as it would be read if it were coded as `code`."""
    recoded = replace(diagnosis.diagnosis, code=code)
    return _read_diagnosis(
        recoded,
        facts.release,
        facts.anatomy,
        facts.documents,
        asked=diagnosis.asked,
        first=diagnosis.node,
        as_texts=diagnosis.is_described,
    )


def described(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> DiagnosisFacts | None:
    """Return a diagnosis with what documents state of it as its texts; None where they state nothing."""
    node = diagnosis.node
    if node is None or not facts.documents.may_be_texts(node):
        return None
    found = _read_diagnosis(
        diagnosis.diagnosis, facts.release, facts.anatomy, facts.documents, asked=diagnosis.asked, as_texts=True
    )
    return found if found.is_described else None


def _telling(code: str, documented: tuple[SiteFact, ...], release: Release, anatomy: Anatomy) -> tuple[SiteFact, ...]:
    if not documented:
        return ()
    own = anatomy.narrowest(release.sites_of(code))
    if not own:  # the usual case
        return documented
    names = [_named_by(fact, own, anatomy) for fact in documented]
    # Of head, face and neck one tells, all of them say what the code says.
    fewest = len(own) if _leaves_some_out(names, own) else 1
    telling = tuple(fact for fact, each in zip(documented, names, strict=True) if len(each) < fewest)
    if code.startswith(_INJURIES) and len(telling) < len(documented):
        # Beside the bone that the code names another one is another injury.
        return tuple(fact for fact in telling if _is_near(fact, own, anatomy))
    return telling


def _is_near(fact: SiteFact, own: Sequence[str], anatomy: Anatomy) -> bool:
    return fact.site is not None and any(anatomy.related(fact.site, one) for one in own)


def _named_by(fact: SiteFact, own: Sequence[str], anatomy: Anatomy) -> set[str]:
    """Return the places of a title that a documented one is, or holds."""
    return {one for one in own if fact.site and anatomy.is_part_of(one, fact.site)}


def _leaves_some_out(names: Sequence[set[str]], own: Sequence[str]) -> bool:
    return len(own) > 1 and set[str]().union(*names) < set(own)
