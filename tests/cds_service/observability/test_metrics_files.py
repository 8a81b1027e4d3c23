"""The room that the metrics of a worker take on the disk."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from prometheus_client.mmap_dict import MmapedDict

from cds_service.observability import metrics_files
from cds_service.observability.metrics_files import VARIABLE, reserve_metrics_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_room_is_taken_before_the_first_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    reserve_metrics_files()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == sorted(f"{kind}_{os.getpid()}.db" for kind in metrics_files._KINDS)
    for file in files:
        assert file.stat().st_blocks * 512 >= metrics_files._BYTES  # no holes
        values = MmapedDict(str(file))  # type: ignore[no-untyped-call]
        values.write_value("name", 7.0, 1.0)  # type: ignore[no-untyped-call]
        values.close()  # type: ignore[no-untyped-call]
        assert [value for _, value, _, _ in MmapedDict.read_all_values_from_file(str(file))] == [7.0]  # type: ignore[no-untyped-call]


def test_full_disk_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def is_full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr(os, "posix_fallocate", is_full)
    reserve_metrics_files()
    assert [record.msg for record in caplog.records] == ["no room for metrics"]
