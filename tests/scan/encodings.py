#!/usr/bin/python3
"""Byte order marks, cookies, encodings and ends of lines mean what they mean to
CPython: the same files are taken, and they hold the same text."""
import codecs
import os
import random
import subprocess
import sys
import tempfile
import tokenize

PYTHON = "/usr/bin/python3"
DECODE = os.environ["CAMBIUM_BUILD"] + "/decode_lines"

# Cookies that Python takes and we don't, as engine/scan/encodings.def says, and
# how many characters of a codec iconv knows otherwise than Python, or not at all.
KNOWN_GAPS = {"cp720", "cp1006", "mac_greek", "mac_turkish", "mac_iceland", "cp856", "hz",
              "utf_7", "iso2022_jp", "shift_jis_2004", "cp864", "palmos", "unicode_escape"}
KNOWN_DIFFERENCES = {
    "cp932": 1140, "cp950": 249, "big5": 260, "big5hkscs": 7, "euc_jp": 1,
    "euc_jis_2004": 3, "euc_jisx0213": 3, "johab": 17, "gb18030": 25,
    "mac_roman": 2, "mac_cyrillic": 1, "tis_620": 32,
}
SINGLE_BYTE = """latin_1 cp437 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862
    cp863 cp865 cp866 cp869 cp874 cp1125 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256
    cp1257 cp1258 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8
    iso8859_9 iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_15 iso8859_16 koi8_r koi8_t
    koi8_u kz1048 ptcp154 tis_620 hp_roman8 mac_roman mac_cyrillic mac_latin2""".split()
MULTI_BYTE = """shift_jis cp932 euc_jp euc_jis_2004 euc_jisx0213 euc_kr cp949 johab gb2312 gbk
    gb18030 big5 cp950 big5hkscs""".split()
BOM = codecs.BOM_UTF8

# name: bytes. Each is a program that does nothing, if it is read well.
CASES = {
    "empty": b"",
    "nothing but a mark": BOM,
    "no cookie": "x = 'é'\n".encode(),
    "no cookie, not utf-8": b"x = '\xe9'\n",
    "mark and utf-8": BOM + "x = 'é'\n".encode(),
    "mark and cookie": BOM + "# coding: utf-8\nx = 'é'\n".encode(),
    "mark and cookie with suffix": BOM + "# coding: UTF_8-unix\nx = 'é'\n".encode(),
    "mark and the alias utf8": BOM + b"# coding: utf8\nx = 1\n",
    "mark against cookie": BOM + b"# coding: latin-1\nx = 1\n",
    "mark against unknown cookie": BOM + b"# coding: frob\nx = 1\n",
    "mark and utf-8-sig": BOM + b"# coding: utf-8-sig\nx = 1\n",
    "utf-8-sig without mark": "# coding: utf-8-sig\nx = 'é'\n".encode(),
    "utf-8-foo": "# coding: utf-8-foo\nx = 'é'\n".encode(),
    "utf8": "# coding: utf8\nx = 'é'\n".encode(),
    "U8": "# coding: U8\nx = 'é'\n".encode(),
    "unknown": b"# coding: frob\nx = 1\n",
    "unknown and long": b"# coding: " + b"a" * 300 + b"\nx = 1\n",
    "no text encoding": b"# coding: rot13\nx = 1\n",
    "utf-16 cookie": b"# coding: utf-16\nx = 1\n",
    "second line": b"#!/usr/bin/python3\n# coding: latin-1\nx = '\xe9'\n",
    "second line after a blank one": b"   \t\f \n# coding: latin-1\nx = '\xe9'\n",
    "second line after code": b"x = 1\n# coding: frob\n",
    "third line": b"#\n#\n# coding: frob\nx = 1\n",
    "first of two wins": b"# coding: latin-1\n# coding: ascii\nx = '\xe9'\n",
    "first of two on a line wins": b"# coding: latin-1 coding: ascii\nx = '\xe9'\n",
    "empty name, then a cookie": b"# coding:\n# coding: latin-1\nx = '\xe9'\n",
    "empty name, then one on the same line": b"# coding: + coding: latin-1\nx = '\xe9'\n",
    "vim": b"# vim: set fileencoding=latin-1 :\nx = '\xe9'\n",
    "emacs": b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
    "no space": b"#coding=latin-1\nx = '\xe9'\n",
    "tabs": b"\t#\tcoding:\t\tlatin-1\nx = '\xe9'\n",
    "form feed before": b"\f# coding: latin-1\nx = '\xe9'\n",
    "space before the colon": b"# coding : frob\nx = 1\n",
    "quoted": b"# coding: 'frob'\nx = 1\n",
    "behind code": b"x = 1 # coding: frob\n",
    "in a string": b"'''\n# coding: frob\n'''\n",
    "behind a continuation": b"\\\n# coding: frob\nx = 1\n",
    "capital Coding": b"# Coding: frob\nx = 1\n",
    "no newline at the end": b"# coding: latin-1",
    "cookie at the end": b"# coding:latin-1",
    "upper case": b"# coding: LATIN-1\nx = '\xe9'\n",
    "underscores": b"# coding: iso_8859_1\nx = '\xe9'\n",
    "latin with suffix": b"# coding: latin-1-unix\nx = '\xe9'\n",
    "iso with suffix": b"# coding: iso-8859-1-dos\nx = '\xe9'\n",
    "iso-8859-15 is another": b"# coding: iso-8859-15\nx = '\xa4'\n",
    "cp-1252 is unknown": b"# coding: cp-1252\nx = 1\n",
    "windows-1252": b"# coding: windows-1252\nx = '\x80'\n",
    "undefined in cp1252": b"# coding: cp1252\nx = '\x81'\n",
    "ascii that isn't": b"# coding: ascii\nx = '\xe9'\n",
    "us-ascii": b"# coding: us-ascii\nx = 1\n",
    "broken sjis": b"# coding: shift_jis\nx = '\x83'\n",
    "backslash in sjis": b"# coding: shift_jis\nx = '\x83\x5c'\ny = '\\n'\n",
    "high bytes around the cookie": b"# \xe9 coding: latin-1 \xe9\nx = 1\n",
    "overlong": b"x = '\xc0\x80'\n",
    "surrogate": b"x = '\xed\xa0\x80'\n",
    "over U+10FFFF": b"x = '\xf4\x90\x80\x80'\n",
    "highest": b"x = '\xf4\x8f\xbf\xbf'\n",
    "cut short": b"x = 1\n# \xe2\x82",
    "stray continuation in line 3": b"x = 1\r\ny = 2\r\nz = '\x80'\r\n",
    "mark in the middle": "x = 1\ny = '\ufeff'\n".encode(),
    "lone CR": b"x = 1\ry = 2\rif x:\r    y = 3\r",
    "lone CR and cookie": b"# hello\r# coding: frob\rx = 1\r",
    "lone CR and late cookie": b"#\r#\r# coding: frob\rx = 1\r",
    "mixed ends": b"x = 1\r\ny = 2\rz = 3\n\r\r\n",
    "CR CR LF": b"x = 1\r\r\ny = 2\n",
    "CRLF and cookie": b"#!\r\n# coding: latin-1\r\nx = '\xe9'\r\n",
    "CR in latin-1": b"# coding: latin-1\rx = '\xe9'\ry = 1\r",
    "NUL first": b"\0x = 1\n",
    "NUL in a string": b"x = '\0'\n",
    "NUL in a comment": b"x = 1 # \0\n",
    "NUL last": b"x = 1\n\0",
    "NUL after a long start": b"x = 1\n" * 100 + b"\0",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "UTF-16 big": codecs.BOM_UTF16_BE + "x = 1\n".encode("utf-16-be"),
    "UTF-32": "x = 1\n".encode("utf-32"),
    "UTF-32 big": codecs.BOM_UTF32_BE + "x = 1\n".encode("utf-32-be"),
}


def add_codecs(cases):
    for name in SINGLE_BYTE + MULTI_BYTE:
        cookie = b"# coding: " + name.encode() + b"\n"
        cases[f"ASCII as {name}"] = cookie + b"x = '~\\\\'\n"
        try:
            letter = next(c for c in "中한あéжλאلกḃş\u0105" if len(c.encode(name, "ignore")))
        except StopIteration:
            sys.exit(f"no letter for {name}")
        cases[f"a letter of {name}"] = cookie + f"x{letter} = '{letter}'\n".encode(name)
    for alias, module in sorted(__import__("encodings.aliases").aliases.aliases.items()):
        if module in SINGLE_BYTE + MULTI_BYTE + ["utf_8", "ascii"]:
            cases[f"the alias {alias}"] = f"# coding: {alias}\nx = 1\n".encode()
    for name in sorted(KNOWN_GAPS):
        cases[f"known gap {name}"] = f"# coding: {name}\nx = 1\n".encode()


def ours(contents, *options):
    """What decode_lines says of each of these contents."""
    contents = list(contents)
    run = subprocess.run([DECODE, *options], input="".join(c.hex() + "\n" for c in contents),
                         capture_output=True, check=True, text=True)
    assert not run.stderr, run.stderr
    lines = run.stdout.splitlines()
    assert len(lines) == len(contents)
    return lines


def lone_cr_ended(text):
    return text.replace("\r\n", "\0").replace("\r", "\n").replace("\0", "\r\n")


def expected_text(content):
    """The text that CPython reads, CRLF kept as we keep it."""
    # tokenize wants UTF-8 around a cookie and knows no CR; the interpreter isn't so.
    head = BOM if content.startswith(BOM) else b""
    body = content[len(head):].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    body = bytes(c if c < 0x80 else ord("?") for c in body)
    lines = iter((head + body).splitlines(True))
    encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
    return lone_cr_ended(content.decode(encoding))


def taken_by_python(name, content, path):
    if b"\0" in content or name.startswith(("ASCII as", "the alias")):
        try:
            compile(content, path, "exec")
        except (SyntaxError, ValueError):
            return False
        return True
    # As a program: this, other than compile(), decodes even the comments (but takes
    # a zero byte for the end of a line).
    with open(path, "wb") as file:
        file.write(content)
    return subprocess.run([PYTHON, "-I", "-S", "-B", path], capture_output=True).returncode == 0


def check_case(name, content, path, answer):
    kind, rest = answer.split(" ", 1)
    if not taken_by_python(name, content, path):
        assert kind in ("failed", "invalid"), f"{name}: {answer}"
    elif "known gap" in name:
        assert kind == "failed" and "unknown encoding" in rest, f"{name}: {answer}"
    else:
        assert kind == "ok", f"{name}: {answer}"
        text = bytes.fromhex(rest).decode().removeprefix("\ufeff")
        assert text == expected_text(content), f"{name}: {text!r}"
    if kind == "invalid":
        byte, line, _ = rest.split(" ")
        try:
            content.decode()
        except UnicodeDecodeError as error:
            assert error.start == int(byte), (name, answer, error)
        assert content[:int(byte)].count(b"\n") + 1 == int(line), (name, answer)
    if b"\0" in content and content[:1] not in (b"\xff", b"\xfe", b"\0"):
        assert rest == f"NUL byte: NUL byte at offset {content.index(0)}", (name, answer)
    if name.startswith("UTF-"):
        assert rest.startswith(f"encoding: {name[:6]} text"), (name, answer)


def check_cases(folder):
    cases = dict(CASES)
    add_codecs(cases)
    assert len(cases) >= 300
    for (name, content), answer in zip(cases.items(), ours(cases.values())):
        check_case(name, content, folder + "/case.py", answer)


def characters_of(codec):
    """All characters of one and two bytes, and some of more, as Python has them."""
    candidates = [bytes([a]) for a in range(0x80, 256)]
    if codec in MULTI_BYTE:
        candidates += [bytes([a, b]) for a in range(0x81, 255) for b in range(0x30, 255)]
        candidates += [chr(c).encode(codec, "ignore") for c in range(0x10000, 0x20000, 7)]
    if codec == "euc_jp":
        candidates += [bytes([0x8f, a, b]) for a in range(0xa1, 255) for b in range(0xa1, 255)]
    for candidate in candidates:
        text = candidate.decode(codec, "replace")
        if len(text) == 1 and text >= "\x80" and text != "\ufffd":
            yield candidate, text


def check_every_character():
    for codec in SINGLE_BYTE + MULTI_BYTE:
        characters = list(characters_of(codec))
        head = f"# coding: {codec}\n# ".encode()
        answers = ours(head + candidate for candidate, _ in characters)
        differ = [
            (candidate, text, answer)
            for (candidate, text), answer in zip(characters, answers)
            if answer != "ok " + (head + text.encode("utf-8", "surrogatepass")).hex()
        ]
        assert len(differ) <= KNOWN_DIFFERENCES.get(codec, 0), (codec, len(differ), differ[:5])


def check_map():
    """Every offset of the decoded text leads to where its character is in the file."""
    random.seed(7)
    for codec in ("koi8_r", "latin_1", "shift_jis", "gb18030", "euc_jp", "big5hkscs", "cp1258"):
        alphabet = [character for character, _ in list(characters_of(codec))[::17]]
        if codec == "big5hkscs":
            alphabet += [b"\x88\x62"] * 20  # one character there, two in Unicode
        pieces = [f"# coding: {codec}\n# ".encode()]
        for _ in range(400):
            pieces.append(random.choice([b"a", b" ", b"\n# ", random.choice(alphabet)]))
        kind, text, *pairs = ours([b"".join(pieces)], "--map")[0].split(" ")
        assert kind == "ok", (codec, kind, text)
        text = bytes.fromhex(text)
        pairs = dict(tuple(map(int, pair.split(":"))) for pair in pairs)
        decoded = original = 0
        for piece in pieces:
            assert pairs[decoded] == original, (codec, decoded, original, pairs[decoded])
            decoded += len(piece.decode(codec).encode())
            original += len(piece)
        assert decoded == len(text) and pairs[decoded] == original


with tempfile.TemporaryDirectory() as folder:
    check_cases(folder)
check_every_character()
check_map()
