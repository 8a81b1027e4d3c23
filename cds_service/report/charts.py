"""The charts of the report, as SVG images made here: no script, nothing loaded from elsewhere.

A chart of the same figures is not drawn again: it takes longer than the figures.
"""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType
    from xml.etree.ElementTree import Element

    Series = Mapping[str, Sequence[float | None]]

# Colors that people with any common color blindness tell apart, on white and on black alike (after Okabe and Ito).
_COLORS = ("#2b7bc9", "#d98a00", "#0a9a76", "#c2609b", "#c9511b", "#6b63c7", "#8a7a3d", "#3aa5c4")
OTHERS = "all others"
"""The series of what is too rare for a color: it is gray."""
_GRAY = "#8b95a0"
_FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, DejaVu Sans, sans-serif"
_DARK = (
    "inline:@media (prefers-color-scheme: dark) "
    "{ text { fill: #a0abb6 !important; } .axis path { stroke: #3a4550 !important; } }"
)
_SVG = "{http://www.w3.org/2000/svg}"
_FEW = 10
_KEPT = 64
"""How many charts are remembered; one takes about 25 KB."""


def stacked_bars(labels: Sequence[str], series: Series, *, is_narrow: bool = False) -> str:
    """Return counts over time, one color a series, as a data URI; `is_narrow` for a phone."""
    return _draw("StackedBar", tuple(labels), _fixed(series), is_narrow=is_narrow)


def lines(labels: Sequence[str], series: Series, *, is_narrow: bool = False) -> str:
    """Return shares between 0 and 1 over time as a data URI; None is a gap."""
    return _draw("Line", tuple(labels), _fixed(series), is_narrow=is_narrow)


def bars(labels: Sequence[str], series: Series, unit: str = "", *, is_narrow: bool = False) -> str:
    """Return one row of bars for each label as a data URI."""
    return _draw("HorizontalBar", tuple(labels), _fixed(series), unit, is_narrow=is_narrow)


_Fixed = tuple[tuple[str, tuple[float | None, ...]], ...]


def _fixed(series: Series) -> _Fixed:
    return tuple((name, tuple(values)) for name, values in series.items())


def _options(kind: str, labels: int, series: int, unit: str) -> dict[str, Any]:
    match kind:
        case "StackedBar":
            return {"height": 300, "value_formatter": _count}
        case "Line":
            over_time = {"range": (0, 1), "dots_size": 3, "stroke_style": {"width": 2}}
            return {"height": 300, "value_formatter": _share, **over_time}
    height = 90 + 26 * max(1, labels) * max(1, series)
    # A graduation has room for six digits.
    sizes = {"width": 560, "height": height, "max_scale": 5}
    return {**sizes, "value_formatter": lambda value: f"{_number(value)} {unit}".strip()}


class _Still:
    """A chart without what pygal adds for a mouse: an image has none. It is a fifth of the work and of the bytes."""

    def _tooltip_data(self, *_: object, **__: object) -> None:
        """Leave the words out that would show where the mouse is."""

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - as Python has it
        """Return what pygal's own method returns; each of pygal's look-ups calls it again."""
        mine = object.__getattribute__(self, "__dict__")
        state = mine.get("state")
        if state is not None and name in state.__dict__ and name != "state" and not name.startswith("__"):
            return state.__dict__[name]
        return object.__getattribute__(self, name)


@cache
def _kind(name: str) -> type[Any]:
    return type(name, (_Still, getattr(_pygal(), name)), {})


_NARROW = 340
"""The width of a chart on a phone, in the units that its letters are measured in."""
_LABELS_ACROSS = 4


def _narrowed(kind: str, labels: int) -> dict[str, Any]:
    """Return what is other on a phone: one legend below the other, and few labels on each axis."""
    if kind == "HorizontalBar":
        return {"max_scale": 3, "margin_right": 24}
    every = -(-labels // _LABELS_ACROSS) or 1
    return {"x_labels_major_every": every, "show_minor_x_labels": False, "height": 340}


@lru_cache(maxsize=_KEPT)
def _draw(kind: str, labels: tuple[str, ...], series: _Fixed, unit: str = "", *, is_narrow: bool = False) -> str:
    pygal = _pygal()
    options = {"width": 900, **_options(kind, len(labels), len(series), unit)}
    if is_narrow:
        options |= {"legend_at_bottom_columns": 1, **_narrowed(kind, len(labels)), "width": _NARROW}
    chart = _kind(kind)(
        style=_style(
            pygal, [_GRAY if name == OTHERS else color for color, (name, _) in zip(_COLORS, series, strict=False)]
        ),
        css=["file://style.css", "file://graph.css", _DARK],
        js=[],
        margin=8,
        margin_bottom=24,
        spacing=8,
        legend_at_bottom=True,
        legend_box_size=10,
        truncate_legend=-1,
        truncate_label=-1,
        show_legend=len(series) > 1,
        no_data_text="nothing recorded",
        **{"legend_at_bottom_columns": 4, "margin_right": 36} | options,
    )
    chart.x_labels = list(labels)
    most = _most_counted(kind, unit, series)
    if 0 < most <= _FEW:
        chart.y_labels = list(range(most + 1))
    for name, values in series:
        chart.add(name, list(values))
    chart.add_xml_filter(_without_script)
    uri: str = chart.render_data_uri()
    return uri


def _most_counted(kind: str, unit: str, series: _Fixed) -> int:
    """Return the largest count on a chart of counts, 0 on any other: a few counts would get fractions on the axis."""
    if kind == "Line" or unit:
        return 0
    columns = [[value or 0 for value in values] for values in zip(*(values for _, values in series), strict=False)]
    heights = map(sum, columns) if kind == "StackedBar" else map(max, columns)
    return int(max(heights, default=0))


@cache
def _pygal() -> ModuleType:
    """Return pygal, loaded for the first chart.

    It leaves a finder for map plugins on the interpreter's import path, of a kind that Python no longer calls and warns
    about at every import that fails; there are no maps here, so it is taken off again.
    """
    pygal = import_module("pygal")
    import_module("pygal.style")

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    return pygal


def _style(pygal: ModuleType, colors: Sequence[str]) -> Any:  # noqa: ANN401 - pygal has no types
    return pygal.style.Style(
        background="transparent",
        plot_background="transparent",
        foreground="#57616b",
        foreground_strong="#57616b",
        foreground_subtle="#d5dbe1",
        guide_stroke_color="#c3cad2",
        guide_stroke_dasharray="0",
        major_guide_stroke_color="#c3cad2",
        major_guide_stroke_dasharray="0",
        opacity="1",
        opacity_hover="1",
        font_family=_FONT,
        colors=colors,
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=12,
        no_data_font_size=16,
    )


def _without_script(root: Element) -> Element:
    """Take out the settings that pygal leaves for its own script, which is not used."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {"script", f"{_SVG}script"}:
                parent.remove(child)
    return root


def _number(value: float) -> str:
    """Return a number with four digits at least, and never as a power of ten."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _share(value: float) -> str:
    return f"{value:.0%}"
