"""Which infection each organism code of the encounter (B95-B97) identifies.

An organism that a culture ties to one infection is that infection's. Otherwise it follows, in the ranked list, the
infections that it identifies: those between it and the organism codes before. Without ranks it may be that of any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.attaching.infections import infections, may_be_identified, organism_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts


def owners_of_organisms(facts: EncounterFacts, grown: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Return, by organism code, the codes of the infections that it may identify; a single one is sure.

    `grown` holds the codes of the infections that cultures of an organism code belong to, whatever is coded.
    """
    agents = organism_codes(facts)
    owners: dict[str, frozenset[str]] = {}
    for agent in agents:
        may_be = [one for one, known in infections(facts) if may_be_identified(known, agent.code, facts.release)]
        behind = _before(agent, may_be, agents) or may_be
        owners[agent.code] = grown.get(agent.code) or frozenset(one.code for one in behind)
    return owners


def _before(
    agent: DiagnosisFacts, may_be: Iterable[DiagnosisFacts], agents: Sequence[DiagnosisFacts]
) -> list[DiagnosisFacts]:
    """Return the infections that an organism code follows, back to the organism codes of the infections before."""
    before = _ranked_before(agent, may_be)
    if not before:
        return []
    nearest = before[-1][0]
    start = max((rank for rank, _ in _ranked_before(agent, agents) if rank < nearest), default=-1)
    return [one for rank, one in before if rank > start]


def _ranked_before(agent: DiagnosisFacts, others: Iterable[DiagnosisFacts]) -> list[tuple[int, DiagnosisFacts]]:
    """Return the diagnoses that are ranked before an organism code within its use, with their ranks in order."""
    own = agent.diagnosis.rank
    if own is None:
        return []
    ranked = ((one.diagnosis.rank, one) for one in others if one.diagnosis.use == agent.diagnosis.use)
    before = [(rank, one) for rank, one in ranked if rank is not None and rank < own]
    return sorted(before, key=lambda each: each[0])
