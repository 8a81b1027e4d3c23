"""What charts of the corpus say: codes with their titles, and the words in which people write them.

Texts come again as they do in a hospital: a few very often, most of them seldom (Zipf), a fifth never before.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING

from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

_POOL = 600
_NEW_SHARE = 0.2
_SHORTER = (
    (re.compile(r"\([^)]*\)|\b(unspecified|other|NOS|specified)\b,?|,\s*$", re.IGNORECASE), ""),
    (re.compile(r"\bright\b", re.IGNORECASE), "R"),
    (re.compile(r"\bleft\b", re.IGNORECASE), "L"),
    (re.compile(r"\bfracture\b", re.IGNORECASE), "fx"),
    (re.compile(r"\bpersonal history of\b", re.IGNORECASE), "h/o"),
    (re.compile(r"\bwithout\b", re.IGNORECASE), "w/o"),
    (re.compile(r"\bwith\b", re.IGNORECASE), "w/"),
    (re.compile(r"\bchronic\b", re.IGNORECASE), "chr"),
    (re.compile(r"\s+"), " "),
)
REMARKS = (
    "stable on current medication",
    "follow up in 3 weeks",
    "no acute distress",
    "improved since admission",
    "pain controlled, ambulating with walker",
    "discussed with patient and family",
    "likely multifactorial, will monitor",
    "left side normal",
    "right side without findings",
    "wound clean and dry, no drainage",
    "denies fever or chills",
    "s/p surgery, healing well",
    "etiology unclear",
    "labs pending",
    "as per outside records",
    "not otherwise specified in transfer letter",
)
_PLACES = ("tibia", "femur", "knee", "ankle", "foot", "hip", "shoulder", "humerus", "wrist", "hand", "elbow", "thigh")
_SIDES = ("right", "left", "R", "L", "bilateral", "right distal", "left proximal")


class Vocabulary:
    """Draws codes and texts; the same generator gives the same ones."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.release = load_embedded()
        table = tomllib.loads(files("benchmarks").joinpath("daily_practice.toml").read_text(encoding="utf-8"))
        codes = table["background"]["codes"]
        self._everyday = tuple(codes)
        self._everyday_weights = tuple(accumulate(codes.values()))
        zipf = tuple(accumulate(1 / rank for rank in range(1, _POOL + 1)))
        self._zipf = zipf
        self._pool = [self._worded(code) for code in self.draw.choices(self.leaves, k=_POOL)]

    @cached_property
    def leaves(self) -> Sequence[str]:
        """All valid codes of the release."""
        nodes = self.release.tabular.nodes
        return [code for node in nodes if not node.children for code in self.release.codes_at(node.index)]

    def leaves_of(self, *beginnings: str) -> list[str]:
        """Return the valid codes that begin with one of these."""
        return [code for code in self.leaves if code.startswith(beginnings)]

    def title(self, code: str) -> str:
        """Return the title of a code."""
        return self.release.title(code)

    def everyday(self, count: int) -> list[str]:
        """Return codes of everyday practice, the usual ones more often, none twice."""
        drawn = self.draw.choices(self._everyday, cum_weights=self._everyday_weights, k=count * 3)
        return list(dict.fromkeys(drawn))[:count]

    def own_words(self) -> tuple[str, str]:
        """Return a code and how somebody wrote it."""
        if self.draw.random() < _NEW_SHARE:
            code, text = self._worded(self.draw.choice(self.leaves))
            return code, f"{text}, noted {self.draw.randrange(1, 29)} days ago, {self.draw.randrange(10_000)}"
        return self.draw.choices(self._pool, cum_weights=self._zipf)[0]

    def remark(self) -> str:
        """Return what a note adds about a diagnosis."""
        remark = self.draw.choice(REMARKS)
        return f"{remark}; seen {self.draw.randrange(1, 400)}" if self.draw.random() < _NEW_SHARE else remark

    def place(self) -> str:
        """Return a body site with its side, as written."""
        return f"{self.draw.choice(_SIDES)} {self.draw.choice(_PLACES)}"

    def _worded(self, code: str) -> tuple[str, str]:
        text = self.title(code)
        for pattern, shorter in _SHORTER[: self.draw.randrange(len(_SHORTER) + 1)]:
            text = pattern.sub(shorter, text)
        text = text.strip(" ,")
        return code, text if self.draw.random() < 0.5 else text.lower()
