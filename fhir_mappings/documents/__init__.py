"""Imaging reports, pathology reports and operative notes: which of them count, and their text.

Knows nothing of what a document says; `icd10cm.documents` reads that. Public: `plain_text` (`plain_text`),
`read_documents` (`document_resources`).
"""
