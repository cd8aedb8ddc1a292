"""Options that steer the proposal of boundaries."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import TypeVar

import click
from msgspec.structs import replace

from analyzer.model.analysis import Analysis
from analyzer.model.boundary import Choices

Command = TypeVar("Command", bound=Callable[..., object])
Pairs = tuple[tuple[str, str], ...]
NAMES = "names"


def pairs_of(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> Pairs:
    """`LEFT=RIGHT` each; every wrong one is told at once."""
    parted = [value.rpartition("=") for value in values]
    wrong = [f"`{value}`" for value, part in zip(values, parted, strict=True) if not (part[0] and part[2])]
    if wrong:
        raise click.BadParameter(f"{', '.join(wrong)}: write {param.metavar}", ctx, param)
    return tuple((left, right) for left, _, right in parted)


_WISHES = (
    click.option(
        "--seed",
        "seeds",
        multiple=True,
        callback=pairs_of,
        metavar="NAME=UNIT",
        help="UNIT (file, Go package, Python module) is an entry of service NAME; several at once.",
    ),
    click.option("--services", type=click.IntRange(1), metavar="N", help="Propose N services."),
    click.option(
        "--roles/--no-roles",
        default=None,
        help="Propose the roles (gateway, ai-worker, ...) as boundaries. Default: where the code shows them.",
    ),
    click.option("--no-names", is_flag=True, help="Do not let names of paths and symbols count."),
    click.option(
        "--what-if",
        multiple=True,
        callback=pairs_of,
        metavar="UNIT=BOUNDARY",
        help="Print every number before and after UNIT is moved, and write nothing.",
    ),
)


def known_boundary(boundary: str, analysis: Analysis) -> str:
    """The name of a boundary that is there; raises UsageError with the nearest one where it is not."""
    names = [one.name for one in analysis.boundaries]
    if boundary not in names:
        near = get_close_matches(boundary, names, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(names)}"
        raise click.UsageError(f"no boundary `{boundary}`; {hint}")
    return boundary


def wish_options(command: Command) -> Command:
    """What the user asks of the proposal."""
    for option in reversed(_WISHES):
        command = option(command)
    return command


def wished(
    choices: Choices, *, seeds: Pairs, services: int | None, roles: bool | None, no_names: bool
) -> Choices:
    """The choices of the configuration with those of the command line added."""
    return replace(
        choices,
        seeds=(*choices.seeds, *seeds),
        services=services or choices.services,
        roles=choices.roles if roles is None else roles,
        off=choices.off | {NAMES} if no_names else choices.off,
    )


def numbers_before_and_after(before: Analysis, after: Analysis) -> Iterator[str]:
    """One line a number of the recommended partition: its name, before, after."""
    old, new = _numbers(before), _numbers(after)
    width = max((len(name) for name in {**old, **new}), default=0)
    for name in {**old, **new}:
        one, other = old.get(name, 0), new.get(name, 0)
        mark = "" if one == other else "   *"
        yield f"{name:<{width}}  {one:>10g}  {other:>10g}{mark}"


def _numbers(analysis: Analysis) -> dict[str, float]:
    return next((dict(other.numbers) for other in analysis.alternatives if other.recommended), {})
