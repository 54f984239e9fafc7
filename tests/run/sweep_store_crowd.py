#!/usr/bin/python3
"""Sixteen processes on one store, a thousand rounds."""
import crowd
import harness

for seed in harness.slice_of(range(100, 140)):
    crowd.play(seed, 25, kills=seed % 5 * 3)
    print(f"seed {seed}: 25 rounds of 16 processes", flush=True)
