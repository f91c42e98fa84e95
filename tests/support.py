"""Where the repository is, and its command as people type it."""

import os
from pathlib import Path

from click.testing import CliRunner

from scripts.main import main

ROOT = Path(__file__).parents[1]


def xent(*arguments, folder=ROOT, **options):
    """Run `xent` in a folder, in this process."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(main, arguments, prog_name="xent", **options)
    finally:
        os.chdir(before)
