"""Which modules of a Python repository can be imported, each first in a process of its own.

    python benchmarks/check_imports.py ROOT FOLDER...

Prints a JSON object: for each file below the folders of ROOT the error, "" where there was none. The
interpreter is the one that has the repository's requirements; a process is forked for each module.
"""

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path


def main() -> None:
    """Try every module."""
    root = Path(sys.argv[1]).resolve()
    os.chdir(root)
    sys.path.insert(0, str(root))
    names = [name for folder in sys.argv[2:] for name in modules(root, folder)]
    preload(root, names)
    error = attempt(ready)
    if not error:
        ready()
    print(json.dumps({name: error or attempt(partial(load, name)) for name in names}))


def modules(root: Path, folder: str) -> list[str]:
    """The files below a folder whose paths are names."""
    paths = (path.relative_to(root).as_posix() for path in sorted(root.joinpath(folder).rglob("*.py")))
    return [
        path for path in paths if all(part.isidentifier() for part in path.removesuffix(".py").split("/"))
    ]


def ready() -> str:
    """What every process of a framework does before anything else; done once, as it is the same for all."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        importlib.import_module("django").setup()
    return ""


def load(path: str) -> str:
    """Import a file by the name that its path gives it."""
    importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return ""


def preload(root: Path, names: list[str]) -> None:
    """Import what lies outside the repository, so that every child has it: requirements are not judged."""

    def outside() -> str:
        ready()
        for name in names:
            with suppress(BaseException):
                load(name)
        known = sys.modules.copy().items()
        return " ".join(
            name
            for name, each in known
            if not str(getattr(each, "__file__", None) or "").startswith(str(root))
        )

    for name in attempt(outside).split():
        with suppress(BaseException):
            importlib.import_module(name)


def attempt(work: Callable[[], str]) -> str:
    """What a child process has to say, or the error it met."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        try:
            said = work()
        except BaseException:
            said = traceback.format_exc(limit=-2)[-300:]
        with os.fdopen(writer, "wb") as stream:
            stream.write(said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        error = stream.read().decode()
    os.waitpid(child, 0)
    return error


if __name__ == "__main__":
    main()
