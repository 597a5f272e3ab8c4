"""Pages of requests and of problems."""
