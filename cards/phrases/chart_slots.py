"""Phrases about what the chart says: the facts of an issue as clauses of a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from cards.markdown import plain
from cards.phrases.chart_facts import ChartFact, facts_of, names_several_places, organism_of
from cards.phrases.excerpts import excerpt
from cards.phrases.two_names import in_a_row
from cards.short_names import abbreviated, procedure_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cards.card_context import CardContext

_MOST_FACTS = 3


def _facts(context: CardContext) -> tuple[ChartFact, ...]:
    """Return the facts that a summary may show: those other than the codes concerned that are short enough."""
    return tuple(each for each in facts_of(context) if each.code not in context.issue.codes or each.kind != "coded")


def _clause(fact: ChartFact) -> str:
    """Return one fact as a clause: "the chart says right tibia"."""
    if not fact.is_quotable:
        return ""
    when = f" {fact.when}" if fact.when else ""
    match fact.kind:
        case "site":
            return f"the chart says {fact.words}"
        case "text":
            return f"the {fact.source} reads {fact.said}"
        case "coded":
            return f"{fact.words} ({fact.code}) is coded"
        case "procedure" | "order":
            number = f" ({fact.code})" if fact.code else ""
            return f"the{when} {fact.kind} is {fact.words}{number}" if fact.words else ""
        case "report" | "note":
            return f"the{when} {fact.source} says {fact.said}"
    return f"the chart says {fact.said}"


def _chart(context: CardContext) -> str:
    """Return all facts as one clause; "" where one of them does not fit into a summary."""
    facts = _facts(context)
    if not facts or len(facts) > _MOST_FACTS:
        return ""
    clauses = [_clause(fact) for fact in facts]
    return (_of_one_source(facts) or in_a_row(clauses, "and")) if all(clauses) else ""


def _of_one_source(facts: Sequence[ChartFact]) -> str:
    """Return facts of one kind and source as one clause, which names the source once; "" for others."""
    kinds, sources = {fact.kind for fact in facts}, {fact.source for fact in facts}
    if kinds == {"site"}:
        return f"the chart says {in_a_row([fact.words for fact in facts], 'and')}"
    if kinds == {"text"} and len(sources) == 1:
        return f"the {facts[0].source} reads {in_a_row([fact.said for fact in facts], 'and')}"
    return ""


def _chart_sites(context: CardContext) -> str:
    """Return all facts as one clause where each is a body site."""
    return _chart(context) if all(fact.kind == "site" for fact in _facts(context)) else ""


def _first(context: CardContext) -> str:
    """Return the first fact that fits as a clause; the others are in the detail.

    "" where the answer was made of several places: the first alone would ask another question.
    """
    return "" if names_several_places(context) else next(filter(None, map(_clause, _facts(context))), "")


def _dated(context: CardContext) -> str:
    """Return the first fact that fits with its day: "the chart says left hip (Jun 15)"."""
    fact = next((each for each in _facts(context) if _clause(each)), None)
    if fact is None:
        return ""
    return f"{_clause(fact)} ({fact.when})" if fact.when and fact.kind in {"site", "text"} else _clause(fact)


def _text(context: CardContext) -> str:
    """Return the first text of the chart, in quotation marks."""
    texts = (fact for fact in _facts(context) if fact.kind == "text" and fact.is_quotable)
    return next((f"the {fact.source} reads {fact.said}" for fact in texts), "")


def _entry(context: CardContext) -> str:
    """Return the one text of the chart with its source before it: 'diagnosis: "bone infection"'."""
    if names_several_places(context):
        return ""
    texts = (fact for fact in _facts(context) if fact.kind == "text" and fact.is_quotable)
    return next((f"{fact.source}: {fact.said}" for fact in texts), "")


def _excerpt(context: CardContext) -> str:
    """Return the part of the one text that leads to the only choice: 'the diagnosis says "acute DVT L leg"'."""
    fact = _in_part(context)
    if fact is None:
        return ""
    return f"the {_day_of_document(fact)}{fact.source} says {fact.said}"


def _day_of_document(fact: ChartFact) -> str:
    return f"{fact.when} " if fact.when and fact.kind in {"report", "note"} else ""


def _excerpt_entry(context: CardContext) -> str:
    """Return the same part with its source before it: 'diagnosis: "acute DVT L leg"'."""
    fact = _in_part(context)
    return "" if fact is None else f"{_day_of_document(fact)}{fact.source}: {fact.said}"


def _dated_excerpt(context: CardContext) -> str:
    """Return the same part with its day: 'the diagnosis says "left hip" (Jun 15)'."""
    fact = _in_part(context)
    return f"{_excerpt(context)} ({fact.when})" if fact is not None and fact.kind == "text" and fact.when else ""


def _in_part(context: CardContext) -> ChartFact | None:
    """Return the one text with those of its words alone that lead to the only choice; None where others do, too."""
    if _in_part not in context.derived:
        context.derived[_in_part] = _part(context)
    found: ChartFact | None = context.derived[_in_part]
    return found


def _part(context: CardContext) -> ChartFact | None:
    facts = _facts(context)
    whole = [fact for fact in facts if not any(fact.words in each.words and fact != each for each in facts)]
    codes, choices, title = context.issue.codes, context.issue.choices, context.release.title
    if len(whole) != 1 or not whole[0].is_quoted or not codes or len(choices) != 1:
        return None
    part = structs.replace(whole[0], words=excerpt(whole[0].words, title(codes[0]), title(choices[0])))
    return part if part.is_quotable else None


def _order_entry(context: CardContext) -> str:
    """Return the first procedure or order with its day before it: "May 3 order: removal of a knee prosthesis".

    What the chart does not describe is known by its place: "May 3 order on the knee".
    """
    done = (fact for fact in _facts(context) if fact.kind in ("procedure", "order") and fact.words and fact.is_quotable)
    fact = next(done, None)
    if fact is None:
        return ""
    return f"{fact.when} {fact.kind}{'' if fact.words.startswith('on the ') else ':'} {fact.words}".strip()


def _said(context: CardContext) -> str:
    """Return the words of the first fact: "left knee"."""
    return next((fact.said for fact in _facts(context) if fact.is_quotable), "")


def _origin(context: CardContext) -> str:
    """Return where the first fact is from: "Jun 15 report"."""
    return next((f"{fact.when} {fact.source}".strip() for fact in _facts(context)), "")


def _when(context: CardContext) -> str:
    """Return the day of the first fact: "Jun 15"."""
    return next((fact.when for fact in _facts(context)), "")


def _culture(context: CardContext) -> str:
    """Return the first culture with its day: "wound culture Jun 12"."""
    fact = next((each for each in facts_of(context) if each.kind == "culture"), None)
    return "" if fact is None else f"{_culture_undated(context)} {fact.when}".strip()


def _culture_undated(context: CardContext) -> str:
    """Return the first culture without its day: "preliminary wound culture"."""
    fact = next((each for each in facts_of(context) if each.kind == "culture"), None)
    return "" if fact is None else f"{'preliminary ' if fact.preliminary else ''}{fact.source}"


def _organism(context: CardContext) -> str:
    return next(filter(None, (organism_of(each, context) for each in context.issue.evidence)), "")


def _organism_short(context: CardContext) -> str:
    """Return the organism as laboratories abbreviate it: "S. epidermidis"."""
    return abbreviated(_organism(context))


def _coded_fact(context: CardContext) -> str:
    """Return the first fact as a clause where it is another diagnosis."""
    fact = next(iter(_facts(context)), None)
    return _clause(fact) if fact is not None and fact.kind == "coded" else ""


def _result(context: CardContext) -> str:
    """Return the words of the first result that fit: "E. coli; ESBL positive"."""
    kinds = ("culture", "other")
    return next((fact.words for fact in facts_of(context) if fact.kind in kinds and fact.is_quotable), "")


def _procedure(context: CardContext) -> str:
    """Return the procedure that the issue is about: "CPT 20700"."""
    return plain(context.procedure_name(), 40)


def _purpose(context: CardContext) -> str:
    """Return the everyday words for the procedure that the issue is about: "are the antibiotic beads"."""
    found = next(filter(None, map(context.procedure, context.issue.diagnoses)), None)
    return "" if found is None else procedure_words(found.kinds, found.title)


def _ordered(context: CardContext) -> str:
    """Return the procedure that the issue is about as its title says it."""
    found = next(filter(None, map(context.procedure, context.issue.diagnoses)), None)
    if found is None:
        return ""
    words = next((fact.words for fact in facts_of(context) if fact.kind in ("procedure", "order")), "")
    return words or plain(found.title, 60)


SLOTS: Mapping[str, Callable[[CardContext], str]] = {
    "chart": _chart,
    "chart_sites": _chart_sites,
    "fact": _first,
    "dated_fact": _dated,
    "text": _text,
    "entry": _entry,
    "excerpt": _excerpt,
    "excerpt_entry": _excerpt_entry,
    "dated_excerpt": _dated_excerpt,
    "order_entry": _order_entry,
    "said": _said,
    "when": _when,
    "culture": _culture,
    "culture_undated": _culture_undated,
    "organism": _organism,
    "organism_short": _organism_short,
    "origin": _origin,
    "coded_fact": _coded_fact,
    "result": _result,
    "procedure": _procedure,
    "purpose": _purpose,
    "ordered": _ordered,
}
