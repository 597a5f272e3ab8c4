"""Who qualifies for a Party organisation, who is covered, and what is done next about the rest."""
