"""What became of each fact: field, old, new, source, batch, who, when; and the outbox of changed subjects."""
