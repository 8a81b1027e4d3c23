"""The address of a card's explanation: its question in codes and kinds of facts, without the words of the chart."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from cards.card_context import CardContext

MOST_CODES = 6
_ICD10CM = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.")


def why_link(context: CardContext, address: str, facts: tuple[str, ...]) -> str:
    """Return the page that explains a card; `facts` are what counted and in which kind of entry ("side:site").

    Codes come from the chart and may be anything; those that could not be codes are left out.
    """
    issue = context.issue
    return address + _path(
        (issue.rule, ",".join(code for code in issue.codes[:MOST_CODES] if _is_code(code))),
        (
            ("reason", issue.because),
            ("strength", issue.strength.value),
            ("to", ",".join(code for code in issue.choices[:MOST_CODES] if _is_code(code))),
            ("facts", ",".join(facts[:MOST_CODES])),
            ("notes", ",".join([f"{each.code}:{each.element}" for each in issue.basis[:MOST_CODES]])),
        ),
    )


@lru_cache(maxsize=1 << 12)
def _path(parts: tuple[str, ...], asked: tuple[tuple[str, str], ...]) -> str:
    query = urlencode([(name, value) for name, value in asked if value], safe=",:")
    return f"/why/{'/'.join(quote(part, safe='') for part in parts if part)}?{query}"


def _is_code(code: str) -> bool:
    return 0 < len(code) <= 8 and _ICD10CM.issuperset(code)
