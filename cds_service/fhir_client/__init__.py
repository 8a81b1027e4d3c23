"""The FHIR client: allowed servers, guarded connections, retries and the answers to queries.

Knows nothing of hooks. Public: `FhirClient` (`client`), `AllowedServers` (`allowed_servers`).
"""
