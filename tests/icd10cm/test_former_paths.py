"""Import paths that rule packages of hospitals use keep working, with a warning that says where to go."""

from __future__ import annotations

import importlib

import pytest

from cards.card_context import CardContext
from icd10cm.anatomy.side import Side
from icd10cm.evidence.encounter_facts import EncounterFacts
from icd10cm.releases.release import Release


@pytest.mark.parametrize(
    ("path", "name", "where", "what"),
    [
        ("icd10cm.facts", "EncounterFacts", "icd10cm.evidence.encounter_facts", EncounterFacts),
        ("icd10cm.release", "Release", "icd10cm.releases.release", Release),
        ("icd10cm.encounter", "Side", "icd10cm.anatomy.side", Side),
        ("cards.card_context", "Matter", "cards.card_context.CardContext", CardContext),
    ],
)
def test_a_former_path_still_works_and_warns(path: str, name: str, where: str, what: object) -> None:
    with pytest.warns(DeprecationWarning, match=where):  # noqa: PT031 - the import itself is what may warn
        module = importlib.import_module(path)
        if not hasattr(module, "__getattr__"):
            module = importlib.reload(module)
        found = getattr(module, name)
    assert found is what
