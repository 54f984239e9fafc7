#!/usr/bin/python3
"""Killed before and after every call that changes the store, and every such call and
every one that reads failing in every way, once and from then on."""
import faults
import harness

with harness.folder() as top:
    for scene in faults.scenes(top):
        changes, reads = scene.calls("changes"), scene.calls("reads")
        kills = [(fault, i + 1, call) for i, call in enumerate(changes)
                 for fault in ("before", "after")]
        fates = [(kind, *fate) for kind, calls, errors in (
            ("changes", changes, faults.CHANGE_ERRORS), ("reads", reads, faults.READ_ERRORS))
            for fate in faults.fates(calls, errors)]
        for fate in harness.slice_of(kills):
            faults.kill(scene, *fate)
        for fate in harness.slice_of(fates):
            faults.fail(scene, *fate)
        print(f"{scene.log.stem}: {len(kills)} kills and {len(fates)} failures in all", flush=True)
