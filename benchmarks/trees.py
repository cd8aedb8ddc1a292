"""Large source trees from package registries, and parts of them of a given size."""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from measure import tool

SKIPPED = {"testdata", "vendor", "node_modules"}


def python_tree(package: str, folder: Path) -> Path:
    """The unpacked wheel of a package; its code is read, never run."""
    target = folder / f"python-{package}"
    if not target.exists():
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
        for version in ("3.11", "3.12", "3.13", "3.14"):
            command += ["--python-version", version]
        subprocess.run([*command, "-d", str(folder / "wheels"), package], check=True)
        wheel = next((folder / "wheels").glob(f"{package.replace('-', '_')}-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)
    return target


def go_tree() -> Path:
    """The sources of the Go standard library and commands that the toolchain ships."""
    shown = subprocess.run([tool("go"), "env", "GOROOT"], check=True, capture_output=True, text=True)
    return Path(shown.stdout.strip()) / "src"


def sources(tree: Path, suffix: str) -> list[Path]:
    """Files that every tool of the comparison reads, in a fixed order."""
    found = (path for path in tree.rglob(f"*{suffix}") if path.is_file())
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(tree).parts))


def lines(paths: list[Path]) -> int:
    return sum(path.read_bytes().count(b"\n") for path in paths)


def sample(tree: Path, suffix: str, size: int, target: Path) -> int:
    """Copy whole folders, drawn by the hash of their name, until `size` lines are reached."""
    folders: dict[Path, list[Path]] = {}
    for path in sources(tree, suffix):
        folders.setdefault(path.parent, []).append(path)
    drawn = sorted(folders, key=lambda f: hashlib.sha256(str(f.relative_to(tree)).encode()).digest())
    shutil.rmtree(target, ignore_errors=True)
    total = 0
    for folder in drawn:
        if total >= size:
            break
        for path in folders[folder]:
            copy = target / path.relative_to(tree)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        total += lines(folders[folder])
    if suffix == ".go":
        target.joinpath("go.mod").write_text("module std\n\ngo 1.24\n")
    return total
