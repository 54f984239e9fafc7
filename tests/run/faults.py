"""Runs that meet trouble at one call on the store, and what must hold afterwards: the
report is a cold run's, nothing that was published is lost, and the next runs make up
for it."""
import errno
import shutil
import signal
import subprocess

import harness
import kept
from harness import write

ONE = ("-j", "1")  # so that the calls come in one order


class Scene:
    """A tree, a store as it is before, and a run that changes the store."""

    def __init__(self, top, name, nights, *arguments):
        self.root = kept.build(top / name, 12)
        self.store = self.root / ".cambium/cache"
        self.arguments = (*ONE, *arguments)
        self.log = top / f"{name}.log"
        for night in range(nights):
            kept.scan(self.root, *ONE)
            write(self.root / f"d{night % 5}/night{night}.py", f"x = {night}\n")
            (self.root / f"d{night % 5}/e{night % 3}/f{night}.py").unlink(missing_ok=True)
        self.before = kept.contents(self.store) if nights else None
        self.text = kept.cold(self.root)
        self.usual = None  # where a run without trouble has things from
        self.known = self.count_known()

    def begin(self):
        if self.before is None:
            shutil.rmtree(self.root / ".cambium", ignore_errors=True)
        else:
            kept.restore(self.store, self.before)

    def count_known(self):
        return kept.scan(self.root, "--read-only-store", "--full").hits

    def calls(self, kind):
        self.begin()
        run, calls = kept.calls_of(self.root, kind, self.root / ".cambium", self.log,
                                   *self.arguments)
        kept.expect(run, self.text)
        self.usual = run.store["files"]
        return calls

    def run(self, kind, fault, at):
        self.begin()
        env = kept.faulty(self.root / ".cambium", kind, fault, at)
        return subprocess.run([harness.CAMBIUM, "scan", "--format", "json", "--stats", "json",
                               *self.arguments, str(self.root)], capture_output=True, env=env,
                              timeout=60 * harness.FACTOR, stdin=subprocess.DEVNULL)

    def check_store(self, why):
        if self.store.is_dir():
            kept.check_store(self.store, why)

    def evicts(self):
        return "--store-max" in self.arguments

    def check_nothing_lost(self, why):
        assert self.evicts() or self.count_known() >= self.known, why

    def recover(self, why):
        """The next run says the same, and the one after it has nothing to do."""
        kept.expect(kept.scan(self.root, *ONE), self.text, why)
        run = kept.expect(kept.scan(self.root, *ONE), self.text, why)
        assert run.parsed == 0 and not run.trouble, (why, run.store)
        self.check_store(why)


def scenes(top):
    return [Scene(top, "first", 0), Scene(top, "later", 2),
            Scene(top, "full", 5, "--store-max", "12K"), Scene(top, "many", 24)]


def kill(scene, fault, at, call):
    why = (scene.log.name, fault, at, call)
    done = scene.run("changes", fault, at)
    assert done.returncode == -signal.SIGKILL, (why, done)
    scene.check_store(why)
    scene.check_nothing_lost(why)
    scene.recover(why)


def fail(scene, kind, fault, at, call):
    why = (scene.log.name, kind, fault, at, call)
    done = scene.run(kind, fault, at)
    harness.check_alive(done.returncode, done.stderr)
    run = kept.expect(kept.Run(done), scene.text, why)
    assert run.status == 0, (why, run.errors)
    if is_invisible(fault, call):
        assert run.store["files"] == scene.usual and not run.trouble, (why, run.store)
    scene.check_nothing_lost(why)
    after = kept.scan(scene.root, *ONE, "--read-only-store")
    kept.expect(after, scene.text, why)
    # What could not be kept was said, and nothing else has to be done again.
    assert after.parsed == 0 or run.trouble or scene.evicts(), (why, run.store, after.store)
    scene.recover(why)


def number(name):
    return str(getattr(errno, name))


def is_invisible(fault, call):
    """A call that is made again until it is done."""
    return fault == "short" or (fault == number("EINTR") and call.startswith(("read ", "write ")))


CHANGE_ERRORS = ["EIO", "ENOSPC", "EACCES", "EROFS", "EMFILE", "EDQUOT", "ESTALE", "EINTR"]
READ_ERRORS = ["EIO", "ESTALE", "EMFILE", "ENOMEM", "EACCES", "EINTR"]


def fates(calls, errors):
    """(fault, at, call): each call failing once and from then on, and short counts."""
    for i, call in enumerate(calls):
        for name in errors:
            yield number(name), i + 1, call
            if name != "EINTR":
                yield number(name), f"{i + 1}+", call
        if call.startswith(("rename ", "unlink ")):
            yield f"late {errno.ENOENT}", i + 1, call
    yield "short", "1+", "all"
