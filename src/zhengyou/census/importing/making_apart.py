"""The program of the process that makes new records for another one: python -m zhengyou.census.importing.making_apart"""

from __future__ import annotations

from django.db.models import Field

# The fields that rest encrypted say of what type they are. What teaches Django to take that takes as much memory as they do.
Field.__class_getitem__ = classmethod(lambda cls, _: cls)  # type: ignore[attr-defined]

from zhengyou.census.importing import making  # noqa: E402 - needs the line above

if __name__ == "__main__":
    making.serve()
