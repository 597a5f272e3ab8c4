"""The official statistics tables, declared: what is printed, what each number is counted from, what must agree."""

from zhengyou.analytics.statistics import table27, table30
from zhengyou.analytics.statistics.declaring import Table

TABLES: dict[str, Table] = {table.number: table for table in (table27.TABLE, table30.TABLE)}
