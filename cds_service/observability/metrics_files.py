"""Where the workers keep their metrics (prometheus_client documentation, "Multiprocess Mode")."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cds_service.observability.logs import log

if TYPE_CHECKING:
    from collections.abc import Iterator

# prometheus_client's own names, by the kinds of metrics that there are (`metrics.py`).
_KINDS = ("counter", "histogram", "gauge_livesum", "gauge_mostrecent")
_BYTES = 1 << 18
"""Room for some thousand combinations of labels."""

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextlib.contextmanager
def keep_metrics_in_files() -> Iterator[Path]:
    """Give the workers their own directory, and delete it in the end.

    To be called before prometheus_client is first imported, which reads the variable then.
    """
    directory, owner = Path(tempfile.mkdtemp(prefix="coding-cards-metrics-")), os.getpid()
    os.environ[VARIABLE] = str(directory)
    try:
        yield directory
    finally:
        # The workers leave through here too, being forks of the process that entered.
        if os.getpid() == owner:
            shutil.rmtree(directory, ignore_errors=True)


def reserve_metrics_files() -> None:
    """Take the room on the disk that this process needs for its metrics, before it counts anything.

    They are memory mapped from files with holes. Where a disk is full by the time a page is first written, the kernel
    ends the process (SIGBUS), and with it the calls that it is answering.
    """
    directory = Path(os.environ[VARIABLE])
    try:
        for kind in _KINDS:
            with (directory / f"{kind}_{os.getpid()}.db").open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, _BYTES)
    except OSError as error:
        log("no room for metrics", logging.ERROR, error=type(error).__name__)
