"""What a hospital changes in cards: adjustments and its own wording.

Knows nothing of files or settings. Public: `Overlay` and `Adjustment` (`adjustments`), `Rewording` (`rewording`).
"""
