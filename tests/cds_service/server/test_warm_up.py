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

warm_up(load_releases(None), DeckOptions(public_url="http://127.0.0.1"))
for name, module in sorted(sys.modules.items()):
    for function in vars(module).values() if name.startswith(("icd10cm.", "fhir_mappings.")) else ():
        if hasattr(type(function), "cache_info") and function.__module__ == name:
            info = function.cache_info()
            if info.maxsize is None and not info.currsize:
                print(name)
"""
_READ_LATER = {
    "fhir_mappings.cultures.report_text",  # cultures that are prose
    "icd10cm.evidence.from_documents.document_kinds",
    "icd10cm.exclusions.excludes1_delete",
    "icd10cm.index.everyday_terms",  # the pages alone
    "icd10cm.releases.compiled_cache",  # a directory is needed, which the test has not
    "icd10cm.rules.procedure_indication",
}
"""Modules with a small table that the made-up charts do not ask for, a few milliseconds, or none at all."""


def test_made_up_charts_lead_to_cards_with_suggestions() -> None:
    assert warm_up(load_releases(None), DeckOptions(public_url="http://127.0.0.1")) == 5


def test_no_call_waits_for_a_large_table() -> None:
    done = subprocess.run([sys.executable, "-c", _EMPTY_CACHES], capture_output=True, check=True, text=True)  # noqa: S603
    assert set(done.stdout.split()) <= _READ_LATER
