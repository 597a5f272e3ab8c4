"""What becomes of requests and of problems."""
