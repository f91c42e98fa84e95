"""Judge answers with the script of the page, in Node.js, to compare its verdicts with those of Python."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xentlib.errors import ToolError
from xentlib.formulas import find_node
from xentlib.numbers import locale_data
from xentlib.quiz import Key, key_data

Case = tuple[str, Key, str]  # what was typed, the key, the language
_HARNESS = Path(__file__).with_name("judge.cjs")


def grades_of_the_page(script: Path, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what `judge` of quiz.js gives for each case, as the fields of a Grade. Raises ToolError."""
    keys: dict[int, dict[str, Any]] = {}  # by identity: many answers share a key
    for _answer, key, _language in cases:
        if id(key) not in keys:
            keys[id(key)] = key_data(key)
    places = {one: place for place, one in enumerate(keys)}
    locales = {language: locale_data(language) for _answer, _key, language in cases}
    work = {
        "script": str(script),
        "keys": list(keys.values()),
        "locales": locales,
        "cases": [[answer, places[id(key)], language] for answer, key, language in cases],
    }
    run = subprocess.run(
        [find_node(), str(_HARNESS)],
        input=json.dumps(work),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        said = next((line for line in run.stderr.splitlines() if "Error" in line), "no message")
        raise ToolError(f"{script.name} failed in Node.js: {said.strip()}")
    grades: list[dict[str, Any]] = json.loads(run.stdout)
    return grades
