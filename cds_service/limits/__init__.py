"""What one call, one client and all calls together may take of the service."""
