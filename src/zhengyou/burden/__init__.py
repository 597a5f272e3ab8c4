"""The register of questions: every field asked anywhere, its purpose, source, minutes and cadence."""
