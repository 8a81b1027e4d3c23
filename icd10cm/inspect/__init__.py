"""Explains codes, checks releases and describes rules for people. No review runs this.

Nothing else in the package imports it, and it knows nothing of where its text is shown. Public: `explain_code` and
`explain_pair` (`explain`), `check` (`release_check`), `rule_text` (`rule_texts`).
"""
