#!/bin/sh
# Makes the Python environment of the foreign checks, once, and prints the path of its interpreter.
#
#   py=$(tests/foreign/attack/setup.sh) && "$py" tests/foreign/attack/attack.py …
#
# DREMPEL_FOREIGN  where to keep it (default: $HOME/.cache/drempel-foreign)
# PYTHON           the interpreter to make it with (default: python3; 3.9 or later)
set -eu

home=${DREMPEL_FOREIGN:-$HOME/.cache/drempel-foreign}
venv=$home/venv
python=$venv/bin/python

# numpy and highspy: the attack. pymerkle, rfc8785 and cryptography: the foreign check of the ledger.
wanted='highspy==1.15.1
numpy==2.2.6
pymerkle==7.0.0
rfc8785==0.1.4
cryptography==45.0.7'

stamp=$venv/.drempel-wanted
if [ ! -x "$python" ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
    mkdir -p "$home"
    [ -x "$python" ] || "${PYTHON:-python3}" -m venv "$venv" >&2
    # shellcheck disable=SC2086  # one word per package is meant
    "$python" -m pip install --quiet --disable-pip-version-check $wanted >&2
    "$python" -c 'import highspy, numpy, pymerkle, rfc8785, cryptography' >&2
    printf '%s' "$wanted" >"$stamp"
fi
printf '%s\n' "$python"
