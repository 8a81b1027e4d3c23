"""The Alphabetic Index and its tables of drugs, neoplasms and external causes: read, resolved, searched.

A release has an Index only where the published zip was added; everything else works without one. Knows nothing of
charts or rules. Public: `AlphabeticIndex` (`model`), `read_index` (`xml_reader`), `search_index` (`searching`). From a
code to its entries leads `releases.index_leads`.
"""
