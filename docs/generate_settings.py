"""Writes the table of settings in docs/operating.md from the settings themselves; run by `make docs`."""  # noqa: INP001 - docs is not a package

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from cds_service.settings import PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "operating.md"
_BEGIN, _END = "<!-- settings: written by `make docs` -->\n", "<!-- end of settings -->\n"


def generate(page: str) -> str:
    """Return the page with its table renewed."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return "".join([before, _BEGIN, *(f"{line}\n" for line in _table()), _END, after])


def _table() -> Iterator[str]:
    yield f"| `{PREFIX}...` | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        meaning = (field.description or "").replace("|", "\\|")
        yield f"| `{name.upper()}` | {_default(field.default)} | {meaning} |"


def _default(value: object) -> str:
    if value is None or value in ("", (), frozenset()) or isinstance(value, SecretStr):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{','.join(map(str, value)) if isinstance(value, tuple) else value}`"


if __name__ == "__main__":
    PAGE.write_text(generate(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
