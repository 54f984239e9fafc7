#!/usr/bin/python3
"""Every bit of two hundred entries flipped, every tail of them lost, every bit and every
truncation of every file of a small store; all of it by the real program."""
import damage
import harness

with harness.folder() as top:
    for kind in (damage.Entries, damage.Bytes):
        cases = list(kind(top).cases())
        chosen = harness.slice_of(cases)
        for case in chosen:
            damage.run(case)
        print(f"{kind.__name__}: {len(chosen)} of {len(cases)} cases", flush=True)
