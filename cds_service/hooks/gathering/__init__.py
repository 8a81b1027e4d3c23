"""What a chart is read from: out of prefetch first, then from the FHIR server, reports' attachments included.

Knows nothing of cards and reads no chart. Public: `gather`, and `needs` (`chart_queries`), what the services ask their
clients for.
"""
