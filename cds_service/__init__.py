"""The CDS Hooks service: Flask application, FHIR client, settings and command line.

Knows nothing of what makes a code right. Public: `create_app` (`app`), `Settings` (`settings`) and the command
`coding-cards` (`cli`).
"""
