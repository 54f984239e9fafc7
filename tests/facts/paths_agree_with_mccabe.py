#!/usr/bin/python3
"""Compares our mccabe number of each function with what Debian's mccabe gives.

    paths_agree_with_mccabe.py          a sample of each corpus
    paths_agree_with_mccabe.py sweep    all of it, or the slice CAMBIUM_SWEEP_SLICE=K/N
    paths_agree_with_mccabe.py FILE...  these files, or those in these folders

mccabe lists no function that stands in another one or in a loop, an if or a try; each
function is shown to it by itself, too, which gives those a number."""
import collections
import sys

import mccabe
from oracle import compared_files, functions_in


def graphs_of(node, walk):
    visitor = mccabe.PathGraphingAstVisitor()
    visitor.visitor = visitor
    walk(visitor, node)
    return list(visitor.graphs.values())


def alone(function):
    (graph,) = graphs_of(function, lambda visitor, node: visitor.dispatch(node))
    return graph.complexity()


def listed(tree):
    """What mccabe says of the file: numbers by line, those of functions."""
    graphs = graphs_of(tree, lambda visitor, node: visitor.preorder(node, visitor))
    return {g.lineno: g.complexity() for g in graphs
            if not g.name.startswith(("If ", "Loop ", "TryExcept "))}


def main(args):
    sys.setrecursionlimit(20000)
    counts, left_out, differences = collections.Counter(), collections.Counter(), []
    for path, _, tree, ours in compared_files(args, left_out):
        by_file = listed(tree)
        for function, got in zip(functions_in(tree), ours["function_list"], strict=True):
            want = {alone(function), by_file.get(function.lineno, got["mccabe"])}
            counts["functions"] += 1
            counts["listed"] += function.lineno in by_file
            if want != {got["mccabe"]}:
                differences.append(f"{path}:{function.lineno}: {want}, not {got['mccabe']}")
    for line in differences[:40]:
        print("different:", line)
    print(f"{counts['functions'] - len(differences)} of {counts['functions']} functions "
          f"equal, {counts['listed']} of them listed by mccabe; files left out: "
          f"{dict(left_out)}")
    return 1 if differences or not counts["listed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
