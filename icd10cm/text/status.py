"""What a note says of a statement: that it holds, does not hold, may hold, held once, holds for someone else."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The assertion status of a phrase. A status is kept with its phrase; only `AFFIRMED` ones are evidence."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"
    FAMILY = "family"
    OTHER = "other"
    ANOTHER = "of another disease"
    UNSPECIFIED = "unspecified"


class Direction(StrEnum):
    """On which side of a cue the words are that it changes."""

    FORWARD = "forward"
    BACKWARD = "backward"
    EITHER = "either"
    BOTH = "both"
    DATING = "dating"
    """Both behind a preposition ("severe at her last visit"), forward behind "since" and the like, else either."""


class Reach(StrEnum):
    """How far a cue reaches."""

    SENTENCE = "sentence"
    LIST = "list"
    PHRASE = "phrase"
    NOUN = "noun"
    WORD = "word"
    PART = "part"
    SELF = "self"
