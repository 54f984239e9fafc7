"""Flipped bits, lost tails and truncations of a store: each is a miss that is counted,
in bounded memory, and the report is a cold run's (faults S2, S9, S10).

Trees and facts of many files are damaged in one run, each by itself: a run reads all,
so hundreds of entries cost as many runs as the longest of them has bits."""
import random

import kept
from harness import write
from packs import FACTS, TREE

FILES = 100  # two entries each
MORE_MEMORY = 64 << 20
LOOK = ("-j", "1", "--read-only-store")


def flip(content, at, bit):
    content[at + bit // 8] ^= 1 << bit % 8


def lose_tail(content, at, size, k):
    """As if the pages from the k-th byte on never reached the disk."""
    content[at + k:at + size] = bytes(size - k)


class Damage:
    def __init__(self, root, store):
        self.root, self.store = root, store
        kept.scan(root)
        (self.pack,) = kept.files_of(store, ".pack")
        self.files = kept.contents(store)
        self.text = kept.cold(root)
        self.memory = self.look().stats["peak_bytes"] + MORE_MEMORY

    def look(self, *arguments, why=None):
        run = kept.expect(kept.scan(self.root, *LOOK, *arguments, timeout=10), self.text, why)
        assert run.status == 0 and not run.trouble, (why, run.errors)
        return run

    def check_memory(self, run, why):
        assert run.stats["peak_bytes"] < self.memory, (why, run.stats["peak_bytes"])


class Entries(Damage):
    """Damage to all trees, or all facts, at once."""

    def __init__(self, top):
        rng = random.Random(5)
        for i in range(FILES):
            write(top / f"entries/f{i}.py", f"# {i}\n" + kept.source(rng, i % 3))
        super().__init__(top / "entries", top / "entries/.cambium/cache")
        self.places = {kind: [(at, size) for at, of, size in kept.entries(self.pack) if of == kind]
                       for kind in (TREE, FACTS)}
        assert len(self.places[TREE]) == len(self.places[FACTS]) == FILES
        # A tree is asked for when there are no facts.
        self.without_facts = bytearray(self.files[self.pack.name])
        for at, _ in self.places[FACTS]:
            flip(self.without_facts, at + 8, 0)

    def cases(self):
        for kind, places in self.places.items():
            longest = max(size for _, size in places)
            for bit in range(8 * longest):
                yield self.flips, kind, bit
            for k in range(longest):
                yield self.tails, kind, k

    def flips(self, kind, bit):
        self.spoil(kind, bit, lambda content, at, size: 8 * size > bit and flip(content, at, bit))

    def tails(self, kind, k):
        self.spoil(kind, k, lambda content, at, size: lose_tail(content, at, max(size, k), k))

    def spoil(self, kind, number, damage):
        sound = self.without_facts if kind == TREE else self.files[self.pack.name]
        content = bytearray(sound)
        for at, size in self.places[kind]:
            damage(content, at, size)
        kept.put(self.pack, content)
        hurt = sum(content[at:at + size] != sound[at:at + size] for at, size in self.places[kind])
        run = self.look("--full", why=(kind, number))
        source, other = ("damaged", "tree") if kind == TREE else ("tree", "facts")
        assert (run.files(source), run.files(other)) == (hurt, FILES - hurt), (
            kind, number, hurt, run.store)
        self.check_memory(run, (kind, number))


class Bytes(Damage):
    """Damage to one bit, or one end, of one file of a small store."""

    def __init__(self, top):
        super().__init__(kept.build(top / "bytes", 2), top / "bytes/.cambium/cache")

    def cases(self):
        for name, content in sorted(self.files.items(), key=lambda item: item[0][-4:]):
            for bit in range(8 * len(content)):
                yield self.one_flip, name, bit
            for size in range(len(content)):
                yield self.one_cut, name, size

    def one_flip(self, name, bit):
        content = bytearray(self.files[name])
        flip(content, 0, bit)
        self.see(name, content, bit)

    def one_cut(self, name, size):
        self.see(name, self.files[name][:size], size)

    def see(self, name, content, number):
        """Looked at, then mended by a run that may write."""
        why = (name, number)
        kept.put(self.store / name, content)
        self.check_memory(self.look(why=why), why)
        self.look("--full", why=why)
        if number % 5 == 0:
            kept.expect(kept.scan(self.root), self.text, why)
            kept.expect(kept.scan(self.root, "--full"), self.text, why)
            run = kept.expect(kept.scan(self.root, "--full"), self.text, why)
            assert run.parsed == run.files("tree") == 0, (why, run.store)
        kept.restore(self.store, self.files)


def run(case):
    function, *arguments = case
    function(*arguments)
