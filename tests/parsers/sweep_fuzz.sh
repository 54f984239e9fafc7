#!/usr/bin/env bash
# Real files of the interpreter's library and small ones of all kinds, edited at
# random: whatever the batch driver parses is what the runtime parses. Half a minute
# from a seed that is another one each day, half a minute from one that is always
# the same; ten seconds each where only a slice is asked for.
set -euo pipefail
seconds=30
[ "${CAMBIUM_SWEEP_SLICE#*/}" = 1 ] || seconds=10
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$CAMBIUM_SOURCE/tests/parsers/snippets" "$folder/snippets" >"$folder/list"
find /usr/lib/python3.11 -name '*.py' -size -64k | LC_ALL=C sort >>"$folder/list"
for seed in 1 "$(date -u +%Y%m%d)"; do
    echo "seed $seed"
    "$CAMBIUM_BUILD/lr_fuzz" -s "$seed" -o "$folder" -l "$folder/list" -t $seconds
done
