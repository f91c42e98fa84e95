"""Where the repository is, its command as people type it, and coroutines."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from click.testing import CliRunner

from scripts.main import main

ROOT = Path(__file__).parents[1]
HOW_TO_GET_A_BROWSER = "no Chromium: apt-get install chromium, or: .venv/bin/playwright install chromium"


def xent(*arguments, folder=ROOT, **options):
    """Run `xent` in a folder, in this process."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(main, arguments, prog_name="xent", **options)
    finally:
        os.chdir(before)


def run_to_end(coroutine):
    """Return what a coroutine returns, run in a thread of its own: Playwright keeps an event loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
