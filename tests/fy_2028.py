"""A made-up list of fiscal year 2028 with ten thousand changes from April 2026, in the forms of the official zips."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from icd10cm.releases.loading import load_embedded, make_release
from tests import index_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

SPLIT = DELETED = 2_500
FIRST, LAST = date(2027, 10, 1), date(2028, 9, 30)


def zips() -> tuple[bytes, bytes]:
    """Return the zip of tables and index and the zip of code descriptions."""
    xml = _tabular()
    release = make_release(xml, None, FIRST, LAST)
    made = {code for code in release.valid if not _is_impossible(code)}
    codes = sorted({*made, *release.tabular.by_code})
    order = "".join(
        f"{number:05} {code.replace('.', ''):<7} {int(code in made)} {'title':<60} title of {code}\n"
        for number, code in enumerate(codes, 1)
    )
    tables = {"icd10cm-table-and-index-2028/icd10cm-tabular-2028.xml": xml}
    for name, part in zip(("index", "eindex", "neoplasm", "drug"), index_files.ALL, strict=True):
        tables[f"icd10cm-table-and-index-2028/icd10cm-{name}-2028.xml"] = part
    return _zip(tables), _zip({"icd10cm-code-descriptions-2028/icd10cm-order-2028.txt": order.encode()})


def _is_impossible(code: str) -> bool:
    """Return whether the list of April 2026 has the code without this 7th character."""
    known = load_embedded()
    leaf = known.nearest(code[:-1])
    return leaf is not None and known.seventh(leaf.index) is not None and not known.is_valid(code)


def _tabular() -> bytes:
    spec = find_spec("simple_icd_10_cm")
    assert spec is not None
    assert spec.submodule_search_locations
    xml = (Path(spec.submodule_search_locations[0]) / "data/icd10c-tabular-April-1-2026.xml").read_bytes()
    root = ET.fromstring(xml)  # noqa: S314 - an installed file
    version = root.find("version")
    assert version is not None
    version.text = "2028"
    named = Counter(re.findall(rb"[A-Z][0-9A-Z]{2}\.[0-9A-Z]{1,4}", xml))
    leaves = [pair for pair in _plain_leaves(root) if named[_name(pair[1]).encode()] == 1]
    assert len(leaves) >= SPLIT + DELETED
    for _, leaf in leaves[:SPLIT]:
        for character in "12":
            child = ET.SubElement(leaf, "diag")
            ET.SubElement(child, "name").text = _name(leaf) + character
            ET.SubElement(child, "desc").text = f"Kind {character} of {_name(leaf)}"
    for parent, leaf in leaves[-DELETED:]:
        parent.remove(leaf)
    return ET.tostring(root)


def _plain_leaves(root: Element) -> Iterator[tuple[Element, Element]]:
    """Yield codes without a 7th character, at most every other child of a category, so that none is left empty."""
    for parent in root.iter("diag"):
        children = [child for child in parent.findall("diag") if child.find("diag") is None]
        for child in children[1::2]:
            code = _name(child)
            if len(code) < 8 and load_embedded().is_valid(code) and load_embedded().tabular.find(code) is not None:
                yield parent, child


def _name(diag: Element) -> str:
    return diag.findtext("name") or ""


def _zip(members: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()
