#!/usr/bin/env bash
# The fuzzer's target over what it begins with, every source of syntax/, and over
# what fuzzers have found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$CAMBIUM_SOURCE/tests/parsers/snippets" "$folder" >/dev/null
"$CAMBIUM_BUILD/fuzz_trees" "$folder"/* "$CAMBIUM_SOURCE"/tests/parsers/found/*
