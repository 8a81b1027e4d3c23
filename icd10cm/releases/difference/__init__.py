"""What differs between two releases, and what that means for the rules.

Knows nothing of charts. Public: `compare` (`comparing`), its values (`differences`) and `report`.
"""

from icd10cm.releases.difference.comparing import compare
from icd10cm.releases.difference.differences import Differences
from icd10cm.releases.difference.report import render, render_summary, to_json

__all__ = ["Differences", "compare", "render", "render_summary", "to_json"]
