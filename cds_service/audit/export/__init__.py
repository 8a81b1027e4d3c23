"""Reads a Bulk FHIR export: files, lines, Parquet rows.

Knows nothing of reviews. Public: `find_files` (`input_files`), `line_reader`, `sift_line`.
"""
