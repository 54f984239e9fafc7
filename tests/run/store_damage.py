#!/usr/bin/python3
"""Some of the damage that sweep_store_damage does in full."""
import damage
import harness

with harness.folder() as top:
    for cases, step in ((damage.Entries(top).cases(), 149), (damage.Bytes(top).cases(), 1499)):
        for case in list(cases)[::step]:
            damage.run(case)
