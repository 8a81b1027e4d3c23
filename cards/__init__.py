"""Coding issues to CDS Hooks cards."""
