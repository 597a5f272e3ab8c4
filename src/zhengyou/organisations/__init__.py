"""Territories, the Party organisation line, bodies, appointments, and from these the scope of a person."""
