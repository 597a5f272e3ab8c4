"""Reading territories, organisations, people and what waits for them."""
