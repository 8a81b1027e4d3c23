"""The CDS Hooks service: Flask application, FHIR client, settings and command line."""
