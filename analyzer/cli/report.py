"""`monoscan report`: a saved analysis in another format."""

from pathlib import Path

import click

from analyzer.cli.options import saved_analysis
from analyzer.model.analysis import Analysis
from analyzer.render.formats import FORMATS
from analyzer.render.options import RenderOptions
from analyzer.shell.graphviz import draw
from analyzer.shell.output import write_text
from analyzer.shell.resources import texts


@click.command()
@click.argument("analysis", type=click.Path(path_type=Path))
@click.option("--format", "-f", "form", type=click.Choice(tuple(FORMATS)), default="html", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Default: standard output.")
@click.option("--source-url", default="", metavar="URL", help="As in `monoscan analyze`.")
@click.option("--rev", default="", help="What {rev} stands for in --source-url.")
@click.option("--title", default="", help="Name of the repository in the report.")
@click.option("--compare", type=click.Path(path_type=Path), metavar="FILE", help="An older analysis.json.")
def report(
    analysis: Path,
    form: str,
    output: Path | None,
    source_url: str,
    rev: str,
    title: str,
    compare: Path | None,
) -> None:
    """Write the saved ANALYSIS, an analysis.json, in another format.

    \b
    SVG is drawn by `dot` where Graphviz is installed, else by the extra monoscan[dot], else as the map
    of boundaries; so is a graph that they do not finish in 20 seconds.

    \b
    Examples:
      monoscan report out/analysis.json -o report.html
      monoscan report out/analysis.json --format svg -o modules.svg
      monoscan report out/analysis.json --format csv > pairs.csv
    """
    former = saved_analysis(compare) if compare else None
    look = RenderOptions(texts("templates", ""), source_url, rev, title, former)
    text = _rendered(saved_analysis(analysis), form, look)
    if output:
        write_text(output, text)
        click.echo(f"wrote {output}")
    else:
        click.echo(text.encode(errors="replace"), nl=False)


def _rendered(analysis: Analysis, form: str, look: RenderOptions) -> str:
    drawn = draw(FORMATS["dot"](analysis, look)) if form == "svg" else None
    return drawn or FORMATS[form](analysis, look)
