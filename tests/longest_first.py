"""The files of tests that take longest, which `make test` begins with.

Begun last, one of them would keep one processor busy while the others have nothing to do.
"""

from __future__ import annotations

from pathlib import Path

_NAMES = (
    "end_to_end/processes/test_service_process.py",
    "end_to_end/test_hardening.py",
    "browser/test_every_page.py",
    "end_to_end/releases/test_release_commands.py",
    "end_to_end/test_recording.py",
    "end_to_end/processes/test_two_nodes.py",
    "icd10cm/releases/intake/test_candidate.py",
    "end_to_end/releases/test_release_fetch.py",
    "cds_service/audit/test_stopping.py",
    "end_to_end/test_all_that_hangs.py",
    "cds_service/store/test_kept_figures.py",
    "end_to_end/test_cases_as_charts.py",
    "pages/test_pages.py",
    "icd10cm/releases/test_documented_places.py",
    "icd10cm/releases/test_repeated_titles.py",
    "browser/test_workbench.py",
    "end_to_end/test_privacy.py",
    "end_to_end/processes/test_processors.py",
    "cds_service/store/test_schema.py",
    "pages/test_workbench.py",
    "cds_service/audit/test_audit_command.py",
    "icd10cm/releases/test_validity.py",
    "end_to_end/test_example_rule_package.py",
    "cds_service/audit/test_unread_diagnoses.py",
    "cds_service/audit/test_audit_faults.py",
    "icd10cm/releases/test_codes_alone.py",
    "benchmarks/test_corpus.py",
    "cards/wording/test_wording.py",
    "cds_service/test_sandbox.py",
    "end_to_end/test_fuzz.py",
    "cds_service/store/test_store.py",
    "browser/test_audit_page.py",
)
FILES = tuple(Path(__file__).parent / name for name in _NAMES)
