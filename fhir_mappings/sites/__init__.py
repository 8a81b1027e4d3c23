"""Body sites and sides of FHIR resources, coded or in text.

Knows nothing of which resource they belong to. Public: `read_sites` (`body_site_elements`), `laterality`,
`body_structures`.
"""
