#!/usr/bin/python3
"""Two hundred random steps, some fewer under sanitizers: incremental equals full (law 2)."""
import edits
import harness

for seed in range(4):
    edits.walk(seed, 15 if harness.SANITIZED else 50)
