"""Phrases about the codes of an issue: their names, what they leave open, what tells them apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cards.markdown import plain
from cards.phrases.chart_facts import facts_of
from cards.phrases.fracture_words import as_charted
from cards.phrases.note_words import asked_for, asked_word, asked_words
from cards.phrases.pair_slots import concerned
from cards.phrases.two_names import in_a_row
from cards.short_names import differences, name_beside, name_with_seventh, place_in, short_name
from icd10cm.anatomy.side import Side
from icd10cm.releases.naming import us_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cards.card_context import CardContext

_OPEN = re.compile(r"\b(?:unspecified|other|multiple)\b", re.IGNORECASE)
# What is open ends at the next preposition or clause: "unspecified lower extremity" of "... lower extremity with ...".
_OPEN_WORDS = re.compile(
    r"unspecified(?: (?:parts?|site|side) of)?"
    r"(?: (?!(?:with|without|of|in|into|at|by|to|for|from|due|on|as|above|below|except|not|affecting|causing|acting"
    r"|primarily|following|injured|whether|unspecified|site|part)\b)[a-z-]+){1,4}"
    r"|(?:other|multiple) sites?|(?:site|part) unspecified|unspecified(?: site)?"
)
_BY_DRUG = re.compile(
    r"\bdrug[- ]induced |\b(?:due|secondary) to (?:adverse effect of |other |correct )?(?:drug|medicament).*$"
)
_UNDERLYING = re.compile(r"\bunderlying (infection|disease|disorder|neoplasm)\b")
_WITHOUT_ARTICLE = re.compile(r"(?:multiple|other|both|bilateral|unspecified)\b")
_PLACES = ("site", "sites", "side")
_LONGEST_OPEN = 40
_LONGEST_CHOICE = 64
_MOST_CODES = 6
_PAIR = 2
_ONE_SIDE = (Side.LEFT, Side.RIGHT)
_SIDES = ("right", "left", "bilateral")
_WITHOUT = re.compile(r"\bwithout [a-z](?:(?! without)[^,()\[])*[a-z]")
_UNCOMPLICATED = re.compile(r"\buncomplicated\b")
_VESSEL = re.compile(r"\b(?:(arter)(?:y|ies)|(vein)s?)$")
_QUESTIONS = {"type": "what type of {} is it", "cause": "what is causing the {}", "site": "where is the {}"}


def _at(place: int) -> Callable[[CardContext], str]:
    def code(context: CardContext) -> str:
        codes = concerned(context)
        return plain(codes[place], 20) if len(codes) > place else ""

    return code


def _name_at(place: int) -> Callable[[CardContext], str]:
    def name(context: CardContext) -> str:
        codes = concerned(context)
        return name_beside(codes[place], codes, context.release) if len(codes) > place else ""

    return name


def _codes(context: CardContext) -> str:
    """Return the codes concerned, in a row: "E10.9, E11.9"."""
    return ", ".join(plain(code, 20) for code in concerned(context)[:3])


def _two_codes(context: CardContext) -> str:
    """Return the codes concerned where they are two."""
    return _codes(context) if len(concerned(context)) == _PAIR else ""


def _more_codes(context: CardContext) -> str:
    """Return the codes after the first where they are two or more: "I69.320 and I69.351"."""
    others = [plain(code, 20) for code in concerned(context)[1:]]
    return in_a_row(others[:_MOST_CODES], "and") if len(others) > 1 else ""


def _single_choice(context: CardContext) -> str:
    choices = context.issue.choices
    return choices[0] if len(choices) == 1 else ""


def _choice(context: CardContext) -> str:
    """Return the only choice as the tabular list prints it: "J44.0", or "K70.4-" for a category."""
    return _printed(_single_choice(context), context)


def _printed(code: str, context: CardContext) -> str:
    dash = "-" if "." in code else ".-"
    return f"{code}{dash}" if code and context.is_category(code) else code


def _becomes(context: CardContext) -> str:
    """Return the only choice, either of two, or the subcategory just above all: "K70.4-" for K70.40 and K70.41."""
    choices, nodes = context.issue.choices, context.release.tabular.nodes
    found = [context.release.node(choice) for choice in choices]
    above = {nodes[node.parent].code for node in found if node is not None and node.parent >= 0}
    if len(choices) > 1 and len(above) == 1 and "." in min(above):
        return f"{above.pop()}-"
    return in_a_row([_printed(choice, context) for choice in choices], "or") if len(choices) <= _PAIR else ""


def _open(context: CardContext) -> str:
    """Return what the title leaves open, in its own words: "unspecified site"."""
    code = context.issue.codes[0] if context.issue.codes else ""
    title = context.release.title(code)
    if not title:
        return ""
    if context.issue.choices:
        part = differences((code, *context.issue.choices), context.release)[code].rstrip(" ,;")
        if (
            _OPEN.search(part)
            and len(part) <= _LONGEST_OPEN
            and part.casefold() not in (title.casefold(), _name_at(0)(context))
        ):
            return part
    found = _OPEN_WORDS.findall(title)
    return next((each for each in found if each.endswith(_PLACES)), found[-1]) if found else ""


def left_open(context: CardContext) -> str:
    """Return what the title leaves open where the name of the code does not say it."""
    found = _open(context)
    return "" if found in _name_at(0)(context) else found


def _which_vessel(context: CardContext) -> str:
    """Return "which artery" where a title leaves the vessel open; "" for other places."""
    found = _VESSEL.search(_open(context))
    return "" if found is None else "which artery" if found[1] else "which vein"


def _open_name(context: CardContext) -> str:
    """Return the name of the code where it says itself what is left open: "osteomyelitis, other site"."""
    found = _open(context)
    return _name_at(0)(context) if found and not left_open(context) else ""


def _open_word(context: CardContext) -> str:
    """Return the word that leaves it open, where what it stands before is too long: "unspecified"."""
    found = _OPEN.search(context.release.title(context.issue.codes[0])) if context.issue.codes else None
    return found.group().lower() if found else ""


def _answer(context: CardContext) -> str:
    """Return what the only choice says and the code does not: "right tibia and fibula"."""
    choice = _single_choice(context)
    if not choice or not context.issue.codes:
        return ""
    code = context.issue.codes[0]
    return as_charted(differences((code, choice), context.release)[choice], context) if code != choice else ""


def _the_answer(context: CardContext) -> str:
    """Return the answer with its article: "the right tibia and fibula", "multiple sites"."""
    answer = _answer(context)
    return f"the {answer}" if answer and not _WITHOUT_ARTICLE.match(answer) else answer


def _own(context: CardContext) -> str:
    """Return what the code says where the only choice says otherwise: "closed fracture"."""
    choice = _single_choice(context)
    code = context.issue.codes[0] if context.issue.codes else ""
    return differences((code, choice), context.release)[code] if choice and code != choice else ""


def _side_choice(context: CardContext) -> str:
    """Return "left or right hip prosthesis" where code and choice differ in side alone, "" otherwise."""
    choice = _single_choice(context)
    own, other = _own(context), _answer(context)
    if not choice or context.side(context.issue.codes[0]) == context.side(choice):
        return ""
    own_site, other_site = _unsided(own), _unsided(other)
    return f"left or right {own_site}".strip() if own != own_site and own_site == other_site else ""


def _unsided(words: str) -> str:
    return next((words[len(side) + 1 :] for side in _SIDES if words == side or words.startswith(f"{side} ")), words)


def _side(context: CardContext) -> str:
    side = context.side(context.issue.codes[0]) if context.issue.codes else None
    return str(side) if side in _ONE_SIDE else ""


def _place_at(place: int) -> Callable[[CardContext], str]:
    def place_of(context: CardContext) -> str:
        """Return the side and site that one of the codes names: "left tibia"; "" where it names none."""
        return place_in(_name_at(place)(context))

    return place_of


def _chart_side(context: CardContext) -> str:
    """Return the side of the only choice: "left"."""
    side = context.side(_single_choice(context))
    return str(side) if side in _ONE_SIDE else ""


def _sides(context: CardContext) -> str:
    """Return the sides among the choices, as a question: "left or right"."""
    sides = {context.side(choice) for choice in context.issue.choices}
    if {Side.LEFT, Side.RIGHT} <= sides:
        or_both = Side.BILATERAL in sides or any(getattr(option, "also", ()) for option in context.issue.options)
        return "left, right or both sides" if or_both else "left or right"
    return ""


def _choices(context: CardContext) -> str:
    """Return what tells a few choices apart, as a question: "active treatment, follow-up or late effect"."""
    choices = context.issue.choices
    if not 1 < len(choices) <= 4:
        return ""
    words = in_a_row(list(dict.fromkeys(differences(choices, context.release).values())), "or")
    return words if len(words) <= _LONGEST_CHOICE else ""


def _noun(context: CardContext) -> str:
    """Return what the note asks for: "stage of the chronic kidney disease"."""
    return next(filter(None, map(asked_for, context.issue.basis)), "")


def _asks(context: CardContext) -> str:
    """Return the question for what the note asks for: "what type of heart failure is it", "where is the ulcer"."""
    noun = _noun(context)
    head, _, rest = noun.partition(" of the ")
    form = _QUESTIONS.get(head, "") if rest else ""
    return form.format(rest) if form else f"what is the {noun}" if noun else ""


def _denied(context: CardContext) -> str:
    """Return what the title of the code denies and that of the only choice does not: "without bleeding"."""
    code = context.issue.codes[0] if context.issue.codes else ""
    choice = context.release.title(_single_choice(context))
    found = _WITHOUT.search(context.release.title(code)) or _UNCOMPLICATED.search(context.release.title(code))
    return found.group() if found and choice and found.group() not in choice else ""


def _rest_of_noun(context: CardContext) -> str:
    """Return what the note asks for without what the chart's fact names anyway: "stage" of a kidney disease."""
    noun = _noun(context)
    head, _, rest = noun.partition(" of the ")
    said = " ".join(fact.words for fact in facts_of(context)).casefold()
    return head if rest and rest.casefold() in said else noun


def _noun_alone(context: CardContext) -> str:
    """Return what the note asks for where that is one word: "joint"."""
    return next(filter(None, map(asked_word, context.issue.basis)), "")


def _asked(context: CardContext) -> str:
    """Return what the note asks to identify, any of it: "alcohol abuse or dependence"."""
    return next(filter(None, map(asked_words, context.issue.basis)), "").replace(" and ", " or ")


def _asked_beside(context: CardContext) -> str:
    """Return what the note asks for where another diagnosis leads to the one choice and is not that choice itself."""
    choice = _single_choice(context)
    facts = [fact for fact in facts_of(context) if fact.code not in context.issue.codes]
    leads = bool(facts) and all(fact.kind == "coded" and fact.code != choice for fact in facts)
    return _asked(context) if choice and leads else ""


def _missing(context: CardContext) -> str:
    """Return how many characters a code lacks, "" where the choices do not say."""
    code = context.issue.codes[0] if context.issue.codes else ""
    lengths = {len(choice.replace(".", "")) - len(code.replace(".", "")) for choice in context.issue.choices}
    complete = not any(map(context.is_category, context.issue.choices))
    return "needs one more character" if complete and lengths == {1} else "needs more characters"


def _combined(context: CardContext) -> str:
    """Return the name of the only choice, for one that covers both codes."""
    choice = _single_choice(context)
    return short_name(choice, context.release) if choice else ""


def _named_inside(context: CardContext) -> str:
    """Return the name of the only choice where the code's own title names it: "COVID-19" of J12.82."""
    name = _combined(context)
    code = context.issue.codes[0] if context.issue.codes else ""
    titled = f"{context.release.title(code)} {short_name(code, context.release)}"
    return name if name and name.casefold() in titled.casefold() else ""


def _underlying(context: CardContext) -> str:
    """Return what a code-first note calls the cause: "infection" of a septic shock, "condition" for no such word."""
    found = (_UNDERLYING.search(basis.note) for basis in context.issue.basis if basis.element == "codeFirst")
    return next((each[1] for each in found if each), "condition")


def _effect(context: CardContext) -> str:
    """Return the name of the code without the drug that its title names as the cause: "hypotension due to drugs"."""
    name = _name_at(0)(context)
    return _BY_DRUG.sub("", name).rstrip(" ,") or name


def _placed(context: CardContext) -> str:
    """Return the only choice where it has placeholders X and else the characters of an unknown code: "T84.53XA"."""
    choice = _single_choice(context)
    is_alike = bool(choice) and choice.replace("X", "") == context.issue.codes[0].replace("X", "")
    return choice if is_alike and choice != context.issue.codes[0] else ""


def _placed_name(context: CardContext) -> str:
    placed = _placed(context)
    return name_with_seventh(placed, context.release) if placed else ""


def _nearest(context: CardContext) -> str:
    """Return the name of the code that begins an unknown one: "infected right knee prosthesis" for T84.53A."""
    code = _nearest_code(context)
    return short_name(code, context.release) if code else ""


def _nearest_code(context: CardContext) -> str:
    node = context.release.nearest(context.issue.codes[0]) if context.issue.codes else None
    return "" if node is None or node.code == context.issue.codes[0] else node.code


def _left_or_right(context: CardContext) -> str:
    """Return "left or right" where code and choices differ in side."""
    side = context.side(context.issue.codes[0]) if context.issue.codes else None
    others = {context.side(choice) for choice in context.issue.choices}
    return "left or right" if side in _ONE_SIDE and any(each in _ONE_SIDE and each != side for each in others) else ""


def _both(context: CardContext) -> str:
    return "both sides" if context.issue.together else ""


def _sited(context: CardContext) -> str:
    """Return the name of the code where its choices differ in place."""
    places = [context.release.places_of(choice) for choice in context.issue.choices]
    named = set(filter(None, places))  # "unspecified site" names none
    return _name_at(0)(context) if len(named) > 1 and 2 * len(named) >= len(places) else ""


def _day_of_service(context: CardContext) -> str:
    return us_date(context.chart.encounter.date_of_service)


SLOTS: Mapping[str, Callable[[CardContext], str]] = {
    "code": _at(0),
    "code2": _at(1),
    "codes": _codes,
    "two_codes": _two_codes,
    "more_codes": _more_codes,
    "name": _name_at(0),
    "name2": _name_at(1),
    "open": _open,
    "left_open": left_open,
    "which_vessel": _which_vessel,
    "open_name": _open_name,
    "open_word": _open_word,
    "answer": _answer,
    "the_answer": _the_answer,
    "own": _own,
    "side_choice": _side_choice,
    "side": _side,
    "place": _place_at(0),
    "place2": _place_at(1),
    "chart_side": _chart_side,
    "sides": _sides,
    "choices": _choices,
    "choice": _choice,
    "becomes": _becomes,
    "noun": _noun,
    "asks": _asks,
    "denied": _denied,
    "rest_of_noun": _rest_of_noun,
    "noun_alone": _noun_alone,
    "asked": _asked,
    "asked_beside": _asked_beside,
    "missing": _missing,
    "combined": _combined,
    "named_inside": _named_inside,
    "effect": _effect,
    "underlying": _underlying,
    "placed": _placed,
    "placed_name": _placed_name,
    "nearest": _nearest,
    "near_code": _nearest_code,
    "left_or_right": _left_or_right,
    "both": _both,
    "sited": _sited,
    "service_day": _day_of_service,
}


def slots_of(sentences: Iterable[str]) -> set[str]:
    """Return the names of the slots that sentences have."""
    return {name.lower() for sentence in sentences for name in re.findall(r"\{(\w+)\}", sentence)}
