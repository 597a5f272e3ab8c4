"""Users, sign-in, second factor, one-time slips, the notice of what is held and why."""
