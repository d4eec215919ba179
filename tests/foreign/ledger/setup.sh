#!/bin/sh
# Makes the Python environment of the foreign check of the ledger, once, and prints the path of its interpreter.
#
#   py=$(tests/foreign/ledger/setup.sh) && "$py" tests/foreign/ledger/verify_ledger.py FOLDER/ledger
#
# DREMPEL_FOREIGN  where to keep it (default: $HOME/.cache/drempel-foreign)
# PYTHON           the interpreter to make it with (default: python3; 3.10 or later)
set -eu

home=${DREMPEL_FOREIGN:-$HOME/.cache/drempel-foreign}
venv=$home/venv-ledger
python=$venv/bin/python

# pymerkle: the tree. rfc8785: canonical JSON. cachetools: needed by pymerkle.
wanted='cachetools==7.2.1
pymerkle==7.0.0
rfc8785==0.1.4'

stamp=$venv/.drempel-wanted
if [ ! -x "$python" ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
    mkdir -p "$home"
    [ -x "$python" ] || "${PYTHON:-python3}" -m venv "$venv" >&2
    # shellcheck disable=SC2086  # one word per package is meant
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps $wanted >&2
    "$python" -c 'import pymerkle, rfc8785' >&2
    printf '%s' "$wanted" >"$stamp"
fi
printf '%s\n' "$python"
