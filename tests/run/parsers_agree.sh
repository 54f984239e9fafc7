#!/usr/bin/env bash
# Over the interpreter's own library the batch driver's trees are the runtime's,
# node by node, and it leaves no file to the runtime.
set -euo pipefail

stats=$("$CAMBIUM" scan /usr/lib/python3.11 --parser both --quiet --stats json -o /dev/null 2>&1)
/usr/bin/python3 - "$stats" <<'PY'
import json
import sys

stats = json.loads(sys.argv[1].splitlines()[-1])
parser = stats["parser"]
assert stats["parsed"] > 100, "the library is not there"
assert parser["different"] == 0, parser
assert parser["compared"] == stats["parsed"], parser
assert parser["gave_up"] == {}, parser
PY
