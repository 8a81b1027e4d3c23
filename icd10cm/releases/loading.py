"""Makes a `Release` from files, and finds the one that comes with the installation.

The package simple-icd-10-cm carries the official tabular list of April 1 2026 and a code list as data files. Only its
files are used: importing it costs seconds, and its functions know one release at a time.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.errors import BrokenReleaseError
from icd10cm.index.model import AlphabeticIndex, IndexPart
from icd10cm.index.xml_reader import read_index
from icd10cm.notes.note_index import read_notes
from icd10cm.releases.compiled_cache import (
    Contents,
    compiled_name,
    keep_compiled,
    keep_families,
    load_compiled,
    load_families,
)
from icd10cm.releases.index_leads import prepared
from icd10cm.releases.kept_files import may_keep
from icd10cm.releases.release import Release, with_seventh
from icd10cm.tabular.code_lists import read_code_list
from icd10cm.tabular.xml_reader import read_tabular
from icd10cm.titles.category_words import categories_by_stem
from icd10cm.titles.families import Families

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.tabular.model import SeventhCharacters, TabularList

_EMBEDDED_PACKAGE = "simple_icd_10_cm"
_EMBEDDED_TABULAR = "icd10c-tabular-April-1-2026.xml"
_EMBEDDED_CODES = "code-list-April-2026.txt"
_EMBEDDED_FROM = date(2026, 4, 1)
_EMBEDDED_TO = date(2026, 9, 30)


def load_embedded(cache_dir: Path | None = None) -> Release:
    """Return the release of April 1 2026 that is installed with the package; read once per process.

    `cache_dir` is where compiled forms are kept (see `icd10cm.releases.compiled_cache`).

    :raises BrokenReleaseError: the data files are not installed, or not what they should be.
    """
    return _embedded(cache_dir)


@cache
def _embedded(cache_dir: Path | None) -> Release:
    spec = find_spec(_EMBEDDED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BrokenReleaseError(f"the package {_EMBEDDED_PACKAGE} is not installed")
    data = Path(spec.submodule_search_locations[0]) / "data"
    try:
        xml = (data / _EMBEDDED_TABULAR).read_bytes()
        codes = (data / _EMBEDDED_CODES).read_text(encoding="ascii")
    except OSError as error:
        raise BrokenReleaseError(f"the embedded release cannot be read: {error}") from error
    return make_release(xml, codes, _EMBEDDED_FROM, _EMBEDDED_TO, cache_dir)


def make_release(
    xml: bytes,
    codes: str | None,
    effective_from: date,
    effective_to: date,
    cache_dir: Path | None = None,
    index: tuple[bytes, ...] = (),
) -> Release:
    """Return the release in `xml`, its 7th characters narrowed by the code list `codes` (see `tabular.code_lists`).

    `index` are the XML files of its Alphabetic Index.
    With a `cache_dir` the compiled form is taken from there, or else put there; one that cannot be kept is not a fault.

    :raises BrokenReleaseError: the tabular list or the code list cannot be read.
    """
    with _collector_paused():
        compiled = None if cache_dir is None else (cache_dir, compiled_name(xml, codes, index))
        contents = _read(xml, codes, index) if compiled is None else _read_once(xml, codes, index, *compiled)
        release = Release(
            id=effective_from.isoformat(),
            effective_from=effective_from,
            effective_to=effective_to,
            tabular=contents.tabular,
            valid=contents.valid,
            listed=contents.listed,
            notes=contents.notes,
            families=Families(contents.tabular, load_anatomy()),
            index=contents.alphabetic,
            category_words=contents.category_words,
            compiled=compiled,
        )
        packed = None if compiled is None else load_families(*compiled)
        if packed is not None:
            release.families.take(packed)
        if release.index is not None:
            prepared(None, release)  # now, and not while a call waits
        return release


def work_out_ahead(release: Release) -> None:
    """Work out all categories of a release now, unless an earlier start did, and keep that beside its compiled form.

    Without a directory in which that can be kept nothing is done: each start would take seconds more.
    """
    if release.compiled is None or release.families.packed is not None or not may_keep(release.compiled[0]):
        return
    with _collector_paused():
        packed = release.families.pack()
        release.families.take(packed)
    with contextlib.suppress(OSError):
        keep_families(*release.compiled, packed)


def _read_once(xml: bytes, codes: str | None, index: tuple[bytes, ...], cache_dir: Path, name: str) -> Contents:
    contents = load_compiled(cache_dir, name)
    if contents is None:
        contents = _read(xml, codes, index)
        contents = contents._replace(category_words=categories_by_stem(contents.tabular))
        with contextlib.suppress(OSError):
            keep_compiled(cache_dir, name, contents)
    return contents


def _read(xml: bytes, codes: str | None, index: tuple[bytes, ...]) -> Contents:
    tabular = read_tabular(xml)
    # The same text for the same code throughout, which the compiled form keeps: six megabytes less.
    listed = None if codes is None else frozenset(map(sys.intern, read_code_list(codes).held))
    tables = tuple(sorted(map(read_index, index), key=lambda table: list(IndexPart).index(IndexPart(table.part))))
    alphabetic = AlphabeticIndex(tables) if any(table.entries for table in tables) else None
    return Contents(tabular, _valid_codes(tabular, listed), listed, read_notes(tabular), alphabetic)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the garbage collector: a release is many objects that all stay, and walking them is a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _valid_codes(tabular: TabularList, listed: frozenset[str] | None) -> dict[str, int]:
    """Expand 7th characters; the code list decides where a combination does not exist (S06.- 7th D with death)."""
    valid: dict[str, int] = {}
    sevenths: list[SeventhCharacters | None] = []
    for node in tabular.nodes:
        inherited = sevenths[node.parent] if node.parent >= 0 else None
        seventh = node.seventh or inherited
        sevenths.append(seventh)
        if node.children:
            continue
        if seventh is None:
            valid[node.code] = node.index
            continue
        for character, _ in seventh.meanings:
            code = sys.intern(with_seventh(node.code, character))
            if listed is None or code in listed:
                valid[code] = node.index
    return valid
