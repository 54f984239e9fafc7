#!/usr/bin/python3
"""ini reads what Python's configparser reads, and refuses what that refuses.

Documents are made of lines that mean something; the seed is fixed.
"""
import configparser
import os
import random
import subprocess

PROGRAM = os.path.join(os.environ["CAMBIUM_BUILD"], "ini_dump")
LINES = ["[a]", "[options]", "[a] x", "[]", "[a]]", " [b]", "key = value", "Key: v", "k=", "k =",
         "=v", "k", "  more", "\tmore", "    deeper = x", "", "   ", "# c", "  # c", "; c",
         "  ; c", "v ; no comment", "x = 1 # no comment", "  indented = 1", " a = b : c",
         "a : b = c", "x" * 300 + " = " + "y" * 300, "  " + "z" * 300]
ENDS = ["\n", "\n", "\n", "\r\n", "\r"]


def documents(count):
    choose = random.Random(20)
    for _ in range(count):
        lines = [choose.choice(LINES) for _ in range(choose.randrange(1, 9))]
        if choose.random() < 0.9:
            lines.insert(0, "[s]")
        yield "".join(line + choose.choice(ENDS) for line in lines)


def wanted(document):
    """Each section's keys and values; None if it is refused."""
    parser = configparser.RawConfigParser(strict=False, default_section="\0")
    try:
        parser.read_file(document.replace("\r\n", "\n").replace("\r", "\n").splitlines(True))
    except configparser.Error:
        return None
    return {s: {k: v.strip() for k, v in parser.items(s)} for s in parser.sections() if parser.items(s)}


def ours(document):
    run = subprocess.run([PROGRAM], input=document.encode(), capture_output=True, check=True)
    parts = run.stdout.decode().split("\0")
    if parts[-1].startswith("E"):
        return None
    found = {}
    for section, key, value in zip(parts[0::3], parts[1::3], parts[2::3]):
        found.setdefault(section[1:], {})[key[1:]] = value[1:]
    return found


def main():
    refused = 0
    for document in documents(400):
        want, got = wanted(document), ours(document)
        assert got == want, f"{document!r}: {got} for {want}"
        refused += want is None
    assert 50 < refused < 350
    print(f"400 documents, {refused} refused")


if __name__ == "__main__":
    main()
