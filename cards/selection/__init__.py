"""Decides which questions are shown and in which order: merging, ranking and topics.

Knows nothing of wording. Public: `Question` (`question`), `merge` (`merging`), `ranked` (`ranking`), `topic_of`
(`topics`).
"""
