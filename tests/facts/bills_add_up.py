#!/usr/bin/python3
"""The points on the bill of each function's number are that number: over a sample of each
corpus, over all of it (sweep), or over the files named."""
import os
import subprocess
import sys

from oracle import MORE_CORPORA, paths_of

program = os.path.join(os.environ["CAMBIUM_BUILD"], "bill_check")
paths = paths_of(sys.argv[1:], MORE_CORPORA)
sys.exit(subprocess.run([program], input="\n".join(paths) + "\n", text=True).returncode)
