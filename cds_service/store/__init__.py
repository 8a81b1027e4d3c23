"""The store: which cards were issued, their outcomes, and nothing that identifies a patient.

Knows nothing of HTTP or of how a card was made. Public: the names below.
"""

from cds_service.store.entries import CallEntry, CardEntry, FeedbackEntry, SuggestionEntry
from cds_service.store.opening import open_store, prepare_store
from cds_service.store.store import Store

__all__ = [
    "CallEntry",
    "CardEntry",
    "FeedbackEntry",
    "Store",
    "SuggestionEntry",
    "open_store",
    "prepare_store",
]
