"""Pages of organisations, territories and accounts."""
