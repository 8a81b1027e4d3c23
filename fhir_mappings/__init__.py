"""FHIR JSON to and from the types of the coding logic."""
