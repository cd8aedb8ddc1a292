"""monoscan: facts, graph, boundaries and extraction plan of a monolith."""

__version__ = "0.1.0"
