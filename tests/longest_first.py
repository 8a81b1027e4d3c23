"""The files of tests that take longest, which `make test` begins with.

Begun last, one of them would keep one processor busy while the others have nothing to do.
"""

from __future__ import annotations

from pathlib import Path

_NAMES = (
    "icd10cm/releases/test_repeated_titles.py",
    "end_to_end/processes/test_service_process.py",
    "end_to_end/test_recording.py",
    "end_to_end/releases/test_release_commands.py",
    "end_to_end/test_hardening.py",
    "end_to_end/processes/test_two_nodes.py",
    "end_to_end/releases/test_release_fetch.py",
    "icd10cm/releases/test_codes_alone.py",
    "cds_service/audit/test_stopping.py",
    "cds_service/audit/test_audit_faults.py",
    "cds_service/store/test_kept_figures.py",
    "cds_service/audit/test_audit_command.py",
    "browser/test_workbench.py",
    "end_to_end/processes/test_processors.py",
    "end_to_end/test_privacy.py",
    "pages/test_pages.py",
    "pages/test_workbench.py",
    "end_to_end/test_example_rule_package.py",
    "end_to_end/test_cases_as_charts.py",
    "cds_service/store/test_store.py",
    "browser/test_every_page.py",
    "icd10cm/releases/intake/test_candidate.py",
    "icd10cm/releases/test_validity.py",
    "icd10cm/releases/test_documented_places.py",
)
FILES = tuple(Path(__file__).parent / name for name in _NAMES)
