"""The detail of a card: what the chart says, what ICD-10-CM says, and what to do if nothing fits.

About 30 words. What the summary says is not said again: a name, the title of a code, an order. Resource ids and lists
of notes stay in the extension; options are listed only where the client draws no button for them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cards.markdown import escape
from cards.phrases.changes import Change, decided
from cards.phrases.chart_facts import facts_of, texts_of
from cards.phrases.code_slots import left_open
from cards.phrases.note_words import names_examples, quoted
from cards.short_names import differences, name_in_list, name_with_seventh, of_the_side, short_name
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Resequence
from icd10cm.releases.naming import fiscal_year, release_name, us_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cards.card import Suggestion
    from cards.card_context import CardContext
    from cards.phrases.chart_facts import ChartFact
    from cards.wording.words import Words
    from icd10cm.encounter import Procedure
    from icd10cm.issue import Basis, Correction

ABSENT = {"cultures": "culture results", "procedures": "procedures"}
MOST_NOTES = 2
MOST_OPTIONS = 12
_QUOTED = re.compile(r'"[^"]*"')


def write_detail(
    context: CardContext, words: Words, suggestions: Iterable[Suggestion] = (), *, is_first: bool = True
) -> str:
    """Return the detail of a card as GitHub-flavored Markdown without HTML.

    `suggestions` are those that the client draws as buttons; what they offer is not listed again. `is_first` marks the
    first card of an answer, which alone says that the code set is out of date.
    """
    drawn = frozenset(each.code for each in suggestions)
    key = (write_detail, words, drawn, context.chart.absent, is_first)
    found: str | None = context.derived.get(key)
    if found is None:
        found = context.derived[key] = _detail(context, words, drawn, is_first=is_first)
    return found


def _detail(context: CardContext, words: Words, drawn: frozenset[str], *, is_first: bool) -> str:
    chart = _chart(context, words)
    parts = (
        f"**Chart:** {chart}",
        _classification(context, words, chart),
        _outdated(context) if is_first else "",
        _options(context, drawn, f"{words.summary} {words.lead}"),
        f"{words.lead.rstrip(':.')}.",
    )
    return "\n\n".join(filter(None, parts))


def _chart(context: CardContext, words: Words) -> str:
    """Return the facts, each with its source and date; without any, what was coded when, and what was not found."""
    facts = facts_of(context)
    ranks = _ranks(context)
    told = list(_coded(context, ranks, facts))
    apart = _told_apart(facts, context)
    told += [_fact(each, ranks.get(each.code, "")) for each in apart if not _is_within_another(each, apart)]
    if not context.issue.evidence and words.nothing:
        told += _read(context, words)
    told += [f"{ABSENT[part]} not received" for part in sorted(context.chart.absent & words.needs & ABSENT.keys())]
    return "; ".join(told) or "no further facts"


def _told_apart(facts: Sequence[ChartFact], context: CardContext) -> Sequence[ChartFact]:
    """Return the facts with the 7th character in words where two codes have the same name without it."""
    names = Counter(each.words for each in facts if each.kind == "coded")
    return [
        replace(each, words=name_with_seventh(each.code, context.release)) if names[each.words] > 1 else each
        for each in facts
    ]


def _read(context: CardContext, words: Words) -> Iterator[str]:
    """Yield the texts that were read, and what was not found in them: they may name a place that no choice has."""
    texts = texts_of(context)
    yield from (_fact(each, "") for each in texts)
    yield (words.nothing_in_text if texts else "") or words.nothing


def _is_within_another(fact: ChartFact, facts: Iterable[ChartFact]) -> bool:
    """Return whether another fact of the same entry and day says the same and more."""
    others = (each for each in facts if (each.source, each.day, each.code) == (fact.source, fact.day, fact.code))
    return any(fact.words in each.words and len(fact.words) < len(each.words) for each in others)


def _fact(fact: ChartFact, rank: str) -> str:
    """Return a fact with its source and date; a coded diagnosis with its code in place of the source."""
    if fact.kind == "coded":
        day = us_date(fact.day) if fact.day else ""
        return _with_code(fact.words if fact.words != fact.code else "", fact.code, (day, rank))
    if not fact.words:  # what the chart does not describe
        return f"{fact.source} ({escape(fact.code)})"
    said = escape(fact.words)
    marks = ", ".join(filter(None, (escape(fact.marks), rank)))
    return f'"{said}" ({marks})' if fact.is_quoted else f"{said} ({marks})"


def _coded(context: CardContext, ranks: Mapping[str, str], facts: Sequence[ChartFact]) -> Iterator[str]:
    """Yield the codes concerned, with their dates, where no other fact than codes or their order is asked about."""
    issue = context.issue
    known = _known(facts, ranks)
    for code, reference in zip(issue.codes, issue.diagnoses, strict=False):
        procedure = context.procedure(reference)
        if procedure is not None and not issue.evidence:
            yield _procedure(procedure)
        found = context.diagnosis(reference)
        if found is not None and known is not None and code not in known:
            day = us_date(found.date) if found.date else ""
            yield _with_code(short_name(code, context.release), code, (day, ranks.get(code, "")))


def _known(facts: Sequence[ChartFact], ranks: Mapping[str, str]) -> frozenset[str] | None:
    """Return the codes that are facts; None where the question is about something else than codes and their order."""
    is_of_codes = bool(ranks) or all(each.kind == "coded" for each in facts)
    return frozenset(each.code for each in facts) if is_of_codes else None


def _with_code(name: str, code: str, marks: tuple[str, str]) -> str:
    """Return a coded diagnosis by its name, with its code, date and rank; one without a name by its code."""
    inside = ", ".join(filter(None, (escape(code, 20) if name else "", *marks)))
    return " ".join(filter(None, (escape(name) or escape(code, 20), f"({inside})" if inside else "")))


def _procedure(procedure: Procedure) -> str:
    """Return a procedure or order by its title, code and date."""
    kind = "order" if procedure.is_order else "procedure"
    day = procedure.evidence.date
    marks = (f"{procedure.system} {escape(procedure.code, 20)}", us_date(day) if day else "")
    return f"{escape(procedure.title) or kind} ({', '.join(filter(None, marks))})"


def _ranks(context: CardContext) -> dict[str, str]:
    """Return where the codes concerned are listed, by code; nothing where order is not the question."""
    issue = context.issue
    if not any(isinstance(option, Resequence) for option in issue.options):
        return {}
    found = ((code, context.diagnosis(each)) for code, each in zip(issue.codes, issue.diagnoses, strict=False))
    return {code: f"listed {_ordinal(each.rank)}" for code, each in found if each is not None and each.rank}


def _ordinal(rank: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(rank, f"{rank}th")


def _classification(context: CardContext, words: Words, chart: str) -> str:
    basis = [each for each in context.issue.basis if not _is_named(each, context, f"{words.summary} {chart}")]
    notes = quoted(basis[:MOST_NOTES])
    more = len(basis) - MOST_NOTES
    if more > 0:
        notes += f"; {more} more {'note' if more == 1 else 'notes'}"
    said = " ".join(filter(None, (f"{notes}." if notes else "", *words.remarks)))
    return f"**ICD-10-CM:** {said}" if said else ""


def _is_named(basis: Basis, context: CardContext, told: str) -> bool:
    """Return whether a basis is only the title of a code that the card names in everyday words.

    Those leave out that a site or side is unspecified, which is what a question with an answer to it is based on.
    """
    name = short_name(basis.code, context.release) if basis.element == "desc" else ""
    open_part = "" if decided(context).isdisjoint((Change.SITE, Change.SIDE)) else left_open(context)
    said = _plainly(told)
    return bool(name) and _is_told(name, said) and open_part.casefold() in said


def _plainly(text: str) -> str:
    """Return a text in small letters without what it quotes: the chart's words name no code."""
    return _QUOTED.sub("", text).casefold()


def _is_told(name: str, told: str) -> bool:
    """Return whether a name is in a text, as it is or as a sentence says it."""
    return any(each.casefold() in told for each in (name, of_the_side(name)))


def _outdated(context: CardContext) -> str:
    """Return which code set was used, where it is not the one effective on the date of service."""
    release, day = context.release, context.chart.encounter.date_of_service
    if release.in_force(day):
        return ""
    missing = f"FY {fiscal_year(day)} codes are not installed"
    if fiscal_year(day) == fiscal_year(release.effective_from):
        missing = f"the code set effective on {us_date(day)} is not installed"
    return f"Checked against the {release_name(release.effective_from)} code set; {missing}."


def _options(context: CardContext, drawn: frozenset[str], told: str) -> str:
    """Return as a list what the choices and corrections mean, without those `told`; "" where the card has buttons."""
    lines = [] if drawn or _says_the_note(context) else list(_lines(context, told))
    if not lines:
        return ""
    shown = lines[:MOST_OPTIONS]
    if len(lines) > MOST_OPTIONS:
        shown.append(f"{len(lines) - MOST_OPTIONS} more: see the link below")
    return "\n".join((_heading(context, len(lines)), "", *(f"- {line}" for line in shown)))


def _heading(context: CardContext, lines: int) -> str:
    """Return what the listed answers are: changes that go together, codes in place of one, or others."""
    issue = context.issue
    if any(map(names_examples, issue.basis)):
        return "Among others:"
    if issue.together and lines > 1:
        return "These changes go together:"
    options = "Options" if lines > 1 else "Option"
    replaced = _only_replaced(context)
    return f"{options} to replace {escape(replaced, 40)}:" if replaced else "Options:"


def _only_replaced(context: CardContext) -> str:
    """Return the code that every answer alike replaces, "" where there is none or one is more than a new code."""
    options = context.issue.options
    if context.issue.together or not all(isinstance(each, ReplaceCode) for each in options):
        return ""
    codes = context.codes_gone(options)
    return codes[0] if len(codes) == 1 else ""


def _says_the_note(context: CardContext) -> bool:
    """Return whether the one choice is the category that the note names anyway: I50 for "heart failure (I50.-)"."""
    choices = context.issue.choices
    notes = " ".join(basis.note for basis in context.issue.basis)
    return (
        len(choices) == 1
        and context.is_category(choices[0])
        and re.search(rf"\b{re.escape(choices[0])}(?:\.-|-)", notes) is not None
    )


def _lines(context: CardContext, told: str) -> Iterator[str]:
    """Yield each answer, in the order of the choices."""
    leading: dict[str, list[Correction]] = {choice: [] for choice in context.issue.choices}
    for option in context.issue.options:
        leading.setdefault(_target(option), []).append(option)
    for target, options in leading.items():
        if not _is_known(target, options, told, context):
            yield from [_advice(context, option) for option in options] or [_named(context, target)]


def _is_known(target: str, options: Sequence[Correction], told: str, context: CardContext) -> bool:
    """Return whether a choice says nothing new: an order that is `told`, or a code that is there already."""
    if not options:
        return target in {each.code for each in context.chart.encounter.diagnoses}
    return target in told and all(isinstance(each, Resequence) for each in options)


def _target(option: Correction) -> str:
    return option.keeps if isinstance(option, RemoveCode) else option.code


def _advice(context: CardContext, option: Correction) -> str:
    """Return what a correction means, for a reader without a button."""
    match option:
        case ReplaceCode():
            return _replacing(context, option)
        case AddCode(code=code, after=after):
            other = context.code_of(after)
            place = f", listed {context.place} {escape(other, 40)}" if other and not context.issue.together else ""
            return f"Add {_named(context, code)}{place}"
        case RemoveCode():
            return _removing(context, option)
        case Resequence(then=then, code=code):
            return f"List {_named(context, code)} before {_as_coded(context, then)}"


def _replacing(context: CardContext, option: ReplaceCode) -> str:
    """Return the new codes, with the old one where the heading does not name it."""
    new = " and ".join(_named(context, each) for each in (option.code, *option.also))
    return new if _only_replaced(context) else f"Change {_as_coded(context, option.diagnosis)} to {new}"


def _removing(context: CardContext, option: RemoveCode) -> str:
    """Return the code to remove, with the one to keep where that is coded already."""
    removed = escape(context.removed_by(option) or option.diagnosis, 40)
    if context.issue.together or not option.keeps:
        return f"Remove {removed}"
    return f"Keep {_named(context, option.keeps)}, remove {removed}"


def _as_coded(context: CardContext, reference: str) -> str:
    return escape(context.code_of(reference) or reference, 40)


def _named(context: CardContext, code: str) -> str:
    """Return a code with what tells it from the other choices; a category is written with a dash, as in the list."""
    if code in context.issue.choices and len(context.issue.choices) > 1:
        name = name_in_list(code, context.issue.choices) or differences(context.issue.choices, context.release)[code]
    else:
        name = short_name(code, context.release)
    return _titled(code, name, is_category=context.is_category(code))


@lru_cache(maxsize=4096)
def _titled(code: str, name: str, *, is_category: bool) -> str:
    dash = "" if not is_category else "-" if "." in code else ".-"
    return f"{escape(name)} ({escape(code, 40)}{dash})" if name else f"{escape(code, 40)}{dash}"
