"""What the review itself takes of an audit, in this process: parsing, sharing out, reading, rules, cards, rows.

`python -m benchmarks.audit_review` prints the CPU of one encounter, the best of several rounds; names are keyed hashes,
as they are by default. Reading files, sorting and writing tables are left out.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict

import orjson

from benchmarks.synthetic_export import FIRST_DAY, Plan, population
from cds_service.audit.review.hashed_names import Names
from cds_service.audit.review.patient_encounters import Line
from cds_service.audit.review.review_patient import Auditor, Findings, review_patient
from cds_service.keyed_hash import KeyedHashes
from cds_service.loaded_releases import load_releases
from cds_service.overlay import load_rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.server.garbage_collector import settle
from cds_service.settings import load_settings
from icd10cm.releases.by_date import FixedReleases


def review_cpu_s(encounters: int, rounds: int) -> float:
    """Return the CPU seconds that the review of so many encounters took in the best round."""
    settings = load_settings()
    rulebook = load_rulebook(settings)
    auditor = Auditor(
        releases=FixedReleases(load_releases(settings.releases_dir).all),
        options=deck_options(settings, rulebook),
        names=Names(KeyedHashes(b"a key for measuring, 32 bytes long")),
        as_of=FIRST_DAY,
        rules=rulebook.rules,
    )
    patients: defaultdict[str, list[Line]] = defaultdict(list)
    for number, (resource, _) in enumerate(population(Plan(encounters)), 1):
        if resource["resourceType"] != "Patient":
            line = Line("export.ndjson", number, orjson.dumps(resource))
            patients[resource["subject"]["reference"]].append(line)
    settle()  # as an audit does before it forks its workers
    return min(_round(patients, auditor) for _ in range(rounds))


def _round(patients: dict[str, list[Line]], auditor: Auditor) -> float:
    findings = Findings()
    started = time.process_time()
    for patient, lines in patients.items():
        review_patient(patient, lines, auditor, findings)
    return time.process_time() - started


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encounters", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    spent = review_cpu_s(given.encounters, given.rounds) / given.encounters
    print(f"{spent * 1e6:,.0f} us of CPU an encounter: {1 / spent:,.0f} encounters a second on one core")


if __name__ == "__main__":
    main()
