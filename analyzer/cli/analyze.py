"""`monoscan analyze`: the whole analysis, as files and as a summary."""

from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from analyzer.cli.options import chosen, saved_analysis, scan_options
from analyzer.cli.progress import progress
from analyzer.cli.wishes import Pairs, numbers_before_and_after, wish_options, wished
from analyzer.pipeline import Options, reports, scan
from analyzer.render.options import RenderOptions
from analyzer.shell.output import write_bytes
from analyzer.shell.resources import texts

FILES = {"json": "analysis.json", "html": "report.html", "markdown": "report.md", "plan": "plan.md"}
SUMMARY = "text"


@click.command()
@scan_options
@wish_options
@click.option("--output", "-o", type=click.Path(path_type=Path), default="monoscan-report", show_default=True)
@click.option("--source-url", metavar="URL", help="Link to the source, with {path}, {line} and {rev} in it.")
@click.option("--rev", default="", help="What {rev} stands for in --source-url.")
@click.option("--title", default="", help="Name of the repository in the report.")
@click.option("--compare", type=click.Path(path_type=Path), metavar="FILE", help="An older analysis.json.")
def analyze(
    path: Path,
    output: Path,
    source_url: str | None,
    rev: str,
    title: str,
    compare: Path | None,
    seeds: Pairs,
    services: int | None,
    roles: bool | None,
    no_names: bool,
    what_if: Pairs,
    **how: Any,
) -> None:
    """Analyse the repository in folder PATH and write a report.

    \b
    Writes analysis.json, report.html, report.md and plan.md into the output folder, and prints a summary.
    With --compare the reports mark what is new, gone and moved since. Boundaries in monoscan.toml go before
    those that monoscan proposes, unless a wish for the proposal is given.

    \b
    Examples:
      monoscan analyze ./repo -o out
      monoscan analyze . --exclude 'examples/' --jobs 4
      monoscan analyze . --source-url 'https://git.example.com/blob/{rev}/{path}#L{line}' --rev main
      monoscan analyze . -o new --compare old/analysis.json
      monoscan analyze . --seed billing=internal/billing --seed chat=internal/chat
      monoscan analyze . --what-if internal/mail=billing
    """
    former = saved_analysis(compare) if compare else None
    options, settings = chosen(path, **how)
    choices = wished(options.choices, seeds=seeds, services=services, roles=roles, no_names=no_names)
    wishes = bool(seeds or services or roles or what_if)  # then the proposal is wanted
    options = replace(options, choices=choices, policy=options.policy if wishes else settings.policy)
    if what_if:
        _what_if(path, options, what_if)
        return
    look = RenderOptions(
        templates=texts("templates", ""),
        source_url=source_url or settings.report.source_url,
        revision=rev,
        title=title or settings.report.title,
        former=former,
    )
    with progress() as report:
        made = reports(path, options, look, [*FILES, SUMMARY], report)
    for form, name in FILES.items():
        write_bytes(output / name, made[form])
    click.echo(made[SUMMARY].decode())
    click.echo(f"wrote {', '.join(str(output / name) for name in FILES.values())}")


def _what_if(path: Path, options: Options, moves: Pairs) -> None:
    pinned = replace(options.choices, pins=(*options.choices.pins, *moves))
    with progress() as report:
        before = scan(path, options, report)
        after = scan(path, replace(options, choices=pinned), report)
    for line in numbers_before_and_after(before, after):
        click.echo(line)
