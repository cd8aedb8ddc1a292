"""How each mapper of Python names the table of a model class."""

from analyzer.match.rule import Rule
from analyzer.match.table_classes import Ancestry, Classes, ModelClass, Style, plain_name
from analyzer.match.table_names import snake
from analyzer.model.facts import Definition, DefinitionKind
from analyzer.model.sql import HOLE
from analyzer.model.values import Constant, Index, Result

BASES = ("DeclarativeBase", "DeclarativeBaseNoMeta")


def _declarative(
    classes: Classes, symbol: int, rule: Rule, ancestry: Ancestry, default: bool
) -> ModelClass | None:
    """SQLAlchemy: `__tablename__` counts; a class without a key of its own shares the table of its base."""
    if classes.member(symbol, "__abstract__") or _is_base(classes, symbol):
        return None
    parent = next((m for base in ancestry.inside if (m := classes.model(base)) is not None), None)
    if parent is not None and not classes.has_primary_key(symbol):
        return ModelClass(symbol, parent.table, rule.id, parent.style, inherited=True)
    table = _tablename(classes, symbol) or _table_object(classes, symbol)
    if not table and default:
        table = snake(plain_name(classes, symbol))
    return ModelClass(symbol, table, rule.id, "sqlalchemy") if table else None


def _is_base(classes: Classes, symbol: int) -> bool:
    """Whether a class is the base that a program makes for its models: it has no table itself."""
    file, definition = classes.file(symbol), classes.lookup.definition(symbol)
    found = [classes.lookup.resolve(file, definition.scope, base) for base in definition.base_names]
    return any(isinstance(each, str) and each.rsplit(".", 1)[-1] in BASES for each in found)


def _tablename(classes: Classes, symbol: int) -> str:
    found = classes.member(symbol, "__tablename__", bases=True)
    if found is None or (found[0] != symbol and classes.model(found[0]) is not None):
        return ""
    holder, definition = found
    if definition.kind is DefinitionKind.METHOD:
        return _computed_name(classes, symbol, holder, definition)
    text = classes.value(classes.file(holder), definition)
    return "" if HOLE in text else text


def _computed_name(classes: Classes, symbol: int, holder: int, definition: Definition) -> str:
    """`return cls.__name__.lower()`, also with a text before or after."""
    file = classes.file(holder)
    number = classes.lookup.program.surfaces[file].definitions.index(definition)
    view = classes.lookup.view(file)
    name = plain_name(classes, symbol)
    for binding in view.locals.get((number, "return"), ()):
        if isinstance(binding.value, Result):
            called = view.calls[binding.value.call].name
            if called in ("lower", "upper"):
                return name.lower() if called == "lower" else name.upper()
            return snake(name)
        text = classes.texts.text(file, number, binding.line, binding.value)
        if text and HOLE not in text:
            return text
    return ""


def _table_object(classes: Classes, symbol: int) -> str:
    """`__table__ = Table("name", ...)`."""
    found = classes.member(symbol, "__table__")
    if found is None or not isinstance(found[1].value, Result):
        return ""
    file = classes.file(symbol)
    call = classes.lookup.view(file).calls[found[1].value.call]
    if not call.arguments:
        return ""
    text = classes.texts.text(file, call.scope, call.line, call.arguments[0].value)
    return "" if HOLE in text else text


def _sqlalchemy(classes: Classes, symbol: int, rule: Rule, ancestry: Ancestry) -> ModelClass | None:
    return _declarative(classes, symbol, rule, ancestry, default=False)


def _flask(classes: Classes, symbol: int, rule: Rule, ancestry: Ancestry) -> ModelClass | None:
    return _declarative(classes, symbol, rule, ancestry, default=classes.has_primary_key(symbol))


def _sqlmodel(classes: Classes, symbol: int, rule: Rule, ancestry: Ancestry) -> ModelClass | None:
    keywords = {each.name: each.default for each in classes.lookup.definition(symbol).parameters}
    if keywords.get("table") != Constant("True"):
        return None
    return ModelClass(
        symbol, _tablename(classes, symbol) or plain_name(classes, symbol).lower(), rule.id, "sqlalchemy"
    )


def _django(classes: Classes, symbol: int, rule: Rule, ancestry: Ancestry) -> ModelClass | None:
    if classes.option(symbol, "abstract") == "True":
        return None
    if classes.option(symbol, "proxy") == "True":
        parent = next((m for base in ancestry.inside if (m := classes.model(base)) is not None), None)
        return ModelClass(symbol, parent.table, rule.id, "django", inherited=True) if parent else None
    given = classes.option(symbol, "db_table")
    if given is not None and HOLE not in given:
        return ModelClass(symbol, given.strip('"'), rule.id, "django")
    label = classes.option(symbol, "app_label") or _app_label(classes, symbol)
    return ModelClass(symbol, f"{label}_{plain_name(classes, symbol).lower()}", rule.id, "django")


def _app_label(classes: Classes, symbol: int) -> str:
    """The label of the app: what its AppConfig says, else the package that holds `models`."""
    parts = classes.lookup.program.surfaces[classes.file(symbol)].module.split(".")
    for size in range(len(parts), 0, -1):
        label = classes.app_labels.get(".".join(parts[:size]))
        if label:
            return label
    cut = parts.index("models") if "models" in parts else len(parts) - 1
    return parts[cut - 1] if cut > 0 else parts[0]


def _by_meta(classes: Classes, symbol: int, rule: Rule, ancestry: Ancestry) -> ModelClass | None:
    """Peewee and Tortoise: a name in Meta, else the name of the class in small letters."""
    if classes.option(symbol, "abstract") == "True":
        return None
    for key in ("table_name", "table", "db_table"):
        given = classes.option(symbol, key)
        if given is not None and HOLE not in given:
            return ModelClass(symbol, given, rule.id, "peewee")
    has_fields = any(isinstance(d.value, Result | Index) for _, d in classes.members(symbol))
    if not has_fields:
        return None
    return ModelClass(symbol, plain_name(classes, symbol).lower(), rule.id, "peewee")


STYLES: dict[str, Style] = {
    "django": _django,
    "sqlalchemy": _sqlalchemy,
    "flask": _flask,
    "sqlmodel": _sqlmodel,
    "meta": _by_meta,
}
"""How the name of a table follows from a class, by the `name` of the rule."""
