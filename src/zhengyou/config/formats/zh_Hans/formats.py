"""Dates as the style sheet says, in both languages: 2026-11-23."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "m-d"
YEAR_MONTH_FORMAT = "Y-m"
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
