#!/usr/bin/python3
"""Other histories than history_agrees_with_git makes, and the trees without an end."""
import os

import history_agrees_with_git
from histories import refusal
from history import commit_text
from hostile import nested
from repositories import add_object, repository, run

part, parts = (int(n) for n in os.environ.get("CAMBIUM_SWEEP_SLICE", "0/1").split("/"))


def trees_without_an_end(box):
    top = repository(box, {"f": "1"})
    commit_text(top, nested(top, add_object(top, b"blob", b"1"), b"100644"))
    assert refusal(top) == "the history has more than 4194304 paths or 67108864 changes of them"
    commit_text(top, nested(top, add_object(top, b"tree", b""), b"40000"))
    assert refusal(top) == "the history has more than 134217728 folders that changed"


if part % parts == 0:
    run([trees_without_an_end])
for seed in range(100 + part % parts, 110, parts):
    history_agrees_with_git.walk(seed, 12)
    print(f"seed {seed}: 12 rounds", flush=True)
