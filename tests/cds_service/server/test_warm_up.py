"""The reviews before the first call."""

from __future__ import annotations

import subprocess
import sys

from cards import DeckOptions
from cds_service.loaded_releases import load_releases
from cds_service.server.warm_up import warm_up

_EMPTY_CACHES = """
import sys
from cards import DeckOptions
from cds_service.loaded_releases import load_releases
from cds_service.server.warm_up import warm_up
from icd10cm.evidence.from_documents.disease_names import _vocabulary

releases = load_releases(None)
warm_up(releases, DeckOptions(public_url="http://127.0.0.1"))
for name, module in sorted(sys.modules.items()):
    for function in vars(module).values() if name.startswith(("icd10cm.", "fhir_mappings.")) else ():
        if hasattr(type(function), "cache_info") and function.__module__ == name:
            info = function.cache_info()
            if info.maxsize is None and not info.currsize:
                print(name)
if not releases.all[0].derived.get(_vocabulary.__wrapped__):
    print("words of all titles")
"""
_LARGE = {
    "icd10cm.documents.cues",
    "icd10cm.documents.named_disease",
    "icd10cm.documents.sections",
    "icd10cm.documents.withdrawals",
    "icd10cm.notes.narrowings",
    "icd10cm.attaching.procedure_attachment",
    "words of all titles",
}
"""Modules with tables and patterns that take 5 to 40 ms to read, which the first call with a report would wait for."""


def test_made_up_charts_lead_to_cards_with_suggestions() -> None:
    assert warm_up(load_releases(None), DeckOptions(public_url="http://127.0.0.1")) >= 3


def test_no_call_waits_for_a_large_table() -> None:
    done = subprocess.run([sys.executable, "-c", _EMPTY_CACHES], capture_output=True, check=True, text=True)  # noqa: S603
    assert _LARGE.isdisjoint(done.stdout.split())
