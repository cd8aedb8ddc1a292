"""`monoscan plan`: what to cut, in which order, and how a step is known to be done."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.cli.trouble import printable
from analyzer.cli.wishes import Pairs, known_boundary, pairs_of
from analyzer.gate.steps import step_files
from analyzer.measure.crossing import homes
from analyzer.model.analysis import Analysis
from analyzer.pipeline import Options, cut, scan
from analyzer.plan.plan import only, paths_of, what_if
from analyzer.render.drafts import CONTRACTS, contract_files, schema_files
from analyzer.render.options import RenderOptions
from analyzer.render.plan import markdown, text
from analyzer.render.plan.numbers import before_and_after
from analyzer.shell.output import write_text

FORMATS = {"text": text.render, "markdown": markdown.render}


@click.command()
@scan_options
@click.option("--boundary", metavar="NAME", help="Only what concerns this boundary.")
@click.option(
    "--move",
    "moves",
    multiple=True,
    callback=pairs_of,
    metavar="FILE=BOUNDARY",
    help="Print every number before and after FILE (or a folder) is in BOUNDARY; several at once.",
)
@click.option(
    "--format", "-f", "form", type=click.Choice([*FORMATS, "json"]), default="text", show_default=True
)
@click.option(
    "--contract",
    type=click.Choice(list(CONTRACTS)),
    help="Write the draft contract of each service that others call into the folder given by -o.",
)
@click.option(
    "--schema",
    is_flag=True,
    help="Write the target schema of each service, and the migration of its tables, into the folder of -o.",
)
@click.option(
    "--checks",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write there for each step what `monoscan check` needs to fail before it and pass after it.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file (or folder).")
def plan(
    path: Path,
    boundary: str | None,
    moves: Pairs,
    form: str,
    contract: str | None,
    schema: bool,
    checks: Path | None,
    output: Path | None,
    **how: Any,
) -> None:
    """Plan the extraction of services from the repository in folder PATH.

    The boundaries are those in monoscan.toml, else those that monoscan proposes.

    \b
    Examples:
      monoscan plan .
      monoscan plan . --boundary ai-worker --format markdown -o ai-worker.md
      monoscan plan . --move internal/mail=gateway
      monoscan plan . --contract openapi -o contracts
      monoscan plan . --schema -o schemas
      monoscan plan . --checks monoscan-plan
    """
    if (contract or schema) and not output:
        raise click.UsageError("--contract and --schema write several files; name their folder with -o")
    options, settings = chosen(path, **how)
    options = replace(options, policy=settings.policy)
    if moves:
        _emit(_moved(path, options, moves), output)
        return
    with progress() as report:
        analysis = scan(path, options, report)
    if boundary is not None:
        analysis = replace(analysis, plan=only(analysis.plan, known_boundary(boundary, analysis)))
    if checks:
        _write(step_files(analysis.plan.steps, homes(analysis.units)), checks)
    if output and (contract or schema):
        files = contract_files(analysis.plan, contract) if contract else {}
        _write({**files, **(schema_files(analysis) if schema else {})}, output)
        return
    _emit(_json(analysis) if form == "json" else FORMATS[form](analysis, RenderOptions()), output)


def _json(analysis: Analysis) -> str:
    return msgspec.json.format(msgspec.json.encode(analysis.plan), indent=1).decode() + "\n"


def _emit(shown: str, output: Path | None) -> None:
    if output:
        write_text(output, shown)
    else:
        click.echo(printable(shown), nl=False)


def _write(files: Mapping[str, str], folder: Path) -> None:
    for name, content in files.items():
        write_text(folder / name, content)
        click.echo(f"wrote {printable(str(folder / name))}", err=True)
    if not files:
        click.echo("nothing to write: no boundary needs one", err=True)


def _moved(path: Path, options: Options, moves: Pairs) -> str:
    with progress() as report:
        split = cut(path, options, report)
    placed: dict[str, str] = {}
    for wanted, boundary in moves:
        files = paths_of(wanted, split.home)
        if not files:
            near = get_close_matches(wanted, split.home, 1)
            hint = f"did you mean `{near[0]}`?" if near else "give a path from the repository's root"
            raise click.UsageError(f"no file of a boundary is `{wanted}`; {hint}")
        placed.update(dict.fromkeys(files, boundary))
    return "\n".join(before_and_after(*what_if(split, placed))) + "\n"
