"""What one call, one client and all calls together may take of the service.

Knows nothing of charts or clients beyond a name. Public: a module for each limit.
"""
