"""What tells that something was written: numbers that the database itself changes with every write (stamping.py)."""

from __future__ import annotations

from django.db import models

from zhengyou.scoping import NoScope, ScopedModel


class Stamp(ScopedModel):
    """The state of some tables as a number. A state is the sum of all rows of one `about`, modulo stamping.MODULUS.

    series: 0 for what is settled. On PostgreSQL each transaction adds a row of its own, so that writers never wait for each
    other, and the worker folds them into the settled one, which leaves the sum as it is.
    """

    scope_paths = NoScope("random numbers, nobody's data")

    about = models.CharField(max_length=20)
    series = models.BigIntegerField(default=0)
    number = models.BigIntegerField()

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["about", "series"], name="stamp_once")]
