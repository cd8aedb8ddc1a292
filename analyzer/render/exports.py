"""The graph for other tools: Graphviz, Mermaid, GraphML, Structurizr."""

from xml.sax.saxutils import escape, quoteattr

from analyzer.measure.crossing import is_cut
from analyzer.model.analysis import Analysis
from analyzer.model.measures import Pair
from analyzer.model.plain import plain
from analyzer.render.options import RenderOptions
from analyzer.render.services import Service
from analyzer.render.tables import boundary_of
from analyzer.render.view import View, view
from analyzer.render.words import some

MERMAID_EDGES = 400
CUT_COLOUR = "#c24f00"


def dot(analysis: Analysis, options: RenderOptions) -> str:
    """Modules as nodes, one cluster a boundary, what must be cut in orange."""
    shown = view(analysis)
    home = boundary_of(shown)
    lines = [f"digraph {_quoted(analysis.name)} {{", '  rankdir=LR; node [shape=box fontname="sans-serif"];']
    for place, service in enumerate(shown.services):
        lines += [f"  subgraph cluster_{place} {{", f"    label={_quoted(service.name)};"]
        lines += [f"    {_quoted(node.key)};" for node in shown.nodes if node.boundary == service.name]
        lines.append("  }")
    lines += [f"  {_quoted(node.key)};" for node in shown.nodes if not shown.services]
    for edge in shown.edges:
        cut = is_cut(home.get(edge.dependent, ""), home.get(edge.dependency, ""))
        colour = f' color="{CUT_COLOUR}"' if cut else ""
        lines.append(
            f"  {_quoted(edge.dependent)} -> {_quoted(edge.dependency)} [label={edge.count}{colour}];"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    """A DOT string; a backslash would start an escape there."""
    return '"' + plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def mermaid(analysis: Analysis, options: RenderOptions) -> str:
    """Boundaries where there are any, else modules: the heaviest MERMAID_EDGES dependencies."""
    shown = view(analysis)
    if shown.services:
        return _mermaid([one.name for one in shown.services], _between(shown), "boundary")
    heaviest = sorted(shown.edges, key=lambda e: (-e.count, e.dependent, e.dependency))[:MERMAID_EDGES]
    edges = sorted((edge.dependent, edge.dependency, edge.count) for edge in heaviest)
    names = sorted({name for edge in edges for name in edge[:2]})
    text = _mermaid(names, edges, "module")
    if len(edges) < len(shown.edges):
        text += f"%% the heaviest {len(edges)} of {some(len(shown.edges), 'dependency', 'dependencies')}\n"
    return text


def _between(shown: View) -> list[tuple[str, str, int]]:
    return [(p.dependent, p.dependency, p.count) for p in shown.pairs if p.dependent != p.dependency]


def _mermaid(names: list[str], edges: list[tuple[str, str, int]], what: str) -> str:
    number = {name: f"n{place}" for place, name in enumerate(names)}
    lines = [f"%% one node a {what}; a number counts references", "flowchart LR"]
    lines += [f'  {number[name]}["{_entities(name)}"]' for name in names]
    lines += [f"  {number[a]} -->|{count}| {number[b]}" for a, b, count in edges]
    return "\n".join(lines) + "\n"


def _entities(text: str) -> str:
    """Anything but letters, digits and plain separators as a numeric entity of Mermaid."""
    return "".join(c if c.isalnum() or c in "._-/ " else f"#{ord(c)};" for c in text)


def graphml(analysis: Analysis, options: RenderOptions) -> str:
    """Modules and dependencies with all their numbers, for yEd, Gephi and others."""
    shown = view(analysis)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(
            f'<key id="{name}" for="{what}" attr.name="{name}" attr.type="{kind}"/>'
            for name, what, kind in _KEYS
        ),
        '<graph edgedefault="directed">',
    ]
    for node in shown.nodes:
        data = (
            ("module", node.module),
            ("boundary", node.boundary),
            ("lines", node.lines),
            ("files", node.files),
        )
        lines.append(f"<node id={_attribute(node.key)}>{_data(data)}</node>")
    for edge in shown.edges:
        ends = f"source={_attribute(edge.dependent)} target={_attribute(edge.dependency)}"
        lines.append(f"<edge {ends}>{_data((('count', edge.count), ('kind', edge.kind)))}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>"]) + "\n"


_KEYS = (
    ("module", "node", "string"),
    ("boundary", "node", "string"),
    ("lines", "node", "int"),
    ("files", "node", "int"),
    ("count", "edge", "int"),
    ("kind", "edge", "string"),
)


def _attribute(text: str) -> str:
    return quoteattr(plain(text))


def _data(rows: tuple[tuple[str, object], ...]) -> str:
    return "".join(f'<data key="{key}">{escape(plain(str(value)))}</data>' for key, value in rows)


def structurizr(analysis: Analysis, options: RenderOptions) -> str:
    """A C4 workspace: the system with one container a boundary, or one in all."""
    shown = view(analysis)
    names = [one.name for one in shown.services] or [analysis.name]
    number = {name: f"c{place}" for place, name in enumerate(names)}
    lines = [
        f"workspace {_dsl(analysis.name)} {{",
        "  model {",
        f"    system = softwareSystem {_dsl(analysis.name)} {{",
    ]
    lines += [
        f"      {number[one.name]} = container {_dsl(one.name)} {_dsl(_size(one))}" for one in shown.services
    ]
    lines += (
        [f"      {number[analysis.name]} = container {_dsl(analysis.name)}"] if not shown.services else []
    )
    lines.append("    }")
    lines += [_relation(pair, number) for pair in shown.pairs if pair.dependent != pair.dependency]
    lines += [
        "  }",
        "  views {",
        "    container system {",
        "      include *",
        "      autoLayout lr",
        "    }",
        "  }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _size(one: Service) -> str:
    return f"{some(one.units, 'unit')}, {some(one.lines, 'line')}"


def _relation(pair: Pair, number: dict[str, str]) -> str:
    return f"    {number[pair.dependent]} -> {number[pair.dependency]} {_dsl(some(pair.count, 'reference'))}"


def _dsl(text: str) -> str:
    return '"' + plain(text).replace("\\", "/").replace('"', "'") + '"'
