#!/bin/sh
# Has OpenSSH verify the approvals that `make_ledger` wrote.
#
#   tests/foreign/ledger/approvals.sh FOLDER
#
# FOLDER holds `allowed_signers`, `digest` and `approval-<person>.sig`. Exit code 1 if OpenSSH refuses a good approval or
# takes one for another person, another digest, another purpose or after its last day.
set -eu

folder=$1
namespace=drempel-approval@v1

verify() { # person signer-file namespace time < digest
    ssh-keygen -Y verify -f "$folder/allowed_signers" -I "$1" -n "$3" -s "$2" -O "verify-time=$4" 2>&1
}

for person in p1 p2; do
    verify $person "$folder/approval-$person.sig" $namespace 20261001120000 <"$folder/digest"
done

refused() { # what, then the arguments of verify
    what=$1
    shift
    if verify "$@" >/dev/null; then
        echo "WRONG: accepted $what" >&2
        exit 1
    fi
    echo "refused $what"
}
printf 'x' | refused "another digest" p1 "$folder/approval-p1.sig" $namespace 20261001120000
refused "another person" p2 "$folder/approval-p1.sig" $namespace 20261001120000 <"$folder/digest"
refused "another purpose" p1 "$folder/approval-p1.sig" file 20261001120000 <"$folder/digest"
refused "a day before the first" p1 "$folder/approval-p1.sig" $namespace 20251231120000 <"$folder/digest"
refused "a day after the last" p1 "$folder/approval-p1.sig" $namespace 21000101120000 <"$folder/digest"
