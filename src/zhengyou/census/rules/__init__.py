"""Pure rules of the census: reading values, places, contradictions. No Django here."""
