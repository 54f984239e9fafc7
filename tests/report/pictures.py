#!/usr/bin/python3
"""Pictures of graphs are what a strict reader takes, and show what the plainest way to
collapse a graph gives; names that mean harm stay names.

The readers here take less than Graphviz and Mermaid do: one statement a line, no label
outside of quotes. Where Graphviz is installed, it has to agree without a complaint."""

import collections
import os
import random
import re
import shutil
import subprocess
import sys

import strict

SAMPLE = os.path.join(os.environ["CAMBIUM_BUILD"], "picture_sample")

HOSTILE = [
    b'a"b', b"a\\", b'a\\"]; evil [label="', b"a\nb", b"\r\n}", b"%%{init: {}}%%", b"%% no",
    b"`md`", b"<b>x</b>", b"&lt;script&gt;", b"&", b"#quot;", b"#34;", b"];n9", b'"]\nend',
    b"end", b"subgraph x", b"style n0 fill:#f00;", b"classDef a fill:#f00;", b"$$x$$",
    b"fa:fa-ban", b"{}|()<>", b"\xff\xfe", "größe.漢字".encode(), "\u202eevil".encode(),
    b"\x1b[31m", b"\x01", b"", b".", b"..", b".a", b"a.", b"a..b", b" ", b"1. one", b"- x",
    "ﬂ°°60¶ß".encode(), b"\\N\\G", b"n0 -> n1", b"--> n1", b"//", b"/*", b"*/ x", b"click n0",
    b"!marked", b"!marked.too", b"a-b", b"a", b"a.b.c", b"a.b.d", b"a;b", b"@{shape: x}",
]

STRING = r'"((?:[^"\\]|\\["\\])*)"'
LOOK = r"color=red, penwidth=2"
DOT_NODE = re.compile(rf"  n(\d+) \[label={STRING}(, {LOOK})?(, style=dashed)?\];")
DOT_EDGE = re.compile(
    rf'  n(\d+) -> n(\d+)(?: \[(?:label="(\d+)")?(?:, )?({LOOK})?\])?;')
SAFE = r"((?:[A-Za-z0-9./_ ()-]|#\d+;)+)"
MERMAID_NODE = re.compile(rf'  n(\d+)(?:\["{SAFE}"\]|\("(\d+ others)"\))')
MERMAID_EDGE = re.compile(r"  n(\d+) -->(?:\|(\d+)\|)? n(\d+)")

Node = collections.namedtuple("Node", "label mark others")


def draw(form, names, edges, budget, title=None):
    fields = list(names) + [str(int(n)).encode() for e in edges for n in e]
    command = [SAMPLE, form, str(budget), str(len(names))] + ([title] if title is not None else [])
    done = subprocess.run(command, input=b"".join(f + b"\0" for f in fields),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    strict.expect_quiet(done.stdout, "\n")
    return done.stdout.decode(), [int(n) for n in done.stderr.split()]


# ------------------------------------------------------------------- readers

def read_dot(text):
    lines = text.split("\n")
    assert lines.pop() == "" and lines.pop() == "}"
    assert lines[1:4] == ["digraph {", "  rankdir=LR;", "  node [shape=box];"], lines[:4]
    summary, rest = lines[0], lines[4:]
    assert summary.startswith("// ")
    title = None
    if rest and rest[0] == "  labelloc=t;":
        title = dot_string(re.fullmatch(rf"  label={STRING};", rest[1]).group(1))
        rest = rest[2:]
    nodes, links = [], {}
    for line in rest:
        node, edge = DOT_NODE.fullmatch(line), DOT_EDGE.fullmatch(line)
        if node:
            assert int(node.group(1)) == len(nodes) and not links, line
            nodes.append(Node(dot_string(node.group(2)), bool(node.group(3)),
                              bool(node.group(4))))
        else:
            assert edge, f"not a statement: {line}"
            assert not line.endswith(" [];"), line
            link = int(edge.group(1)), int(edge.group(2))
            assert link not in links and sorted(links) == list(links)
            links[link] = int(edge.group(3) or 1), bool(edge.group(4))
    assert all(n < len(nodes) for link in links for n in link)
    return summary[3:], title, nodes, links


def dot_string(text):
    """Quotes and escapes of Graphviz undone, then its entities."""
    text = re.sub(r'\\(["\\])', r"\1", text)
    assert re.fullmatch(r"(?:[^&]|&amp;)*", text), text
    return text.replace("&amp;", "&")


def read_mermaid(text):
    assert text.isascii() and len(text) <= 50000
    lines = text.split("\n")
    assert lines.pop() == "" and lines[0].startswith("%% ") and lines[1] == "flowchart LR"
    summary, rest = lines[0][3:], lines[2:]
    title, nodes, links, order = None, [], {}, []
    for line in rest:
        node, edge = MERMAID_NODE.fullmatch(line), MERMAID_EDGE.fullmatch(line)
        if line.startswith("  accTitle: "):
            assert title is None and not nodes
            title = entities(re.fullmatch(SAFE, line[12:]).group(1))
        elif node:
            assert int(node.group(1)) == len(nodes) and not links, line
            nodes.append(Node(entities(node.group(2) or node.group(3)), False,
                              bool(node.group(3))))
        elif edge:
            order.append((int(edge.group(1)), int(edge.group(3))))
            assert order[-1] not in links
            links[order[-1]] = int(edge.group(2) or 1), False
        else:
            mermaid_mark(line, nodes, links, order)
    assert order == sorted(order) and len(order) <= 500
    assert all(n < len(nodes) for link in links for n in link)
    return summary, title, nodes, links


def mermaid_mark(line, nodes, links, order):
    look = "stroke:red,stroke-width:3px"
    edges = re.fullmatch(rf"  linkStyle ((?:\d+,)*\d+) {look}", line)
    marked = re.fullmatch(r"  class ((?:n\d+,)*n\d+) emphasised", line)
    if edges:
        for number in map(int, edges.group(1).split(",")):
            links[order[number]] = links[order[number]][0], True
    elif marked:
        for number in (int(n[1:]) for n in marked.group(1).split(",")):
            nodes[number] = nodes[number]._replace(mark=True)
    else:
        assert line == f"  classDef emphasised {look}", f"not a statement: {line}"


def entities(text):
    """Quotes may not be empty: one space as its number stands for nothing."""
    if text == "#32;":
        return ""
    return re.sub(r"#(\d+);", lambda m: chr(int(m.group(1))), text)


# --------------------------------------------------------------------- model

class Level:
    """Names to groups, the plainest way."""

    def __init__(self, names, edges, depth, others, group_of):
        self.depth, self.others, self.edges = depth, others, edges
        by = separator(names)
        self.keys = sorted(set(group_of.values()))
        number = {key: i for i, key in enumerate(self.keys)}
        self.at = [number[group_of[name]] for name in names]
        self.count = collections.Counter(self.at)
        self.marked = {self.at[i] for i, name in enumerate(names) if name[:1] == b"!"}
        self.cut = {self.at[i] for i, name in enumerate(names)
                    if depth and list(self.keys[self.at[i]][1]) != name.split(by)}
        self.links = {}
        for start, end, sites, mark in edges:
            link = self.at[start], self.at[end]
            if link[0] == link[1] and depth:
                self.marked |= {link[0]} if mark else set()
                continue
            before = self.links.get(link, (0, False))
            self.links[link] = before[0] + sites, before[1] or bool(mark)
        self.links = dict(sorted(self.links.items()))


def separator(names):
    return b"/" if any(b"/" in name for name in names) else b"."


def levels(names, edges):
    """From the coarsest to the finest; each key is (is it others?, parts)."""
    split = {name: name.split(separator(names)) for name in names}
    deepest = max(map(len, split.values()), default=1)
    cut = [{name: (0, tuple(p[:depth])) for name, p in split.items()}
           for depth in range(1, deepest + 1)]
    while len(cut) > 1 and len(set(cut[-2].values())) == len(split):
        cut.pop()
    first = Level(names, edges, 1, 0, cut[0])
    weight = collections.Counter()
    for (start, end), (sites, _) in first.links.items():
        weight[start] += sites
        weight[end] += sites
    by_weight = sorted(range(len(first.keys)), key=lambda g: (-weight[g], g))
    made = []
    for kept in range(len(first.keys) - 1):
        stay = {first.keys[g] for g in by_weight[:kept]}
        group_of = {name: key if key in stay else (1, ()) for name, key in cut[0].items()}
        made.append(lambda g=group_of: Level(
            names, edges, 1, sum(g[name][0] for name in names), g))
    for depth, group_of in enumerate(cut, 1):
        shown = 0 if depth == len(cut) else depth
        full = {name: (0, tuple(p)) for name, p in split.items()}
        made.append(lambda d=shown, g=group_of if shown else full:
                    Level(names, edges, d, 0, g))
    return made


def expected(names, edges, budget, most_edges):
    for make in reversed(levels(names, edges)):
        level = make()
        if (not budget or len(level.keys) <= budget) and len(level.links) <= most_edges:
            return level
    return level


def expect_node(names, level, g, node):
    is_others, cut = level.keys[g]
    assert node.mark == (g in level.marked), (node, level.keys[g])
    assert node.others == bool(is_others)
    if is_others:
        assert node.label == f"{level.others} others"
        return
    label = node.label
    if level.count[g] > 1 or g in level.cut:
        end = f" ({level.count[g]})"
        assert label.endswith(end), (label, end)
        label = label[:-len(end)]
    assert strict.unescape(label) == separator(names).join(cut), (label, cut)


def expect_summary(summary, note, level):
    how = {0: "shown", 1: "shown by their first name"}.get(
        level.depth, f"shown by their first {level.depth} names")
    if level.others:
        how += f", the {len(level.keys) - 1} with the most imports and {level.others} others"
    some = "" if note[0] == 1 else "s"
    edges = "" if note[1] == 1 else "s"
    assert summary == (f"{note[0]} module{some} and {note[1]} import{edges}; {how}: "
                       f"{note[2]} and {note[3]}"), summary


def check(names, edges, budget):
    for form, read, most in (("dot", read_dot, 1 << 30), ("mermaid", read_mermaid, 500)):
        text, note = draw(form, names, edges, budget)
        summary, _, nodes, links = read(text)
        level = expected(names, edges, budget, most)
        assert note == [len(names), len(edges), len(nodes), len(links), level.depth,
                        level.others], (form, note)
        assert not budget or len(nodes) <= budget
        expect_summary(summary, note, level)
        assert len(nodes) == len(level.keys)
        for g, node in enumerate(nodes):
            expect_node(names, level, g, node)
        assert links == level.links, (form, budget, set(links.items()) ^ set(level.links.items()))
        if form == "dot":
            expect_graphviz_agrees(text)
            # Another order and other numbers: the same picture.
            assert draw(form, *shuffled(names, edges), budget)[0] == text


def shuffled(names, edges):
    order = list(range(len(names)))
    random.shuffle(order)
    number = {old: new for new, old in enumerate(order)}
    edges = [(number[a], number[b], s, m) for a, b, s, m in edges]
    random.shuffle(edges)
    return [names[old] for old in order], edges


def expect_graphviz_agrees(text):
    if not shutil.which("nop"):
        return
    done = subprocess.run(["nop"], input=text.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    assert done.returncode == 0 and not done.stderr, done.stderr


def random_graph(nodes, edges, alphabet, cut):
    names = list({cut.join(random.choice(alphabet) for _ in range(random.randint(1, 4)))
                  for _ in range(nodes)})
    return names, [(random.randrange(len(names)), random.randrange(len(names)),
                    random.randint(1, 3), random.random() < 0.1) for _ in range(edges)]


def main():
    random.seed(1)
    check([], [], 0)
    check([b"a"], [(0, 0, 1, 1)], 1)
    edges = [(random.randrange(len(HOSTILE)), random.randrange(len(HOSTILE)), 1, i % 3 == 0)
             for i in range(80)]
    for budget in (0, 1, 12, 40):
        check(HOSTILE, edges, budget)
        dotted = [name for name in HOSTILE if b"/" not in name]
        check(dotted, [e for e in edges if max(e[:2]) < len(dotted)], budget)
    for title in HOSTILE[:12]:
        for form, read in (("dot", read_dot), ("mermaid", read_mermaid)):
            shown = read(draw(form, [b"a"], [], 0, title)[0])[1]
            assert strict.unescape(shown) == title, (form, title)
    for round_ in range(6):
        letters = [b"a", b"b", b"ab", b"a-b", b"", b"!c", b"\x01", b"\xff"]
        names, edges = random_graph(30, 60, letters, b"./"[round_ % 2:][:1])
        check(names, edges, random.randint(1, 35))
    # More than Mermaid takes: by edges at the first names, and without any of them alike.
    check(*random_graph(300, 2000, [b"pkg%d" % i for i in range(40)], b"."), 0)
    check(*random_graph(90, 2500, [b"m%d" % i for i in range(60)], b"\xff"), 0)
    expect_long_names_fit()
    return 0


def expect_long_names_fit():
    """By characters too; and no name is longer than it can be read."""
    names = [b"p%d." % (i % 7) + b"x" * 90 + b"%d" % i for i in range(600)]
    names += [b"y" * 100000, "z\u0301".encode() + "\u0301".encode() * 100000]
    summary, _, nodes, _ = read_mermaid(draw("mermaid", names, [], 0)[0])
    assert len(nodes) == 9 and "by their first name:" in summary
    assert max(len(node.label) for node in nodes) < 600
    long = [b"x" * i + b"\x02" * 200 for i in range(500)]
    text, note = draw("mermaid", long, [], 0)
    assert note[5] and len(read_mermaid(text)[2]) > 100


if __name__ == "__main__":
    sys.exit(main())
