#!/usr/bin/python3
"""What engine/graph says of random graphs of many shapes is what the plainest of algorithms say.

graph_agrees.py [SEED [GRAPHS]]
"""
import functools
import itertools
import json
import os
import random
import subprocess
import sys

DUMP = os.path.join(os.environ.get("CAMBIUM_BUILD", "build/test"), "graph_dump")
ENOUGH = 2**31
ALL, LIMIT, WORK, WITNESS = range(4)
UNKNOWN = 2**32 - 1


# Graphs: lists of (from, to).

def sparse(dice, nodes):
    return [(dice.randrange(nodes), dice.randrange(nodes)) for _ in range(dice.randrange(2 * nodes))]


def dense(dice, nodes):
    return [pair for pair in itertools.product(range(nodes), repeat=2) if dice.random() < 0.6]


def acyclic(dice, nodes):
    names = dice.sample(range(nodes), nodes)
    return [(names[a], names[b]) for a, b in itertools.combinations(range(nodes), 2) if dice.random() < 0.35]


def ring(dice, nodes):
    names = dice.sample(range(nodes), nodes)
    return list(zip(names, names[1:] + names[:1])) + sparse(dice, nodes)[:dice.randrange(4)]


def star(dice, nodes):
    hub = dice.randrange(nodes)
    return [(hub, n) if dice.random() < 0.5 else (n, hub) for n in range(nodes)]


def tournament(dice, nodes):
    return [pair if dice.random() < 0.5 else pair[::-1] for pair in itertools.combinations(range(nodes), 2)]


def layers(dice, nodes):
    """A layer points at the next, and sometimes one looks back."""
    layer = [dice.randrange(4) for _ in range(nodes)]
    return [(a, b) for a, b in itertools.permutations(range(nodes), 2)
            if dice.random() < (0.5 if layer[b] == layer[a] + 1 else 0.05)]


def both_ways(dice, nodes):
    return [pair for a, b in sparse(dice, nodes) for pair in ((a, b), (b, a))]


def clusters(dice, nodes):
    cluster = [dice.randrange(3) for _ in range(nodes)]
    return [(a, b) for a, b in itertools.product(range(nodes), repeat=2)
            if dice.random() < (0.3 if cluster[a] == cluster[b] else 0.04 if cluster[a] < cluster[b] else 0)]


SHAPES = [sparse, dense, acyclic, ring, star, tournament, layers, both_ways, clusters]


class Graph:
    def __init__(self, dice, shape, nodes, limit, work):
        self.nodes, self.limit, self.work = nodes, limit, work
        self.mask = dice.choice([255, 255, 1, 3, 6])
        self.given = [(a, b, dice.randint(1, 5), dice.choice([1, 1, 1, 2, 4, 5]))
                      for a, b in (shape(dice, nodes) if nodes else [])]
        self.given += [dice.choice(self.given) for _ in range(3) if self.given]
        self.questions = []
        if nodes:
            node = functools.partial(dice.randrange, nodes)
            for _ in range(4):
                self.questions.append(("reach", dice.randrange(2), dice.choice([-1, -1, 0, 1, 2]),
                                       [node() for _ in range(dice.randrange(4))]))
                self.questions.append(("path", node(), node(), dice.choice([1, 3, 100])))
        self.neighbours = {n: sorted({b for a, b, _, kinds in self.given if a == n and kinds & self.mask})
                           for n in range(nodes)}
        self.reached = {n: reached_from(self.neighbours, n) for n in range(nodes)}

    def text(self):
        lines = [f"graph {self.nodes} {len(self.given)} {self.mask} {self.limit} {self.work}"]
        lines += [" ".join(map(str, edge)) for edge in self.given]
        for what, *rest in self.questions:
            if what == "reach":
                backwards, depth, starts = rest
                rest = [backwards, depth, len(starts), *starts]
            lines.append(" ".join(map(str, [what, *rest])))
        return "\n".join(lines + ["end", ""])


def reached_from(neighbours, start):
    seen, todo = {start}, [start]
    while todo:
        for other in neighbours[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def summed(edges):
    sums = {}
    for a, b, sites, kinds in edges:
        sums[a, b, kinds] = sums.get((a, b, kinds), 0) + sites
    return [[a, b, sites, kinds] for (a, b, kinds), sites in sorted(sums.items())]


def check_components(graph, said):
    numbers, expected = {}, []
    for n in range(graph.nodes):
        same = frozenset(m for m in graph.reached[n] if n in graph.reached[m])
        expected.append(numbers.setdefault(same, len(numbers)))
    assert said["component"] == expected
    assert sorted(said["order"]) == list(range(len(numbers)))
    place = {c: i for i, c in enumerate(said["order"])}
    for n, others in graph.neighbours.items():
        assert all(place[expected[n]] <= place[expected[m]] for m in others)
    return expected, sorted(numbers, key=min)


def check_shape(graph, said, component, members):
    below = {c: {component[m] for n in nodes for m in graph.neighbours[n]} - {c}
             for c, nodes in enumerate(members)}

    @functools.cache
    def depth(c):
        return max((depth(other) + 1 for other in below[c]), default=0)

    assert said["depth"] == [depth(c) for c in component]
    assert said["fan_out"] == [len(set(graph.neighbours[n]) - {n}) for n in range(graph.nodes)]
    assert said["fan_in"] == [sum(n in others and n != m for m, others in graph.neighbours.items())
                              for n in range(graph.nodes)]
    assert said["sizes"] == [len(graph.reached[n]) for n in range(graph.nodes)]
    assert said["sizes_backwards"] == [sum(n in reached for reached in graph.reached.values())
                                       for n in range(graph.nodes)]
    return below


def check_condensed(graph, said, component, below):
    assert said["condensed"] == summed(
        (component[a], component[b], sites, kinds & graph.mask)
        for a, b, sites, kinds in graph.given if kinds & graph.mask and component[a] != component[b])
    for (a, b, _, _), mark in zip(said["condensed"], said["marks"]):
        implied = any(b in reached_from(below, other) for other in below[a] - {b})
        assert mark == (2 if implied else 1) or (mark == 0 and graph.work < ENOUGH)


def simple_cycles(neighbours):
    """All of them, each from its smallest node on, the shortest first."""
    found = []

    def walk(path):
        for other in neighbours[path[-1]]:
            if other == path[0]:
                found.append(list(path))
            elif other > path[0] and other not in path:
                walk(path + [other])

    for n in neighbours:
        walk([n])
    return sorted(found, key=lambda cycle: (len(cycle), cycle))


def check_cycles(graph, part, neighbours):
    every, said = simple_cycles(neighbours), part["cycles"]
    if part["end"] == WITNESS:
        assert len(said) == 1 and said[0] in every and graph.work < ENOUGH
        return
    assert said == every[:len(said)]
    if part["end"] == ALL:
        assert len(said) == len(every)
    elif part["end"] == LIMIT:
        assert len(said) == graph.limit
    else:
        assert graph.work < ENOUGH


def cyclic_parts(neighbours):
    """The size of the largest component with a cycle, and of all of them."""
    reached = {n: reached_from(neighbours, n) for n in neighbours}
    parts = {frozenset(m for m in reached[n] if n in reached[m]) for n in neighbours}
    sizes = [len(part) for part in parts if len(part) > 1 or min(part) in neighbours[min(part)]]
    return [max(sizes, default=0), sum(sizes)]


def without(neighbours, cuts):
    return {n: [m for m in others if (n, m) not in cuts] for n, others in neighbours.items()}


def least_feedback(sites, nodes):
    """By which node comes first, over all sets of nodes that are left."""
    @functools.cache
    def least(left):
        return min((least(left - {n}) + sum(sites.get((m, n), 0) for m in left if m != n) for n in left),
                   default=0)

    return least(frozenset(range(nodes))) + sum(sites.get((n, n), 0) for n in range(nodes))


def check_feedback(graph, part, sites, neighbours):
    cuts = {(a, b) for a, b, *_ in part["cuts"]}
    assert len(cuts) == len(part["cuts"]) and all(sites[a, b] == s for a, b, s, *_ in part["cuts"])
    assert part["cuts"] == sorted(part["cuts"], key=lambda cut: (cut[2], cut[0], cut[1]))
    assert part["sites"] == sum(sites[cut] for cut in cuts)
    assert part["before"] == cyclic_parts(neighbours)
    assert part["after"] == [0, 0] == cyclic_parts(without(neighbours, cuts))
    for a, b, _, *alone in part["cuts"]:
        assert alone == cyclic_parts(without(neighbours, {(a, b)})) or (
            graph.work < ENOUGH and alone == [UNKNOWN, UNKNOWN])
    loops = sum(s for (a, b), s in sites.items() if a == b)
    assert part["sites"] <= loops + (sum(sites.values()) - loops) / 2
    assert part["irreducible"] or graph.work < ENOUGH
    if part["irreducible"]:
        for cut in cuts:
            assert cyclic_parts(without(neighbours, cuts - {cut})) != [0, 0]
    assert part["cheapest"] == (len(neighbours) <= 16)
    if len(neighbours) <= 9:
        assert part["sites"] == least_feedback(sites, len(neighbours))


def check_component(graph, part, members):
    place = {n: i for i, n in enumerate(sorted(members))}
    sites = {}
    for a, b, s, kinds in graph.given:
        if kinds & graph.mask and a in place and b in place:
            pair = place[a], place[b]
            sites[pair] = sites.get(pair, 0) + s
    assert part["edges"] == [[a, b, s, 1] for (a, b), s in sorted(sites.items())]
    neighbours = {n: [b for a, b in sorted(sites) if a == n] for n in range(len(place))}
    if len(members) <= 9:
        check_cycles(graph, part, neighbours)
    check_feedback(graph, part, sites, neighbours)


def distances(neighbours, starts):
    found, now = {}, set(starts)
    for distance in itertools.count():
        if not now:
            return found
        found.update((n, distance) for n in now)
        now = {m for n in now for m in neighbours[n]} - set(found)


def check_reach(graph, said, backwards, depth, starts):
    neighbours = graph.neighbours
    if backwards:
        neighbours = {n: [m for m in neighbours if n in neighbours[m]] for n in neighbours}
    expected = {str(n): d for n, d in distances(neighbours, starts).items() if depth < 0 or d <= depth}
    assert said == {"count": len(expected), "found": expected}


def check_paths(graph, said, start, end, limit):
    far = distances(graph.neighbours, [start])
    if end not in far:
        assert said == {"length": -1, "total": 0, "paths": []}
        return
    ways = [[start]]
    for distance in range(1, far[end] + 1):
        ways = [way + [m] for way in ways for m in graph.neighbours[way[-1]] if far[m] == distance]
    ways = sorted(way for way in ways if way[-1] == end)
    assert said == {"length": far[end], "total": len(ways), "paths": ways[:limit]}


def check(graph, said):
    assert said["edges"] == summed(graph.given)
    component, members = check_components(graph, said)
    below = check_shape(graph, said, component, members)
    check_condensed(graph, said, component, below)
    cyclic = [c for c, nodes in enumerate(members)
              if len(nodes) > 1 or min(nodes) in graph.neighbours[min(nodes)]]
    assert [part["component"] for part in said["components"]] == cyclic
    for part in said["components"]:
        check_component(graph, part, members[part["component"]])
    for (what, *question), answer in zip(graph.questions, said["answers"], strict=True):
        (check_reach if what == "reach" else check_paths)(graph, answer, *question)


def dump(graphs):
    run = subprocess.run([DUMP], input="".join(graph.text() for graph in graphs), text=True,
                         capture_output=True)
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def main():
    dice = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    graphs = []
    for i in range(count):
        shape = SHAPES[i % len(SHAPES)]
        nodes = dice.randrange(40) if i % 10 == 0 and shape is not dense else dice.randrange(1, 9)
        graphs.append(Graph(dice, shape, nodes, dice.choice([1, 5, 100000]),
                            ENOUGH if i % 4 else dice.randrange(300)))
    lines = dump(graphs)
    assert len(lines) == count
    for graph, line in zip(graphs, lines):
        try:
            check(graph, json.loads(line))
        except AssertionError:
            print(graph.text(), line, file=sys.stderr)
            raise
    for graph in graphs:
        dice.shuffle(graph.given)
    assert dump(graphs) == lines, "another order of edges gives another answer"


main()
