"""PresumedLink: two conditions that a guideline presumes to be linked are coded as if they were not.

Basis: the titles, and a reviewed table with its sources. Guideline I.C.9.a: hypertension with heart failure or chronic
kidney disease; guideline I.A.15: diabetes "with" its complications, esophageal varices in cirrhosis, obstructive lung
disease with a lower respiratory infection, anemia in chronic kidney disease. These links are presumed unless the record
says that the conditions are unrelated. Guideline I.C.1.d.1.a: whether an acute organ dysfunction is due to the sepsis,
the provider says; guideline I.C.1.d.5.b: so with a sepsis and an infected operation. So, too, with an anemia and a
neoplasm (guideline I.C.2.c.1), since an anemia has many causes in a patient with cancer: the primary before its
metastases.

All of them are only asked. Silent where another coded disease is the cause, and where the linked code is there.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis, title_basis
from icd10cm.exclusions.open_titles import leaves_open
from icd10cm.exclusions.pairs.contradictions import gives_way
from icd10cm.exclusions.pairs.hypertension import Organs, load_hypertension
from icd10cm.exclusions.pairs.title_states import says_uncomplicated
from icd10cm.issue import AddCode, Basis, RemoveCode, ReplaceCode, Strength
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.index_leads import entries_for
from icd10cm.releases.prefixes import categories_of
from icd10cm.rules.less_specific import may_be
from icd10cm.rules.presumed_links import codes_of_pairs, complications, load_presumed_links, primaries_of
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.exclusions.pairs.hypertension import Hypertension
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.rules.presumed_links import DiabetesLink, Pair

ID = "PresumedLink"


class Reason(StrEnum):
    """Which link is presumed."""

    DIABETES = "with"
    HYPERTENSION = "hypertension"
    STAGE = "stage"
    NEOPLASM = "neoplasm"
    ORGAN = "organ"
    PROCEDURE = "procedure"
    CAUSE = "cause"
    PAIR = ""


_UNRELATED = re.compile(
    r"\b(?:not (?:due|related|secondary) to|unrelated to|(?:non-?|not )(?:hypertensive|diabetic))\b"
)


_LINKS = frozenset(("with", "in (due to)", "due to"))


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield a question for each code that does not say the link with another one."""
    yield from _hypertension(facts)
    yield from _diabetes(facts)
    yield from _pairs(facts)
    yield from _organ_dysfunction(facts)


def begins_a_link(code: str, release: Release) -> bool | frozenset[int]:
    """Return the categories of what the table links with a code; True for a sepsis, which any organ may suffer from."""
    policy, hypertension = load_policy(), load_hypertension()
    if code.startswith(policy.sepsis):
        return True
    pairs = load_presumed_links().pair if code.startswith(codes_of_pairs()) else ()
    linked = [prefix for pair in pairs if code.startswith(pair.code) for prefix in pair.beside]
    if code in hypertension.codes:
        linked += (*hypertension.heart_failure, *hypertension.heart_disease, *hypertension.kidney)
    if code.startswith(policy.diabetes):
        linked += complications()
    return categories_of(tuple(linked), release)


def _ask(
    diagnosis: DiagnosisFacts,
    linked: Mapping[str, DiagnosisFacts],
    sources: Mapping[str, str],
    facts: EncounterFacts,
    reason: Reason,
    *,
    adds: bool = False,
    also: Sequence[DiagnosisFacts] = (),
) -> CodingIssue | None:
    """Return the question whether a diagnosis is linked with others.

    `linked` are the others by the code to ask for, `sources` the table's words for it, `also` what else it says.
    """
    release, node = facts.release, diagnosis.node
    linked = _unsaid(linked, facts)
    if node is None or not linked or not _may_be_linked((diagnosis, *linked.values())):
        return None
    reference = diagnosis.diagnosis.reference
    others = tuple({id(other): other for other in linked.values()}.values())
    valid = filter(release.is_valid, linked)
    denied = _denied_by(diagnosis, facts)
    return about(diagnosis, *(others if len(others) == 1 else ())).issue(
        ID,
        strength=Strength.PROMPT,
        basis=[title_basis(node), *_index_bases(linked, sources, release)],
        choices=linked,
        options=[
            *(AddCode(code, reference) if adds else ReplaceCode(reference, code) for code in valid),
            *(RemoveCode(reference, other.code) for other in denied),
        ],
        evidence=[coded_as(other, release) for other in (*others, *also)],
        because=reason,
    )


def _denied_by(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Sequence[DiagnosisFacts]:
    """Return the complication that is coded where a code says that there is none: it is not kept, linked or not."""
    if not says_uncomplicated(diagnosis.code, facts.release):
        return ()
    return [one for one in facts.in_turn() if gives_way(diagnosis.code, one.code, facts.release)][:1]


def _index_bases(linked: Iterable[str], sources: Mapping[str, str], release: Release) -> list[Basis]:
    return [_index_basis((code, sources[code]), release) for code in linked if sources.get(code)]


def _unsaid(linked: Mapping[str, DiagnosisFacts], facts: EncounterFacts) -> dict[str, DiagnosisFacts]:
    """Return the links whose codes, or one below their header, the encounter does not hold yet."""
    return {code: other for code, other in linked.items() if facts.release.node(code) and not facts.starting((code,))}


def _may_be_linked(involved: Sequence[DiagnosisFacts]) -> bool:
    """Return whether to ask about a link: for one of the diagnoses a prompt is due, and no text says unrelated."""
    return any(one.asked for one in involved) and not any(map(_unrelated, involved))


@kept_with_release
def _index_basis(code_and_words: tuple[str, str], release: Release) -> Basis:
    """Return the entry of the Index below "with" or "in" that leads to a code; without an Index, the table's words."""
    code, words = code_and_words
    term = words.partition(",")[0]
    entries = (
        lead.text for lead in entries_for(code, release) if lead.path[0].startswith(term) and _LINKS & set(lead.path)
    )
    return Basis(code, "index", next(entries, words))


def _unrelated(diagnosis: DiagnosisFacts) -> bool:
    """Return whether the record says of a diagnosis that something else is not its cause."""
    return any(_UNRELATED.search(each.text.lower()) for each in diagnosis.diagnosis.statements)


def _hypertension(facts: EncounterFacts) -> Iterator[CodingIssue]:
    table = load_hypertension()
    coded = [one for one in facts.in_turn() if one.code in table.codes]
    # Two codes of hypertension are their own question.
    if len({one.code for one in coded}) != 1 or facts.starting(table.owned_by):
        return
    issue = _organs_linked(coded[0], table, facts)
    if issue is not None:
        yield issue


def _organs_linked(coded: DiagnosisFacts, table: Hypertension, facts: EncounterFacts) -> CodingIssue | None:
    """Ask for the code of hypertension with the heart and kidney disease that are coded, where one is not said yet.

    A code that names a kidney disease of another stage has the link already: only the stage is asked about.
    """
    own = table.codes[coded.code]
    said, heart = _heart(own, table, facts)
    kidney = facts.starting(table.kidney)
    meant = Organs(said, _severity(kidney, own, table))
    code = table.code_of(meant)
    if code is None or meant == own:
        return None
    if meant.heart != own.heart:
        also = [] if own.kidney else kidney[:1]
        return _ask(coded, {code: _definite(heart, facts)}, {}, facts, Reason.HYPERTENSION, also=also)
    return _ask(coded, {code: _definite(kidney, facts)}, {}, facts, Reason.STAGE if own.kidney else Reason.HYPERTENSION)


def _heart(own: Organs, table: Hypertension, facts: EncounterFacts) -> tuple[str, Sequence[DiagnosisFacts]]:
    """Return what is said of the heart, with the diagnoses that say more of it than the code of hypertension does."""
    failure = facts.starting(table.heart_failure)
    if failure or own.heart:
        return ("failure" if failure else own.heart), failure
    disease = facts.starting(table.heart_disease)
    return ("disease" if disease else ""), disease


def _severity(kidney: Sequence[DiagnosisFacts], own: Organs, table: Hypertension) -> str:
    """Return how severe the kidney disease is that is coded; no severity of the table where two stages are coded.

    An unspecified stage contradicts no code of hypertension, and no stage: what is open there is the stage.
    """
    stated = [one for one in kidney if one.code not in table.open_stage] or ([] if own.kidney else kidney)
    found = {"severe" if one.code.startswith(table.severe) else "mild" for one in stated}
    return " and ".join(found) or own.kidney


def _diabetes(facts: EncounterFacts) -> Iterator[CodingIssue]:
    diabetes = _diabetes_linked(facts)
    if diabetes is None:
        return
    links = {f"{diabetes.code[:3]}.{link.ending}": (link, other) for link, other in _open_links(facts)}
    linked = {code: other for code, (_, other) in links.items()}
    sources = {code: link.index_entry for code, (link, _) in links.items()}
    issue = _ask(diabetes, linked, sources, facts, Reason.DIABETES, adds=not _says_none(diabetes))
    if issue is not None:
        yield issue


def _diabetes_linked(facts: EncounterFacts) -> DiagnosisFacts | None:
    """Return the diabetes code to ask about, one without complications first; None where two types are coded."""
    coded = [one for one in facts.starting(load_policy().diabetes) if one.node and not one.node.children]
    if len({one.code[:3] for one in coded}) != 1:
        return None
    return next((one for one in coded if _says_none(one)), coded[0])


def _open_links(facts: EncounterFacts) -> Iterator[tuple[DiabetesLink, DiagnosisFacts]]:
    """Yield each complication that is coded, that no diabetes code names and no other coded cause owns."""
    companions = facts.starting(complications())
    for link in load_presumed_links().diabetes if companions else ():
        others = [one for prefix in link.beside for one in companions if one.code.startswith(prefix)]
        if others and not facts.starting((*link.naming, *link.owned_by)):
            yield link, _definite(others, facts)


def _says_none(diabetes: DiagnosisFacts) -> bool:
    """Return whether a code of diabetes says that there are no complications."""
    return diabetes.node is not None and "without complications" in diabetes.node.title


def _pairs(facts: EncounterFacts) -> Iterator[CodingIssue]:
    coded = facts.starting(codes_of_pairs())
    for pair in load_presumed_links().pair if coded else ():
        one = next((one for one in coded if one.code.startswith(pair.code) and not _is_vague(one, facts)), None)
        if one is None or facts.starting(pair.owned_by):
            continue
        others = _first_to_name(pair, facts)
        if others:
            code = pair.linked(one.code)
            linked, sources = {code: _definite(others, facts)}, {code: pair.index_entry}
            issue = _ask(one, linked, sources, facts, Reason(pair.reason), adds=pair.adds)
            if issue is not None:
                yield issue


def _definite(others: Sequence[DiagnosisFacts], facts: EncounterFacts) -> DiagnosisFacts:
    """Return the first that is not the vague code of another one, and may go: the link is with what stays."""
    return next((one for one in others if not _is_vague(one, facts)), others[0]) if len(others) > 1 else others[0]


def _is_vague(one: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a more specific code of the category is coded: the vague one is removed first, and not updated.

    So is one whose kind another code says, which may have the same links: an unspecified ulcerative colitis with a
    proctitis.
    """
    node = one.node
    if node is None or not facts.is_beside(node):
        return False
    beside = ((other, its) for other, its in facts.leaves() if its.code[:3] == node.code[:3])
    open_kind = leaves_open(node)
    return any(
        may_be(one, node, other, its, facts.release) or (open_kind and not leaves_open(its)) for other, its in beside
    )


def _first_to_name(pair: Pair, facts: EncounterFacts) -> Sequence[DiagnosisFacts]:
    """Return the diagnoses beside which a code is another one, a primary neoplasm before its metastases.

    None for metastases whose primary is not coded: that is asked for first (guideline I.C.2).
    """
    others = facts.starting(pair.beside)
    if pair.reason != Reason.NEOPLASM:
        return others
    return primaries_of(others) or (others if facts.starting(load_policy().neoplasm_history) else ())


def _organ_dysfunction(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Ask whether an acute organ dysfunction is due to the sepsis; the note of R65.2 says which ones count.

    Silent where a septic shock is coded, which says so. Another shock may be septic: then no code is offered to add.
    """
    policy = load_policy()
    septic = facts.starting(policy.sepsis)
    if not septic or facts.starting(policy.septic_shock):
        return
    severe = facts.starting(policy.severe_sepsis)
    shock = facts.starting(policy.open_shock)
    if shock:
        yield from _shock(septic[0], severe, shock[0], facts)
    elif not severe:
        yield from _severe(septic[0], facts)


def _shock(
    septic: DiagnosisFacts, severe: Sequence[DiagnosisFacts], shock: DiagnosisFacts, facts: EncounterFacts
) -> Iterator[CodingIssue]:
    """Ask whether an unspecified shock is due to the sepsis; the code of septic shock is then in place of it.

    It is in place of a severe sepsis without shock, if that is coded.
    """
    codes = tuple(filter(facts.release.is_valid, load_policy().severe_with_shock))
    node = facts.release.node(codes[0]) if codes else None
    if node is None or not _may_be_linked((septic, shock)):
        return
    replaced = next(iter(severe), shock).diagnosis.reference
    yield about(septic, shock).issue(
        ID,
        strength=Strength.PROMPT,
        basis=[title_basis(node)],
        choices=codes,
        options=[ReplaceCode(replaced, code) for code in codes],
        evidence=[coded_as(shock, facts.release)],
        because=Reason.ORGAN,
    )


def _severe(septic: DiagnosisFacts, facts: EncounterFacts) -> Iterator[CodingIssue]:
    policy = load_policy()
    line, organ = next(_organs(policy.severe_sepsis[0], facts), (None, None))
    if line is None or organ is None or not _may_be_linked((septic, organ)):
        return
    codes = () if facts.starting(policy.shock) else tuple(filter(facts.release.is_valid, policy.severe_without_shock))
    yield about(septic, organ).issue(
        ID,
        strength=Strength.PROMPT,
        basis=[note_basis(line)],
        choices=codes or policy.severe_sepsis,
        options=[AddCode(code, septic.diagnosis.reference) for code in codes],
        evidence=[coded_as(organ, facts.release)],
        because=Reason.ORGAN,
    )


def _organs(severe_sepsis: str, facts: EncounterFacts) -> Iterator[tuple[NoteLine, DiagnosisFacts]]:
    """Yield the acute organ dysfunctions of the encounter that the note of severe sepsis names, with its lines.

    The note gives examples; the ones that its words mean too come last.
    """
    lines = [line for line in facts.release.notes.at(severe_sepsis) if line.element == "useAdditionalCode"]
    for line in lines:
        yield from ((line, one) for one in facts.named_by(line))
    yield from ((line, one) for line in lines[:1] for one in facts.starting(load_policy().acute_organ_dysfunctions))


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "index", "useAdditionalCode"),
    strengths=(Strength.PROMPT,),
    reasons=Reason,
    settles=frozenset(("CodedTwice",)),
    settles_removals=True,
    may_recommend=False,
    asks_if_related=frozenset(Reason) - {Reason.STAGE},
    doubts_no_code=frozenset((Reason.ORGAN, Reason.PROCEDURE)),
    concerns=begins_a_link,
)
