#!/usr/bin/python3
"""Other edits than changes_agree_with_git makes, and the trees without an end."""
import os

import changes_agree_with_git
import hostile
from repositories import run

part, parts = (int(n) for n in os.environ.get("CAMBIUM_SWEEP_SLICE", "0/1").split("/"))
if part % parts == 0:
    run([hostile.trees_without_an_end])
for seed in range(100 + part % parts, 120, parts):
    changes_agree_with_git.walk(seed, 90)
    print(f"seed {seed}: 90 rounds", flush=True)
