#!/bin/sh
# All of the corpora, or the slice of them that CAMBIUM_SWEEP_SLICE names.
exec "$(dirname "$0")/bills_add_up.py" sweep
