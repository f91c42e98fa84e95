"""Each point of the proof catches a template that was broken for it, and says so with question, seed and value."""

import json
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from support import ROOT, xent

from xentlib.draws import Draws
from xentlib.errors import ContentError
from xentlib.examples import EXAMPLES, Worked
from xentlib.examples.registry import Example
from xentlib.proof import POINTS, PUBLISHED_VARIANTS, make_trial, prove
from xentlib.proof.digest import digest, read_published
from xentlib.proof.points import survival

SCRIPT = (ROOT / "content/theme/assets/quiz.js").read_text(encoding="utf-8")
SEEDS = range(1, 61)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def doubled(shown, a=3, b=1.5):
    """Add two numbers, and multiply the sum by a third that nobody sees."""
    total = shown(a + b)
    return Worked(
        values={"total": total, "twice": 2 * total, "seventh": total / 7},
        mistakes={"difference": a - b, "product": 10 * a * b + 1, "one_forgotten": a + 100},
        steps=lambda: (("a + b &= ", a, " + ", b, " = ", total),),
        chosen={"which": ("sum",) if a > b else ("other",)},
    )


def draw_two(draws):
    return {"a": draws.integer("a", 20, 90), "b": float(draws.decimals("b", 1, 1, 9, places=2)[0])}


def draw_few(draws):
    return {"a": draws.integer("a", 20, 24), "b": 1.25}


NUMBER = """\
---
kind: number
level: 1
example: doubled
ask: total
policy: {decimals: 2}
---
Add {{ a }} and {{ b }}. Give two decimals.

/// mistake | difference
You subtracted.
///

/// mistake | product
You multiplied.
///

/// mistake | one_forgotten
You forgot one.
///

/// solution
{{ answer }}
///
"""
CHOICE = """\
---
kind: choice
level: 1
example: doubled
---
What is {{ a }} plus {{ b }}?

/// right
{{ total }}
///

/// wrong | difference
{{ mistakes.difference }}
///

/// wrong | one_forgotten
{{ mistakes.one_forgotten }}
///

/// mistake | difference
You subtracted.
///

/// mistake | one_forgotten
You forgot one.
///

/// solution
{{ total }}
///
"""


@pytest.fixture
def trial_of(small_course, monkeypatch):
    """Return a function that varies a template in a course of its own: `trial_of(NUMBER)`."""

    def make(template, *, function=doubled, draw=draw_two, script=SCRIPT, ru="", published=None, seeds=SEEDS):
        monkeypatch.setitem(EXAMPLES, "doubled", Example("doubled", function, draw))
        course = small_course({
            "quizzes/sums/two.md": template,
            "content/theme/assets/quiz.js": script,
            "content/po/ru/quizzes/sums/two.po": PO + ru,
        })  # fmt: skip
        trial = make_trial(course, "sums/two", seeds, ["ru"], published)
        return make_trial(course, "sums/two", seeds, ["ru"], digest(trial.english)) if published is None else trial

    return make


def failed(trial):
    """Return the points that find something, with their first findings."""
    found = {name: next(function(trial), None) for name, function in POINTS.items()}
    return {name: str(finding) for name, finding in found.items() if finding}


def test_good_templates_are_proved(trial_of):
    assert failed(trial_of(NUMBER)) == {}
    assert failed(trial_of(CHOICE)) == {}


def test_a_key_that_is_not_right_in_every_notation(trial_of):
    """What is shown has four digits, and nothing but all twelve is accepted."""
    trial = trial_of(NUMBER.replace("ask: total", "ask: seventh").replace("{decimals: 2}", "{exact: 0}"))
    assert failed(trial)["key"].startswith("sums/two seed ")
    assert "expected correct" in failed(trial)["key"]


def test_a_number_with_too_few_mistakes(trial_of):
    def two_mistakes(shown, a=3, b=1.5):
        worked = doubled(shown, a, b)
        return replace(worked, mistakes={name: worked.mistakes[name] for name in ("difference", "one_forgotten")})

    trial = trial_of(NUMBER.replace("/// mistake | product\nYou multiplied.\n///\n", ""), function=two_mistakes)
    assert failed(trial) == {"mistakes": "sums/two: mistakes: 2 are recognized; expected at least 3"}


def test_a_mistake_that_is_taken_for_the_key(trial_of):
    """`vary` passes such a draw over, so the bands are pushed together afterwards."""
    trial = trial_of(NUMBER)
    for variant in trial.english:
        variant.key.mistakes["product"] = variant.key.part.accept
    assert "seed 1 lang en: mistakes: accept and product share an answer" in failed(trial)["mistakes"]


def test_a_prompt_that_rounds_its_inputs(trial_of):
    trial = trial_of(NUMBER.replace("{{ b }}", "{{ b | decimals(0) }}"))
    assert "it shows b as" in failed(trial)["prompt"]


def test_a_prompt_that_hides_an_input(trial_of):
    trial = trial_of(NUMBER.replace("{{ b }}", "a secret"))
    assert re.search(r"it does not show b: .* gives the same prompt and another key", failed(trial)["prompt"])


def test_too_few_variants(trial_of):
    trial = trial_of(NUMBER, draw=draw_few)
    message = "sums/two: variants: 5 different ones of 60 seeds; expected 50: draw from more inputs"
    assert failed(trial) == {"variants": message}


def test_a_place_that_is_a_habit(trial_of, monkeypatch):
    monkeypatch.setattr(Draws, "shuffled", lambda self, name, items: tuple(items))
    message = "sums/two: places: the right option is not evenly placed: 1: 60, 2: 0, 3: 0"
    assert failed(trial_of(CHOICE)) == {"places": message}


def test_a_translation_with_another_number(trial_of):
    message = 'msgid "Add {{ a }} and {{ b }}. Give two decimals."\nmsgstr "Сложите {{ a }}, {{ b }} и 7."\n'
    assert list(failed(trial_of(NUMBER, ru=message))) == ["languages"]
    assert "lang ru: languages: numbers of the prompt" in failed(trial_of(NUMBER, ru=message))["languages"]


def test_a_published_variant_that_has_changed(trial_of):
    assert "has changed" in failed(trial_of(NUMBER, published="0123456789abcdef"))["published"]
    trial = trial_of(NUMBER)
    changed = trial_of(NUMBER.replace("{decimals: 2}", "{decimals: 1}"), published=trial.published)
    assert list(failed(changed)) == ["published"]


def test_a_page_that_judges_otherwise(trial_of):
    assert 'grade("wrong", seen)' in SCRIPT
    script = SCRIPT.replace('grade("wrong", seen)', 'grade("near", seen)')
    found = failed(trial_of(NUMBER, script=script))
    assert list(found) == ["page"]
    assert "the page and Python differ in {'verdict': ('near', 'wrong')}" in found["page"]


def test_a_question_that_cannot_be_read_is_a_finding(small_course):
    course = small_course({"quizzes/sums/two.md": "no front matter", "content/theme/assets/quiz.js": SCRIPT})
    (result,) = prove(course, ["sums/two"], seeds=2)
    assert "no front matter" in str(result.findings[0])


def test_the_survival_function_of_chi_square():
    """From its table: 3.841 with one degree of freedom, 11.070 with five and 18.307 with ten are exceeded by 5 %."""
    for value, freedom in ((3.841459, 1), (11.070498, 5), (18.307038, 10)):
        assert survival(value, freedom) == pytest.approx(0.05, abs=1e-6)
    assert survival(0.0, 3) == 1.0


def test_every_question_of_the_course_is_published():
    digests = json.loads((ROOT / "quizzes/published.json").read_text(encoding="utf-8"))
    files = {path.relative_to(ROOT / "quizzes").as_posix().removesuffix(".md") for path in ROOT.glob("quizzes/*/*.md")}
    assert set(digests) == files


@pytest.mark.parametrize("text", ["[" * 100_000, f'{{"a": {"9" * 5000}}}'])
def test_a_damaged_list_of_published_variants_is_named(small_course, text):
    course = small_course({"quizzes/published.json": text})
    with pytest.raises(ContentError, match=r"quizzes/published.json: not valid JSON"):
        read_published(course)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_nothing_goes_on_when_the_command_is_ended(end):
    """Ctrl-C, or the end of the terminal, however long the questions take."""
    command = [sys.executable, "-m", "scripts", "quiz", "prove", "softmax", "--seeds", "5000", "--jobs", "2"]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    run.send_signal(end)
    _told, said = run.communicate(timeout=20)  # comes to its end when all who can write there have
    assert run.returncode in (1, 130, -signal.SIGTERM)
    assert "Traceback" not in said


def test_too_few_variants_are_not_published(small_course):
    run = xent("quiz", "prove", "--record", "--seeds", "19", folder=small_course({}).root)
    assert run.exit_code == 2
    assert "--record publishes 20 variants: --seeds 19 is too few" in run.stderr


def test_the_command_proves_reports_and_fails(small_course):
    assert PUBLISHED_VARIANTS == 20
    run = xent("quiz", "prove", "softmax/sharpened", "--seeds", "30", "--report", "--jobs", "1", folder=ROOT)
    assert run.exit_code == 0, run.output
    for word in ("✓ softmax/sharpened", "90 variants", "places", "passed over", "1 question proved"):
        assert word in run.output
