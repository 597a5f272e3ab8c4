"""Plain rules of requests."""
