#!/usr/bin/python3
"""Findings in every format are what readers take that were not written here: json and
jsonschema, the schema of SARIF, ElementTree, GitHub's own Markdown; and of GitHub's commands
one that reads as its runner does. Names that mean harm stay names."""

import collections
import html.parser
import json
import os
import random
import re
import subprocess
import sys
import unicodedata
import urllib.parse
import xml.etree.ElementTree

import jsonschema

import strict

BUILD = os.environ["CAMBIUM_BUILD"]
SHOW = os.path.join(BUILD, "findings_show")
SARIF = os.path.join(strict.SOURCE, "tests/report/node_modules/@microsoft/jest-sarif/lib/schemas",
                     "sarif-2.1.0-rtm.5.json")
RULES = {"cyclomatic": "error", "coverage": "warning", "untested": "warning", "cycles": "error",
         "quiet": "error"}
STATES = {"n": "new", "w": "worse", "a": "accepted", "-": "allowed"}
FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")

HOSTILE = [
    b"a|b", b"`code`", b"*a* _b_ **c** ~~d~~", b"<script>alert(1)</script>", b"<!-- x", b"&lt;&#64;", b"&amp",
    b"[click](http://example.com)", b"![x](y)", b"[x]", b"[x]: /y", b"a\nb", b"a\r\nb\n\n# h", b"\t\x0b\x0c",
    b"\x1b[31mred", b"\x7f\x01\x02", b"\xff\xfe", b"\xe6\xbc", "\u202eevil".encode(), "\u2028\u200b".encode(),
    "größe/漢字.py".encode(), "😀.py".encode(), "\ufffe\uffff".encode(), "a\u0301".encode(), b"]]>", b"<![CDATA[",
    b"::error::x", b"::stop-commands::x", b"##[error]x", b"%0A::error::x", b"a%25b", b"a,line=7", b"title=x", b"=1+1",
    b"a:b", b"a: cyclomatic: b", b"C:/x", b"//x/y", b"a\\b", b"\\n", b"\\|", b"a\\", b"@team-pay", b"#12", b"GH-12",
    b"!12 $1 %v ~bug &1 ^1", b"www.example.com", b"http://example.com", b"x@example.com", b":+1:", b"- x", b"1. x",
    b"> x", b"    x", b"| --- |", b'"quoted"', b"'x'", b"{0} {{1}}", b"${x}", b"$(x)", b" x ", b".", b"..",
    b"/close", b"null", b"x" * 90,
]

Finding = collections.namedtuple(
    "Finding", "rule path name line end value limit state accepted message reason")


def finding(rule, path, name, line=0, end=0, value=None, limit=None, state="n", accepted=None,
            message=None, reason=b""):
    return Finding(rule, path, name, line, end, value, limit, state, accepted,
                   name + b" is wrong" if message is None else message, reason)


def fields(one):
    def text(value):
        return b"" if value is None else value if isinstance(value, bytes) else str(value).encode()
    return b"".join(text(value) + b"\0" for value in (*one, None))


def printed(findings, form, *options):
    return subprocess.run([SHOW, form, *options], input=b"".join(map(fields, findings)),
                          stdout=subprocess.PIPE, check=True).stdout


def fails(one):
    return one.state in "nw"


def ordered(findings):
    return sorted(findings, key=lambda f: (f.path, f.line, f.rule, f.name, f.end, f.value or 0, f.message))


def excess(one):
    if one.value is None:
        return 1
    high, low = (one.limit, one.value) if one.value < one.limit else (one.value, one.limit)
    return high / low if low > 0 else float("inf")


def worst_first(findings):
    return sorted(ordered(findings),
                  key=lambda f: (not fails(f), RULES[f.rule] != "error", -excess(f)))


def failing(findings):
    return [f for f in worst_first(findings) if fails(f)]


# What shows nothing and is in none of the categories that control or hide.
BLANK = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x2800, 0x3164, 0xFFA0}


def hidden(character):
    return (unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") or ord(character) in BLANK)


def shown(raw):
    """What page.h says of names."""
    text = ""
    for character in raw.decode("utf-8", "surrogateescape"):
        number = ord(character)
        if 0xDC80 <= number <= 0xDCFF:
            text += f"\\x{number - 0xDC00:02x}"
        elif character in "\n\r\t\\":
            text += {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}[character]
        elif hidden(character):
            text += (f"\\x{number:02x}" if number < 0x80 else
                     f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}")
        else:
            text += character
    # What GitHub's runner takes for a command wherever it stands; no escape above ends like that.
    return text.replace("##[", "##\\x5b")


def number(value):
    return f"{value:.6f}".rstrip("0").rstrip(".")


def message(one):
    raw = one.message
    if one.state == "w":
        raw += f"; the baseline accepts {number(one.accepted or 0)}".encode()
    return shown(raw)


def path_shown(one):
    raw = one.path or b"."
    plain = strict.is_utf8(raw) and not any(map(hidden, raw.decode()))
    return raw.decode() if plain else shown(raw)


def summary(findings):
    count = collections.Counter(STATES[f.state] for f in findings)

    def some(names):
        return ", ".join(f"{count[name]:,} {name}" for name in names if count[name])
    bad = count["new"] + count["worse"]
    verdict = (f"{bad:,} finding{'s fail' if bad > 1 else ' fails'} the gate ({some(['new', 'worse'])})"
               if bad else "no finding fails the gate")
    return ", ".join(filter(None, [verdict, some(["accepted", "allowed"]), "812 files"]))


# ---------------------------------------------------------------------- text

def check_text(findings):
    data = printed(findings, "text", "unused=2")
    strict.expect_quiet(data, "\n")
    lines = data.decode().split("\n")
    assert lines.pop() == "" and lines.pop() == summary(findings), lines[-3:]
    assert lines.pop() == "2 entries of the baseline are not needed any more"
    bad = [f for f in ordered(findings) if fails(f)]
    for one, line in zip(bad, lines):
        place = shown(one.path or b".") + (f":{one.line}" if one.line else "")
        assert line in (f"{place}: {one.rule}: {message(one)}",
                        f"./{place}: {one.rule}: {message(one)}"), (line, one)
        assert not line.lstrip().startswith("::"), line
    rules = [rule for rule in RULES if any(f.rule == rule for f in bad)]
    if bad:
        helped = [line.split(" ")[:2] for line in lines[len(bad) + 1:-1]]
        assert helped == [[rule, f"({RULES[rule]}):"] for rule in rules], helped
        assert lines[len(bad)] == lines[-1] == ""
    else:
        assert lines == []
    coloured = printed(findings, "text", "unused=2", "colour")
    assert re.sub(rb"\x1b\[\d+m", b"", coloured) == data and coloured != data
    printed(findings, "text", "ascii").decode("ascii", "strict")


# ---------------------------------------------------------------------- json

def check_json(findings):
    data = printed(findings, "json", "unused=3")
    strict.expect_quiet(data, "\n")
    document = strict.strict(data)
    strict.validator("cambium-1-check.schema.json").validate(document)
    assert [rule["id"] for rule in document["rules"]] == list(RULES)
    count = collections.Counter(f.state for f in findings)
    for letter, name in STATES.items():
        assert document[name] == count[letter]
    assert document["passed"] == (not failing(findings))
    assert (document["files"], document["unused_baseline"]) == (812, 3)
    assert len(document["findings"]) == len(findings)
    for one, record in zip(ordered(findings), document["findings"]):
        if one.path:
            assert strict.path_of(record) == one.path
        else:
            assert record["path"] is None
        assert record["name"] == (one.name.decode("utf-8", "each") or None)
        assert record["message"] == one.message.decode("utf-8", "each")
        assert (record["rule"], record["state"]) == (one.rule, STATES[one.state])
        assert (record["line"], record["end_line"]) == (one.line or None, one.end or None)
        assert record["value"] == one.value and record["limit"] == one.limit
        known = one.value is not None and one.state in "wa"
        assert record["accepted"] == (one.accepted if known else None), (one, record)
        reason = one.reason.decode("utf-8", "each") if one.state == "-" else ""
        assert record["reason"] == (reason or None)
        assert record["severity"] == RULES[one.rule]
    prints = [record["fingerprint"] for record in document["findings"]]
    assert len(prints) == len(set(prints))
    return {(f.rule, f.path, f.name, f.line, f.end): p for f, p in zip(ordered(findings), prints)}


# --------------------------------------------------------------------- sarif

def sarif_of(data):
    strict.expect_quiet(data, "\n")
    document = strict.strict(data)
    with open(SARIF, encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft4Validator.check_schema(schema)
    jsonschema.Draft4Validator(schema).validate(document)
    assert document["$schema"].endswith("/sarif-2.1.0.json")
    run, = document["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("cambium", "1.2.3")
    for rule in driver["rules"]:
        for key in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(rule[key]["text"]) <= 1024
        assert rule["defaultConfiguration"]["level"] == RULES[rule["id"]]
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    invocation, = run["invocations"]
    assert invocation["executionSuccessful"] is True
    return run, invocation["toolExecutionNotifications"]


def check_result(result, one, prints):
    rules = list(RULES)
    assert (result["ruleId"], rules[result["ruleIndex"]]) == (one.rule, one.rule)
    assert result["level"] == RULES[one.rule]
    text = message(one)
    if "](" in text:
        text = text.replace("[", "\\[").replace("]", "\\]")
    assert result["message"]["text"] == text
    location, = result["locations"]
    place = location["physicalLocation"]
    uri = place["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), uri
    assert not urllib.parse.urlsplit(uri).scheme
    assert urllib.parse.unquote_to_bytes(uri) == (one.path or b".")
    assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    if one.path:
        assert place["region"]["startLine"] == max(one.line, 1)
        assert place["region"].get("endLine", max(one.line, 1)) == max(one.line and one.end, one.line, 1)
    assert result["partialFingerprints"] == {
        "cambium/v1": prints[one.rule, one.path, one.name, one.line, one.end]}
    same = one.value is None or one.accepted == one.value
    assert result["baselineState"] == {"n": "new", "w": "updated", "-": "new",
                                       "a": "unchanged" if same else "updated"}[one.state]
    kinds = [s["kind"] for s in result["suppressions"]]
    assert kinds == {"a": ["external"], "-": ["inSource"]}.get(one.state, [])
    if one.state == "-" and one.reason:
        assert result["suppressions"][0]["justification"] == shown(one.reason)


def check_sarif(findings, prints):
    run, notes = sarif_of(printed(findings, "sarif"))
    assert notes == [] and len(run["results"]) == len(findings)
    for result, one in zip(run["results"], worst_first(findings)):
        check_result(result, one, prints)


def check_sarif_limit():
    """Of too many the worst are left, and that it is so is said."""
    many = [finding("cyclomatic", b"%d.py" % i, b"f", 1, 2, 16 + i, 15, "nwa-"[i % 4], 15)
            for i in range(7000)]
    run, notes = sarif_of(printed(many, "sarif"))
    kept = worst_first(many)[:5000]
    assert [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]] == \
        [f.path.decode() for f in kept]
    assert sum(map(fails, kept)) == 3500
    note, = notes
    assert note["level"] == "warning" and "5000 worst of 7000" in note["message"]["text"]


# -------------------------------------------------------------------- github

def command_of(line):
    """A line as GitHub's runner takes it: the name of a command, properties, data."""
    def undo(text, escapes):
        for escape, character in escapes:
            text = text.replace(escape, character)
        return text.replace("%25", "%")
    line = line.lstrip()
    assert line.startswith("::"), line
    info, separator, data = line[2:].partition("::")
    assert separator, line
    name, _, rest = info.partition(" ")
    properties = {}
    for pair in filter(None, rest.strip().split(",")):
        key, equals, value = pair.partition("=")
        assert equals and key not in properties and value, pair
        properties[key] = undo(value.lstrip("="), [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")])
    return name, properties, undo(data, [("%0D", "\r"), ("%0A", "\n")])


def github_path(one):
    """Ends of lines can be escaped there."""
    raw = one.path.replace(b"\n", b"").replace(b"\r", b"")
    plain = strict.is_utf8(raw) and not any(map(hidden, raw.decode()))
    return one.path.decode() if plain else shown(one.path)


def check_github(findings):
    data = printed(findings, "github", "unused=1")
    strict.expect_quiet(data, "\n")
    lines = data.decode().split("\n")
    assert lines.pop() == ""
    assert command_of(lines.pop()) == (
        "notice", {"title": "cambium check"},
        summary(findings) + "; 1 entry of the baseline is not needed any more")
    assert len(lines) == len(failing(findings))
    for line, one in zip(lines, failing(findings)):
        name, properties, text = command_of(line)
        assert (name, text) == (RULES[one.rule], message(one)), (line, one)
        assert properties.pop("title").startswith(one.rule + ": ")
        wanted = {}
        if one.path:
            wanted["file"] = ("./" if one.path.startswith(b"=") else "") + github_path(one)
            wanted.update({"line": str(one.line)} if one.line else {})
            wanted.update({"endLine": str(one.end)} if one.end > one.line > 0 else {})
        assert properties == wanted, (properties, one)


# -------------------------------------------------------------------- gitlab

def check_gitlab(findings, prints):
    data = printed(findings, "gitlab")
    strict.expect_quiet(data, "\n")
    issues = strict.strict(data)
    assert len(issues) == len(failing(findings))
    for issue, one in zip(issues, failing(findings)):
        lines = {"begin": max(one.line, 1)}
        lines.update({"end": one.end} if one.end > one.line else {})
        assert issue == {
            "description": message(one), "check_name": one.rule,
            "fingerprint": prints[one.rule, one.path, one.name, one.line, one.end],
            "severity": {"error": "major", "warning": "minor"}[RULES[one.rule]],
            "location": {"path": path_shown(one), "lines": lines}}, (issue, one)
        assert not issue["location"]["path"].startswith("./")


# --------------------------------------------------------------------- junit

def xml_text(text):
    """XML 1.0 has no characters but these."""
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def check_junit(findings):
    data = printed(findings, "junit")
    strict.expect_quiet(data, "\n")
    root = xml.etree.ElementTree.fromstring(data)
    assert root.tag == "testsuites" and [suite.get("name") for suite in root] == list(RULES)
    assert root.get("failures") == str(len(failing(findings)))
    assert root.get("tests") == str(len(root.findall("*/testcase")))
    for suite in root:
        bad = [f for f in failing(findings) if f.rule == suite.get("name")]
        cases = list(suite)
        assert (suite.get("tests"), suite.get("failures")) == (str(len(cases)), str(len(bad)))
        assert len(cases) == max(len(bad), 1)
        assert len({case.get("name") for case in cases}) == len(cases)
        if not bad:
            assert not list(cases[0]) and cases[0].get("classname") == suite.get("name")
        for case, one in zip(cases, bad):
            failure, = case
            place = path_shown(one) + (f":{one.line}" if one.line else "")
            assert case.get("file") == (xml_text(path_shown(one)) if one.path else None)
            assert failure.get("message") == xml_text(message(one))
            assert failure.text.startswith(xml_text(f"{place}: {message(one)}\n")), failure.text
            assert failure.get("type") == RULES[one.rule]


# ------------------------------------------------------------------ markdown

class Page(html.parser.HTMLParser):
    """Tables, what else is said, and each piece of text by itself."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.tags, self.pieces, self.said, self.cell = [], set(), [], "", None
        made = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough"],
                              input=text, stdout=subprocess.PIPE, check=True).stdout
        self.feed(made.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self.cell)
            self.cell = None

    def handle_data(self, data):
        self.pieces.append(data)
        if self.cell is None:
            self.said += data
        else:
            self.cell += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


def check_markdown(findings):
    data = printed(findings, "markdown", "unused=2")
    strict.expect_quiet(data, "\n")
    assert len(data.decode()) <= 65536
    page = Page(data)
    assert page.tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "span"}, \
        page.tags
    for piece in page.pieces:
        assert not re.search(r"[@#!$%~&^][\w\"]", piece), piece
    bad, others = failing(findings), [f for f in findings if not fails(f)]
    assert page.said.lstrip().startswith("The gate fails" if bad else "The gate passes")
    assert summary(findings) + "; 2 entries of the baseline are not needed any more" in page.said
    tables = list(page.tables)
    if bad:
        head, *rows = tables.pop(0)
        assert head == ["state", "place", "rule", "finding"]
        assert len(rows) == min(len(bad), 50)
        assert (f"and {len(bad) - 50} more" in page.said) == (len(bad) > 50)
        for row, one in zip(rows, bad):
            place = shown(one.path or b".") + (f":{one.line}" if one.line else "")
            # Spaces at the ends of cells are nobody's.
            assert row == [STATES[one.state], place.strip(), one.rule, message(one).strip()], (row, one)
    if others:
        head, *rows = tables.pop(0)
        count = collections.Counter((f.rule, f.state) for f in others)
        assert rows == [[rule, str(count[rule, "a"]), str(count[rule, "-"])] for rule in RULES
                        if count[rule, "a"] + count[rule, "-"]]
    assert not tables


def check_markdown_limit():
    """Names that take the most bytes there are don't make it longer than GitHub takes."""
    for name in (b"@a" * 20000, b"\xff" * 9000, "\u0301".encode() * 9000, b"[" * 9000):
        many = [finding("cyclomatic", name, b"f%d" % i, 1, 2, 16, 15, message=name) for i in range(200)]
        data = printed(many, "markdown")
        assert len(data) <= 65536 and b"\nand " in data
        for form in ("sarif", "github", "gitlab", "junit"):
            printed(many, form)


# ------------------------------------------------------------------- samples

def check(findings):
    check_text(findings)
    prints = check_json(findings)
    check_sarif(findings, prints)
    check_github(findings)
    check_gitlab(findings, prints)
    check_junit(findings)
    check_markdown(findings)
    return prints


def check_order(findings):
    for form in FORMATS:
        assert printed(findings, form) == printed(findings[::-1], form), f"{form} depends on the order"


def of_state(state):
    return [
        finding("cyclomatic", b"src/cart.py", b"Cart.total", 12, 40, 31, 15, state, 28, reason=b"until #12"),
        finding("coverage", b"src/cart.py", b"", 0, 0, 12.5, 50, state, 25, b"src runs 12.5 % of its lines"),
        finding("untested", b"src/old.py", b"", state=state, message=b"it has no tests"),
        finding("cycles", b"", b"a -> b", state=state, message=b"a and b import each other"),
    ]


def hostile():
    rules = ["cyclomatic", "coverage", "untested", "cycles"]
    for i, name in enumerate(HOSTILE):
        rule, state = rules[i % 4], "nnwa-"[i % 5]
        value = None if i % 4 > 1 else 16 + i
        state = "n" if state == "w" and value is None else state
        # What could be the name of a file, as a file; and as all else.
        yield finding(rule, name, b"f", i, i + i % 3, value, value and 15 + (i % 4) * 100, state, 1.5)
        yield finding(rule, b"a.py", name, i, 0, value, value and 15, state, 16, reason=name)
        yield finding(rule, name, name, 0, 0, value, value and 15, state, 16, message=name, reason=name)


def many(seed):
    """So many that a comment can't show all, with names that clash."""
    random.seed(seed)
    for i in range(300):
        value = random.choice([None, 16, 20, 400])
        yield finding(random.choice(["cyclomatic", "untested"]), random.choice([b"a.py", b"b/c.py", b""]),
                      random.choice([b"f", b"g", b""]), i, i + random.randrange(5), value, value and 15,
                      random.choice("na-" if value is None else "nwa-"), 15.25)


def main():
    check([])
    for state in STATES:
        check([f if f.value is not None or state != "w" else f._replace(state="n") for f in of_state(state)])
    check([f for f in of_state("n") if f.rule == "cyclomatic"])
    prints = check(list(hostile()))
    check_order(list(hostile()))
    check_order(list(many(3)))
    # Few enough that a comment shows each.
    bad = [f._replace(state="n") for f in hostile()]
    for at in range(0, len(bad), 50):
        check(bad[at:at + 50])
    # Lines and values may change.
    moved = [f._replace(line=f.line and f.line + 100, end=f.end and f.end + 100) for f in hostile()]
    assert sorted(check_json(moved).values()) == sorted(prints.values())
    for seed in range(1 if os.environ.get("CAMBIUM_SANITIZE") else 3):
        check(list(many(seed)))
    check_sarif_limit()
    check_markdown_limit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
