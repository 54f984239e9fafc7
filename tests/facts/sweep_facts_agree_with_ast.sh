#!/bin/sh
# All of the corpora, or the slice of them that CAMBIUM_SWEEP_SLICE names.
exec "$(dirname "$0")/facts_agree_with_ast.py" sweep
