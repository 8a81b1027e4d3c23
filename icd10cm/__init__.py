"""The ICD-10-CM code set and the coding logic. Knows nothing of FHIR, HTTP or cards."""
