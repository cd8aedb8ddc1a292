"""The checks: each code, what it means, what to do, and the function that finds it."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from analyzer.gate import data, dependencies, interface, structure
from analyzer.gate.view import View
from analyzer.model.finding import Finding
from analyzer.model.policy import Policy


def _always(policy: Policy) -> bool:
    return True


class Check(Struct, frozen=True):
    """A check: `remedy` says what to do, `wanted` when it runs, `full` when it needs more than imports."""

    name: str
    title: str
    remedy: str
    finders: tuple[Callable[[View], Iterator[Finding]], ...]
    wanted: Callable[[Policy], bool]
    full: Callable[[Policy], bool] = lambda policy: False


CHECKS: dict[str, Check] = {
    "MS101": Check(
        "cross-boundary-import",
        "An import leads into a boundary that this one may not depend on.",
        "Move the code, invert the dependency, or call the other service; if the dependency is right, "
        "add it to `may_depend_on`.",
        (dependencies.cross_boundary_imports,),
        lambda policy: bool(policy.boundaries),
    ),
    "MS102": Check(
        "reference-without-import",
        "Code of a forbidden boundary is used through a value, without an import of its own.",
        "The value that is passed carries the other boundary's type: pass a type of your own.",
        (dependencies.undeclared_references,),
        lambda policy: policy.gate.references,
        full=_always,
    ),
    "MS103": Check(
        "private-use",
        "A module or symbol is used that its boundary does not make public.",
        "Use the public interface, or add the module or symbol to `public` of its boundary.",
        (interface.private_imports, interface.private_symbols),
        lambda policy: any(boundary.public for boundary in policy.boundaries.values()),
        full=interface.names_symbols,
    ),
    "MS104": Check(
        "forbidden-external",
        "A boundary uses an external system or module that it must not.",
        "Move the call to the boundary that may make it, and call that boundary.",
        (dependencies.forbidden_modules, data.forbidden_systems),
        lambda policy: any(b.forbid_external or b.forbid_modules for b in policy.boundaries.values()),
        full=lambda policy: any(boundary.forbid_external for boundary in policy.boundaries.values()),
    ),
    "MS105": Check(
        "foreign-table",
        "A statement outside migrations touches a table that another boundary owns.",
        "Ask the owner through its interface, or name this boundary in `[tables.NAME]`.",
        (data.foreign_tables,),
        lambda policy: any(boundary.owns for boundary in policy.boundaries.values()),
        full=_always,
    ),
    "MS106": Check(
        "crossing-statement",
        "A join, foreign key or transaction spans tables of several boundaries.",
        "Compose in code, replicate what is read, or split the transaction into steps with an outbox.",
        (data.crossing_statements,),
        lambda policy: sum(bool(boundary.owns) for boundary in policy.boundaries.values()) > 1,
        full=_always,
    ),
    "MS107": Check(
        "boundary-cycle",
        "Boundaries depend on each other in a circle.",
        "Break the direction with fewer imports: move what is shared, or invert it by an interface.",
        (structure.boundary_cycles,),
        lambda policy: policy.gate.cycles and len(policy.boundaries) > 1,
    ),
    "MS108": Check(
        "layer-order",
        "A lower layer imports a higher one.",
        "Move the code down, or pass what is needed from above.",
        (structure.layer_order,),
        lambda policy: bool(policy.gate.layers),
    ),
    "MS109": Check(
        "forbidden-link",
        "A chain of imports links a boundary to one it must not be linked with.",
        "Cut the chain at its cheapest hop.",
        (structure.forbidden_links,),
        lambda policy: any(boundary.must_not_link for boundary in policy.boundaries.values()),
    ),
    "MS110": Check(
        "unassigned-code",
        "A file lies in no boundary.",
        "Add it to the `files` of a boundary.",
        (dependencies.unassigned_code,),
        lambda policy: policy.gate.unassigned != "off" and bool(policy.boundaries),
    ),
    "MS111": Check(
        "role-in-wrong-boundary",
        "A file does work of a role that its boundary forbids.",
        "Move the file to the boundary of its role.",
        (data.forbidden_roles,),
        lambda policy: any(boundary.forbid_roles for boundary in policy.boundaries.values()),
        full=_always,
    ),
    "MS112": Check(
        "shared-secret",
        "Several boundaries read the same secret from the environment.",
        "Give each service a secret of its own.",
        (data.shared_secrets,),
        lambda policy: policy.gate.secrets != "off",
        full=_always,
    ),
    "MS113": Check(
        "too-many-references",
        "More references lead from one boundary into another than `at_most` allows.",
        "Take the next step of the plan, or find out which change brought the new references.",
        (dependencies.too_many_references,),
        lambda policy: any(boundary.at_most for boundary in policy.boundaries.values()),
        full=_always,
    ),
}


def wanted_checks(policy: Policy) -> tuple[str, ...]:
    """The codes of the checks that the policy asks for."""
    return tuple(code for code, check in CHECKS.items() if check.wanted(policy))


def needs_full_facts(policy: Policy) -> bool:
    """Whether a wanted check needs more than imports."""
    return any(CHECKS[code].full(policy) for code in wanted_checks(policy))


def find(view: View) -> tuple[Finding, ...]:
    """All findings of the wanted checks, by code, place and identity."""
    found = [
        finding
        for code in wanted_checks(view.policy)
        for finder in CHECKS[code].finders
        for finding in finder(view)
    ]
    return tuple(
        sorted(
            found, key=lambda item: (item.check, item.evidence[0].path, item.evidence[0].line, item.identity)
        )
    )
