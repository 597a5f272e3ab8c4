"""Who founds, who joins, who gets an instructor: arrays in, a plan out. Pure; knows no database and no screen."""
