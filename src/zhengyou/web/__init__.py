"""The shell every page stands in: policy, forms, errors, components. Knows no domain."""
