"""The codes that a topic is made of: "MissingOrganismN3000B9620" is about N30.00 and B96.20."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

_SHORTEST, _LONGEST = 3, 7


def codes_of_topic(topic: str, rule: str, release: Release) -> tuple[str, ...]:
    """Return the codes of a topic, with dots; () where its characters are not codes of the release, one after another.

    A topic that was too long ends in a digest, and one of an older release may hold codes that are gone.
    """
    rest = topic.removeprefix(rule)
    return () if rest == topic else _codes(rest, release)


def _codes(text: str, release: Release) -> tuple[str, ...]:
    """Return the codes that a text is made of, the longest at each place that leaves codes behind it."""
    for length in range(min(_LONGEST, len(text)), _SHORTEST - 1, -1):
        code = text[:length] if length == _SHORTEST else f"{text[:_SHORTEST]}.{text[_SHORTEST:length]}"
        if release.node(code) is None:
            continue
        rest = _codes(text[length:], release) if length < len(text) else ()
        if rest or length == len(text):
            return (code, *rest)
    return ()
