"""Index the whole site for search: Pagefind makes one index for each language it finds in `<html lang>`.

It knows inflected words (вероятностью finds «вероятность»), folds ё into е, and cuts Chinese into words.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from xentlib.errors import ToolError

# Formulas and drawings are no sentences; a heading's own link says "#", a notice is the same everywhere.
IGNORED = "math, svg, script, style, .headerlink, .untranslated"
# Ready-made search boxes that Pagefind brings; the site has its own.
SUPERFLUOUS = ("pagefind-*ui.*", "pagefind-highlight.js")


def write_index(site: Path) -> None:
    """Write site/pagefind from the pages below `site`; the same pages give the same files."""
    options = ("--site", site, "--keep-index-url", "--exclude-selectors", IGNORED, "--quiet")
    run = subprocess.run(
        [sys.executable, "-m", "pagefind", *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        last = (run.stderr.strip() or run.stdout.strip() or f"exit code {run.returncode}").splitlines()[-1]
        raise ToolError(f"pagefind: {last}")
    # Pagefind lists the languages in an order that differs from run to run.
    entry = site / "pagefind" / "pagefind-entry.json"
    entry.write_text(json.dumps(json.loads(entry.read_text("utf-8")), sort_keys=True), encoding="utf-8")
    for pattern in SUPERFLUOUS:
        for path in (site / "pagefind").glob(pattern):
            path.unlink()
