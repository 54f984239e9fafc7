#!/usr/bin/env bash
# The fuzzer's target over what it begins with.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$CAMBIUM_SOURCE/tests/index/reports" "$folder" >/dev/null
"$CAMBIUM_BUILD/fuzz_coverage" "$folder"/*
