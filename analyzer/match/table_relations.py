"""Fields that lead from one model to another: forward, back and through a table between them."""

import re
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from analyzer.match.table_classes import Classes, ModelClass, plain_name
from analyzer.match.table_outside import ACCOUNT, USERS, Outside, outside_model
from analyzer.model.facts import Argument, Call, DefinitionKind
from analyzer.model.values import Name, Result, Text, Value

LINKS = frozenset({"ForeignKey", "OneToOneField", "ForeignKeyField", "ParentalKey", "TreeForeignKey"})
MANY = frozenset({"ManyToManyField", "ParentalManyToManyField", "SortedManyToManyField"})
THROUGH, MANAGER = "through", "objects"
"""The class of the table between (`Post.tags.through`), and where its queries begin."""
_BACK = ("related_name", "backref")


class Relation(Struct, frozen=True):
    """Where a field leads: the model and, of many to many, the table between ("" if none)."""

    model: int | Outside
    between: str = ""


Entry = tuple[int | Outside, str, Relation]
"""A model, the name of a field of it, and where that leads."""
_WORDS = re.compile(r"[A-Za-z_][\w.]*")
_USERS = ("AbstractUser", "AbstractBaseUser")
_ACCOUNTS = ("AbstractUser", "PermissionsMixin")


class Relations:
    """The relations of all model classes of Python."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes

    def step(self, model: int | Outside, name: str) -> Relation | None:
        """Where the field `name` of a model leads, also one that another model has given it."""
        bases = self.classes.ancestry(model).inside if isinstance(model, int) else ()
        for symbol in (model, *bases):
            found = self._found.get((symbol, name))
            if found is not None:
                return found
        return None

    def along(self, models: list[int | Outside], names: list[str]) -> list[Relation]:
        """Where the last of some fields leads, along all of them or else by its name alone."""
        found: list[Relation] = []
        for name in names:
            tables = [each.between for each in found if each.between] if name == THROUGH else []
            outside = [model for model in models if isinstance(model, Outside)] if name == MANAGER else []
            if tables or outside:
                found = [Relation(model) for model in (*map(Outside, tables), *outside)]
            else:
                steps = [self.step(model, name) for model in models]
                found = [relation for relation in steps if relation is not None]
            models = [relation.model for relation in found]
        by_name = self.by_name(names[-1])
        return found or ([by_name] if by_name is not None else [])

    def by_name(self, name: str) -> Relation | None:
        """Where a field that only one model has been given by another leads, whatever it is asked of."""
        found = self._back.get(name, set()) if name not in self._fields else set()
        models = {relation.model for relation in found}
        if len(models) != 1:
            return None
        return next(iter(found)) if len(found) == 1 else Relation(models.pop())

    @cached_property
    def _found(self) -> dict[tuple[int | Outside, str], Relation]:
        found: dict[tuple[int | Outside, str], Relation] = {}
        for owner, name, relation in self._all:
            found.setdefault((owner, name), relation)
        return found

    @cached_property
    def _back(self) -> dict[str, set[Relation]]:
        found: dict[str, set[Relation]] = {}
        for owner, name, relation in self._all:
            if isinstance(owner, Outside) or self.classes.member(owner, name) is None:
                found.setdefault(name, set()).add(relation)
        return found

    @cached_property
    def _fields(self) -> frozenset[str]:
        """Names of fields that some model has itself: of an unknown model they say nothing."""
        return frozenset(name for model in self.classes.all for name, _ in self.classes.members(model.symbol))

    @cached_property
    def _all(self) -> list[Entry]:
        accounts: list[Entry] = [
            (USERS, name, Relation(other, f"{USERS.table}_{name}")) for name, other in ACCOUNT
        ]
        for model in self.classes.all:
            accounts.extend(
                (model.symbol, name, Relation(other, f"{model.table}_{name}"))
                for name, other in (ACCOUNT if self.is_account(model) else ())
            )
        return [entry for model in self.classes.all for entry in self._of(model)] + accounts

    def is_account(self, model: ModelClass) -> bool:
        """Whether Django gives a class of users groups and permissions."""
        return model.style == "django" and any(
            name.rsplit(".", 1)[-1] in _ACCOUNTS for name in self._outside(model)
        )

    def _of(self, model: ModelClass) -> Iterator[Entry]:
        for holder in self._holders(model):
            view = self.classes.lookup.view(self.classes.file(holder))
            for name, definition in self.classes.members(holder):
                if isinstance(definition.value, Result):
                    call = view.calls[definition.value.call]
                    if call.name in LINKS or call.name in MANY or call.name == "relationship":
                        yield from self._field(model, holder, name, call, definition.type)

    def _holders(self, model: ModelClass) -> Iterator[int]:
        yield model.symbol
        for base in self.classes.ancestry(model.symbol).inside:
            if self.classes.model(base) is None:
                yield base

    def _field(self, model: ModelClass, holder: int, name: str, call: Call, written: str) -> Iterator[Entry]:
        named = target_of(call)
        if named is None and call.name == "relationship":  # `Mapped[list["Order"]] = relationship()`
            named = Text(next(iter(_WORDS.findall(written)[::-1]), ""))
        other = self.target(holder, named, model)
        if other is None:
            return
        between = self.between(model, holder, name, call) if call.name in MANY else ""
        yield model.symbol, name, Relation(other, between)
        back = _back_name(call, plain_name(self.classes, model.symbol).lower(), model.style)
        if back:
            yield other, back, Relation(model.symbol, between)

    def between(self, model: ModelClass, holder: int, name: str, call: Call) -> str:
        """The table of a many-to-many field: that of the model it goes through, else one of its own."""
        for argument in call.arguments:
            if argument.keyword == "db_table" and isinstance(argument.value, Text):
                return argument.value.value
            if argument.keyword == "through":
                through = self.target(holder, argument.value, model)
                known = self.classes.model(through) if isinstance(through, int) else None
                if known is not None:
                    return known.table
                return argument.value.value if isinstance(argument.value, Text) else ""
        return f"{model.table}_{name}"

    def target(self, holder: int, value: Value | None, near: ModelClass) -> int | Outside | None:
        """The model class that a field names, as a name or as a text like `app.Model` or `self`."""
        if isinstance(value, Text):
            if value.value == "self":
                return near.symbol
            found = self.classes.by_name(value.value, near)
            if found is not None or "." not in value.value or near.style != "django":
                return found.symbol if found is not None else None
            return outside_model(value.value.replace(".", ".models.", 1))
        if not isinstance(value, Name):
            return None
        if value.path.endswith("AUTH_USER_MODEL"):
            return self.user
        target = self.classes.lookup.resolve(self.classes.file(holder), -1, value.path)
        if isinstance(target, int) and self.classes.lookup.definition(target).kind is DefinitionKind.CLASS:
            return target
        return outside_model(target) if near.style == "django" else None

    def labelled(self, label: str) -> int | Outside | None:
        """The model with a label of Django, `app.Model`."""
        app, _, name = label.rpartition(".")
        found = self.classes.labelled(app, name)
        return found.symbol if found is not None else outside_model(f"{app}.models.{name}")

    @cached_property
    def user(self) -> int | Outside:
        """The class that stands for users in Django, where the program has one of its own."""
        found = [
            model.symbol
            for model in self.classes.all
            if any(name.rsplit(".", 1)[-1] in _USERS for name in self._outside(model))
        ]
        return found[0] if len(found) == 1 else USERS

    def _outside(self, model: ModelClass) -> tuple[str, ...]:
        return self.classes.ancestry(model.symbol).outside


def target_of(call: Call) -> Value | None:
    """What a relation field names as its other end."""
    for argument in call.arguments:
        if argument.keyword in ("to", "model"):
            return argument.value
    return next((a.value for a in call.arguments if not a.keyword), None)


def _back_name(call: Call, owner: str, style: str) -> str:
    for argument in call.arguments:
        if argument.keyword in _BACK:
            return _text(argument).replace("%(class)s", owner)
    if style != "django" or call.name == "relationship":
        return ""
    return owner if call.name == "OneToOneField" else f"{owner}_set"


def _text(argument: Argument) -> str:
    return "" if not isinstance(argument.value, Text) else argument.value.value.rstrip("+")
