"""Shows how far a run is: a bar with rate and time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERY_S = 10.0


class Progress:
    """Where a run tells how far it is. `seconds` holds how long each step took by the clock.

    The bar is drawn by the caller's own steps and by no thread: workers are forked while it stands.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.seconds: dict[str, float] = {}
        self._console = Console(stderr=True, quiet=quiet, highlight=False)

    def say(self, words: str) -> None:
        """Say something on its own line."""
        self._console.print(words, soft_wrap=True)

    @contextmanager
    def step(self, name: str, total: int | None, unit: str = "", scale: float = 1.0) -> Iterator[Step]:
        """Report one step; `total` is what it has to do, in units of 1/`scale`, None when that is not known."""
        started = time.monotonic()
        with Step(self._console, name, total, unit, scale) as step:
            yield step
        self.seconds[name] = round(time.monotonic() - started, 2)


class Step:
    """One step of a run and its bar."""

    def __init__(self, console: Console, name: str, total: int | None, unit: str, scale: float) -> None:
        self._console, self._name, self._total, self._unit, self._scale = console, name, total, unit, scale
        self._started = self._told = time.monotonic()
        self._done = self._skipped = 0
        self._bars: Bars | None = None
        if console.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[figures]}"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
            )
            self._bars = Bars(*columns, console=console, auto_refresh=False)
            self._task = self._bars.add_task(name, total=total, figures="")

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(self, *fault: object) -> None:
        if self._bars is not None:
            self._bars.refresh()
            self._bars.stop()
        elif not fault[0]:
            self._say()

    def skip(self, amount: int) -> None:
        """Count what an earlier run has done; it does not count for the rate."""
        self._skipped += amount
        self._draw(amount)

    def advance(self, amount: int) -> None:
        """Count what is done."""
        self._done += amount
        self._draw(amount)

    def _draw(self, amount: int) -> None:
        now = time.monotonic()
        if self._bars is not None:
            self._bars.update(self._task, advance=amount, figures=self._figures(), refresh=True)
        elif now - self._told >= _EVERY_S:
            self._told = now
            self._say()

    def _say(self) -> None:
        self._console.print(f"{self._name}: {self._figures() or 'done'}", soft_wrap=True)

    def _figures(self) -> str:
        if self._total is None:
            return ""
        spent = max(time.monotonic() - self._started, 1e-9)
        rate = self._done / spent
        done = self._done + self._skipped
        unit, total = self._unit, self._total / self._scale
        words = f"{done / self._scale:,.0f} of {total:,.0f} {unit}, {rate / self._scale:,.0f} {unit}/s"
        if self._bars is None and rate and done < self._total:
            words += f", {(self._total - done) / rate:,.0f} s left"
        return words
