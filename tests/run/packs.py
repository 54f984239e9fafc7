"""The entries in the packs of a store, as store/FORMAT.md has them, for tests that
damage some."""
import struct

TREE, FACTS, BLOCK, SNAPSHOT = 0, 1, 2, 16
MAGIC_BYTES, HEADER_BYTES = 16, 72


def entries(pack):
    """(offset, kind, bytes of the value) of each."""
    data = pack.read_bytes()
    at = MAGIC_BYTES
    while at < len(data):
        kind, stored = data[at + 24], struct.unpack_from("<I", data, at + 28)[0]
        yield at, kind, stored
        at += HEADER_BYTES + stored


def damage(store, *kinds):
    """Turns over the last bit of each value of these kinds. How many there were."""
    count = 0
    for pack in store.glob("*.pack"):
        hit = [at + HEADER_BYTES + stored - 1 for at, kind, stored in entries(pack)
               if kind in kinds]
        data = bytearray(pack.read_bytes())
        for at in hit:
            data[at] ^= 1
        with open(pack, "r+b") as file:
            file.write(data)
        count += len(hit)
    return count
