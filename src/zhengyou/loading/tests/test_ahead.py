"""What is made ready ahead comes in its order, and what goes wrong there is told here."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from zhengyou import loading


def test_everything_comes_once_and_in_its_order() -> None:
    assert list(loading.ahead(str, range(5))) == [(0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "4")]
    assert list(loading.ahead(str, [])) == []


def test_only_a_database_in_another_process_is_worked_ahead_of() -> None:
    threads: list[int] = []

    def prepare(number: int) -> int:
        threads.append(threading.get_ident())
        return number

    begun = [len(threads) for _ in loading.ahead(prepare, range(3))]
    apart = connection.vendor == "postgresql"
    assert (threading.get_ident() not in threads) is apart
    assert apart or begun == [1, 2, 3]


def test_what_goes_wrong_is_raised_where_the_rows_are_written() -> None:
    prepared = loading.ahead(lambda number: 1 / (2 - number), range(5))
    assert next(prepared) == (0, 0.5)
    assert next(prepared) == (1, 1.0)
    with pytest.raises(ZeroDivisionError):
        next(prepared)


def test_who_stops_halfway_waits_for_nothing_more() -> None:
    prepared: list[int] = []
    for number, _ in loading.ahead(prepared.append, range(100)):
        if number == 3:
            break
    assert len(prepared) <= 6
