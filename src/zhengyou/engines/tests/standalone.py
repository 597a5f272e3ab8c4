"""A Spark standalone cluster on this machine: one master and two workers, each a process of its own, as on many machines."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyspark

HOME: Final = Path(pyspark.__file__).parent
HOST: Final = "127.0.0.1"
PATIENCE: Final = 40  # seconds until a process that begins listens
BRIEF: Final = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # a Java that lives for seconds is not worth optimising
)
DEFAULTS: Final = f"""
spark.driver.memory 512m
spark.executor.memory 512m
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.extraJavaOptions {BRIEF}
spark.executor.extraJavaOptions {BRIEF}
spark.sql.shuffle.partitions 2
spark.sql.codegen.wholeStage false
spark.task.maxFailures 1
spark.log.level OFF
"""
LOGGING: Final = "rootLogger.level = off\n"


@dataclass(slots=True)
class Cluster:
    """master: its address as Spark writes it. conf: the folder of spark-defaults.conf. processes: master first, then workers."""

    master: str
    conf: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextmanager
def cluster(folder: Path, *, workers: int = 2) -> Iterator[Cluster]:
    """A cluster as long as the block lasts; nothing of it is left behind. Listens on 127.0.0.1 only."""
    conf = folder / "conf"
    conf.mkdir(parents=True)
    (conf / "spark-defaults.conf").write_text(DEFAULTS)
    (conf / "log4j2.properties").write_text(LOGGING)
    port = free_port()
    made = Cluster(f"spark://{HOST}:{port}", conf)
    try:
        _start(made, folder, "master.Master", "--port", str(port))
        _await(port)
        for number in range(workers):
            own = free_port()
            place = folder / f"worker-{number}"
            _start(
                made,
                folder,
                "worker.Worker",
                *("--port", str(own), "--cores", "1", "--memory", "768m", "--work-dir", str(place)),
                made.master,
            )
        yield made
    finally:
        for process in reversed(made.processes):
            _end(process)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as knocking:
        knocking.bind((HOST, 0))
        return int(knocking.getsockname()[1])


def _start(made: Cluster, folder: Path, kind: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        "SPARK_HOME": str(HOME),
        "SPARK_CONF_DIR": str(made.conf),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": "192m",
        "SPARK_DAEMON_JAVA_OPTS": BRIEF,
    }
    web = ("--webui-port", "0")
    made.processes.append(
        subprocess.Popen(
            [
                HOME / "bin" / "spark-class",
                f"org.apache.spark.deploy.{kind}",
                "--host",
                HOST,
                *web,
                *arguments,
            ],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a worker's executors end with it
        )
    )


def _await(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        if time.monotonic() > until:
            raise TimeoutError("Spark's master did not begin to listen")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
