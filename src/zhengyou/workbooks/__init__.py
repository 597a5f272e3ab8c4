"""Tables in and out: read any workbook, find its table, map its columns, hand back refusals, write new ones.

Knows no domain and no Django: callers bring the words (targets, enumerations, places) as plain values.
"""
