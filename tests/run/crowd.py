"""Many processes on one store: some scan a tree that changes, one keeps the store small,
some are killed. Every report is a cold run's."""
import random
import signal
import subprocess
import time

import harness
import kept
from harness import write

TREES = 5
PROCESSES = 15  # besides the one that keeps the store small


class Crowd:
    def __init__(self, top, seed):
        self.random = random.Random(seed)
        self.store = top / "store"
        self.roots = [kept.build(top / f"tree{i}", 20, seed=i % 3) for i in range(TREES)]
        kept.scan(self.roots[0], "--store", self.store)

    def start(self, root, *arguments):
        return subprocess.Popen(
            [harness.CAMBIUM, "scan", "--format", "json", "--stats", "json", "--store", self.store,
             *arguments, str(root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, process, text):
        output, errors = process.communicate(timeout=60 * harness.FACTOR)
        if process.returncode == -signal.SIGKILL:
            return
        harness.check_alive(process.returncode, errors)
        run = kept.Run(subprocess.CompletedProcess([], process.returncode, output, errors))
        assert run.text == text, run.errors
        assert not run.trouble and run.store["lost"] == 0, run.errors

    def round(self, kills):
        """All at once."""
        for i, root in enumerate(self.roots):
            write(root / f"edited{self.random.randrange(9)}.py", kept.source(self.random))
        texts = [kept.cold(root) for root in self.roots]
        processes = [(i % TREES, self.start(self.roots[i % TREES], "-j", str(1 + i % 2)))
                     for i in range(PROCESSES)]
        processes.insert(PROCESSES // 2, (0, self.start(self.roots[0], "--store-max", "40K")))
        for _, process in self.random.sample(processes, kills):
            time.sleep(self.random.random() * 0.01)
            process.kill()
        for i, process in processes:
            self.finish(process, texts[i])

    def check(self):
        """Nothing is wrong in the store, and it is of use."""
        kept.check_store(self.store)
        for root in self.roots:
            kept.expect(kept.scan(root, "--store", self.store), kept.cold(root))
            assert kept.scan(root, "--store", self.store).parsed == 0


def play(seed, rounds, kills):
    with harness.folder() as top:
        crowd = Crowd(top, seed)
        for _ in range(rounds):
            crowd.round(kills)
        crowd.check()
