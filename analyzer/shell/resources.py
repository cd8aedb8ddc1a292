"""Shipped rules and templates, in a checkout and in a wheel."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from analyzer import __version__
from analyzer.errors import RuleError

PACKAGE = Path(__file__).parents[1]
SHIPPED = PACKAGE / "_shipped"


def folder(name: str) -> Path:
    """The folder of `rules` or `templates`."""
    shipped = SHIPPED / name
    if shipped.is_dir():
        return shipped
    return PACKAGE.parent / ("reports/templates" if name == "templates" else name)


def texts(name: str, suffix: str) -> dict[str, str]:
    """All files of `rules` or `templates` with that suffix, by relative path, in order."""
    return read_folder(folder(name), suffix)


def read_folder(place: Path, suffix: str) -> dict[str, str]:
    """The same for any folder; raises RuleError for a file that is no text."""
    found = {}
    for file in sorted(place.rglob(f"*{suffix}")):
        try:
            found[file.relative_to(place).as_posix()] = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"{file} cannot be read: {error}") from error
    return found


def digest(*groups: dict[str, str]) -> bytes:
    """One digest for all these texts."""
    total = blake2b(digest_size=20)
    for group in groups:
        for name, text in group.items():
            for part in (name, text):
                encoded = part.encode()
                total.update(len(encoded).to_bytes(8, "big"))
                total.update(encoded)
    return total.digest()


@cache
def code_digest(*parts: str) -> bytes:
    """A digest of monoscan's own code in these files and folders ("" for all of it): whatever was made
    by other code is not the same."""
    sources: dict[str, str] = {"version": __version__}
    for part in parts:
        place = PACKAGE / part
        for file in [place] if place.suffix else sorted(place.rglob("*.py")):
            sources[file.relative_to(PACKAGE).as_posix()] = file.read_text("utf-8")
    return digest(sources)
