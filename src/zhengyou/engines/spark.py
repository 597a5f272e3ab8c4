"""The engine for tables that one machine does not hold: Spark. pyspark is not installed by default."""

from __future__ import annotations

import importlib
from typing import Final

from zhengyou.engines.linkage import EngineMissing, Means, Model, Pair, Table

WORDS: Final = {
    "shared": "size(array_intersect({0}, {1}))",
    "slip": "levenshtein({0}, {1}) <= 2",  # Spark has no measure that counts neighbours in the wrong order once
}
MISSING: Final = (
    "设置了 ZHENGYOU_ENGINE=spark，但没有安装 pyspark。请安装 pyspark，或者去掉这个设置，改用内置的 duckdb。"
)


def pairs(rows: Table, model: Model, means: Means) -> list[Pair]:
    """As `linkage.pairs`. Raises EngineMissing when pyspark is not there."""
    try:
        sql = importlib.import_module("pyspark.sql")
    except ImportError:
        raise EngineMissing(MISSING) from None
    from splink import SparkAPI  # noqa: PLC0415 - needs pyspark

    from zhengyou.engines import splinking  # noqa: PLC0415

    session = sql.SparkSession.builder.appName("zhengyou").getOrCreate()
    names = list(rows)
    frame = session.createDataFrame(list(zip(*(rows[name] for name in names), strict=True)), names)
    api = SparkAPI(spark_session=session)  # type: ignore[no-untyped-call]
    means.check()
    scored = splinking.predict(api.register(frame), model, WORDS).as_spark_dataframe()
    means.check()
    return [splinking.pair(tuple(row), model) for row in scored.select(*splinking.columns(model)).collect()]
