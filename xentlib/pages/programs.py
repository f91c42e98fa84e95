"""Run a program of content/code/: a lesson shows what it prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from xentlib.errors import ContentError

PROGRAM_SECONDS = 60

_outputs: dict[tuple[str, str], str] = {}


def run_program(program: Path, name: str) -> str:
    """Return what a Python program prints; the same text is run once in a process.

    Raises ContentError with the line of the program where it fails.
    """
    key = (name, program.read_text(encoding="utf-8"))
    if key not in _outputs:
        try:
            run = subprocess.run(
                [sys.executable, str(program)],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
                timeout=PROGRAM_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise ContentError(f"the program runs for more than {PROGRAM_SECONDS} seconds", name) from None
        if run.returncode or run.stderr:
            last = (run.stderr.strip().splitlines() or ["no message"])[-1]
            lines = re.findall(rf'File "{re.escape(str(program))}", line (\d+)', run.stderr)
            raise ContentError(f"the program fails: {last}", name, int(lines[-1]) if lines else None)
        _outputs[key] = run.stdout
    return _outputs[key]
