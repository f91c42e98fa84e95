"""Measure the build: `make bench`. Medians of several runs, in a copy of the course, with the time of each stage.

No test: the numbers depend on the machine. Compare runs of the same machine only.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from support import ROOT

COPIED = ("content", "quizzes", "xentlib", "scripts", "mkdocs.yml", "package-lock.json", "constraints.txt")
LESSON = "content/lessons/02-softmax.md"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each case (default 5)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, course / name)
        (course / "node_modules").symlink_to(ROOT / "node_modules")
        report("nothing built, empty caches", measure(course, runs, lambda run: shutil.rmtree(course / "build", True)))
        report("nothing changed", measure(course, runs, lambda run: None))
        report("one paragraph changed", measure(course, runs, lambda run: change_paragraph(course / LESSON, run)))
        report("one figure label changed", measure(course, runs, lambda run: change_label(course, run)))


def measure(course, runs, before):
    """Return for each run its seconds and the seconds of its stages."""
    found = []
    for run in range(runs):
        before(run)
        start = time.perf_counter()
        environment = {**os.environ, "PYTHONPATH": str(course)}
        build = subprocess.run(
            [sys.executable, "-m", "scripts", "build", "-v"],
            cwd=course, env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        found.append((seconds, {name: float(one) for one, name in re.findall(r"([\d.]+) s  (\w+)", build.stderr)}))
    return found


def report(case, found):
    stages = {name: statistics.median(one[name] for _, one in found) for name in found[0][1]}
    shown = "  ".join(f"{name} {seconds:.2f}" for name, seconds in stages.items())
    print(f"{case:30} {statistics.median(seconds for seconds, _ in found):6.2f} s   {shown}")


def change_paragraph(path, run):
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"How sure is it\?( \w+\.)*", f"How sure is it? Run{'x' * run}.", text), encoding="utf-8")


def change_label(course, run):
    path = course / "content/po/ru/interface.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'msgstr "кошка\w*"', f'msgstr "кошка{"х" * (run + 1)}"', text), encoding="utf-8")


if __name__ == "__main__":
    main()
