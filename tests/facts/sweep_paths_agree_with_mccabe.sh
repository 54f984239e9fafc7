#!/bin/sh
# All of the corpora, or the slice of them that CAMBIUM_SWEEP_SLICE names.
exec "$(dirname "$0")/paths_agree_with_mccabe.py" sweep
