#!/usr/bin/env bash
# venv.sh run|test: makes .venv and brings it to locks/run.txt or locks/test.txt. Does nothing when it stands there already.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh

set=$1
case $set in run | test) ;; *) fail "usage: scripts/venv.sh run|test" ;; esac

# A venv holds absolute paths, so a folder that was moved counts as changed too.
state_of() { { pwd; cat "locks/$1.txt" pyproject.toml; } | sha256sum; }
stamp_of() { echo ".venv/installed-$1"; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        # Asked by running it: a name on the path may be a version manager's shim with nothing behind it.
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11 or later is needed and was not found. As root, run \`apt-get install python3\`, or name one: \`make demo PYTHON=/path/to/python3\`."
}

make_venv() {
    local python version
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "python$version-venv"
    fi
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }

if .venv/bin/python -c '' 2>/dev/null && [ "$(cat "$(stamp_of "$set")" 2>/dev/null)" = "$(state_of "$set")" ]; then
    exit 0
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_venv
fi
say "Installing what locks/$set.txt names"
pip install --quiet --require-hashes -r "locks/$set.txt"
pip install --quiet --no-deps --no-build-isolation -e .
state_of "$set" >"$(stamp_of "$set")"
if [ "$set" = test ]; then # the test lock holds the whole run lock
    state_of run >"$(stamp_of run)"
fi
