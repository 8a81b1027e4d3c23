"""What is handed over: files, zips and directories, and zips made to do harm."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.intake import entries
from icd10cm.releases.intake.entries import Entry, entries_in

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"".join(b"line %d\n" % number for number in range(5000))


def write_zip(file: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file


def test_file_is_itself(tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_bytes(CONTENT)
    assert entries_in(file) == (Entry(file),)
    assert (Entry(file).read(), Entry(file).head()) == (CONTENT, CONTENT[:4096])


def test_members_of_a_zip_in_folders_are_found(tmp_path: Path) -> None:
    file = write_zip(tmp_path / "a.zip", Tables__list=CONTENT, MACOSX=b"")
    (found, _) = entries_in(file)
    assert (found.name, found.names, found.read()) == ("list", ("a.zip", "Tables", "list"), CONTENT)


def test_directory_gives_what_lies_below_it_and_nothing_hidden(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep/er/one.txt").write_bytes(b"1")
    (tmp_path / "deep/.hidden").write_bytes(b"2")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/two.txt").write_bytes(b"3")
    write_zip(tmp_path / "z.zip", three=b"4")
    assert [entry.name for entry in entries_in(tmp_path)] == ["one.txt", "three"]


@pytest.mark.parametrize("name", ["../up.xml", "/etc/up.xml", "a/../../up.xml", "..\\up.xml", "c:/up.xml"])
def test_member_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    with pytest.raises(BrokenReleaseError, match="points outside"):
        entries_in(file)


def test_encrypted_member_is_refused(tmp_path: Path) -> None:
    file = write_zip(tmp_path / "a.zip", list=CONTENT)
    content = bytearray(file.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the central directory
    file.write_bytes(content)
    with pytest.raises(BrokenReleaseError, match="encrypted"):
        entries_in(file)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_zip_that_is_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    file = write_zip(tmp_path / "a.zip", list=CONTENT)
    file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
    with pytest.raises(BrokenReleaseError, match="cut off"):
        entries_in(file)


@pytest.mark.parametrize("place", [40, 60, 100, 500])
def test_damaged_member_is_refused(tmp_path: Path, place: int) -> None:
    file = write_zip(tmp_path / "a.zip", list=CONTENT)
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(BrokenReleaseError, match="is damaged"):
        entries_in(file)[0].read()


def test_bomb_is_read_to_the_limit_and_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_BYTES", 1_000_000)
    file = write_zip(tmp_path / "a.zip", bomb=bytes(50_000_000))
    assert file.stat().st_size < 100_000
    (bomb,) = entries_in(file)
    assert len(bomb.head()) == 4096
    with pytest.raises(BrokenReleaseError, match="larger than"):
        bomb.read()


def test_bomb_that_lies_about_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_BYTES", 1_000_000)
    file = write_zip(tmp_path / "a.zip", bomb=bytes(50_000_000))
    size = (50_000_000).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(size, (1000).to_bytes(4, "little")))
    with pytest.raises(BrokenReleaseError, match=r"larger than|damaged"):
        entries_in(file)[0].read()


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_MOST_FILES", 3)
    file = write_zip(tmp_path / "a.zip", **{f"m{number}": b"" for number in range(4)})
    with pytest.raises(BrokenReleaseError, match="more than 3 files"):
        entries_in(file)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenReleaseError, match="neither a file nor a directory"):
        entries_in(tmp_path / "gone.zip")
    with pytest.raises(BrokenReleaseError, match="cannot be read: No such file"):
        Entry(tmp_path / "gone.txt").read()
