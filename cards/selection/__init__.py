"""Decides which questions are shown and in which order: repeats, ranking and topics.

Knows nothing of wording. Public: `Question` (`question`), `questions_of` (`same_question`), `ranked` (`ranking`),
`topic_of` (`topics`).
"""
