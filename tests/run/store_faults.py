#!/usr/bin/python3
"""Killed before or after every call that changes the store, and every such call and
every one that reads failing in one of the ways of its kind (faults S1, S3, S5, S7, S8,
S18). sweep_store_faults takes all ways."""
import faults
import harness

with harness.folder() as top:
    for scene in faults.scenes(top):
        calls = scene.calls("changes")
        assert len(calls) > 15, calls
        for i, call in list(enumerate(calls))[::1 + len(calls) // 40]:
            faults.kill(scene, ("before", "after")[i // 3 % 2], i + 1, call)
        for kind, errors in (("changes", faults.CHANGE_ERRORS), ("reads", faults.READ_ERRORS)):
            fates = list(faults.fates(scene.calls(kind), errors))
            for fault, at, call in fates[::1 + len(fates) // 8] + fates[-1:]:
                faults.fail(scene, kind, fault, at, call)
            for fault, at, call in fates[:400]:
                if fault.startswith("late") or faults.is_invisible(fault, call):
                    faults.fail(scene, kind, fault, at, call)
