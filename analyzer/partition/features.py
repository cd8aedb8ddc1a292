"""What each home serves, as one word: that of its entry points, or of the folder called after them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analyzer.partition.entries import Seeds
from analyzer.partition.naming import GENERIC, slug
from analyzer.partition.routes import Served

LAYER = 3
KINDS = frozenset(
    {"api", "graphql", "grpc", "http", "rest", "rpc", "web"}
    | {"form", "job", "middleware", "model", "schema", "serializer", "task", "template", "util"}
)
"""Words for how work comes in and for what code is: they do not say what it is about."""


def features(items: Iterable[Served], names: Sequence[str]) -> dict[int, str]:
    """The feature of each home that serves one or lies in its folder, by home; "" where no word tells it.

    A feature is a word that entry points share. Where a folder holds three or more folders called after
    features, it is a layer, and all that lies in them belongs to their feature, whatever it serves: that
    is how code packaged by feature looks. Words that say nothing, and the names of layers, have no folders.
    """
    found = {item.home: slug(item.word) for item in items}
    feature_at = _folders_of(found.values(), names)
    for home, name in enumerate(names):
        word = _feature_of(name, feature_at)
        if word:
            found[home] = word
    return found


def lie_in_folders(items: Sequence[Served], names: Sequence[str]) -> bool:
    """Whether half of the homes that serve something lie in folders called after features."""
    feature_at = _folders_of((slug(item.word) for item in items), names)
    return 2 * sum(bool(_feature_of(names[item.home], feature_at)) for item in items) >= len(items)


def seeds_of(feature_of: Mapping[int, str]) -> Seeds:
    """The homes of each feature, in the order of their first home; a home without a word stands alone."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for home, word in sorted(feature_of.items()):
        groups[_singular(word) or f" {home}"].append(home)
    return list(groups.values())


def _folders_of(words: Iterable[str], names: Sequence[str]) -> dict[str, str]:
    """The word that each folder within a layer is called after, by the path of the folder."""
    wanted = {_singular(word): word for word in sorted({*words} - GENERIC) if word}
    layers: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for folder in sorted({folder for name in names for folder in _above(name)}):
        layer, _, last = folder.rpartition("/")
        word = wanted.get(_singular(slug(last)))
        if word and _singular(word) not in KINDS:
            layers[layer][folder] = word
    whole = {layer: found for layer, found in layers.items() if len(found) >= LAYER}
    return {folder: word for found in whole.values() for folder, word in found.items() if folder not in whole}


def _feature_of(name: str, feature_at: Mapping[str, str]) -> str:
    """The word of the outermost folder above a home that is called after a feature, "" if there is none."""
    return next((feature_at[folder] for folder in _above(name) if folder in feature_at), "")


def _above(name: str) -> list[str]:
    """The folders above a file, the outermost first."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word if word.endswith("ss") else word.removesuffix("s")
