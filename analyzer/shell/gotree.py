"""The Go modules of a tree, and the import path of every Go file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from analyzer.model.source import GoModule, Problem
from analyzer.shell.files import head_of, joined, text_of
from analyzer.shell.gomod import (
    distinct_modules,
    folder_of,
    import_paths,
    imported_paths,
    infer_module,
    parse_gomod,
    parse_gowork,
)
from analyzer.shell.walk import Found

HEADS_PER_FOLDER = 40


def go_modules(root: Path, manifests: Iterable[Found]) -> tuple[list[GoModule], list[Problem]]:
    """The modules of a tree with distinct names, and what is wrong with its go.mod and go.work files."""
    modules, problems = [], []
    works = []
    for found in manifests:
        if found.name == "go.mod":
            module, trouble = parse_gomod(found.path, text_of(root, found))
            problems += trouble
            modules += [module] if module else []
        elif found.name == "go.work":
            works.append(found)
    folders = {module.folder for module in modules}
    for work in works:
        problems += _missing_uses(work.path, parse_gowork(text_of(root, work)), folders)
    distinct, clashes = distinct_modules(modules)
    return distinct, problems + clashes


def _missing_uses(path: str, uses: Iterable[str], folders: set[str]) -> list[Problem]:
    problems = []
    for use in uses:
        folder = joined(folder_of(path), use)
        if folder is not None and folder not in folders:
            problems.append(Problem(path, 1, "broken-go-work", f"uses {use}, where no readable go.mod lies"))
    return problems


def go_names(
    root: Path, sources: Iterable[Found], modules: Iterable[GoModule]
) -> tuple[dict[str, str], list[Problem]]:
    """The import path of every Go file; files outside all modules get it from what they import."""
    by_folder: dict[str, list[Found]] = {}
    for found in sources:
        if found.suffix == ".go":
            by_folder.setdefault(folder_of(found.path), []).append(found)
    paths = import_paths(by_folder, {module.folder: module.path for module in modules})
    problems = []
    homeless = sorted(set(by_folder) - set(paths))
    if homeless:
        prefix = _inferred(root, {folder: by_folder[folder] for folder in homeless})
        for folder in homeless:
            paths[folder] = "/".join(part for part in (prefix, folder) if part) or "main"
        text = f"no go.mod above this folder; import paths begin with {prefix or 'the folder'}"
        problems.append(Problem(homeless[0] or ".", 0, "no-go-mod", text))
    return {found.path: paths[folder] for folder, files in by_folder.items() for found in files}, problems


def _inferred(root: Path, folders: Mapping[str, list[Found]]) -> str:
    counted: Counter[str] = Counter()
    for files in folders.values():
        for found in files[:HEADS_PER_FOLDER]:
            counted.update(imported_paths(head_of(root, found)))
    return infer_module(set(folders), counted)
