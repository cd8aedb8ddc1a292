"""Calls that cross a cut, by the function or interface method that must become remote."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.measure.crossing import is_cut
from analyzer.model.facts import DefinitionKind
from analyzer.plan.calls import CallSite
from analyzer.plan.split import Split

CALLED = (DefinitionKind.FUNCTION, DefinitionKind.METHOD, DefinitionKind.CLASS)


class Remote(Struct, frozen=True, order=True):
    """A function of a provider that others call; calls through an interface count for its method."""

    provider: str
    function: int


class Crossed(Struct, frozen=True):
    """The calls of a remote function, and the implementations that may run behind it."""

    sites: tuple[CallSite, ...]
    implementations: tuple[int, ...]


def crossed_calls(split: Split) -> Mapping[Remote, Crossed]:
    """All functions called across a cut, with the calls in order of place."""
    sites: defaultdict[Remote, dict[tuple[int, int, int], CallSite]] = defaultdict(dict)
    behind: defaultdict[Remote, set[int]] = defaultdict(set)
    for site, method in _with_interface(split):
        callee = site.callee
        if not isinstance(callee, int) or not _is_crossing(split, site, callee):
            continue
        provider = split.symbol_boundary[callee]
        remote = Remote(provider, callee if method is None else method)
        sites[remote].setdefault((site.file, site.line, site.caller), site)
        if method is not None:
            behind[remote].add(callee)
    return {
        remote: Crossed(tuple(calls[key] for key in sorted(calls)), tuple(sorted(behind[remote])))
        for remote, calls in sorted(sites.items())
    }


def side(split: Split, site: CallSite) -> str:
    """The boundary of the code that calls."""
    return split.symbol_boundary[site.caller] if site.caller >= 0 else split.boundary[site.file]


def _is_crossing(split: Split, site: CallSite, callee: int) -> bool:
    symbol = split.program.graph.symbols[callee]
    here, there = side(split, site), split.symbol_boundary[callee]
    return bool(here and there) and is_cut(here, there) and symbol.kind in CALLED


def _with_interface(split: Split) -> Iterator[tuple[CallSite, int | None]]:
    """Each call, with the interface method it goes through if it is there by way of one."""
    calls = split.calls
    for file in sorted(calls.by_file):
        here = calls.by_file[file]
        named = {(site.line, site.callee) for site in here}
        for site in here:
            methods = calls.interfaces.get(site.callee, ()) if isinstance(site.callee, int) else ()
            yield site, next((one for one in methods if (site.line, one) in named), None)
