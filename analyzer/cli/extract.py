"""`monoscan extract`: a step becomes a patch."""

from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from analyzer.cli.asked import Asked, asked_of_boundary, asked_of_step, asked_remotely
from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.cli.trouble import printable
from analyzer.errors import SourceError
from analyzer.model.graph import Evidence
from analyzer.model.patch import Move, Patch
from analyzer.pipeline import find, scan
from analyzer.render.patch import unified_diff
from analyzer.rewrite.extract import extract as carry_out
from analyzer.shell.cache import CACHE_FOLDER
from analyzer.shell.git import is_clean, place_in_tree
from analyzer.shell.output import write_bytes
from analyzer.shell.worktree import tree_of, write_patch

SHOWN = 20
UNDO = "extract-undo.patch"


def _moves(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Move, ...]:
    parted = [value.partition("=") for value in values]
    wrong = [value for value, (unit, _, target) in zip(values, parted, strict=True) if not (unit and target)]
    if wrong:
        raise click.BadParameter(f"`{wrong[0]}` is not UNIT=TARGET", ctx, param)
    return tuple(Move(_clean(unit), _clean(target)) for unit, _, target in parted)


def _units(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [value for value in values if not all(value.rpartition(":"))]
    if wrong:
        raise click.BadParameter(f"`{wrong[0]}` is not FILE:NAME", ctx, param)
    return tuple(_clean(value) for value in values)


def _clean(path: str) -> str:
    """A path as the repository's files are named, from its root."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or ".." in parts or not parts:
        raise click.BadParameter(f"`{path}` is no path below the repository's root")
    return "/".join(parts)


@click.command()
@scan_options
@click.option("--move", "moves", multiple=True, callback=_moves, metavar="UNIT=TARGET")
@click.option("--step", type=click.IntRange(1), metavar="N", help="Carry out step N of the plan.")
@click.option("--boundary", metavar="NAME", help="Move all code of this boundary, and write its schema.")
@click.option("--to", metavar="FOLDER", default="", help="Where the code of the step or boundary goes.")
@click.option(
    "--new-module",
    "modules",
    multiple=True,
    metavar="FOLDER",
    help="Make FOLDER, as it is after the moves, a Go module of its own.",
)
@click.option(
    "--invert",
    "inversions",
    multiple=True,
    callback=_moves,
    metavar="FILE:TYPE=FOLDER",
    help="Let the package in FOLDER hold the type by an interface (Protocol in Python) of its own.",
)
@click.option(
    "--remote",
    "calls",
    multiple=True,
    callback=_units,
    metavar="FILE:NAME",
    help="Let a flag choose whether the function (or TYPE.NAME) runs here or is asked of its service.",
)
@click.option(
    "--leave-alias", "alias", is_flag=True, help="Types given as FILE:NAME stay known under their old names."
)
@click.option("--dry-run/--apply", "dry", default=True, help="Print the patch (default), or carry it out.")
@click.option("--force", is_flag=True, help="Apply although the git tree is not clean.")
def extract(
    path: Path,
    moves: tuple[Move, ...],
    step: int | None,
    boundary: str | None,
    to: str,
    modules: tuple[str, ...],
    inversions: tuple[Move, ...],
    calls: tuple[str, ...],
    alias: bool,
    dry: bool,
    force: bool,
    **how: Any,
) -> None:
    """Make a patch that moves code in the repository in folder PATH, with every reference to it.

    UNIT is a folder (with all that lies in it), a file, or a declaration as FILE:NAME; TARGET is its new
    place, or the folder for a file or declaration; both are counted from PATH. The patch goes to standard
    output in the form that `git apply` takes. What cannot be done safely is refused with the reason and
    the places, and nothing is changed.

    \b
    Examples:
      monoscan extract . --move internal/llm=services/ai/llm > move.patch
      monoscan extract . --move internal/llm=services/ai/llm --apply
      monoscan extract . --move internal/model/user.go:User=packages/types --leave-alias
    """
    if not (moves or modules or inversions or step or boundary or calls):
        raise click.UsageError("say what to do: --step, --boundary, --move, --new-module, --invert, --remote")
    if bool(step) + bool(boundary) + bool(calls) > 1:
        raise click.UsageError("--step, --boundary and --remote exclude each other")
    options, settings = chosen(path, **how)
    if not dry and not force and not is_clean(path):
        raise SourceError("the git tree is not clean", "commit or stash first, or give --force")
    with progress() as report:
        found = find(path, options, report)
        asked = Asked()
        if step or boundary or calls:
            analysis = scan(path, replace(options, policy=settings.policy), report)
            place = _clean(to) if to else ""
            if step:
                asked = asked_of_step(step, analysis, found.program, place, alias)
            elif boundary:
                asked = asked_of_boundary(boundary, analysis, found.program, place)
            else:
                asked = asked_remotely(calls, analysis, found.program)
    wishes = tuple(replace(move, alias=alias) for move in moves)
    folders = tuple(_clean(folder) for folder in modules)
    tree = tree_of(path.resolve())
    patch = carry_out(
        found.program, tree, wishes + asked.moves, folders, inversions, asked.files, asked.remotes
    )
    if patch.refusals:
        raise SourceError("refused; nothing was changed\n" + _listed(patch))
    diff = unified_diff(patch, place_in_tree(path))
    if dry:
        click.echo(diff, nl=False)
    else:
        undo = (options.run.cache or path / CACHE_FOLDER) / UNDO
        write_bytes(undo, diff)
        write_patch(path.resolve(), patch)
        click.echo(f"changed {len(patch.changes)} files; to undo: git apply -R {undo}", err=True)
    for note in patch.notes:
        click.echo(printable("\n".join(["look at: " + note.text, *_places(note.evidence)])), err=True)


def _listed(patch: Patch) -> str:
    return "\n".join(
        line for refusal in patch.refusals for line in (f"- {refusal.reason}", *_places(refusal.evidence))
    )


def _places(evidence: tuple[Evidence, ...]) -> list[str]:
    lines = [f"    {place.path}:{place.line}  {place.symbol}".rstrip() for place in evidence[:SHOWN]]
    return lines + [f"    and {len(evidence) - SHOWN} more"] * (len(evidence) > SHOWN)
