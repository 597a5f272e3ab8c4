"""What can happen to territories, organisations, bodies and appointments."""
