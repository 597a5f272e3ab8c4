"""Workbooks as counties, townships, parks, associations and registers lay them out, each with what must come of it."""
