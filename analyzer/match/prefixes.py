"""The prefixes under which routers are reached, and the full paths of their routes."""

import re
from collections import Counter

from analyzer.match.abstract import COMPUTED
from analyzer.match.registrations import ANY, Found, Mount, Registration, Site
from analyzer.match.routers import NOWHERE, join
from analyzer.model.meaning import EntryPoint, EntryPointKind

DEEPEST_MOUNT = 8


MOST_PREFIXES = 24
"""Places of mounting that are told apart for one router."""


class Prefixes:
    """The prefixes under which a router is reached, from its mounts."""

    def __init__(self, found: Found) -> None:
        served = {registration.site for registration in found.registrations}
        served |= {mount.site for mount in found.mounts}
        self.served = served
        self._mounts: dict[Site, list[Mount]] = {}
        for mount in found.mounts:
            self._mounts.setdefault(mount.target, []).append(mount)
        for registration in found.registrations:
            for target, cut in registration.targets if _leads_on(registration) else ():
                if target in served and target != registration.site and not registration.mounts:
                    self._mounts.setdefault(target, []).append(_mount_of(registration, target, cut))
        known = frozenset(self._mounts)
        for mount in found.stripped:
            if mount.target in served and mount.target not in known:
                self._mounts.setdefault(mount.target, []).append(mount)

    def is_mount(self, registration: Registration) -> bool:
        """Whether what a registration leads to is a router with routes of its own."""
        return _leads_on(registration) and any(
            t in self.served and t != registration.site for t, _ in registration.targets
        )

    def of(self, site: Site, own: str, kind: tuple[str, ...], depth: int = 0) -> list[str]:
        """Every prefix of a router of these modules made with `own`; just `own` where nothing mounts it."""
        mounts = self._mounts.get(site, []) if site != NOWHERE and depth < DEEPEST_MOUNT else []
        found: dict[str, None] = {}
        for mount in mounts:
            if mount.is_blind(kind):
                found[own] = None
                continue
            for outer in self.of(mount.site, mount.own, mount.kind, depth + 1):
                prefix = join(outer, mount.steps)
                found[prefix if mount.replaces else join(prefix, ((own, True),))] = None
        return list(found)[:MOST_PREFIXES] or [own]


def _leads_on(registration: Registration) -> bool:
    """Whether a router given to a registration may see other paths than its own: not for `GET /a/b` alone."""
    last = registration.steps[-1][0] if registration.steps else ""
    return set(registration.methods) <= {ANY} or not last or last.endswith(("/", "*", "}"))


def _mount_of(registration: Registration, target: Site, cut: str) -> Mount:
    """A registration that leads to a router: only a path that is cut off counts as prefix."""
    steps = ((cut, False),) if cut else ()
    return Mount(target, registration.site, registration.own, steps, kind=registration.rule.imports)


def http_entry_points(found: Found, paths: list[str]) -> tuple[list[EntryPoint], Counter[str]]:
    """Registrations as entry points; `paths` are the files. Paths known only at run time are counted."""
    prefixes = Prefixes(found)
    unseen = Counter(found.unseen)
    points: dict[tuple[str, str, str, int], EntryPoint] = {}
    for registration in found.registrations:
        if prefixes.is_mount(registration):
            continue
        for prefix in prefixes.of(registration.site, registration.own, registration.rule.imports):
            path, reason = _full_path(join(prefix, registration.steps))
            if reason:
                unseen[reason] += 1
            if path is None:
                continue
            for method in registration.methods or (ANY,):
                point = _entry_point(registration, method, path, paths)
                points.setdefault((method, path, point.file, point.line), point)
    return list(points.values()), unseen


def _full_path(path: str) -> tuple[str | None, str]:
    """A path a client calls; a base path known only at run time counts as empty."""
    if not path.replace(COMPUTED, "").strip("/"):
        if COMPUTED in path:
            return None, "http: path known only at run time"
        return "/", ""
    reason = "http: part of a path known only at run time" if COMPUTED in path else ""
    if path.startswith(COMPUTED + "/"):
        path = path.removeprefix(COMPUTED)
    return re.sub("/{2,}", "/", f"/{path}"), reason


def _entry_point(registration: Registration, method: str, path: str, paths: list[str]) -> EntryPoint:
    return EntryPoint(
        kind=EntryPointKind.HTTP,
        method=method if method in ("", ANY) else method.upper(),
        path=path,
        handler=registration.handler.name,
        file=paths[registration.file],
        line=registration.line,
        rule=registration.rule.id,
        handler_file=registration.handler.file,
        handler_line=registration.handler.line,
        middleware=registration.middleware,
    )
