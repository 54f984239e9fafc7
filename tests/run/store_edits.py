#!/usr/bin/python3
"""Two hundred random steps: incremental equals full (law 2)."""
import edits

for seed in range(4):
    edits.walk(seed, 50)
