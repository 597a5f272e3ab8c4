"""The engine for tables that one machine does not hold: Spark. pyspark is not installed by default.

Memory, cores and everything else of the cluster are said where Spark's own administrators say them, in spark-defaults.conf.
Nothing runs on the cluster but SQL: its machines need no Python. They read the Parquet files themselves, under the same path.
"""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from zhengyou.engines.counting import Answers, Files, Statements
from zhengyou.engines.linkage import Model, Pair, Table
from zhengyou.engines.means import EngineFailed, EngineMissing, Means

DIALECT: Final = "pyspark"
WORDS: Final = {
    "shared": "size(array_intersect({0}, {1}))",
    # Spark has no measure that counts neighbours in the wrong order once: they are tried place by place.
    "slip": (
        "(levenshtein({0}, {1}) <= 1 OR (levenshtein({0}, {1}) = 2 AND length({0}) = length({1}) AND "
        "exists(sequence(1, length({0})), at -> {1} = concat(substring({0}, 1, at - 1), "
        "substring({0}, at + 1, 1), substring({0}, at, 1), substring({0}, at + 2)))))"
    ),
}
MISSING: Final = (
    "设置了 ZHENGYOU_ENGINE=spark，但没有安装 pyspark。请安装 pyspark，或者去掉这个设置，改用内置的 duckdb。"
)
NO_JAVA: Final = "Spark 需要 Java 17 或更高版本，但这台机器上没有找到。请安装 Java，或者设置 JAVA_HOME。"
UNREACHED: Final = (
    "连接不上 Spark 主节点（{0}）。请检查 ZHENGYOU_SPARK_MASTER 的地址，以及主节点是否已经启动。"
)
IDLE: Final = "Spark 集群（{0}）没有可用的工作节点。请启动工作节点，或者等别的任务结束以后再试。"
FAILED: Final = "Spark 没有算完，原有的数字没有变。请查看日志和集群上的任务记录，再重新运行。"
QUIET: Final = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
KNOCK: Final = 5.0  # seconds for a master to answer
PATIENCE: Final = 60.0  # seconds until a worker takes part
GRACE: Final = 10.0  # seconds for Java to end
LOOK: Final = 0.1


def pairs(rows: Table, model: Model, means: Means) -> list[Pair]:
    """As `linkage.pairs`. Raises EngineMissing when pyspark, Java or the master is not there."""
    with _session(means) as session:
        from splink import SparkAPI  # noqa: PLC0415 - needs pyspark

        from zhengyou.engines import splinking  # noqa: PLC0415

        # Kept in the executors: files would need a folder that all machines share, and would hold names in plain text.
        api = SparkAPI(  # type: ignore[no-untyped-call]
            spark_session=session, break_lineage_method="persist", register_udfs_automatically=False
        )
        frame = session.createDataFrame(splinking.typed(rows))
        means.check()
        scored = splinking.predict(api.register(frame), model, WORDS).as_spark_dataframe()
        means.check()
        found = scored.select(*splinking.columns(model)).collect()
        return [splinking.pair(tuple(row), model) for row in found]


def count(statements: Statements, files: Files, means: Means) -> Answers:
    """As `counting.count`. Raises EngineMissing as `pairs` does."""
    answers: Answers = {}
    with _session(means) as session:
        for table, file in files.items():
            session.read.parquet(file.as_uri()).createOrReplaceTempView(table)
        for name, statement in statements.items():
            means.check()
            answers[name] = session.sql(statement).toArrow()
    return answers


@contextmanager
def _session(means: Means) -> Iterator[Any]:
    """A session as long as the block lasts: an idle one would hold the cluster's cores."""
    try:
        sql, errors = importlib.import_module("pyspark.sql"), importlib.import_module("pyspark.errors")
        java = importlib.import_module("py4j.protocol")
    except ImportError:
        raise EngineMissing(MISSING) from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise EngineMissing(NO_JAVA)
    _knock(means.master)
    builder = sql.SparkSession.builder.appName("zhengyou").master(means.master).config(map=QUIET)
    session = None
    try:
        session = builder.getOrCreate()
        _await_workers(session, means)
        yield session
    except (errors.PySparkException, java.Py4JError) as failed:
        raise EngineFailed(FAILED) from failed
    finally:
        if session is not None:
            session.stop()
        _end_java()


def _end_java() -> None:
    """The Java process that pyspark starts would idle for the rest of this one's life, with half a gigabyte."""
    context = importlib.import_module("pyspark").SparkContext
    gateway, context._gateway, context._jvm = context._gateway, None, None
    if gateway is None:
        return
    gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(GRACE)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()


def _knock(master: str) -> None:
    """Asks whether a standalone master is there: Spark itself would try for a minute and then say nothing clear.

    Several masters that stand in for one another are listed with commas; one is enough.
    """
    if not master.startswith("spark://"):
        return
    for place in master.removeprefix("spark://").split(","):
        found = urlsplit(f"//{place}")
        try:
            socket.create_connection((found.hostname or "", found.port or 7077), timeout=KNOCK).close()
        except (OSError, ValueError):
            continue
        return
    raise EngineMissing(UNREACHED.format(master))


def _await_workers(session: Any, means: Means) -> None:
    """A master without free workers would let the first statement wait for ever."""
    until = time.monotonic() + PATIENCE
    while means.master.startswith("spark://"):
        if session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() > 1:  # the driver is one of them
            return
        if time.monotonic() > until:
            raise EngineMissing(IDLE.format(means.master))
        means.check()
        time.sleep(LOOK)
