"""How errors reach the user: a message and a hint, exit 2; a traceback only for a bug."""

import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any, TextIO

import click

from analyzer.errors import MonoscanError
from analyzer.model.plain import plain

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
REPORT = "This is a bug in monoscan. Please report it with the lines above."


class TroubleGroup(click.Group):
    """A group of commands that turns every kind of trouble into its form on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = _show_warning
                return super().invoke(ctx)
        except MonoscanError as error:
            raise _Shown(error) from error
        except (click.Abort, KeyboardInterrupt) as error:  # click would exit 1, which is a gate's verdict
            raise _Shown(MonoscanError("interrupted")) from error
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:  # nobody learned of the verdict: click would exit 1 all the same
            _silence(sys.stdout)
            ctx.exit(2)
        except Exception:
            traceback.print_exc()
            click.echo(REPORT, err=True)
            ctx.exit(2)


class _Shown(click.ClickException):
    """A MonoscanError as click shows it."""

    exit_code = 2

    def __init__(self, error: MonoscanError) -> None:
        super().__init__(error.message)
        self.hint = error.hint

    def show(self, file: Any = None) -> None:
        hint = f"\n  {printable(self.hint)}" if self.hint else ""
        try:
            click.echo(f"monoscan: {printable(self.message)}{hint}", err=True)
        except BrokenPipeError:
            _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Let what is still in the stream go nowhere: Python writes it when it ends, and would exit 120."""
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def printable(text: str) -> str:
    """Text for a terminal: what comes from scanned files may hold control characters."""
    return "\n".join(map(plain, text.split("\n")))


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    click.echo(f"monoscan: warning: {printable(str(message))}", err=True)
