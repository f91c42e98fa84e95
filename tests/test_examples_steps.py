"""The lines of algebra: a reader who types what is shown into a calculator gets what stands to the right."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from support import ROOT

from xentlib import formulas
from xentlib.draws import Draws
from xentlib.examples import EXAMPLES
from xentlib.expand import Steps
from xentlib.formulas import Formula, Place
from xentlib.losses import sigmoid, softmax

NAMES = {
    "e": math.e,
    "inf": math.inf,
    "ln": np.log,
    "log2": np.log2,
    "sqrt": np.sqrt,
    "frac": lambda above, below: above / below,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "array": lambda *values: np.array(values),
    "__builtins__": {},
}


def equations(line):
    """Yield the two sides of each equation between numbers in a line, as (left, right) in TeX."""
    tex = Steps(lambda: (line,)).tex("en").removeprefix(r"$$\begin{aligned} ").removesuffix(r" \end{aligned}$$")
    tex = tex.replace(r" \\ &= ", " = ")  # a long line is broken at its equals signs,
    tex = tex.replace(r" \\ &\quad + ", " + ")  # a long sum before its plus signs
    for chunk in re.split(r"\\qquad|\\quad|\\;?\s*\\to", tex.replace("&", "")):
        sides = chunk.split("=")
        for left, right in pairwise(sides):
            left = re.split(r"\\ge|\\le", left)[-1]
            if computed(left) is not None and computed(right) is not None:
                yield left, right


def computed(tex):
    """Return the number or the vector that a piece of TeX says, or None where it speaks of symbols."""
    try:
        with np.errstate(divide="ignore"):
            return eval(python(tex), NAMES)  # noqa: S307  # our own TeX; the names above are all it can call
    except (SyntaxError, NameError, TypeError):
        return None


def python(tex):
    r"""Translate the little TeX of the steps.

    >>> python(r"-0.7 \ln 0.5 + \tfrac12 (1 - e^{-1})")
    '-0.7 * ln(0.5) + frac(1,2) * (1 - e**(-1))'
    """
    tex = re.sub(r"\\tfrac(\d)(\d)", r"\\tfrac{\1}{\2}", tex)
    for old, new in TRANSLATIONS.items():
        tex = tex.replace(old, new)
    tex = re.sub(r"\b(ln|log2) ([0-9.]+|frac\([^()]*\))", r"\1(\2)", tex)
    return re.sub(r"(?<=[0-9)]) (?=\(|ln)", " * ", tex).strip()


TRANSLATIONS = {
    r"\tfrac{": "frac(", r"\frac{": "frac(", r"\sqrt{": "sqrt(", "}{": ",", "^{": "**(", "^": "**", "{": "(",
    "}": ")", "[": "array(", "]": ")", r"\cdot": "*", r"\infty": "inf", r"\log_2": "log2", r"\ln": "ln",
    r"\sigma": "sigmoid", r"\softmax": "softmax",
}  # fmt: skip


def digits_shown(tex):
    """Return with how many significant digits a number is written; zeros at the end are not."""
    mantissa = tex.strip().split(r" \cdot")[0].lstrip("-").replace(".", "").lstrip("0")
    return max(4, len(mantissa))


def rights(tex):
    """Return the numbers that a right side consists of, as they are written; none for anything else."""
    number = r"-?[0-9.]+(?: \\cdot 10\^\{-?\d+\})?"
    bare = tex.strip().removeprefix("[").removesuffix("]").split(", ")
    return bare if all(re.fullmatch(number, one) for one in bare) else []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_shows_its_algebra_in_six_lines_at_most(name):
    steps = EXAMPLES[name].story().steps()
    assert 1 <= len(steps) <= 6
    for line in steps:
        assert "".join(piece for piece in line if isinstance(piece, str)).count("&") == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_line_gives_what_stands_to_the_right(name):
    """4 · 2 + 1 · 1 + 1 = 10; −ln 0.66524 = 0.4076, and not the 0.4077 that 0.6652 would give."""
    checked = check_lines(EXAMPLES[name].story().steps())
    assert checked or name == "slowdown"  # which shows where hundreds of steps lead


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if example.draw])
def test_each_line_holds_for_what_questions_draw(name):
    example = EXAMPLES[name]
    drawn = (example.draw(Draws(name, str(seed))) for seed in range(40))
    for inputs in filter(None, drawn):
        check_lines(example.work(inputs).steps())


def check_lines(steps):
    """Compare both sides of every equation, and return how many there were."""
    checked = 0
    for line in steps:
        for left, right in equations(line):
            written = rights(right)
            if not written:
                assert computed(left) == pytest.approx(computed(right), rel=1e-4)
                checked += 1
                continue
            for value, shown in zip(np.ravel(computed(left)), written, strict=True):
                said = float(computed(shown))
                scale = 10.0 ** (math.floor(math.log10(abs(said))) + 1 - digits_shown(shown)) if said else 1e-9
                assert value == pytest.approx(said, abs=0.5 * scale, rel=1e-12), f"{left} = {right}"
                checked += 1
    return checked


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_every_line_is_a_formula_that_renders(language, tmp_path):
    asked = {}
    for name, example in EXAMPLES.items():
        tex = Steps(example.story().steps).tex(language).removeprefix("$$").removesuffix("$$")
        asked[Formula(tex, True)] = Place(f"steps of {name}", 1)
    assert len(formulas.render(asked, ROOT, tmp_path)) == len(asked)
