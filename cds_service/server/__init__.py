"""The process model: gunicorn, its worker, the allocator and the garbage collector.

Knows nothing of hooks or charts. Public: `run_server` (`gunicorn_app`).
"""
