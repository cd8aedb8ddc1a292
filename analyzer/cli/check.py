"""`monoscan check`: the gate."""

import shlex
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from analyzer.checking import CheckOptions
from analyzer.checking import check as run_check
from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.cli.trouble import printable
from analyzer.render.check import CHECK_FORMATS, PATHS_OF_REPOSITORY
from analyzer.shell.git import place_in_tree
from analyzer.shell.output import write_text
from analyzer.shell.walk import shown

Wanted = tuple[str, Path | None]


def _formats(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Wanted, ...]:
    """`NAME` prints to the terminal, `NAME=FILE` writes a file; every wrong one is told at once."""
    parted = [value.partition("=") for value in values]
    wrong = [
        f"`{name}{sign}{file}`: {_hint(name)}"
        for name, sign, file in parted
        if name not in CHECK_FORMATS or (sign and not file)
    ]
    if wrong:
        raise click.BadParameter("; ".join(wrong), ctx, param)
    return tuple((name, Path(file) if file else None) for name, _, file in parted)


def _hint(name: str) -> str:
    near = get_close_matches(name, CHECK_FORMATS, 1)
    if near and near[0] != name:
        return f"did you mean `{near[0]}`?"
    return "write NAME or NAME=FILE, with NAME one of " + ", ".join(CHECK_FORMATS)


@click.command()
@scan_options
@click.option("--base", default="", metavar="REV", help="Compare with where HEAD and REV parted.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Default: PATH/monoscan-baseline.jsonl.")
@click.option(
    "--format",
    "formats",
    callback=_formats,
    multiple=True,
    default=["text"],
    metavar="NAME[=FILE]",
    help=f"{', '.join(CHECK_FORMATS)}; several at once.",
)
@click.option("--stale", type=click.Choice(["fail", "warn"]), default="fail", help="Entries that are gone.")
@click.option("--allow-incomplete", is_flag=True, help="Judge what could be read.")
def check(
    path: Path,
    base: str,
    baseline: Path | None,
    formats: tuple[Wanted, ...],
    stale: str,
    allow_incomplete: bool,
    **how: Any,
) -> None:
    """Fail when something new crosses the boundaries in monoscan.toml.

    \b
    Exit code 0: nothing new. 1: new findings. 2: could not check.

    \b
    Examples:
      monoscan check .                        against monoscan-baseline.jsonl
      monoscan check . --base origin/main     against where the branch parted
      monoscan check . --format sarif=monoscan.sarif --format github
    """
    options, settings = chosen(path, **how)
    asked = CheckOptions(base, baseline, stale == "fail", allow_incomplete)
    with progress() as report:
        result = run_check(path, settings.policy, options, asked, report)
    update = "" if base else _update(path, baseline, **how)
    folder = shown(place_in_tree(path)) if PATHS_OF_REPOSITORY & {name for name, _ in formats} else ""
    result = replace(result, update=update, folder=folder)
    for name, file in formats:
        text = CHECK_FORMATS[name](result)
        if file:
            write_text(file, text)
        else:
            click.echo(printable(text), nl=False)
    click.get_current_context().exit(result.verdict.exit_code)


def _update(path: Path, baseline: Path | None, config: Path | None, **how: Any) -> str:
    """The command that changes the baseline of this check, ready to be run."""
    named = {"--config": config, "--baseline": baseline}
    options = [f"{option}={file}" for option, file in named.items() if file]
    options += [f"--exclude={pattern}" for pattern in how["exclude"]]
    return shlex.join(["monoscan", "baseline", "update", str(path), *options])
