"""What every HTTP route shares: authentication, errors as OperationOutcome, headers, readiness; and the routes.

Knows nothing of ICD-10-CM rules. Public: the modules of `routes`, `authentication`, `error_responses`.
"""
