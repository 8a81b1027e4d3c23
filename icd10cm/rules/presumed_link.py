"""PresumedLink: two codes that a guideline takes as linked, coded as if they were not.

Basis: the titles, and a reviewed table with its sources. Guideline I.C.9.a: hypertension with heart failure or chronic
kidney disease; guideline I.A.15: diabetes "with" its complications, esophageal varices in cirrhosis, obstructive lung
disease with a lower respiratory infection. These links are presumed unless the record says that the conditions are
unrelated. Guideline I.C.1.d.1.a: whether an acute organ dysfunction is due to the sepsis, the provider says.

All of them are only asked. Silent where another coded disease is the cause, and where the linked code is there.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis, title_basis
from icd10cm.issue import AddCode, Basis, ReplaceCode, Strength
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.index_leads import entries_for
from icd10cm.rules.presumed_links import Organs, complications, load_presumed_links
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

ID = "PresumedLink"


class Reason(StrEnum):
    """Which link is presumed."""

    DIABETES = "with"
    HYPERTENSION = "hypertension"
    ORGAN = "organ"
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


def _ask(
    diagnosis: DiagnosisFacts,
    linked: Mapping[str, DiagnosisFacts],
    sources: Mapping[str, str],
    facts: EncounterFacts,
    reason: Reason,
    *,
    adds: bool = False,
) -> CodingIssue | None:
    """Return the question whether a diagnosis is linked with others.

    `linked` are the others by the code to ask for, `sources` the table's words for it.
    """
    release, node = facts.release, diagnosis.node
    linked = {code: other for code, other in linked.items() if release.is_valid(code) and code not in facts.codes}
    involved = (diagnosis, *linked.values())
    if node is None or not linked or not any(one.asked for one in involved) or any(map(_unrelated, involved)):
        return None
    reference = diagnosis.diagnosis.reference
    others = tuple(dict.fromkeys(linked.values()))
    return about(diagnosis, *(others if len(others) == 1 else ())).issue(
        ID,
        strength=Strength.PROMPT,
        basis=[
            title_basis(node),
            *(_index_basis((code, sources[code]), release) for code in linked if sources.get(code)),
        ],
        choices=linked,
        options=[AddCode(code, reference) if adds else ReplaceCode(reference, code) for code in linked],
        evidence=[coded_as(other, release) for other in others],
        because=reason,
    )


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


def _starting(prefixes: tuple[str, ...], facts: EncounterFacts) -> list[DiagnosisFacts]:
    return [one for one in facts.diagnoses if one.code.startswith(prefixes)]


def _hypertension(facts: EncounterFacts) -> Iterator[CodingIssue]:
    table = load_presumed_links().hypertension
    coded = [one for one in facts.in_turn() if one.code in table.codes]
    # Two codes of hypertension are a question of their own.
    if len({one.code for one in coded}) != 1 or _starting(table.owned_by, facts):
        return
    hypertension = coded[0]
    heart, kidney = _starting(table.heart_failure, facts), _starting(table.kidney, facts)
    severity = {"severe" if one.code.startswith(table.severe) else "mild" for one in kidney}
    own = table.codes[hypertension.code]
    if len(severity) > 1:  # two stages are coded
        return
    meant = Organs("failure" if heart else own.heart, severity.pop() if severity else own.kidney)
    code = next((code for code, organs in table.codes.items() if organs == meant), hypertension.code)
    others = [*([] if own.heart == meant.heart else heart), *([] if own.kidney == meant.kidney else kidney)]
    if code != hypertension.code and others:
        issue = _ask(hypertension, {code: others[0]}, {}, facts, Reason.HYPERTENSION)
        if issue is not None:
            yield issue


def _diabetes(facts: EncounterFacts) -> Iterator[CodingIssue]:
    coded = _starting(load_policy().diabetes, facts)
    if not coded:
        return
    companions = _starting(complications(), facts)
    links = [
        (link, others[0])
        for link in (load_presumed_links().diabetes if companions else ())
        if (others := [one for one in companions if one.code.startswith(link.beside)])
        and not _starting(link.naming, facts)
        and not _starting(link.owned_by, facts)
    ]
    kinds = {one.code[:3] for one in coded}
    if not links or len(kinds) > 1:  # of two types of diabetes it is open which is linked
        return
    diabetes = next((one for one in coded if _says_none(one)), coded[0])
    if diabetes.node is None or diabetes.node.children:
        return
    linked = {f"{diabetes.code[:3]}.{link.ending}": other for link, other in links}
    sources = {f"{diabetes.code[:3]}.{link.ending}": link.index_entry for link, _ in links}
    issue = _ask(diabetes, linked, sources, facts, Reason.DIABETES, adds=not _says_none(diabetes))
    if issue is not None:
        yield issue


def _says_none(diabetes: DiagnosisFacts) -> bool:
    """Return whether a code of diabetes says that there are no complications."""
    return diabetes.node is not None and "without complications" in diabetes.node.title


def _pairs(facts: EncounterFacts) -> Iterator[CodingIssue]:
    for pair in load_presumed_links().pair:
        if pair.code not in facts.codes:
            continue
        others = _starting(pair.beside, facts)
        diagnosis = next(one for one in facts.diagnoses if one.code == pair.code)
        if others:
            linked, sources = {pair.becomes: others[0]}, {pair.becomes: pair.index_entry}
            issue = _ask(diagnosis, linked, sources, facts, Reason.PAIR, adds=pair.adds)
            if issue is not None:
                yield issue


def _organ_dysfunction(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Ask whether an acute organ dysfunction is due to the sepsis; the note of R65.2 says which ones count."""
    policy = load_policy()
    septic = _starting(policy.sepsis, facts)
    if not septic or _starting(policy.severe_sepsis, facts):
        return
    lines = [line for line in facts.release.notes.at(policy.severe_sepsis[0]) if line.element == "useAdditionalCode"]
    organ = next((one for line in lines for one in facts.named_by(line)), None)
    sepsis = septic[0]
    if organ is None or not (sepsis.asked or organ.asked) or _unrelated(sepsis) or _unrelated(organ):
        return
    yield about(sepsis, organ).issue(
        ID,
        strength=Strength.PROMPT,
        basis=[note_basis(line) for line in lines if organ.node and line.names(organ.node.index, organ.code)],
        choices=policy.severe_sepsis,
        evidence=[coded_as(organ, facts.release)],
        because=Reason.ORGAN,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "index", "useAdditionalCode"),
    strengths=(Strength.PROMPT,),
    reasons=Reason,
    may_recommend=False,
)
