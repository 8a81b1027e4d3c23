"""The detail of a card: what the chart says, what ICD-10-CM says, what the reader can do."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cards.markdown import escape
from cards.override_reasons import concerns_organism
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Resequence
from icd10cm.releases.naming import fiscal_year, release_name, us_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cards.card_context import Matter
    from cards.wording.words import Words
    from icd10cm.encounter import Evidence
    from icd10cm.issue import Correction
    from icd10cm.releases.release import Release

ABSENT = {
    "cultures": "Culture results were not available.",
    "procedures": "Procedures were not available.",
}
ELEMENTS = {
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "useAdditionalCode": "use additional code",
    "codeFirst": "code first",
    "codeAlso": "code also",
    "includes": "includes",
    "inclusionTerm": "inclusion term",
    "notes": "note",
    "desc": "title",
    "table": "table of procedure codes",
    "lifeSpan": "effective dates",
    "index": "Index",
    "sevenChrDef": "7th character",
    "sevenChrNote": "7th character",
}


def write_detail(matter: Matter, words: Words) -> str:
    """Return the detail of a card as GitHub-flavoured Markdown without HTML."""
    return "\n".join(
        (
            "**What the chart says**\n",
            *_chart(matter, words),
            "\n**What ICD-10-CM says**\n",
            *_classification(matter, words),
            "\n**What you can do**\n",
            *_choices(matter, words),
        ),
    )


def _chart(matter: Matter, words: Words) -> Iterator[str]:
    issue = matter.issue
    seen: dict[str, tuple[str, ...]] = {}
    for each in (issue, *matter.question.twins):
        for code, reference in zip(each.codes, each.diagnoses, strict=False):
            if code not in seen.get(reference, ()):  # a Condition may hold several codes
                procedure = matter.procedure(reference)
                own = (code,) if procedure is None else (code, procedure.title or procedure.evidence.statement)
                seen[reference] = (*seen.get(reference, ()), *own)
                yield f"- {_coded(matter, code, reference)}"
    for fact in issue.evidence:
        # A diagnosis or procedure that is its own evidence stands above already.
        if not fact.statement.startswith(seen.get(fact.reference, ())):
            yield f"- {_fact(matter, fact)}"
    if not issue.evidence and words.nothing:
        yield f"- {words.nothing}"
    for part in sorted(matter.chart.absent & words.needs & ABSENT.keys()):
        yield f"- {ABSENT[part]}"


def _coded(matter: Matter, code: str, reference: str) -> str:
    """Return one code as coded, with its title, its resource, its date, and its rank where order is the matter."""
    said, title, day, rank = "Coded", matter.release.title(code), None, None
    diagnosis, procedure = matter.diagnosis(reference), matter.procedure(reference)
    if diagnosis is not None:
        day = diagnosis.date
        if any(isinstance(option, Resequence) for option in matter.issue.options):
            rank = diagnosis.rank
    elif procedure is not None:
        said = "Ordered" if procedure.is_order else "Procedure"
        code, title, day = f"{procedure.system} {code}", procedure.title, procedure.evidence.date
        # What the chart does not describe is told by its number and the places that the number names.
        title = title or procedure.evidence.statement.removeprefix(code).strip()
    named = f"{escape(code, 40)} {escape(title)}".rstrip()
    marks = (escape(reference), day.isoformat() if day else "", f"rank {rank}" if rank else "")
    return f"{said}: {named} ({', '.join(filter(None, marks))})"


def _fact(matter: Matter, fact: Evidence) -> str:
    """Return one piece of evidence: when, in which resource, and what it says."""
    marks = [escape(fact.reference)]
    if fact.from_text:
        marks.append("free text")
    if any(each.preliminary and each.evidence == fact for each in matter.chart.encounter.cultures):
        marks.append("preliminary")
    return f"{fact.date or 'No date'}: {escape(fact.statement)} ({', '.join(marks)})"


def _classification(matter: Matter, words: Words) -> Iterator[str]:
    for basis in matter.issue.basis:
        element = ELEMENTS.get(basis.element) or escape(basis.element, 40)
        yield f"- {escape(basis.code, 40)}, {element}: “{escape(basis.note, 600)}”"
    for remark in words.remarks:
        yield f"- {remark}"
    yield f"- {checked_against(matter.release, matter.chart.encounter.date_of_service)}"


def checked_against(release: Release, day: date) -> str:
    """Return the code set that a card was checked against, and the one that was missing for the date of service."""
    if release.in_force(day):
        return f"ICD-10-CM release {release.id}"
    missing = f"FY {fiscal_year(day)} codes are not installed"
    if fiscal_year(day) == fiscal_year(release.effective_from):
        missing = f"the code set effective on {us_date(day)} is not installed"
    return f"Checked against the {release_name(release.effective_from)} code set; {missing}."


def _choices(matter: Matter, words: Words) -> Iterator[str]:
    issue = matter.issue
    if issue.together:
        yield "If the record supports it, all of these apply together:\n"
    else:
        yield f"{words.lead}\n" if issue.choices or issue.options else words.lead.rstrip(":") + ".\n"
    leading: dict[str, list[Correction]] = {choice: [] for choice in issue.choices}
    for option in issue.options:
        leading.setdefault(_target(option), []).append(option)
    for target, options in leading.items():
        for option in options:
            yield f"- {_advice(matter, option)}"
        if not options:
            yield f"- {_named(matter, target)}"
    if concerns_organism(issue):
        yield "- Other, not clinically significant, or unable to determine: choose a reason below."
    else:
        yield "- Other, or unable to determine: choose a reason below."


def _target(option: Correction) -> str:
    return option.keeps if isinstance(option, RemoveCode) else option.code


def _advice(matter: Matter, option: Correction) -> str:
    """Return what a correction means, in words that stand without a button."""
    match option:
        case ReplaceCode(diagnosis=diagnosis, code=code):
            return f"Replace {_as_coded(matter, diagnosis)} with {_named(matter, code)}"
        case AddCode(code=code, after=after):
            other = matter.code_of(after)
            beside = matter.release.title(other) and not matter.issue.together
            place = f" {matter.place} {escape(other, 40)}" if beside else ""
            return f"Add {_named(matter, code)}{place}"
        case RemoveCode(diagnosis=diagnosis, keeps=keeps):
            rest = f"; {_named(matter, keeps)} stays" if keeps else ""
            return f"Remove {_as_coded(matter, diagnosis)}{rest}"
        case Resequence(then=then, code=code):
            return f"List {_named(matter, code)} before {_as_coded(matter, then)}"


def _as_coded(matter: Matter, reference: str) -> str:
    return escape(matter.code_of(reference) or reference, 40)


def _named(matter: Matter, code: str) -> str:
    """Return a code with its title; a header is written with a dash, as the tabular list does."""
    return _titled(code, matter.release.title(code), is_header=not matter.release.is_valid(code))


@lru_cache(maxsize=4096)
def _titled(code: str, title: str, *, is_header: bool) -> str:
    dash = "" if not title or not is_header else "-" if "." in code else ".-"
    return f"{escape(code, 40)}{dash} {escape(title)}".rstrip()
