"""A release as it was read once, kept in a directory for the next start: its compiled form.

Most of the time of a start is reading the tabular list. The compiled form holds what reading it gave, under the
checksum of the files that were read, of this package and of the Python that read them: when any of these changes, so
does its name, and the files are read again. It is written aside and renamed, so that processes that start together
find all of it or nothing.

Beside it lies what is worked out of the titles of all categories (`Families.pack`), which takes seconds: the service
does that at its first start, so that the first sight of a code costs hardly more than the second.

It is MessagePack, decoded into the types of a release and nothing else. Another user could still change what the list
says in it, so the directory has to belong to this user, with nobody else allowed to write there, and the content has to
match its checksum.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping  # noqa: TC003 - decoding looks it up
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from icd10cm.index.model import AlphabeticIndex  # noqa: TC001 - decoding looks it up
from icd10cm.notes.note_index import Notes, index_notes
from icd10cm.notes.note_lines import NoteLine  # noqa: TC001 - decoding looks it up
from icd10cm.releases.kept_files import map_kept, read_kept, write_kept
from icd10cm.tabular.model import Chapter, Node, Section, TabularList
from icd10cm.titles.category_words import categories_by_stem
from icd10cm.titles.packed.packed_families import PackedFamilies

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX, _FAMILIES_SUFFIX = ".release", ".families"


class _Compiled(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is kept of a release. What can be worked out in a moment (by_code, the indexes of the notes) is not.

    Of a code list only what sets it apart from the valid codes is kept: one object for each of 74,719 codes is enough.
    """

    version: str
    chapters: tuple[Chapter, ...]
    sections: tuple[Section, ...]
    nodes: tuple[Node, ...]
    slips: tuple[str, ...]
    valid: dict[str, int]
    has_list: bool
    listed_only: frozenset[str]
    not_listed: frozenset[str]
    lines: tuple[NoteLine, ...]
    alphabetic: AlphabeticIndex | None
    category_words: Mapping[str, tuple[int, ...]]


class Contents(NamedTuple):
    """What reading the files of a release gives; None is what it came without, or has not been worked out."""

    tabular: TabularList
    valid: dict[str, int]
    listed: frozenset[str] | None
    notes: Notes
    alphabetic: AlphabeticIndex | None = None
    category_words: Mapping[str, tuple[int, ...]] | None = None


def compiled_name(xml: bytes, codes: str | None, index: tuple[bytes, ...] = ()) -> str:
    """Return the name under which the compiled form of these files is kept."""
    sources = sha256(xml)
    sources.update(b"" if codes is None else sha256(codes.encode()).digest())
    for part in index:
        sources.update(sha256(part).digest())
    sources.update(_readers())
    return sources.hexdigest()


def load_compiled(directory: Path, name: str) -> Contents | None:
    """Return the contents kept under `name`; None where there are none, or none that can be trusted."""
    content = read_kept(directory, f"{name}{_SUFFIX}")
    if content is None:
        return None
    try:
        return _contents(msgspec.msgpack.decode(content, type=_Compiled))
    except msgspec.ValidationError:
        return None


def keep_compiled(directory: Path, name: str, contents: Contents) -> None:
    """Keep contents under `name`, for this user alone; of those kept before, the latest few stay.

    :raises OSError: the directory cannot be made or written to, or others can write to it.
    """
    write_kept(directory, name, _SUFFIX, _encoded(contents))


def load_families(directory: Path, name: str) -> PackedFamilies | None:
    """Return what was worked out of all categories of the release kept under `name`; None where there is nothing."""
    content = map_kept(directory, f"{name}{_FAMILIES_SUFFIX}")
    if content is None:
        return None
    try:
        return msgspec.msgpack.decode(content, type=PackedFamilies)
    except msgspec.ValidationError:
        return None


def keep_families(directory: Path, name: str, packed: PackedFamilies) -> None:
    """Keep what was worked out of all categories.

    :raises OSError: as `keep_compiled` does.
    """
    write_kept(directory, name, _FAMILIES_SUFFIX, msgspec.msgpack.encode(packed))


def _encoded(contents: Contents) -> bytes:
    tabular, listed, valid = contents.tabular, contents.listed or frozenset(), contents.valid.keys()
    return msgspec.msgpack.encode(
        _Compiled(
            version=tabular.version,
            chapters=tabular.chapters,
            sections=tabular.sections,
            nodes=tabular.nodes,
            slips=tabular.slips,
            valid=contents.valid,
            has_list=contents.listed is not None,
            listed_only=frozenset(listed - valid),
            not_listed=frozenset(valid - listed),
            lines=contents.notes.lines,
            alphabetic=contents.alphabetic,
            category_words=contents.category_words or categories_by_stem(tabular),
        )
    )


def _contents(kept: _Compiled) -> Contents:
    by_code = {node.code: node.index for node in kept.nodes}
    tabular = TabularList(kept.version, kept.chapters, kept.sections, kept.nodes, by_code, kept.slips)
    notes = index_notes(kept.lines, tabular)
    listed = frozenset(kept.valid) - kept.not_listed | kept.listed_only if kept.has_list else None
    return Contents(tabular, kept.valid, listed, notes, kept.alphabetic, kept.category_words)


@cache
def _readers() -> bytes:
    """Return the checksum of what turns files into a release: this package, its tables and this Python."""
    package = sha256(sys.version.encode())
    for folder in ("anatomy", "index", "tabular", "notes", "titles", "titles/packed", "releases", "data"):
        for file in sorted(files("icd10cm").joinpath(folder).iterdir(), key=lambda each: each.name):
            if file.name.endswith((".py", ".toml")):
                package.update(f"{file.name}\0".encode() + sha256(file.read_bytes()).digest())
    return package.digest()
