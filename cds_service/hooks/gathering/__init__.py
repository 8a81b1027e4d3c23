"""What a chart is read from: out of prefetch first, then from the FHIR server, reports' attachments included.

It knows no cards and reads no chart; `gather` is its face, and `needs` what the services ask their clients for.
"""
