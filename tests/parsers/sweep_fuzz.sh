#!/usr/bin/env bash
# Real files of the interpreter's library, edited at random: whatever the batch
# driver parses is what the runtime parses. Half a minute from a seed that is
# another one each day, half a minute from one that is always the same.
set -euo pipefail
list=$(mktemp)
trap 'rm -f "$list"' EXIT

find /usr/lib/python3.11 -name '*.py' -size -64k | LC_ALL=C sort >"$list"
for seed in 1 "$(date -u +%Y%m%d)"; do
    echo "seed $seed"
    "$CAMBIUM_BUILD/lr_fuzz" -s "$seed" -l "$list" -t 30
done
