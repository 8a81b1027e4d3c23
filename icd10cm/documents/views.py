"""Which sentences of a document are evidence, which complete it, and what overrides them; by kind of document.

An imaging report speaks by its impression; a pathology report by its final diagnosis; an operative note by its
postoperative diagnosis (guideline IV.N), with the procedure for the side. Indication, history, technique, comparison,
recommendation and preliminary reads are never evidence. A short report without headings is evidence as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from icd10cm.documents.assertion import Assertion, assertion_of_document, is_normal, is_old
from icd10cm.documents.sections import Section, SectionKind, read_sections
from icd10cm.documents.sentences import sentences_of
from icd10cm.documents.sides import names_others, sides_in
from icd10cm.documents.specimens import findings_of, synoptic_finding
from icd10cm.encounter import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.documents.specimens import Finding
    from icd10cm.encounter import Document

SHORT_REPORT = 1000
"""Characters of a report without headings that is still read as an impression."""

_SAME = re.compile(r"\s*(?:the )?(?:same|as above|same as (?:pre-?operative|above)|unchanged)\b[.\s]*", re.IGNORECASE)
_AFTERWARDS = re.compile(r"post[- ]?op(?:erative)?", re.IGNORECASE)
_AROUND_A_DIAGNOSIS = [SectionKind.PREOPERATIVE, SectionKind.PROCEDURE]
_KIND = attrgetter("kind")
_OVERRULED = frozenset((SectionKind.ADDENDUM, SectionKind.ORIGINAL))
_TITLES = (SectionKind.TITLE, SectionKind.OPENING)
_ASSESSING = frozenset(("assessment", "reading", "summary"))
_SPECIMENS = frozenset(
    (
        "",
        "specimen",
        "specimens",
        "specimen(s)",
        "specimen received",
        "specimens received",
        "specimen(s) received",
        "specimens submitted",
        "specimen submitted",
        "specimen(s) submitted",
    )
)
"""The headings of the specimens of a pathology report, and none at all."""


@dataclass(frozen=True)
class View:
    """A document as evidence.

    `conclusion` are the texts that state what it concludes, `stated` sentences that do so, `specimens` the diagnoses of
    a pathologist in their place, `addendum` the sentences that override them. `findings` is the text that may add the
    place of a disease which the evidence states without one. `title` is the name of the exam or the procedure, which
    may add a side. `text` is the whole document, in which no other side may be named, `name` what the chart calls it.
    """

    conclusion: tuple[str, ...] = ()
    kind: DocumentKind = DocumentKind.IMAGING
    stated: tuple[str, ...] = ()
    findings: str = ""
    addendum: tuple[str, ...] = ()
    specimens: tuple[Finding, ...] = ()
    title: str = ""
    text: str = ""
    name: str = ""

    @cached_property
    def is_void(self) -> bool:
        """Whether the document takes all of itself back, asked only of one that states a disease."""
        return assertion_of_document(f"{self.name}\n{self.text}") is Assertion.WITHDRAWN

    @cached_property
    def evidence(self) -> tuple[str, ...]:
        """The sentences that state what the document concludes."""
        return (*self.stated, *(sentence for text in self.conclusion for sentence in sentences_of(text)))

    @cached_property
    def sides(self) -> frozenset[Side]:
        """Every side that the document names."""
        return frozenset(sides_in(self.text))

    @cached_property
    def sides_concluded(self) -> frozenset[Side]:
        """Every side in what the document is named, finds and concludes, of anything and in any status."""
        labels = (one.label for one in self.specimens)
        return frozenset(sides_in(" ; ".join((self.title, self.findings, *self.evidence, *self.addendum, *labels))))

    def contradicts(self, stated: set[Side]) -> bool:
        """Return whether the exam's name or the findings name sides, and none of those that are stated.

        A finding that is old, such as a remote infarct, is another one than what the document concludes, and a part
        that is normal has none.
        """
        if names_others(self.title, stated):
            return True
        return names_others(self.findings, stated) and names_others(" ".join(self._found_now), stated)

    @property
    def _found_now(self) -> list[str]:
        return [sentence for sentence in self.found if not (is_old(sentence) or is_normal(sentence))]

    @cached_property
    def found(self) -> tuple[str, ...]:
        """The sentences of the findings."""
        return sentences_of(self.findings)


def view_of(document: Document) -> View:
    """Return what of a document is evidence."""
    sections = read_sections(document.text, names_specimens=document.kind is DocumentKind.PATHOLOGY)
    match document.kind:
        case DocumentKind.IMAGING:
            return _report(document, sections)
        case DocumentKind.PATHOLOGY:
            return _pathology(document, sections)
        case DocumentKind.OPERATIVE:
            return _operative(document, sections)


def _report(document: Document, sections: Sequence[Section]) -> View:
    parted, addendum = _without_addendum(sections)
    own = [section for section in parted if section.kind is not SectionKind.SIGNATURE]
    conclusion = _texts(own, SectionKind.IMPRESSION) or _diagnosis_at_the_end(own)
    if not conclusion and _has_no_headings(own) and len(document.text) <= SHORT_REPORT:
        conclusion = _texts(own, SectionKind.OPENING)
    return View(
        conclusion,
        findings=_text_of(own, SectionKind.FINDINGS),
        addendum=addendum,
        title=_title(document, own),
        text=document.text,
        name=document.title,
    )


def _diagnosis_at_the_end(own: Sequence[Section]) -> tuple[str, ...]:
    """Return the diagnoses that follow the findings of an imaging report; one before them is that of the order."""
    last = max((at for at, section in enumerate(own) if section.kind is SectionKind.FINDINGS), default=len(own))
    return _texts(own[last:], SectionKind.DIAGNOSIS)


def _title(document: Document, own: Sequence[Section]) -> str:
    titles = (_without_prose(section, document) for section in own if section.kind in _TITLES and len(own) > 1)
    return " ; ".join(dict.fromkeys(title for title in (document.title, *titles) if title))


def _without_prose(section: Section, document: Document) -> str:
    """Return the text of a title; before the first heading a line that ends as a sentence tells the patient's story."""
    if section.kind is SectionKind.TITLE:
        return section.text
    first, *others = section.text.split("\n")
    kept = [line for line in others if not _is_sentence(line)]
    return "\n".join(kept if document.title and _is_sentence(first) else (first, *kept))


def _is_sentence(line: str) -> bool:
    return line.rstrip().endswith(".")


def _pathology(document: Document, sections: Sequence[Section]) -> View:
    own, addendum = _without_addendum(sections)
    final = _text_of(own, SectionKind.IMPRESSION) or _text_of(own, SectionKind.DIAGNOSIS) or _labeled(document, own)
    specimens = findings_of(final) or _printed_labels(own) or _of_synopsis(document.text)
    return View(
        kind=document.kind,
        stated=tuple(one.sentence for one in specimens if not one.label),
        specimens=tuple(one for one in specimens if one.label),
        addendum=addendum,
        text=document.text,
        name=document.title,
    )


def _labeled(document: Document, own: Sequence[Section]) -> str:
    """Return a short text without headings that begins with the label of a specimen: a final diagnosis alone."""
    is_alone = _has_no_headings(own) and len(document.text) <= SHORT_REPORT
    text = _text_of(own, SectionKind.OPENING) if is_alone else ""
    first = next(iter(findings_of(text)), None)
    return text if first is not None and first.label else ""


def _of_synopsis(text: str) -> tuple[Finding, ...]:
    found = synoptic_finding(text)
    return () if found is None else (found,)


def _printed_labels(own: Sequence[Section]) -> tuple[Finding, ...]:
    """Return the diagnoses under labels in capitals that follow the specimens without a heading."""
    received = "\n".join(section.text for section in own if section.heading.lower() in _SPECIMENS)
    return tuple(one for one in findings_of(received) if one.label.isupper())


def _operative(document: Document, sections: Sequence[Section]) -> View:
    own, addendum = _without_addendum(sections)
    stated = _sentences(_of_diagnoses(own), SectionKind.POSTOPERATIVE)
    if stated and _SAME.fullmatch(" ".join(stated)):
        stated = _sentences(own, SectionKind.PREOPERATIVE)
    elif not stated:
        stated = _sentences(_concluding(own), SectionKind.IMPRESSION)
        if not stated and not _sentences(own, SectionKind.PREOPERATIVE):
            stated = _sentences(own, SectionKind.DIAGNOSIS)
    procedure = " ; ".join(_sentences(own, SectionKind.PROCEDURE))
    return View(
        kind=document.kind,
        stated=stated,
        addendum=addendum,
        title=procedure,
        text=document.text,
        name=document.title,
    )


def _concluding(own: Sequence[Section]) -> list[Section]:
    """Return the sections of a note less those that assess the patient before a procedure."""
    return [section for section in own if section.heading.lower() not in _ASSESSING]


def _of_diagnoses(own: Sequence[Section]) -> list[Section]:
    """Return the sections of a note; "Post-op" heads a plan, but where it stands between "Pre-op" and the procedure."""
    kinds = [SectionKind.OPENING, *map(_KIND, own), SectionKind.OPENING]
    return [
        section
        for section, *around in zip(own, kinds, kinds[2:], strict=False)
        if not _AFTERWARDS.fullmatch(section.heading) or around == _AROUND_A_DIAGNOSIS
    ]


def _sentences(sections: Iterable[Section], kind: SectionKind) -> tuple[str, ...]:
    return tuple(sentence for section in sections if section.kind is kind for sentence in sentences_of(section.text))


def _texts(sections: Iterable[Section], kind: SectionKind) -> tuple[str, ...]:
    return tuple(section.text for section in sections if section.kind is kind)


def _text_of(sections: Iterable[Section], kind: SectionKind) -> str:
    return "\n\n".join(_texts(sections, kind))


def _has_no_headings(sections: Sequence[Section]) -> bool:
    return all(section.kind is SectionKind.OPENING for section in sections)


def _without_addendum(sections: Sequence[Section]) -> tuple[list[Section], tuple[str, ...]]:
    """Part a document into the report and the sentences of its addenda."""
    if _OVERRULED.isdisjoint(map(_KIND, sections)):  # the usual case
        return [*sections], ()
    own, addenda = _parted(sections)
    return own, tuple(sentence for section in addenda for sentence in sentences_of(section.text))


def _parted(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """Part the sections of a document into those of the report and those of its addenda.

    An addendum before the report ends at the heading that says where the report begins again, or is its own section
    alone; one after the report reaches to the end.
    """
    own: list[Section] = []
    addenda: list[Section] = []
    last = max((at for at, section in enumerate(sections) if section.kind is SectionKind.ORIGINAL), default=-1)
    inside = False
    for at, section in enumerate(sections):
        if section.kind is SectionKind.ADDENDUM:
            addenda.append(section)
            inside = bool(own) or last > at
        elif section.kind is SectionKind.ORIGINAL:
            inside = False
            own.append(section)
        else:
            (addenda if inside and section.kind is not SectionKind.BACKGROUND else own).append(section)
    return own, addenda
