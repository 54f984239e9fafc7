#!/bin/sh
# All of the corpora, or the slice of them that CAMBIUM_SWEEP_SLICE names.
exec "$(dirname "$0")/shape_agrees_with_ast.py" sweep
