"""Forms of the census. Those of facts are built from the fields tables of the standards."""
