#!/usr/bin/python3
"""Reads documents by the seed with toml_dump and with Python's tomllib: the same values,
or an error from both. What remains is counted by its reason; one without a reason fails.

    toml_agrees_with_tomllib.py [COUNT [SEED]]
"""
import datetime
import json
import os
import random
import subprocess
import sys
import tomllib

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
DUMP = os.environ["CAMBIUM_BUILD"] + "/toml_dump"

# ------------------------------------------------------------------ documents

KEYS = ["a", "b", "c", "a-b", "_1", "12", "'q q'", '"a"', '""', "''", '"\\u0062"', '"é"', "true",
        "inf", "1979-05-27", '"x.y"', "é", "a b", '"""a"""']
SCALARS = [
    "1", "0", "-0", "+7", "1_000", "1__0", "_1", "01", "0x_1", "0xDEAD_beef", "0XFF", "0o755", "0o8",
    "0b1010", "0b2", "-0x1", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "0xffffffffffffffff", "1.5", "-0.0", "1e6", "1E+06", "6.26e-34", "1_0.0_1", "1.", ".5", "1.e2",
    "03.14", "1e1_0", "inf", "-inf", "+nan", "nan", "Inf", "true", "false", "True", "TRUE", "tru",
    "1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.999999999-07:00", "07:32:00",
    "07:32", "24:00:00", "07:32:60", "1979-02-30", "2000-02-29", "1900-02-29", "0000-01-01",
    "12021-01-01", "1979-5-27", "1979-05-27t07:32:00z", "1979-05-27T07:32", "1979-05-27T",
    "2021-01-01T00:00:00+24:00", "07:32:00.1234567", "07:32:00.", "1979-13-01", "1979-00-01",
    "1979-05-27 # c", "9999-12-31 23:59:59+23:59", '"', "'", "", "abc", "[", "{", "1 2"]
PIECES = ["a", " ", "é", "\U0001F600", "#", "=", "\t", "\\n", "\\\\", '\\"', "\\t\\b\\f\\r", "\\u00e9",
          "\\U0001F600", "\\ud800", "\\U00110000", "\\u12", "\\x41", "\\e", "\\", "'", '"', "\x07", "\x7f",
          "]", "}", ",", "''", "\\ "]
LINE_PIECES = ["\n", "\r\n", "\\\n", "\\\n  \n\t", "\\  \n", "\\\t\r\n ", '""', "''", "\n\n"]


def chance(r, share):
    return r.random() < share


def pieces_of(r, unusual, lines):
    """Mostly plain pieces, so that long strings are often right."""
    plain = [p for p in PIECES if p in ("a", " ", "é", "#", "=", "\\n", "\\\\", "\\u00e9", "\t", "]")]
    return "".join(r.choice(LINE_PIECES if lines and chance(r, 0.3) else
                            PIECES if chance(r, unusual) else plain) for _ in range(r.randrange(6)))


def string(r, unusual):
    quotes = r.choice(['"', "'", '"""', "'''"])
    return quotes + pieces_of(r, unusual, len(quotes) == 3) + quotes


def value(r, unusual, depth=0):
    kind = r.random()
    if depth < 5 and kind < 0.12:
        return array(r, unusual, depth + 1)
    if depth < 5 and kind < 0.24:
        return inline_table(r, unusual, depth + 1)
    if kind < 0.45:
        return string(r, unusual)
    return r.choice(SCALARS) if chance(r, unusual) else r.choice(
        ["1", "-17", "0x1F", "1.5", "-2e3", "true", "false", "1979-05-27", "07:32:00.25",
         "1979-05-27 07:32:00Z", "inf", '"s"', "'l'", "1_000"])


def blank(r):
    return r.choice(["", "", " ", "\t", "  "])


def array(r, unusual, depth):
    gap = lambda: r.choice(["", "", " ", "\n", "\n  # comment\n", "\r\n", " \n\n"])
    items = [gap() + value(r, unusual, depth) + gap() for _ in range(r.randrange(4))]
    return "[" + ",".join(items) + (("," + gap()) if items and chance(r, 0.3) else "") + gap() + "]"


def inline_table(r, unusual, depth):
    pairs = [blank(r) + pair(r, unusual, depth) + blank(r) for _ in range(r.randrange(4))]
    comma = "," if pairs and chance(r, unusual / 3) else ""
    return "{" + ",".join(pairs) + comma + (r.choice(["\n", " # c\n"]) if chance(r, unusual / 4) else "") + "}"


def key(r, unusual, most=3):
    words = KEYS if chance(r, unusual) else KEYS[:9]
    dot = lambda: blank(r) + "." + blank(r) if chance(r, 0.2) else "."
    out = r.choice(words)
    for _ in range(r.choice([0, 0, 0, 1, 1, 2])):
        out += dot() + r.choice(words[:6])
    return out


def pair(r, unusual, depth=0):
    return key(r, unusual) + blank(r) + "=" + blank(r) + value(r, unusual, depth)


def line(r, unusual):
    kind = r.random()
    comment = r.choice(["", "", "", " # é", "#\t", " #\x01" if chance(r, unusual) else ""])
    end = r.choice(["\n", "\n", "\n", "\r\n", "\n\n", "\r" if chance(r, unusual / 3) else "\n"])
    if kind < 0.2:
        body = "[" + blank(r) + key(r, unusual) + blank(r) + "]"
    elif kind < 0.3:
        body = "[[" + blank(r) + key(r, unusual) + blank(r) + "]]"
    elif kind < 0.35:
        body = ""
    else:
        body = pair(r, unusual)
    return blank(r) + body + comment + end


def document(r):
    unusual = r.choice([0, 0, 0.03, 0.15, 0.5])
    text = "".join(line(r, unusual) for _ in range(r.randrange(1, 9)))
    return text.rstrip("\n") if chance(r, 0.2) else text


def mutated(r, text):
    data = bytearray(text.encode())
    odd = [b"\x00", b"\r", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xef\xbb\xbf",
           b'"', b"'", b'"""', b"[", b"]", b"{", b"}", b",", b".", b"=", b"#", b"\n", b" ", b"\\", b"_",
           b"0", b"-", b"+", b":", b"T", b"e", b"\x1f", b"\x7f", b"\xc2\x85"]
    for _ in range(r.randrange(1, 4)):
        at = r.randrange(len(data) + 1)
        end = min(len(data), at + r.randrange(4))
        what = r.random()
        if what < 0.4:
            data[at:at] = r.choice(odd)
        elif what < 0.7:
            del data[at:end]
        elif what < 0.85:
            data[at:end] = r.choice(odd)
        else:
            data[at:at] = data[r.randrange(len(data) + 1):][:r.randrange(12)]
    return bytes(data)


def documents():
    for i in range(COUNT):
        r = random.Random(f"{SEED} {i}")
        text = document(r)
        yield mutated(r, text) if i % 3 == 2 else text.encode()


EDGES = [
    "", "\n", "a", "a=", "=1", "[]", "[[]]", "[a", "[a]]", "[[a]", "[ [a]]", "a.=1", ".a=1", "a..b=1",
    "a=1 b=2", "[a] b=1", "a=[1,,2]", "a=[,]", "a={,}", "a={b=1,}", "a={b=1\n}", "a=[1 2]", "a=[\n#c\n]",
    "[a.b.c]\nz=9\n[a]\nb.c.t='x'", "[a.b.c]\nz=9\n[a]\nb.t='x'", "[a]\nb.c=1\n[a.b]\nd=1",
    "[a]\nb.c=1\n[a.b.d]\ne=1", "a.b=1\na.c=2", "a.b=1\na.b.c=2", "a={}\n[a]", "a={}\na.b=1",
    "a={}\n[a.b]", "a=[]\n[[a]]", "[[a]]\n[a]", "[a]\n[[a]]", "[[a]]\n[a.b]\n[[a]]\n[a.b]",
    "[[a]]\n[[a.b]]\n[[a.b]]\n[a.b.c]", "[a.b]\n[a]", "[a]\n[a]", "[a.b]\n[a]\n[a]", "[[a.b]]\n[a]\n[a]",
    "a={b.c=1, b.d=2}", "a={b={}, b.c=1}", "a={b.c=1, b={}}", "a=[{b=1}]\n[a.c]", "a=1\n[a]", "[a]\nb=1\n[a.b]",
    "[[a]]\nb={c=1}\n[a.b]", "[a]\nb.c.d=1\nb.c.e=2\n[x]\n[a.b.c]", "[[a]]\n[[a]]\n[a.b]\n[a.b]",
    'a="""\n"""', 'a="""\n\n"""', 'a=""""""', 'a="""""""', 'a=""""""""', 'a="""""""""', 'a="""a"""""',
    'a="""a""""""', "a='''a'''''", "a='''a''''''", "a=''''''", 'a="""a\\\n  b"""', 'a="""a\\   \n  b"""',
    'a="""a\\ b"""', 'a="""\\"""', 'a="""\\""""', 'a="\\', 'a="\n"', "a='\n'", "\ufeffa=1", "a=1\ufeff", "a=1\r",
    "a=1\r\nb=2", "# \x7f", "#\x80", "a='\x80'", "a='\x00'", "a=\u3000 1", "a\u00a0=1", "[a]#c", "[a] x",
    "a = 1979-05-27 07:32:00 # c", "a = 1979-05-27 x", "a = [1979-05-27 , 07:32:00 ]",
    "a=" + "[" * 60 + "]" * 60, "a=" + "[" * 70 + "]" * 70, "a=" + "{b=" * 70 + "1" + "}" * 70,
    ".".join("a" * 60) + "=1", ".".join("a" * 70) + "=1", "[" + ".".join("a" * 70) + "]",
    *("a = " + scalar for scalar in SCALARS), *(k + " = 1" for k in KEYS), *("[" + k + "]" for k in KEYS),
    *('a = "' + p + '"' for p in PIECES), *('a = """' + p + 'b"""' for p in PIECES + LINE_PIECES),
    *("a = '''" + p + "b'''" for p in PIECES + LINE_PIECES),
]

# ------------------------------------------------------------------ judging


def tagged(v):
    if isinstance(v, bool):
        return ["b", "true" if v else "false"]
    if isinstance(v, int):
        return ["i", str(v)]
    if isinstance(v, float):
        return ["f", repr(v)]
    if isinstance(v, str):
        return ["s", v]
    if isinstance(v, list):
        return ["l", [tagged(item) for item in v]]
    if isinstance(v, dict):
        return ["m", [[k, tagged(item)] for k, item in v.items()]]
    date = not isinstance(v, datetime.time)
    time = not isinstance(v, datetime.date) or isinstance(v, datetime.datetime)
    zone = v.utcoffset() if isinstance(v, datetime.datetime) else None
    numbers = [v.year, v.month, v.day] if date else [0, 0, 0]
    numbers += [v.hour, v.minute, v.second, v.microsecond] if time else [0] * 4
    numbers.append(0 if zone is None else int(zone.total_seconds() // 60))
    return ["t", f"{date:d}{time:d}{zone is not None:d} " + " ".join(map(str, numbers))]


def with_floats(v):
    """As Python reads the digits of a float."""
    if v[0] == "f":
        return ["f", repr(float(v[1]))]
    if v[0] == "l":
        return ["l", [with_floats(item) for item in v[1]]]
    if v[0] == "m":
        return ["m", [[k, with_floats(item)] for k, item in v[1]]]
    return v


def judged(data):
    try:
        return tagged(tomllib.loads(data.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, RecursionError):
        return None


REASONS = [
    # (why, ours failed, what our error says, what the document has)
    ("an integer over 64 bits is an error here, tomllib's have no end", "over 64 bits", None),
    ("nested deeper than our limit", "nested deeper than", None),
    ("a key of more parts than our limit", "a key of more than", None),
    ("the grammar takes no blank between a backslash and the end of its line", "no TOML",
     lambda data: b"\\ " in data or b"\\\t" in data),
]


def explained(data, ours):
    for why, says, has in REASONS:
        if "error" in ours and says in ours["error"] and (has is None or has(data)):
            return why
    return None


def main():
    texts = [t.encode("utf-8", "surrogatepass") for t in EDGES] + list(documents())
    given = b"".join(b"%d\n%s" % (len(t), t) for t in texts)
    done = subprocess.run([DUMP], input=given, stdout=subprocess.PIPE, check=True)
    lines = done.stdout.decode().split("\n")[:-1]
    assert len(lines) == len(texts), (len(lines), len(texts))
    valid = invalid = unexplained = 0
    counts = dict.fromkeys((why for why, *_ in REASONS), 0)
    for data, line in zip(texts, lines):
        ours, theirs = json.loads(line), judged(data)
        mine = with_floats(ours["ok"]) if "ok" in ours else None
        valid += theirs is not None
        invalid += theirs is None
        if mine == theirs:
            continue
        why = explained(data, ours)
        if why:
            counts[why] += 1
            continue
        unexplained += 1
        if unexplained <= 10:
            print(f"{data!r}\n  ours    {ours}\n  tomllib {theirs}")
    print(f"{len(texts)} documents, {valid} valid and {invalid} not; the same but for")
    for why, count in counts.items():
        print(f"{count:7} {why}")
    print(f"{unexplained:7} without a reason")
    assert valid > COUNT // 5 and invalid > COUNT // 5, "the corpus has become lopsided"
    return 1 if unexplained else 0


sys.exit(main())
