"""Checks on data and systems: tables, joins, transactions, external systems, roles, secrets."""

from collections import defaultdict
from collections.abc import Iterator

from analyzer.gate.view import View
from analyzer.model.finding import Finding, Identity, Severity
from analyzer.model.graph import Evidence
from analyzer.model.meaning import TableOp
from analyzer.model.policy import TablePolicy

_ENVIRONMENT = "environment"


def forbidden_systems(view: View) -> Iterator[Finding]:
    """Uses of external systems that a boundary forbids, by kind (`llm`) or by name (`llm:openai`)."""
    places: defaultdict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
    for use in view.meaning.external:
        home = view.boundary_of.get(use.file)
        if home is None:
            continue
        forbidden = view.policy.boundaries[home].forbid_external
        if use.kind in forbidden or f"{use.kind}:{use.system}" in forbidden:
            places[use.file, home, use.kind, use.system].append(Evidence(use.file, use.line))
    for (path, home, kind, system), found in sorted(places.items()):
        yield Finding(
            check="MS104",
            identity=Identity("external", view.language_of(path), view.module_of(path), f"{kind}:{system}"),
            message=f"{view.module_of(path)} uses {system} ({kind}), which {home} forbids",
            evidence=tuple(found),
            boundaries=(home,),
        )


def foreign_tables(view: View) -> Iterator[Finding]:
    """Statements on a table that another boundary owns and that no table policy allows."""
    owners = table_owners(view)
    places: defaultdict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
    for use in view.meaning.uses_at_run_time:
        home, owner = view.boundary_of.get(use.file), owners.get(use.table)
        if not home or not owner or home == owner:
            continue
        if home not in _allowed(view.policy.tables.get(use.table), use.op):
            places[use.file, home, use.table, use.op].append(Evidence(use.file, use.line))
    for (path, home, table, op), found in sorted(places.items()):
        verb = "writes" if op == TableOp.WRITE else "reads"
        yield Finding(
            check="MS105",
            identity=Identity(f"table-{op}", view.language_of(path), view.module_of(path), table),
            message=f"{view.module_of(path)} ({home}) {verb} {table}, which {owners[table]} owns",
            evidence=tuple(found),
            boundaries=(home, owners[table]),
        )


def table_owners(view: View) -> dict[str, str]:
    """The boundary that owns each table the policy speaks of."""
    return {table: name for name, policy in view.policy.boundaries.items() for table in policy.owns}


def _allowed(policy: TablePolicy | None, op: TableOp) -> tuple[str, ...]:
    if policy is None:
        return ()
    return policy.writers if op is TableOp.WRITE else policy.readers + policy.writers


def crossing_statements(view: View) -> Iterator[Finding]:
    """Joins, foreign keys and transactions over tables of several boundaries."""
    owners = table_owners(view)
    for kind, path, line, tables in _table_groups(view):
        homes = sorted({owners[table] for table in tables if table in owners})
        if len(homes) < 2:
            continue
        names = sorted(table for table in tables if table in owners)
        yield Finding(
            check="MS106",
            identity=Identity(kind, view.language_of(path), view.module_of(path), "+".join(names)),
            message=f"a {kind} in {view.module_of(path)} spans {', '.join(names)} of {' and '.join(homes)}",
            evidence=(Evidence(path, line),),
            boundaries=tuple(homes),
        )


def _table_groups(view: View) -> Iterator[tuple[str, str, int, tuple[str, ...]]]:
    for join in view.meaning.joins:
        yield "join", join.file, join.line, join.tables
    for table in view.meaning.tables:
        for key in table.foreign_keys:
            for place in table.evidence[:1]:
                yield "foreign-key", place.path, place.line, (table.name, key.other)
    for transaction in view.meaning.transactions:
        tables = tuple(dict.fromkeys(transaction.writes + transaction.reads))
        yield "transaction", transaction.file, transaction.line, tables


def forbidden_roles(view: View) -> Iterator[Finding]:
    """Files whose role their boundary forbids ("no AI work in the gateway")."""
    for role in view.meaning.roles:
        home = view.boundary_of.get(role.path)
        if home and role.role in view.policy.boundaries[home].forbid_roles:
            because = role.evidence[0] if role.evidence else None
            yield Finding(
                check="MS111",
                identity=Identity("role", view.language_of(role.path), role.path, role.role),
                message=f"{role.path} does {role.role} work in {home}"
                + (f": {because.signal}" if because else ""),
                evidence=(Evidence(because.path, because.line) if because else Evidence(role.path, 1),),
                boundaries=(home,),
            )


def shared_secrets(view: View) -> Iterator[Finding]:
    """Environment variables that hold secrets and are read in several boundaries."""
    level = view.policy.gate.secrets
    if level == "off":
        return
    for name, places in sorted(_secret_places(view).items()):
        homes = sorted({view.boundary_of[place.path] for place in places})
        if len(homes) > 1:
            yield Finding(
                check="MS112",
                identity=Identity("secret", "", name, "+".join(sorted({place.path for place in places}))),
                message=f"the secret {name} is read in {' and '.join(homes)}",
                evidence=tuple(places),
                boundaries=tuple(homes),
                severity=Severity.ERROR if level == "error" else Severity.WARNING,
            )


def _secret_places(view: View) -> dict[str, list[Evidence]]:
    places: dict[str, list[Evidence]] = {}
    for use in view.meaning.external:
        if use.kind == _ENVIRONMENT and use.is_secret and use.file in view.boundary_of:
            places.setdefault(use.system, []).append(Evidence(use.file, use.line))
    return places
