"""What reports and notes add to one diagnosis: whether they name its disease, and the places and kinds that they say.

Knows nothing of the chart's own texts. Public: `DocumentReader` (`document_facts`), `with_documents`
(`document_places`), `disease_at` (`disease_names`).
"""
