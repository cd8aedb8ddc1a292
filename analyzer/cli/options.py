"""Arguments and options that several commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from msgspec.structs import replace

from analyzer.config import Config, read_config
from analyzer.errors import ConfigError, SourceError
from analyzer.pipeline import Options, RunOptions
from analyzer.shell.cache import CACHE_FOLDER

if TYPE_CHECKING:
    from analyzer.model.analysis import Analysis

Command = TypeVar("Command", bound=Callable[..., object])

_SHARED = (
    click.argument("path", type=click.Path(path_type=Path)),
    click.option("--jobs", "-j", type=click.IntRange(1), help="Programs that read. Default: one a core."),
    click.option("--no-cache", is_flag=True, help="Read every file anew and store nothing."),
    click.option("--cache-dir", type=click.Path(path_type=Path), help=f"Default: PATH/{CACHE_FOLDER}."),
    click.option("--max-file-size", type=click.IntRange(1), metavar="BYTES", help="Skip larger files."),
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Skip this too, as in .gitignore."),
    click.option("--config", type=click.Path(path_type=Path), help="Default: PATH/monoscan.toml."),
)


def scan_options(command: Command) -> Command:
    """PATH, and how it is read."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def chosen(
    path: Path,
    jobs: int | None,
    no_cache: bool,
    cache_dir: Path | None,
    max_file_size: int | None,
    exclude: tuple[str, ...],
    config: Path | None,
) -> tuple[Options, Config]:
    """The options of a run: the command line goes before the configuration file."""
    settings = configuration(path, config)
    found = settings.scan
    if max_file_size is not None:
        found = replace(found, max_file_size=max_file_size)
    found = replace(found, exclude=(*found.exclude, *exclude))
    folder = None if no_cache else cache_dir or path / CACHE_FOLDER
    run = RunOptions(jobs or os.cpu_count() or 1, folder)
    base = config.parent if config else path
    rules = tuple(base / folder for folder in settings.rules.paths)
    return Options(found, run, settings.partition, settings.report.title, rules), settings


def saved_analysis(file: Path) -> "Analysis":
    """The analysis in a file. Raises SourceError if it cannot be read, is none, or is of a newer monoscan."""
    from analyzer.render.json import read  # loads the whole model, which most commands need not

    try:
        return read(file.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "give the analysis.json of `monoscan analyze`"
        raise SourceError(f"cannot read {file}: {reason}", hint) from error
    except SourceError as error:
        raise SourceError(f"{file}: {error.message}", error.hint) from error


def configuration(path: Path, config: Path | None) -> Config:
    """What monoscan.toml or [tool.monoscan] of pyproject.toml say; the defaults without either."""
    found = configuration_file(path, config)
    return read_config(found[0].name, found[1]) if found else Config()


def configuration_file(path: Path, config: Path | None) -> tuple[Path, str] | None:
    """The configuration file in force and its text, None without one."""
    candidates = [config] if config else [path / "monoscan.toml", path / "pyproject.toml"]
    for file in candidates:
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            if config or (file.name == "monoscan.toml" and file.exists()):
                raise ConfigError(f"cannot read {file}: {error}", "Give the path of a TOML file.") from error
            continue
        if file.name != "pyproject.toml" or "monoscan" in text:
            return file, text
    return None
