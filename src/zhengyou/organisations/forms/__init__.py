"""Forms of territories, organisations and people."""
