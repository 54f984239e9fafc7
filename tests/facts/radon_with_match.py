"""radon 5.1 knows no match statement; whoever imports this teaches its visitor the rule
of radon 6."""
import ast

from radon.visitors import ComplexityVisitor

radon_visit = ComplexityVisitor.generic_visit


def visit_with_match(self, node):
    if isinstance(node, ast.Match):
        anything = any(isinstance(c.pattern, ast.MatchAs) and c.pattern.pattern is None
                       for c in node.cases)
        self.complexity += len(node.cases) - anything
    radon_visit(self, node)


ComplexityVisitor.generic_visit = visit_with_match
