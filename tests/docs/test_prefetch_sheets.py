"""The prefetch sheet is the same in discovery and in the docs; that for Epic is the one of the start page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cds_service.hooks.gathering.chart_queries import needs

if TYPE_CHECKING:
    from cds_service.hooks.gathering.chart_queries import Need

DOCS = Path(__file__).parents[2] / "docs"
_CODES = "&code="


def _in_docs(template: str) -> str:
    """Return a template as a table in Markdown has it; the long list of cultures is left to the start page."""
    if len(template) > 200:
        template = template.partition(_CODES)[0] + f"{_CODES}..."
    return template.replace("|", "\\|")


@pytest.mark.parametrize("page", ["connecting-epic.md", "connecting-a-client.md"])
@pytest.mark.parametrize("need", needs(), ids=lambda need: need.name)
def test_the_docs_have_each_query(need: Need, page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    template = need.epic_template if page == "connecting-epic.md" else need.template
    assert f"| `{need.name}` | `{_in_docs(template)}` |" in text
