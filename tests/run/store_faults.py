#!/usr/bin/python3
"""Killed before or after every call that changes the store, and every such call and
every one that reads failing in one of the ways of its kind (faults S1, S3, S5, S7, S8,
S18). sweep_store_faults takes all ways."""
import faults
import harness

FEWER = 3 if harness.SANITIZED else 1


def some(cases, count):
    return cases[::(1 + len(cases) // count) * FEWER]


with harness.folder() as top:
    for scene in faults.scenes(top):
        calls = scene.calls("changes")
        assert len(calls) > 15, calls
        for i, call in some(list(enumerate(calls)), 40):
            faults.kill(scene, ("before", "after")[i // 3 % 2], i + 1, call)
        for kind, errors in (("changes", faults.CHANGE_ERRORS), ("reads", faults.READ_ERRORS)):
            fates = list(faults.fates(scene.calls(kind), errors))
            special = [fate for fate in fates[:400] + fates[-1:]
                       if fate[0].startswith("late") or faults.is_invisible(fate[0], fate[2])]
            for fate in some(fates, 8) + special[::FEWER]:
                faults.fail(scene, kind, *fate)
