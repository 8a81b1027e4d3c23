"""Former path of `icd10cm.releases.release`, kept for rule packages; warns when imported."""

from __future__ import annotations

import warnings

from icd10cm.releases.release import KnownCode, Release

__all__ = ["KnownCode", "Release"]

warnings.warn("icd10cm.release has moved to icd10cm.releases.release", DeprecationWarning, stacklevel=2)
