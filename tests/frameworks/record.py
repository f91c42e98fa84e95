"""Run the programs of content/code/ that need PyTorch or Keras; as a script, record what they print and compute."""

import contextlib
import io
import os
import runpy
import sys
import warnings
from types import ModuleType

from programs import FRAMEWORKS
from support import ROOT

from xentlib.files import replace_file
from xentlib.pages.recorded import Record, record_file, record_text

MOST_NUMBERS = 200
"""What holds more of them is data, not a result."""

PROGRAMS = [
    program
    for program in sorted((ROOT / "content" / "code").glob("*.py"))
    if FRAMEWORKS.search(program.read_text("utf-8"))
]


def run(program):
    """Run a program in this process; return what it printed, its numbers and the versions that it ran with."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings(action="ignore"):
        names = runpy.run_path(str(program))
    found = {name: numbers(value) for name, value in names.items() if not name.startswith("_")}
    packages = sorted(set(FRAMEWORKS.findall(program.read_text("utf-8"))))
    return Record(
        output.getvalue(),
        {name: value for name, value in found.items() if value is not None},
        {package: sys.modules[package].__version__.split("+")[0] for package in packages},
    )


def numbers(value):
    """Return a number, a tensor or a list of either as plain numbers; None for anything else, and for large data."""
    if isinstance(value, ModuleType | type):
        return None
    if hasattr(value, "detach"):
        value = value.detach()
    if hasattr(value, "numpy"):
        value = value.numpy()
    if hasattr(value, "tolist"):
        value = value.tolist()
    return value if 0 < count(value) <= MOST_NUMBERS else None


def count(value):
    """Count the numbers in nested lists, 0 if something else is among them."""
    if isinstance(value, list):
        counts = [count(one) for one in value]
        return sum(counts) if all(counts) else 0
    return int(isinstance(value, int | float) and not isinstance(value, bool))


if __name__ == "__main__":
    os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    for program in PROGRAMS:
        file = record_file(program)
        replace_file(file, record_text(program.read_text("utf-8"), run(program)).encode())
        print(file.relative_to(ROOT))
