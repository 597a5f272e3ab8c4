"""Pure rules of roles."""
