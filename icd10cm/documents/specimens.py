"""The specimens of a pathology report: a label that says where each is from, and the diagnoses under it.

"A. BREAST, LEFT, UPPER OUTER QUADRANT, CORE BIOPSY:" goes with every line up to the next label.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.named_disease import load_table
from icd10cm.documents.sentences import LONGEST_QUOTE, sentences_of
from icd10cm.documents.sides import sides_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL = re.compile(
    r"[\s*\u2022-]*(?:(?:part\s+|specimen\s+)?(?P<number>[A-Z0-9]{1,2})[.):]\s+)?"
    r"(?P<label>(?:[^:\n]|\d:(?=\d)){3,140}?)[ \t]*(?P<mark>:(?!\d)|[ \t][\u2013\u2014-][ \t]|$)",
    re.IGNORECASE,
)
_WITHIN_A_LINE = re.compile(r"(?<=[.;])[ \t]+(?=(?:(?:Part|Specimen)[ \t]+)?[A-Z][.)][ \t]+[A-Z][^:\n]{2,140}:)")
_NUMBERED = re.compile(r"(?:part|specimen) [A-Z0-9]{1,2}\b", re.IGNORECASE)
_ITEM = re.compile(r"\s*[*\u2022\u2023-]\s")
_TAKEN = re.compile(
    r"\b(?:biops(?:y|ies)|excision|resection|\w*ectomy|curettage|curettings|wedge|core|shave|punch|aspirat\w+|fna|"
    r"polyps?|turbt|turp|leep|cone|brushings?|washings?|scrapings?|smear|amputation|debridement|bone|segment)\b",
    re.IGNORECASE,
)


_HISTOLOGY = "histologic type"
_SYNOPTIC = re.compile(
    rf"^[ \t*\u2022-]*(?P<field>procedure|specimen laterality|laterality|tumor laterality|tumor site|{_HISTOLOGY})"
    r"[ \t]*:[ \t]*(?P<value>.*\S)",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of a synoptic report that says what the tumor is, or where it was."""
_SEVERAL = re.compile(r"\band\b|[/&+]", re.IGNORECASE)


class Finding(Struct, frozen=True):
    """A diagnosis of a specimen: the label and the sentence as printed, `quote` what is shown of both."""

    label: str
    sentence: str
    quote: str


def findings_of(text: str) -> tuple[Finding, ...]:
    """Return the diagnoses of a final diagnosis, each with the label of its specimen; "" for one before any label."""
    return tuple(finding for label, body in _parted(text) for finding in _of_specimen(label, body))


def synoptic_finding(text: str) -> Finding | None:
    """Return the diagnosis of a synoptic report, labeled by the lines that say where the tumor was; None without one.

    These are the required elements of the cancer protocols of the College of American Pathologists.
    """
    lines = {match["field"].lower(): match for match in _SYNOPTIC.finditer(text)}
    histology = lines.pop(_HISTOLOGY, None)
    if histology is None or not lines:
        return None
    label = ", ".join(match["value"].strip() for match in lines.values())
    whole = " ".join(text[min(map(re.Match.start, lines.values())) : histology.end()].split())
    printed = histology["value"].strip()
    is_short = bool(whole) and len(whole) <= LONGEST_QUOTE and whole.endswith(printed)
    return Finding(label, printed, whole if is_short else printed)


def in_full(label: str) -> str:
    """Return a label with what it leaves out of the name of a part: "Brain, right temporal lobe, resection".

    Only of one part of what the label names itself: "BRAIN, LEFT FRONTAL", and no "frontal bone".
    """
    anatomy = load_anatomy()
    wholes = {mention.site for mention in anatomy.find(label.lower())}
    if not wholes or _SEVERAL.search(label) is not None:
        return label
    for site, lead, last in _leads():
        if any(site != whole and anatomy.is_part_of(site, whole) for whole in wholes):
            label = lead.sub(rf"\g<0> {last}", label)
    return label


@cache
def _leads() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return the parts whose names labels cut short: each with what is left of the name, and its last word."""
    names = ((site, name.rpartition(" ")) for site, its in load_anatomy().sites.items() for name in its.words)
    return tuple(
        (site, re.compile(rf"\b{lead}(?=\s*(?:[,;:()]|$))", re.IGNORECASE), last)
        for site, (lead, _, last) in names
        if lead and last in load_table()["left_out"]
    )


def _of_specimen(label: str, body: str) -> Iterator[Finding]:
    """Yield the diagnoses of a specimen; a quote reaches from its label to the diagnosis where that is short enough."""
    whole = " ".join(body.split())
    end = 0
    for sentence in sentences_of(body):
        printed = sentence.removeprefix(label).lstrip(" :\u2013\u2014-") if label else sentence
        at = whole.find(sentence, end)
        if at < 0 or not printed:  # a list mark within it; the label alone
            continue
        end = at + len(sentence)
        quote = whole[0 if label else at : end]
        yield Finding(label, printed, quote if len(quote) <= LONGEST_QUOTE else printed)


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """Yield each label, with white space folded, and the text from it up to the next one."""
    lines = _WITHIN_A_LINE.sub("\n", text).split("\n")
    label, number, body = "", "", list[str]()
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        match = _label_in(line, following, number)
        at = None if match is None else match.span("label")
        if match is not None:
            yield label, "\n".join(body)
            label, number, body = " ".join(match["label"].split()), match["number"] or "", []
        body.append(line if at is None else line[at[0] :])
    yield label, "\n".join(body)


def _label_in(line: str, following: str, before: str) -> re.Match[str] | None:
    """Return the label that a line begins with: it names a place or how the specimen was taken.

    One that is numbered behind the number of the label `before` it is a label whatever it says.
    """
    match = None if _ITEM.match(line) else _LABEL.match(line)
    if match is None or not (match["mark"] or _ITEM.match(following)):
        return None
    return match if is_label(match["label"]) or _is_next(before, match["number"] or "") else None


def _is_next(before: str, number: str) -> bool:
    """Return whether one number or letter of a specimen follows another one."""
    if before.isdecimal() and number.isdecimal():
        return int(number) == int(before) + 1
    return len(before) == len(number) == 1 and ord(number.upper()) == ord(before.upper()) + 1


def is_label(label: str) -> bool:
    """Return whether words name a specimen: how it was taken, or a place with a comma or a number."""
    if _TAKEN.search(label) is not None:
        return True
    if "," not in label and _NUMBERED.match(label) is None:
        return False
    return bool(sides_in(label)) or bool(load_anatomy().find(label.lower()))
