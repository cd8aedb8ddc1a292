"""Routes and mounts as they are registered, before prefixes are joined."""

from collections import Counter

from msgspec import Struct

from analyzer.match.handlers import Handler
from analyzer.match.rule import Rule

ANY = "ANY"


Site = tuple[object, ...]


Steps = tuple[tuple[str, bool], ...]


class Registration(Struct, frozen=True):
    """A route as it was registered: below the router made at `site`.

    `targets` are routers it may lead to, with what wrappers cut off; `mounts` tells that a rule for
    mounting says where those are reached.
    """

    rule: Rule
    site: Site
    own: str
    steps: Steps
    methods: tuple[str, ...]
    handler: Handler
    targets: tuple[tuple[Site, str], ...]
    file: int
    line: int
    middleware: tuple[str, ...]
    mounts: bool = False


class Mount(Struct, frozen=True):
    """The router made at `target` is reached below the one made at `site`, which is of the modules `kind`.

    With `is_own` that holds for routers of these modules; others match the whole path.
    """

    target: Site
    site: Site
    own: str
    steps: Steps
    replaces: bool = False
    kind: tuple[str, ...] = ()
    is_own: bool = False

    def is_blind(self, kind: tuple[str, ...]) -> bool:
        """Whether routers of these modules match the whole path wherever this mounts them."""
        return self.is_own and bool(kind) and not set(kind) & set(self.kind)


class Found(Struct):
    """Registrations and mounts, and what could not be seen, by reason.

    `stripped` are mounts known only from wrappers that cut off the beginning of a path.
    """

    registrations: list[Registration]
    mounts: list[Mount]
    stripped: list[Mount]
    unseen: Counter[str]
