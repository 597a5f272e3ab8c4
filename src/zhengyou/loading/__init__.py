"""Many rows of a table at once, in Django's own connection and transaction: COPY on PostgreSQL, executemany on SQLite.

The ORM makes an object of each row and a parameter of each cell; an import of a province has three million of them. Here a
table is written by column, as the import holds it. No model is saved, so nothing of `save` or `pre_save` happens: encrypted
columns take ciphertext only.
"""

from zhengyou.loading.ahead import ahead, drawn
from zhengyou.loading.writing import (
    insert,
    insert_beside,
    insert_rows,
    noted_once,
    refer_at_once,
    reserve,
    update,
)

__all__ = [
    "ahead",
    "drawn",
    "insert",
    "insert_beside",
    "insert_rows",
    "noted_once",
    "refer_at_once",
    "reserve",
    "update",
]
