#!/usr/bin/python3
"""Two thousand random steps, other ones than store_edits takes: incremental equals
full (law 2)."""
import edits
import harness

for seed in harness.slice_of(range(100, 140)):
    hits, parsed = edits.walk(seed, 50)
    print(f"seed {seed}: 50 steps, {hits} files from the store, {parsed} parsed", flush=True)
