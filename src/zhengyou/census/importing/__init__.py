"""The way of a workbook into the census: read, map, check, compare, apply. Each stage is a small file."""
