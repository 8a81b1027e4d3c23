"""Reads DiagnosticReports, impression Observations and DocumentReferences that count as documents of the encounter.

What counts is decided before a word is read: kind, status, patient, encounter or date. A document that cannot be read
is noted with its reason. The same text in two resources counts once (US Core asks servers to expose reports as both).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fhir_mappings.documents.attachments import text_of_first
from fhir_mappings.documents.document_kinds import load_document_table
from fhir_mappings.elements.dates import first_day, first_moment
from icd10cm.encounter import Document, DocumentKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import date

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.reading import Element

MOST = 8
"""Documents of a call that are read, the newest ones."""
LARGEST_ALL = 1024 * 1024
"""Characters of all documents of a call that are read."""
_BOUND = 16
"""Words at either end of a document by which most documents differ."""
_EFFECTIVE_DAYS = ("effectiveDateTime", "effectivePeriod")
"""When the patient was examined; when a report was issued does not say of which stay it is."""
_REPORT_DAYS = (*_EFFECTIVE_DAYS, "issued")


def read_documents(context: ReadingContext) -> tuple[Document, ...]:
    """Return the documents of the encounter, the newest first."""
    received = context.index.by_type
    found = [
        *(_reports(context) if "DiagnosticReport" in received else ()),
        *(_impressions(context) if "Observation" in received else ()),
        *(_notes(context) if "DocumentReference" in received else ()),
    ]
    if not found:
        return ()
    found.sort(key=lambda one: (one.date is not None, one.date, one.references), reverse=True)
    kept: list[Document] = []
    size = 0
    for document in _merged(found):
        size += len(document.text)
        if len(kept) == MOST or size > LARGEST_ALL:
            context.log.left_out(document.references[0], "more documents than are read in one call")
            continue
        kept.append(document)
        for reference in document.references:
            context.use(reference)
    return tuple(kept)


def _merged(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents, those with the same words as one that cites all of its resources."""
    bounded = [(_bounds(document.text), document) for document in documents]
    alike = Counter(bounds for bounds, _ in bounded)
    by_words: dict[tuple[str, ...], list[Document]] = {}
    for bounds, document in bounded:
        words = bounds if alike[bounds] == 1 else tuple(document.text.lower().split())
        by_words.setdefault(words, []).append(document)
    for same in by_words.values():
        first = same[0]
        references = tuple(reference for one in same for reference in one.references)
        yield Document(references, first.kind, first.title, first.text, first.date, first.status, first.moment)


def _bounds(text: str) -> tuple[str, ...]:
    """Return the first and last words of a text: only where they are the same are all words parted and compared.

    The last string is white space, which never stands among all the words of another text.
    """
    first, last = text.split(None, _BOUND)[:_BOUND], text.rsplit(None, _BOUND)[-_BOUND:]
    return (" ".join(first).lower(), " ".join(last).lower(), "\n")


def _reports(context: ReadingContext) -> Iterator[Document]:
    table = load_document_table()
    for report in context.each("DiagnosticReport"):
        title = _title(report, "code")
        kind = table.report_kind(report.codes("category"), report.codes("code"), title)
        if kind is None:
            continue  # a laboratory report: the reader of cultures looks at it
        context.documents.add(report.reference)
        day = first_day(report, _REPORT_DAYS)
        status = report.text("status")
        why_not = None if status in table.report_statuses else f"its status is {status or 'missing'}"
        why_not = why_not or _why_not_ours(report, first_day(report, _EFFECTIVE_DAYS), context)
        text = "" if why_not else _report_text(report, context)
        if why_not or not text:
            report.left_out(why_not or "holds no text that can be read")
        else:
            moment = first_moment(report, _REPORT_DAYS)
            yield Document((report.reference,), kind, title, text, day, _shown(status), moment)


def _report_text(report: Element, context: ReadingContext) -> str:
    """Return the text of a report: its form, and its conclusion, which counts as an impression."""
    text = text_of_first(report.children("presentedForm"), context)
    conclusions = [report.text("conclusion"), *(code.text("text") for code in report.children("conclusionCode"))]
    conclusions += [words for words in _impressions_of(report, context) if not text]
    conclusions = [words for words in conclusions if words]
    known = " ".join(text.split()) if conclusions else ""
    added = [words for words in conclusions if " ".join(words.split()) not in known]
    return "\n".join((text, *(f"IMPRESSION: {words}" for words in added))).strip()


def _impressions_of(report: Element, context: ReadingContext) -> Iterator[str]:
    """Yield the impressions among the results of a report."""
    for result in report.children("result"):
        target = context.index.references.target(result)
        found = context.index.find(report.reference, target)
        if found is not None and found.json.get("resourceType") == "Observation" and _is_impression(found):
            context.documents.add(found.reference)
            if found.text("status") in load_document_table().report_statuses:
                yield found.text("valueString")


def _may_be_impression(observation: Element, impressions: Container[str]) -> bool:
    """Return whether an Observation has the code of an impression: a quick look, since most are laboratory results."""
    concept = observation.json.get("code")
    codings = concept.get("coding") if type(concept) is dict else None
    if type(codings) is not list:
        return False
    for coding in codings:
        if type(coding) is dict:
            code = coding.get("code")
            if type(code) is str and code in impressions:
                return True
    return False


def _is_impression(observation: Element) -> bool:
    return not load_document_table().impressions.isdisjoint(observation.codes("code"))


def _impressions(context: ReadingContext) -> Iterator[Document]:
    """Yield the impressions that no report holds."""
    table = load_document_table()
    for observation in context.each("Observation"):
        if not _may_be_impression(observation, table.impressions) or observation.reference in context.documents:
            continue
        if not _is_impression(observation):
            continue
        context.documents.add(observation.reference)
        document = _impression(observation, context)
        if document is not None:
            yield document


def _impression(observation: Element, context: ReadingContext) -> Document | None:
    """Return an impression as a document; None, with the reason in the log, where it does not count."""
    day = first_day(observation, _REPORT_DAYS)
    status, words = observation.text("status"), observation.text("valueString")
    is_final = status in load_document_table().report_statuses
    examined = first_day(observation, _EFFECTIVE_DAYS)
    why_not = _why_not_ours(observation, examined, context) if is_final else f"its status is {status or 'missing'}"
    if why_not or not words:
        observation.left_out(why_not or "holds no text that can be read")
        return None
    title = _title(observation, "bodySite")
    text = f"IMPRESSION: {words}"
    moment = first_moment(observation, _REPORT_DAYS)
    return Document((observation.reference,), DocumentKind.IMAGING, title, text, day, _shown(status), moment)


def _notes(context: ReadingContext) -> Iterator[Document]:
    table = load_document_table()
    replaced = {target for note in context.each("DocumentReference") for target in _replaces(note, context)}
    for note in context.each("DocumentReference"):
        context.documents.add(note.reference)
        kind = table.note_kind(note.codes("type"))
        if kind is None:
            note.left_out("a type of document that is not read")
            continue
        day = _note_day(note)
        why_not = "replaced by another document" if note.reference in replaced else _why_not_final(note)
        why_not = why_not or _why_not_ours(note, day, context)
        text = "" if why_not else _note_text(note, context)
        if why_not or not text:
            note.left_out(why_not or "holds no text that can be read")
        else:
            title = note.text("description") or _title(note, "type")
            yield Document((note.reference,), kind, title, text, day, _shown(note.text("docStatus")))


def _note_text(note: Element, context: ReadingContext) -> str:
    forms = (content.child("attachment") for content in note.children("content"))
    return text_of_first([form for form in forms if form is not None], context).strip()


def _why_not_final(note: Element) -> str | None:
    status, document = note.text("status"), note.text("docStatus")
    if status != "current":
        return f"its status is {status or 'missing'}"
    if document and document not in load_document_table().note_statuses:
        return f"its docStatus is {document}"
    return None


def _replaces(note: Element, context: ReadingContext) -> Iterator[str]:
    for relation in note.children("relatesTo"):
        target = relation.child("target")
        if target is not None and "replaces" in relation.codes("code"):
            named = context.index.references.target(target)
            if named is not None:
                yield named


def _note_day(note: Element) -> date | None:
    inner = note.child("context") if isinstance(note.json.get("context"), dict) else None
    own = first_day(inner, ("period",)) if inner is not None else None
    return own or first_day(note, ("period", "date"))


def _why_not_ours(resource: Element, day: date | None, context: ReadingContext) -> str | None:
    """Return why a document is not of this patient and encounter; without an encounter its day decides."""
    if context.of_another_patient(resource):
        return "of another patient"
    named = _encounters(resource, context)
    wanted = context.encounter.reference
    if wanted is not None and named:
        return None if wanted in named else "of another encounter"
    if day is None:
        return "names neither an encounter nor a date"
    return context.outside_window(day)


def _encounters(resource: Element, context: ReadingContext) -> list[str]:
    """Return the encounters that a resource names: R4 notes hold them in context.encounter, R5 ones in context."""
    value = resource.json.get("context")
    if "encounter" in resource.json or value is None:
        named = context.encounter_of(resource)
        return [named] if named is not None else []
    inner = resource.child("context") if isinstance(value, dict) else None
    members = inner.children("encounter") if inner is not None else resource.children("context")
    targets = map(context.index.references.target, members)
    return [target for target in targets if target is not None and target.startswith("Encounter/")]


def _title(resource: Element, key: str) -> str:
    """Return the text of a concept, or the display of its first coding."""
    concept = resource.child(key)
    if concept is None:
        return ""
    displays = (coding.get("display") for coding in concept.codings())
    return concept.text("text") or next((each.strip() for each in displays if isinstance(each, str)), "")


def _shown(status: str) -> str:
    return status if status in load_document_table().shown_statuses else ""
