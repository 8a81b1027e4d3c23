"""What the coding logic knows of a chart: one encounter, its coded diagnoses and the facts beside them.

Every fact carries its `Evidence`, so that an issue can show where it comes from. The types say nothing of how
a chart is stored; `fhir_mappings` fills them from FHIR, tests fill them by hand.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date, datetime

    from icd10cm.anatomy.side import Side


class Setting(StrEnum):
    """Where the encounter takes place; the Official Guidelines differ for outpatients (section IV)."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    EMERGENCY = "emergency"
    UNKNOWN = "unknown"


class Evidence(Struct, frozen=True):
    """Where a fact is in the chart.

    `reference` is the resource ("Observation/7"), `statement` what it says in the chart's own words,
    `from_text` tells that it was read from free text and not from a code. `source` names the document that the
    statement is quoted from, with its status where that is not final ("MRI TIBIA RIGHT, amended"); "" for the chart.
    """

    reference: str
    statement: str
    date: date | None = None
    from_text: bool = False
    source: str = ""


class SiteFact(Struct, frozen=True):
    """A body site and side that the chart states together; either may be unknown.

    `site` is an id of the anatomy vocabulary (`icd10cm/data/anatomy.toml`), such as "femur".
    """

    site: str | None
    side: Side | None
    evidence: Evidence


class Statement(Struct, frozen=True):
    """Free text about a diagnosis (Condition.code.text, a short note), as the chart has it."""

    text: str
    evidence: Evidence


class Diagnosis(Struct, frozen=True):
    """One coded diagnosis of the encounter.

    Diagnoses of one Condition with several codes share `reference`, rank and sites; nothing between them is a matter of
    order. `code` is upper case with its dot, and may be wrong in any way.
    `rank` is its position (1 = first-listed) among the diagnoses of the same `use`; None where the chart does
    not say. `ordered` tells that an order names it as its reason. `established` is False for a diagnosis that
    the chart still doubts (provisional, differential).
    """

    reference: str
    code: str
    title: str = ""
    sites: tuple[SiteFact, ...] = ()
    statements: tuple[Statement, ...] = ()
    rank: int | None = None
    use: str = ""
    ordered: bool = False
    established: bool = True
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Organism:
    """An organism as the reviewed table knows it.

    `code` is its code in B95-B97, or None where that range has none (fungi, mycobacteria, Brucella ...).
    `words` are the names by which notes and titles of the tabular list call it ("gonococcus", "salmonella").
    `general` is the code of the wider group that a more exact finding may refine ("B95.8" for a
    staphylococcus), or None.
    """

    id: str
    name: str
    code: str | None
    words: tuple[str, ...] = ()
    general: str | None = None


class Culture(Struct, frozen=True):
    """A culture result that names an organism; results without growth do not come here.

    `specimen` is a word for what was cultured ("urine", "blood", "wound", "bone", "sputum", "joint", "stool" ...;
    "" = not said). `sites` is the body site of the specimen. `resistance` holds codes of Z16 that
    susceptibility results support. `preliminary` tells that the result is not final. `about` are references of the
    diagnoses that the chart links to the result.
    """

    reference: str
    organism: Organism
    evidence: Evidence
    specimen: str = ""
    sites: tuple[SiteFact, ...] = ()
    resistance: tuple[str, ...] = ()
    preliminary: bool = False
    about: tuple[str, ...] = ()


class Procedure(Struct, frozen=True):
    """A procedure done or ordered in the encounter.

    `system` is "CPT", "HCPCS", "PCS" or "SNOMED". `kinds` are ids of the reviewed procedure table
    ("drug-delivery-insertion", "spacer-insertion", "prosthesis-removal" ...); empty for a procedure that the table
    does not hold. `sites` are the sites that the code or the resource names, `regions` those within one of which it was
    done, as far as the code says. `reasons` are references of the diagnoses that it names as its reason.
    """

    reference: str
    system: str
    code: str
    title: str
    evidence: Evidence
    kinds: tuple[str, ...] = ()
    sites: tuple[SiteFact, ...] = ()
    reasons: tuple[str, ...] = ()
    is_order: bool = False
    regions: tuple[str, ...] = ()


class DocumentKind(StrEnum):
    """What a document is to a reader of evidence."""

    IMAGING = "imaging report"
    PATHOLOGY = "pathology report"
    OPERATIVE = "operative note"


class Document(Struct, frozen=True):
    """A report or note of the encounter that may add a site, a side or a kind of fracture to a coded diagnosis.

    `title` is the name of the exam or note ("MRI TIBIA RIGHT"), `status` the words that a reader should see with it
    ("amended"), `references` the resources that hold the same text, the first one cited. `moment` is when it was made,
    where the chart says it to the minute.
    """

    references: tuple[str, ...]
    kind: DocumentKind
    title: str
    text: str
    date: date | None = None
    status: str = ""
    moment: datetime | None = None


class MissingDiagnoses(Struct, frozen=True):
    """Diagnoses that the encounter has and the review does not see: what is not coded may be one of them.

    `uncoded` carry no ICD-10-CM code (SNOMED CT, another ICD, text alone); `not_received` are named by the encounter or
    an order, but were not sent; `is_incomplete`: a list of Conditions lacks entries or a page.
    """

    uncoded: int = 0
    not_received: int = 0
    is_incomplete: bool = False

    def __bool__(self) -> bool:
        return bool(self.uncoded or self.not_received or self.is_incomplete)


class CodedEncounter(Struct, frozen=True):
    """Everything that a review looks at. `missing` are the diagnoses that it should have and cannot look at."""

    date_of_service: date
    diagnoses: tuple[Diagnosis, ...] = ()
    cultures: tuple[Culture, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    setting: Setting = Setting.UNKNOWN
    documents: tuple[Document, ...] = ()
    missing: MissingDiagnoses = MissingDiagnoses()


def __getattr__(name: str) -> object:
    """Return `Side` from its room for packages that still import it from here, with a warning."""
    if name != "Side":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn("icd10cm.encounter.Side has moved to icd10cm.anatomy.side", DeprecationWarning, stacklevel=2)
    return import_module("icd10cm.anatomy.side").Side
