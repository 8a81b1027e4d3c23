"""The detail of a card: what the chart says, what ICD-10-CM says, and what to do if nothing fits.

About 30 words. Resource ids and lists of notes stay in the extension; options are listed only where the client draws
no button for them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cards.markdown import escape
from cards.phrases.chart_facts import facts_of
from cards.phrases.note_words import quoted
from cards.short_names import differences, short_name
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Resequence
from icd10cm.releases.naming import fiscal_year, release_name, us_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cards.card import Suggestion
    from cards.card_context import Matter
    from cards.phrases.chart_facts import ChartFact
    from cards.wording.words import Words
    from icd10cm.encounter import Procedure
    from icd10cm.issue import Correction

ABSENT = {"cultures": "culture results", "procedures": "procedures"}
MOST_NOTES = 2
MOST_OPTIONS = 12


def write_detail(matter: Matter, words: Words, suggestions: Iterable[Suggestion] = ()) -> str:
    """Return the detail of a card as GitHub-flavored Markdown without HTML.

    `suggestions` are those that the client draws as buttons; what they offer is not listed again.
    """
    drawn = {each.code for each in suggestions}
    parts = (
        f"**Chart:** {_chart(matter, words)}",
        _classification(matter, words),
        _outdated(matter),
        _options(matter, drawn),
        f"{words.lead.rstrip(':.')}.",
    )
    return "\n\n".join(filter(None, parts))


def _chart(matter: Matter, words: Words) -> str:
    """Return the facts, each with its source and date; without any, what was coded when, and what was not found."""
    facts = facts_of(matter)
    ranks = _ranks(matter)
    told = [_fact(each, ranks.get(each.code, "")) for each in facts if not _is_within_another(each, facts)]
    told += _coded(matter, ranks, {each.code for each in facts})
    if not matter.issue.evidence and words.nothing:
        told.append(words.nothing)
    told += [f"{ABSENT[part]} not received" for part in sorted(matter.chart.absent & words.needs & ABSENT.keys())]
    return "; ".join(told) or "no further facts"


def _is_within_another(fact: ChartFact, facts: Iterable[ChartFact]) -> bool:
    """Return whether another fact of the same entry and day says the same and more."""
    others = (each for each in facts if (each.source, each.day, each.code) == (fact.source, fact.day, fact.code))
    return any(fact.words in each.words and len(fact.words) < len(each.words) for each in others)


def _fact(fact: ChartFact, rank: str) -> str:
    if not fact.words:  # what the chart does not describe
        return f"{fact.source} ({escape(fact.code)})"
    said = escape(fact.words)
    marks = ", ".join(filter(None, (escape(fact.marks), rank)))
    return f'"{said}" ({marks})' if fact.is_quoted else f"{said} ({marks})"


def _coded(matter: Matter, ranks: Mapping[str, str], told: set[str]) -> Iterator[str]:
    """Yield the codes concerned, with their dates, where no fact or their order is what the question is about."""
    issue = matter.issue
    for code, reference in zip(issue.codes, issue.diagnoses, strict=False):
        procedure = matter.procedure(reference)
        if procedure is not None and not issue.evidence:
            yield _procedure(procedure)
        found = matter.diagnosis(reference)
        if found is not None and code not in told and (ranks or not issue.evidence):
            name = short_name(code, matter.release) or "as entered"
            marks = (escape(code, 20), us_date(found.date) if found.date else "", ranks.get(code, ""))
            yield f"{escape(name)} ({', '.join(filter(None, marks))})"


def _procedure(procedure: Procedure) -> str:
    """Return a procedure or order by its title, code and date."""
    kind = "order" if procedure.is_order else "procedure"
    day = procedure.evidence.date
    marks = (f"{procedure.system} {escape(procedure.code, 20)}", us_date(day) if day else "")
    return f"{escape(procedure.title) or kind} ({', '.join(filter(None, marks))})"


def _ranks(matter: Matter) -> dict[str, str]:
    """Return where the codes concerned are listed, by code; nothing where order is not the question."""
    issue = matter.issue
    if not any(isinstance(option, Resequence) for option in issue.options):
        return {}
    found = ((code, matter.diagnosis(each)) for code, each in zip(issue.codes, issue.diagnoses, strict=False))
    return {code: f"listed {_ordinal(each.rank)}" for code, each in found if each is not None and each.rank}


def _ordinal(rank: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(rank, f"{rank}th")


def _classification(matter: Matter, words: Words) -> str:
    notes = [quoted(basis) for basis in matter.issue.basis[:MOST_NOTES]]
    more = len(matter.issue.basis) - MOST_NOTES
    if more > 0:
        notes.append(f"{more} more {'note' if more == 1 else 'notes'}")
    told = f"{'; '.join(notes)}." if notes else ""
    said = " ".join(filter(None, (told, *words.remarks)))
    return f"**ICD-10-CM:** {said}" if said else ""


def _outdated(matter: Matter) -> str:
    """Return which code set was used, where it is not the one effective on the date of service."""
    release, day = matter.release, matter.chart.encounter.date_of_service
    if release.in_force(day):
        return ""
    missing = f"FY {fiscal_year(day)} codes are not installed"
    if fiscal_year(day) == fiscal_year(release.effective_from):
        missing = f"the code set effective on {us_date(day)} is not installed"
    return f"Checked against the {release_name(release.effective_from)} code set; {missing}."


def _options(matter: Matter, drawn: set[str]) -> str:
    """Return as a list what the choices and corrections mean, without those that have a button."""
    issue = matter.issue
    lines = [] if issue.together and drawn else list(_lines(matter, drawn))
    if not lines:
        return ""
    shown = lines[:MOST_OPTIONS]
    if len(lines) > MOST_OPTIONS:
        shown.append(f"{len(lines) - MOST_OPTIONS} more: see the link below")
    heading = "All of these apply together:" if issue.together else "Options:"
    return "\n".join((heading, "", *(f"- {line}" for line in shown)))


def _lines(matter: Matter, drawn: set[str]) -> Iterator[str]:
    """Yield each answer without a button, in the order of the choices."""
    leading: dict[str, list[Correction]] = {choice: [] for choice in matter.issue.choices}
    for option in matter.issue.options:
        leading.setdefault(_target(option), []).append(option)
    for target, options in leading.items():
        if target not in drawn:
            yield from [_advice(matter, option) for option in options] or [_named(matter, target)]


def _target(option: Correction) -> str:
    return option.keeps if isinstance(option, RemoveCode) else option.code


def _advice(matter: Matter, option: Correction) -> str:
    """Return what a correction means, for a reader without a button."""
    match option:
        case ReplaceCode(code=code, also=also):
            return " and ".join(_named(matter, each) for each in (code, *also))
        case AddCode(code=code, after=after):
            other = matter.code_of(after)
            place = f", listed {matter.place} {escape(other, 40)}" if other and not matter.issue.together else ""
            return f"Add {_named(matter, code)}{place}"
        case RemoveCode(diagnosis=diagnosis, keeps=keeps):
            kept = f"Keep {_named(matter, keeps)}, remove" if keeps else "Remove"
            return f"{kept} {escape(matter.removed_by(option) or diagnosis, 40)} by hand"
        case Resequence(then=then, code=code):
            return f"List {_named(matter, code)} before {_as_coded(matter, then)}"


def _as_coded(matter: Matter, reference: str) -> str:
    return escape(matter.code_of(reference) or reference, 40)


def _named(matter: Matter, code: str) -> str:
    """Return a code with what tells it from the other choices; a category is written with a dash, as in the list."""
    if code in matter.issue.choices and len(matter.issue.choices) > 1:
        name = differences(matter.issue.choices, matter.release)[code]
    else:
        name = short_name(code, matter.release)
    return _titled(code, name, is_category=bool(name) and not matter.release.is_valid(code))


@lru_cache(maxsize=4096)
def _titled(code: str, name: str, *, is_category: bool) -> str:
    dash = "" if not is_category else "-" if "." in code else ".-"
    return f"{escape(name)} ({escape(code, 40)}{dash})" if name else escape(code, 40)
