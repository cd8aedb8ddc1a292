"""Debian's PostgreSQL server for one test run, on a socket in a folder of its own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_USER = "postgres"


class Server:
    """A server that runs; `run` hands SQL to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "socket"

    def run(self, sql: str, database: str = "postgres") -> str:
        """What the statements print; any mistake is an error."""
        given = ["-h", str(self.socket), "-U", _USER, "-d", database, "-v", "ON_ERROR_STOP=1", "-qAt"]
        done = subprocess.run(["psql", *given], input=sql, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _as_user(command: list[str]) -> None:
    """PostgreSQL refuses to run as root."""
    prefix = ["runuser", "-u", _USER, "--"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True)


def _can_run() -> bool:
    if not BINARIES or not shutil.which("psql"):
        return False
    names = {entry.pw_name for entry in pwd.getpwall()}
    return os.getuid() != 0 or (_USER in names and shutil.which("runuser") is not None)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty database, stopped at the end; the test is skipped where there is none."""
    if not _can_run():
        pytest.skip("no PostgreSQL server that can be started here")
    folder = Path("/tmp") / f"monoscan-pg-{os.getpid()}"
    folder.mkdir(mode=0o755)
    server = Server(folder)
    server.socket.mkdir()
    if os.getuid() == 0:
        for path in (folder, server.socket):
            shutil.chown(path, _USER)
    binary, data = BINARIES[-1], folder / "data"
    try:
        _as_user([str(binary / "initdb"), "-D", str(data), "-U", _USER, "-A", "trust", "--no-sync"])
        options = f"-k {server.socket} -c listen_addresses='' -c fsync=off"
        _as_user(
            [str(binary / "pg_ctl"), "-D", str(data), "-o", options, "-l", f"{folder}/log", "-w", "start"]
        )
        yield server
        _as_user([str(binary / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
