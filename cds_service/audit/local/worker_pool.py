"""Worker processes that share what was loaded before they were forked.

Each has its own pipe: a worker that dies is noticed at once. Workers whose parent is killed end by themselves. No
thread runs in the parent: forking a threaded process is unsafe.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cds_service.audit.errors import AuditError, WorkerFailedError, WorkerLostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_workers(function: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    """Yield the results of `function` for each task, in the order in which they are ready.

    `function` may hold anything, since it is inherited and never pickled; tasks and results are pickled.

    :raises WorkerLostError: a worker ended without an answer.
    :raises WorkerFailedError: `function` raised; the first of its faults.
    """
    context = multiprocessing.get_context("fork")
    waiting = iter(tasks)
    with ExitStack() as stack:
        busy: set[Connection] = set()
        ours: list[Connection] = []
        for _, task in zip(range(workers), waiting, strict=False):
            parent_end, child_end = context.Pipe()
            ours.append(parent_end)
            process = context.Process(target=_serve, args=(function, child_end, tuple(ours)), daemon=True)
            process.start()
            child_end.close()
            stack.callback(_end, process, parent_end)
            parent_end.send(task)
            busy.add(parent_end)
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)  # noqa: S101 - only pipes were handed in
                busy.discard(ready)
                result = _receive(ready)
                for task in waiting:
                    ready.send(task)
                    busy.add(ready)
                    break
                yield result


def _receive(pipe: Connection) -> Any:  # noqa: ANN401 - whatever the function gives
    try:
        fault, value = pipe.recv()
    except (EOFError, ConnectionResetError):
        raise WorkerLostError("a worker process was killed; if memory ran out, use fewer workers") from None
    if fault:
        raise WorkerFailedError(fault)
    return value


def _serve(function: Callable[[Any], Any], pipe: Connection, inherited: tuple[Connection, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for end in inherited:
        end.close()
    threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = pipe.recv()
            try:
                answer = ("", function(task))
            except Exception as error:  # noqa: BLE001 - raised again in the parent
                answer = (_say(error), None)
            pipe.send(answer)


def _follow(parent: int) -> None:
    """End this process soon after its parent, however far its task is."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def _say(error: Exception) -> str:
    """Return a fault in words: what and where. Its message may quote the data, save for those of the system."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))
    words = str(error) if isinstance(error, AuditError) else getattr(error, "strerror", None)
    return f"{type(error).__name__}{f': {words}' if words else ''} ({where})"


def _end(process: multiprocessing.process.BaseProcess, pipe: Connection) -> None:
    pipe.close()
    process.join(5)
    if process.is_alive():
        process.terminate()
        process.join()
