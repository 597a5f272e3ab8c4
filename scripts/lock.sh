#!/usr/bin/env bash
# lock.sh [--upgrade]: compiles locks/ from pyproject.toml, hashes included, addresses left out.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --custom-compile-command "make lock" --extra build "$@"
}

compile "$@" --output-file locks/run.txt
# Bound to the first, so that what is added runs beside the versions that are shipped.
compile "$@" --extra spark --constraints locks/run.txt --output-file locks/spark.txt
compile "$@" --extra spark --extra test --constraints locks/run.txt --output-file locks/test.txt
