"""The programs that questions show: a ```python block and, right after it, what it prints."""

import contextlib
import io
import re

from support import ROOT

from xentlib.course import Course
from xentlib.quiz import question_ids, read_question, vary

SEEDS = (1, 2, 3)
FRAMEWORKS = re.compile(r"^(?:import|from) (torch|keras|tensorflow)\b", re.MULTILINE)
_SHOWN = re.compile(r"^```python\n(.*?)^```\n+^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COURSE = Course(ROOT)


def questions_with_programs(*, frameworks):
    """Return the questions whose prompt shows a program that needs a framework, or that needs none."""
    texts = {name: read_question(_COURSE, name, "en").prompt.text for name in question_ids(_COURSE)}
    shown = {name: text for name, text in texts.items() if "```python" in text}
    return [name for name, text in shown.items() if bool(FRAMEWORKS.search(text)) == frameworks]


def programs(name):
    """Yield each program of the first variants of a question, with what the page says that it prints."""
    for seed in SEEDS:
        prompt = vary(read_question(_COURSE, name, "en"), seed).prompt
        found = _SHOWN.findall(prompt)
        assert len(found) == prompt.count("```python"), f"{name}: a program without its output"
        yield from found


def printed(program):
    """Run a program and return what it prints."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(program, "program of a question", "exec"), {"__name__": "__main__"})  # noqa: S102  # our own
    return output.getvalue()
