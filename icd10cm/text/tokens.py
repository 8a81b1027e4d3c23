"""From a note to typed items: plain letters, sentences, short forms in full, and what the lexicon calls each phrase.

Text is untrusted, so its length is bounded, every pass is linear, and no pattern can backtrack.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.phrases import DIGITS, TOKEN
from icd10cm.anatomy.side import RIGHT_OR_LEFT
from icd10cm.text.details.births import birth_at, names_births
from icd10cm.text.details.gestation import VITALS, names_weeks, trimester_at
from icd10cm.text.details.levels import levels_at, names_levels
from icd10cm.text.details.node_regions import node_regions_at
from icd10cm.text.details.ribs import names_ribs, ribs_at
from icd10cm.text.details.shared_heads import before_joins, shared_site
from icd10cm.text.lexicon import Entry, Item, Kind, look_up_form
from icd10cm.text.sentence import statements_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence

    from icd10cm.text.lexicon import Lexicon

    _Names = Callable[[Collection[str]], bool]
    _Finder = Callable[[Sequence[str], int], tuple[tuple[str, ...], int] | None]
    """Returns the words that titles have for those at a position, and the position behind them."""

PREGNANCY = "pregnancy"
"""The field in which weeks are those of gestation, without a word that says so."""
EARLY_BIRTH = "early_birth"
"""The field in which weeks are those at birth."""
LYMPHOMAS = "lymphomas"
"""The field in which several regions of lymph nodes are one place."""
SEQUELAE = "sequelae"
"""The field in which the cause is past, and what it has left is not."""
MAX_LENGTH = 2_000
"""Characters of a text that are read; a sentence that the limit cuts is left out whole."""

_PLAINER = str.maketrans(
    {
        **dict.fromkeys("\n\r|!\u2022", ";"),
        **dict.fromkeys("\u2013\u2014\u2212", "-"),
        "\t": " ",
        "\u2019": "'",
        "\u00bf": "?",
        **dict.fromkeys("\u2611\u2612\u2713\u2714\u2717\u2718", "[x]"),
        "\u2610": "[ ]",
    }
)
_NAMED = re.compile(
    r"\b(Dr|Mr|Mrs|Ms)(?:\. ?| )[A-Z][a-z]{1,30}\b(?!['\u2019]s? (?:fracture|fx))"
    r"|(?<=\bon )[A-Z][a-z]{1,30} (?:Ave|Avenue|Rd|Road|St|Street)\b"
)
"""A person's name or that of a street: Dr. Smith does not say Smith's fracture."""
_BEFORE_A_NAME = ("Dr", "Mr", "Ms", " Ave", " Rd", " Road", " St")
"""One of them is in a text with such a name."""
_BOX = re.compile(
    r"[\[(] ?(?P<tick>[xX]?) ?[\])] ?(?P<option>[^\[(;.\n]{0,80}?) ?(?=[\[(;.\n]|$| {2}|  ?[A-Za-z]{1,12}:)"
)
"""A box of a template with its option, up to the next one or the next heading."""
_TICKED = re.compile(r"[\[(] ?[xX] ?[\])]")
_ANY_BOX = re.compile(r"[\[(] ?[xX]? ?[\])]")
_BETWEEN_SIDES = re.compile(r"\b(r|l|right|left)[ :]*[\[(] ?x ?[\])] ?(r|l|right|left)\b", re.IGNORECASE)
"""One box between two sides: nobody can say which it ticks."""
_STATEMENT = re.compile(r"[^;\n]+")
_NEXT_OPTION = re.compile(r"\x01[ ,]*\x00")
_FIELDS = re.compile(r" / (?=[A-Z][a-z]{1,15}(?: [a-z]{1,15})?: )")
"""Fields of a form in one line: "Location: sacrum / Stage: 3"."""
_NUMBER_OF_A_FIELD = re.compile(r"\b(stage|grade|type|class|degree): (?=[1-5IV])", re.IGNORECASE)
_WEEKS_AND_DAYS = re.compile(r"\b(\d\d)(?: ?[+&])? ?[0-6]/7(?= ?w)")
"""Completed weeks and their days: "31 5/7 wk", "31 & 5/7 weeks"."""
_DEGREE_SIGN = re.compile(r"\b([123]) ?[\u00b0\u00ba](?![CF\d])")
"""An ordinal: "1\u00b0 hyperparathyroidism" is primary, "2\u00b0 burn" of second degree; the fields say which."""
_THOUSANDS = re.compile(r",(?<=\b\d,)(?=\d{3}\b)")
_SIDE_IN_BRACKETS = re.compile(r"[(\[](r|l|rt|lt|right|left)[)\]]", re.IGNORECASE)
_SIDES = frozenset(("left", "right"))
_BEHIND_A_SIDE = frozenset(
    ("a", "after", "as", "at", "before", "by", "for", "from", "in", "on", "over", "through", "to", "with", "without")
)
_REGIONS = frozenset(("cervical", "thoracic", "lumbar", "lumbosacral", "sacral"))
_JOINS = frozenset((",", "/", "&", "and"))
_FULL_STOP = re.compile(r"\.")
_GOES_ON = frozenset(("with", "w"))
"""A sentence that begins with them goes on with the one before."""
_FIRST_WORD = re.compile(r"\A\s*([a-z0-9]+)")
_SHORT = 3
_SHORT_WORD, _WORD_LENGTH = 8, 20
_HYPHEN, _PLUS = "-", "+"
_SPACED_TOKENS = re.compile(rf"(\s*)({TOKEN.pattern})", re.IGNORECASE)
_SIGNS = {"+": "positive", "-": "negative"}
_DENIED = "no"
_PHRASE_ENDS = frozenset(("", ",", ";", ")", "]"))
_WORD = Entry(Kind.WORD)
_MARK = Entry(Kind.MARK)
_MEASURE = Entry(Kind.MEASURE)
_OF_A_PART = frozenset((Kind.SITE, Kind.MODIFIER))
_WITHIN_NUMBERS = frozenset((".", "-", "to"))


class Token(Struct, frozen=True, gc=False):
    """A word or mark: as the lexicon lists it, as written in lower case, its case, and whether a space precedes it."""

    word: str
    text: str
    capital: bool
    spaced: bool


def sentences_of(text: str, lexicon: Lexicon, fields: Sequence[str] = ()) -> Iterator[list[Item]]:
    """Yield the items of each sentence of a text; `fields` are those whose short forms count ("pop", a vein)."""
    tokens = _written_out(_tokens(_plain(text, lexicon), lexicon), lexicon, fields)
    sentence: list[Item] = []
    for item in _typed(tokens, lexicon):
        if item.kind is not Kind.END:
            sentence.append(item)
        elif sentence:
            yield from statements_in(sentence, lexicon)
            sentence = []
    if sentence:
        yield from statements_in(sentence, lexicon)


def _written_out(tokens: list[Token], lexicon: Lexicon, fields: Sequence[str]) -> list[Token]:
    """Return the tokens with short forms and numbers in the words of titles ("31w4d", "ribs 5-8")."""
    if LYMPHOMAS in fields:
        regions = partial(node_regions_at, table=lexicon.fields[LYMPHOMAS])
        tokens = _rewritten(tokens, range(len(tokens)), regions, lexicon)
    for field in fields:
        table = lexicon.fields[field]
        tokens = _rewritten(tokens, _begins(tokens, table.firsts), table.match, lexicon)
    places = _begins(tokens, lexicon.short_forms.firsts, capitals=True)
    if places:
        tokens = _rewritten(tokens, places, _short_form_finder(tokens, lexicon), lexicon)
    words = frozenset([token.word for token in tokens])
    weeks: tuple[_Names, _Finder] = (names_weeks, partial(_weeks_at, bare=PREGNANCY in fields))
    for names, find in (
        (names_births, birth_at) if EARLY_BIRTH in fields else weeks,
        (names_ribs, ribs_at),
    ):
        if names(words):  # those that are written out name none of the others
            tokens = _rewritten(tokens, range(len(tokens)), find, lexicon)
    return tokens


def _plain(text: str, lexicon: Lexicon) -> str:
    """Return the text in ASCII letters, at most MAX_LENGTH of them, with its sentences ended by ";"."""
    plain = _without_names(text[: MAX_LENGTH + 1]).translate(_PLAINER)
    if ": " in plain:
        plain = _NUMBER_OF_A_FIELD.sub(r"\1 ", _FIELDS.sub("; ", plain))
    if "(" in plain or "[" in plain:
        plain = _SIDE_IN_BRACKETS.sub(r" \1 ", _as_ticked(plain) if _TICKED.search(plain) else plain)
    plain = _THOUSANDS.sub("", plain)
    if "/7" in plain:
        plain = _WEEKS_AND_DAYS.sub(r"\1", plain)
    if not plain.isascii():
        plain = _in_ascii(plain)
    if "." in plain:
        plain = _FULL_STOP.sub(partial(_full_stop, lexicon=lexicon), plain)
    if len(text) > MAX_LENGTH or len(plain) > MAX_LENGTH:
        return plain[: plain.rfind(";", 0, MAX_LENGTH) + 1]
    return plain


def _in_ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _DEGREE_SIGN.sub(r"\1deg", text))
    return "".join([each if each.isascii() else " " for each in decomposed if not unicodedata.combining(each)])


def _without_names(text: str) -> str:
    return _NAMED.sub(r"\1", text) if any(map(text.__contains__, _BEFORE_A_NAME)) else text


def _as_ticked(text: str) -> str:
    """Return a text with the options of a template that are ticked; one that is not states nothing beside them."""
    ahead = _STATEMENT.sub(lambda part: _with_boxes_ahead(part[0]), text)
    options = _BOX.sub(lambda box: f"\0{box['option'].rstrip(' ,')}\1" if box["tick"] else " ", ahead)
    return _NEXT_OPTION.sub(" and ", options).replace("\0", "").replace("\1", ";")


def _with_boxes_ahead(part: str) -> str:
    """Return a statement with each box before its option, where it ends with one: "wax R [x] L [ ]"."""
    boxes, (head, *others) = _ANY_BOX.findall(part), _ANY_BOX.split(part)
    if not boxes or others[-1].strip(" .") or not head.strip():
        return _BETWEEN_SIDES.sub(r"\1 or \2", part) if len(boxes) == 1 else part
    options = [option.strip(" :,/") for option in others[:-1]]
    words = head.rstrip(" :").rpartition(": ")[2].split()
    longest = max((len(option.split()) for option in options), default=len(words))
    first = words[-longest:]
    before = head.rstrip(" :").removesuffix(" ".join(first))
    return before + " ".join(f"{box} {option}" for box, option in zip(boxes, (" ".join(first), *options), strict=True))


def _full_stop(stop: re.Match[str], lexicon: Lexicon) -> str:
    """Return what a full stop is: part of a number, the end of an abbreviation, or of a sentence."""
    plain, place = stop.string, stop.start()
    if place + 1 < len(plain) and not plain[place + 1].isspace():
        return "." if plain[place + 1].isdigit() else " "
    short = _word_before(plain, place)
    following = _FIRST_WORD.findall(plain[place + 1 : place + _WORD_LENGTH].lower())
    if not _GOES_ON.isdisjoint(following):
        return ","  # "dementia, moderate. with agitation, ..."
    if len(short) == 1 and not lexicon.species.isdisjoint(following):
        return " "  # "C. diff"
    if short in RIGHT_OR_LEFT and _begins_anew(plain, place, following, lexicon):
        return ";"
    return " " if short in lexicon.not_ends else ";"


def _begins_anew(plain: str, place: int, following: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether a full stop behind a side ends a sentence: "elbow pain L. R elbow normal", "hip fracture L. Plan".

    Another side follows, or a word with a capital, unless it names a part of the body: "L. Knee".
    """
    if not RIGHT_OR_LEFT.isdisjoint(following):
        return True
    behind = plain[place + 1 : place + 1 + _WORD_LENGTH].lstrip()
    if not following or not behind[:1].isupper():
        return False
    match = lexicon.phrases.match([look_up_form(following[0], lexicon.anatomy)], 0)
    return match is None or match[0].kind not in _OF_A_PART


def _word_before(plain: str, place: int) -> str:
    start = place
    while start > 0 and place - start < _SHORT_WORD and plain[start - 1].isalpha():
        start -= 1
    return plain[start:place].lower()


def _tokens(plain: str, lexicon: Lexicon) -> list[Token]:
    found = _SPACED_TOKENS.findall(plain)
    if "+" not in plain and "-" not in plain:  # the usual case
        return [_token(text, space != "", lexicon) for space, text in found]
    tokens: list[Token] = []
    after = 0
    for space, text in found:
        start = after + len(space)
        after = start + len(text)
        written = _sign(plain, start, after, spaced=space != "") if text in _SIGNS else text
        tokens.append(_token(written, space != "", lexicon))
    return tokens


def _sign(plain: str, start: int, after: int, *, spaced: bool) -> str:
    """Return what a plus or a hyphen is: a finding, a denial ("concussion, -LOC"), a comma, or itself."""
    sign = plain[start]
    if _ends_a_phrase(plain, start, after):
        return _SIGNS[sign]
    if sign == "-" and plain[after : after + 1].isalpha() and plain[:start].rstrip().endswith((",", ";")):
        return _DENIED
    return "," if sign == "-" and (spaced or plain[after : after + 1].isspace()) else sign


@lru_cache(maxsize=1 << 13)
def _token(text: str, spaced: bool, lexicon: Lexicon) -> Token:  # noqa: FBT001 - asked for each word of a text
    """Return a word or mark as a token; the same one for the same word of all texts."""
    lower = text.lower()
    lower = lexicon.misspelled.get(lower, lower)
    return Token(look_up_form(lower, lexicon.anatomy), lower, text[0].isupper() and text.isupper(), spaced)


def _begins(tokens: Sequence[Token], firsts: Container[str], *, capitals: bool = False) -> list[int]:
    """Return the positions at which a phrase may begin: at one of its first words, or at any in `capitals`."""
    return [at for at, token in enumerate(tokens) if token.word in firsts or (capitals and token.capital)]


def _ends_a_phrase(plain: str, at: int, after: int) -> bool:
    """Return whether a sign ends its phrase and tells a finding: "Dix-Hallpike R +, L -", but "edema 2+"."""
    return at > 0 and not plain[at - 1].isdigit() and plain[after : after + 2].strip()[:1] in _PHRASE_ENDS


def _short_form_finder(tokens: Sequence[Token], lexicon: Lexicon) -> _Finder:
    """Return what finds the short forms among the tokens; some count in capitals alone."""
    capitals = lexicon.capitals if _is_shouted(tokens) else lexicon.capitals_in_mixed_case

    def find(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
        match = lexicon.short_forms.match(words, at)
        if tokens[at].capital and (match is None or match[1] == at + 1) and tokens[at].text in capitals:
            return capitals[tokens[at].text], at + 1
        return match

    return find


def _weeks_at(words: Sequence[str], at: int, *, bare: bool) -> tuple[tuple[str, ...], int] | None:
    """Return weeks of gestation with the trimester behind them; of a pregnancy weeks are `bare` too."""
    found = trimester_at(words, at, bare=bare)
    if found is None:
        return None
    written = tuple(words[at : found[1]])
    if _PLUS in written:  # "21+3 weeks": its days join nothing to the weeks
        written = (*written[: written.index(_PLUS)], "weeks")
    told = (*written, found[0], "trimester")
    is_of_visit = found[1] < len(words) and words[found[1]] in VITALS
    return (*told, ",") if is_of_visit else told, found[1]


def _rewritten(tokens: list[Token], places: Sequence[int], find: _Finder, lexicon: Lexicon) -> list[Token]:
    """Return the tokens with what `find` returns at some of their words in the place of those that it takes up."""
    if not places:  # the usual case
        return tokens
    words = [token.word for token in tokens]
    written: list[Token] = []
    end = 0
    for at in places:
        found = find(words, at) if at >= end else None
        if found is not None:
            written += (*tokens[end:at], *_written(found[0], tokens[found[1] - 1], lexicon))
            end = found[1]
    return [*written, *tokens[end:]]


def _written(words: Iterable[str], last: Token, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a replacement; one that ends like what it replaces keeps its plural: "both calf veins"."""
    tokens = _words(words, lexicon)
    if tokens and tokens[-1].word == last.word:
        tokens[-1] = Token(last.word, last.text, capital=False, spaced=True)
    return tokens


def _words(words: Iterable[str], lexicon: Lexicon) -> list[Token]:
    texts = tuple(words)
    befores = ("", *texts)
    return [
        Token(look_up_form(word, lexicon.anatomy), word, capital=False, spaced=_HYPHEN not in (word, before))
        for before, word in zip(befores, texts, strict=False)
    ]


def _is_shouted(tokens: Sequence[Token]) -> bool:
    """Return whether a text is in capitals throughout."""
    return len(tokens) > _SHORT and all(token.capital or not token.text[0].isalpha() for token in tokens)


def _typed(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Item]:
    words = [token.word for token in tokens]
    sharing, levels, listed = before_joins(words), names_levels(words), lexicon.phrases.firsts
    at = 0
    while at < len(tokens):
        first = tokens[at]
        if levels or first.word in listed or first.word[0] in DIGITS or at in sharing:
            entry, after = _entry(tokens, words, at, lexicon, may_share=at in sharing)
        else:
            entry, after = _unlisted(first, lexicon), at + 1
        text = first.text
        if after > at + 1:
            text = "".join(f" {each.text}" if each.spaced else each.text for each in tokens[at:after]).strip()
        yield Item(entry.kind, entry.value, tuple(words[at:after]), text, first.capital, first.spaced)
        at = after


def _entry(
    tokens: Sequence[Token], words: Sequence[str], at: int, lexicon: Lexicon, *, may_share: bool
) -> tuple[Entry, int]:
    """Return what the longest phrase at a position is, and the position after it.

    `may_share` tells whether a place there may share the noun of a later one.
    """
    if (numbered := _numbered(words, at, lexicon)) is not None:
        return numbered
    match = _matched(words, at, lexicon)
    if may_share and not _is_place(match) and (shared := shared_site(words, at, lexicon)) is not None:
        return shared
    if match is None:
        return _region(words, at) or _unlisted(tokens[at], lexicon), at + 1
    if not _is_place(match):
        return match
    if lexicon.anatomy.is_bare_part(words, at, match[1]):
        return _WORD, at + 1
    return match[0], _with_part(tokens, match[1], lexicon)


def _numbered(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[Entry, int] | None:
    """Return a measure, or two levels of the spine, that begin at a word, and the position after them."""
    if words[at][0] not in DIGITS:
        return levels_at(words, at, lexicon)
    after = _after_measure(words, at, lexicon)
    return None if after is None else (_MEASURE, after)


def _matched(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[Entry, int] | None:
    """Return the longest phrase at a position and the position after it."""
    match = lexicon.phrases.match(words, at)
    if match is not None and _is_side_alone(words, at, match[1]):
        return lexicon.phrases.match(words[: at + 1], at)
    return match


def _is_side_alone(words: Sequence[str], at: int, end: int) -> bool:
    """Return whether a phrase is a side and what follows: "on the left without abscess", not "left without a word"."""
    is_phrase = end > at + 1 and words[at] in _SIDES and words[at + 1] in _BEHIND_A_SIDE
    return is_phrase and words[at - 1 : at] == ["the"]


def _is_place(match: tuple[Entry, int] | None) -> bool:
    return match is not None and match[0].kind is Kind.SITE


def _after_measure(words: Sequence[str], at: int, lexicon: Lexicon) -> int | None:
    """Return the position after a number, or a range of two, and its unit: "0.5 cm", "50-69%"; None for neither."""
    while at < len(words) and words[at][0].isdigit():
        at += 1
        if words[at : at + 1] and words[at] in lexicon.units:
            return at + 1
        at += bool(words[at : at + 1]) and words[at] in _WITHIN_NUMBERS
    return None


def _with_part(tokens: Sequence[Token], after: int, lexicon: Lexicon) -> int:
    """Return the position after a bone and the part behind it: "metatarsal head" is not a head."""
    parts = lexicon.anatomy.part_words
    return after + 1 if after < len(tokens) and tokens[after].word in parts and tokens[after].spaced else after


def _region(words: Sequence[str], at: int) -> Entry | None:
    """Return the region of the spine that an adjective names before another one: "cervical and lumbar stenosis"."""
    joined = words[at] in _REGIONS and at + 2 < len(words) and words[at + 1] in _JOINS and words[at + 2] in _REGIONS
    return Entry(Kind.SITE, f"{words[at]}-region") if joined else None


def _unlisted(token: Token, lexicon: Lexicon) -> Entry:
    """Return what a word is that the lexicon does not hold: a vertebra ("T7"), else unknown."""
    if not token.word[0].isalnum():
        return _MARK
    if token.capital and (vertebra := f"vertebra-{token.text}") in lexicon.anatomy.sites:
        return Entry(Kind.SITE, vertebra)
    return _WORD


def named_in_full(sentence: Sequence[Item], lexicon: Lexicon, own: frozenset[str] | None) -> list[Item]:
    """Return the items with the short names of diseases in full: "OM" as the one that `own`, the coded disease, has.

    "Golfer's elbow" is a medial epicondylitis whatever is coded.
    """
    return [_in_full(item, lexicon, own) if item.kind is Kind.DISEASE else item for item in sentence]


def _in_full(item: Item, lexicon: Lexicon, own: frozenset[str] | None) -> Item:
    names = [name for name in item.value if name in lexicon.compounds]
    if not names and own and item.text in lexicon.short_names:
        names = [name for name in item.value if name in own]
    if len(names) != 1:
        return item
    return replace(item, words=(names[0],), text=names[0])
