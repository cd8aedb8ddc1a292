"""`monoscan report`: a saved analysis in another format."""

from pathlib import Path

import click

from analyzer.errors import SourceError
from analyzer.model.analysis import Analysis
from analyzer.render.formats import FORMATS
from analyzer.render.json import read
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
def report(analysis: Path, form: str, output: Path | None, source_url: str, rev: str, title: str) -> None:
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
    look = RenderOptions(templates=texts("templates", ""), source_url=source_url, revision=rev, title=title)
    text = _rendered(saved(analysis), form, look)
    if output:
        write_text(output, text)
        click.echo(f"wrote {output}")
    else:
        click.echo(text.encode(errors="replace"), nl=False)


def saved(file: Path) -> Analysis:
    """The analysis in a file. Raises SourceError if it cannot be read, is none, or is of a newer monoscan."""
    try:
        return read(file.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "give the analysis.json of `monoscan analyze`"
        raise SourceError(f"cannot read {file}: {reason}", hint) from error
    except SourceError as error:
        raise SourceError(f"{file}: {error.message}", error.hint) from error


def _rendered(analysis: Analysis, form: str, look: RenderOptions) -> str:
    drawn = draw(FORMATS["dot"](analysis, look)) if form == "svg" else None
    return drawn or FORMATS[form](analysis, look)
