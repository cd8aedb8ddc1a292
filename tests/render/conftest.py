"""Templates and a browser for the tests of reports."""

import shutil
from pathlib import Path

import pytest

from analyzer.render.options import RenderOptions

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def options():
    return RenderOptions(templates={path.name: path.read_text() for path in TEMPLATES.iterdir()})


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(FLAGS), headless=True)
        yield running
        running.close()
