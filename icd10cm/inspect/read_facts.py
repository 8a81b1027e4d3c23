"""What was understood of each diagnosis, culture, procedure and document, for the workbench and `review --explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.vocabulary import load_anatomy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.encounter import CodedEncounter, Document, SiteFact


class ReadFact(Struct, frozen=True):
    """A fact of the chart: its kind, the resource, what it says, and what else was understood ("" for nothing)."""

    kind: str
    reference: str
    what: str
    notes: str


def read_facts(encounter: CodedEncounter) -> Iterator[ReadFact]:
    """Yield the diagnoses, then the cultures, the procedures and orders, and the documents."""
    for diagnosis in encounter.diagnoses:
        notes = [
            _sites(diagnosis.sites),
            f"rank {diagnosis.rank}" if diagnosis.rank else "",
            "named by an order" if diagnosis.ordered else "",
            "" if diagnosis.established else "not established",
        ]
        yield _fact("diagnosis", diagnosis.reference, f"{diagnosis.code} {diagnosis.title}", notes)
    for culture in encounter.cultures:
        notes = [culture.specimen, _sites(culture.sites), "preliminary" if culture.preliminary else ""]
        yield _fact("culture", culture.reference, culture.organism.name, notes)
    for procedure in encounter.procedures:
        kind = "order" if procedure.is_order else "procedure"
        notes = [_sites(procedure.sites), *(each.replace("-", " ") for each in procedure.kinds)]
        yield _fact(kind, procedure.reference, f"{procedure.system} {procedure.code} {procedure.title}", notes)
    yield from map(_document, encounter.documents)


def _document(document: Document) -> ReadFact:
    notes = [document.status, f"{len(document.text)} characters", *document.references[1:]]
    day = "" if document.date is None else document.date.isoformat()
    return _fact(document.kind.value, document.references[0], f"{document.title} {day}", notes)


def _fact(kind: str, reference: str, what: str, notes: Sequence[str]) -> ReadFact:
    return ReadFact(kind, reference, what.strip(), "; ".join(filter(None, notes)))


def _sites(sites: Sequence[SiteFact]) -> str:
    anatomy = load_anatomy()
    named = ((site.side, anatomy.name(site.site) if site.site else "") for site in sites)
    return ", ".join(" ".join(filter(None, each)) for each in named)
