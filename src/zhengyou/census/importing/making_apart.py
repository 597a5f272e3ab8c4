"""The program of the process that makes new records for another one: python -m zhengyou.census.importing.making_apart"""

from __future__ import annotations

import django_stubs_ext

django_stubs_ext.monkeypatch()

from zhengyou.census.importing import making  # noqa: E402 - the fields that rest encrypted need the line above

if __name__ == "__main__":
    making.serve()
