"""How errors reach the user: a message and a hint, exit 2; a traceback only for a bug."""

import traceback
import warnings
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
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
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
        click.echo(f"monoscan: {printable(self.message)}", err=True)
        if self.hint:
            click.echo(f"  {printable(self.hint)}", err=True)


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
