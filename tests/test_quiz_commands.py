"""`xent quiz` as people type it: what is printed, which exit code, and a session from beginning to end."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest
from kinds import QUESTIONS, course_of_kinds
from support import ROOT, xent
from test_session import DAMAGE, HOSTILE, right_answer

from xentlib.plaintext import columns
from xentlib.quiz import read_question, vary


@pytest.fixture
def kinds(small_course, monkeypatch):
    return course_of_kinds(small_course, monkeypatch)


def variant_of(course, question_id, language="en", seed="1"):
    return vary(read_question(course, question_id, language), seed)


# list


def test_questions_are_listed_by_lesson_kind_level_and_prompt(kinds):
    shown = xent("quiz", "list", folder=kinds.root).stdout.splitlines()
    assert len(shown) == len(QUESTIONS)
    assert shown[4] == "sums/order    order    3  From … and …, small to large?"
    listed = json.loads(xent("quiz", "list", "sums", "--json", folder=kinds.root).stdout)
    assert listed[4] == {
        "id": "sums/order", "lesson": "sums", "kind": "order", "level": 3, "prompt": "From … and …, small to large?",
    }  # fmt: skip


def test_a_list_is_cut_to_the_terminal():
    for language in ("en", "ru", "zh"):
        for line in xent("quiz", "list", "--lang", language, env={"COLUMNS": "50"}).stdout.splitlines():
            assert columns(line) <= 50


def test_an_unknown_lesson_is_named():
    run = xent("quiz", "list", "nope")
    assert run.exit_code == 1
    assert run.stderr.startswith("error: quizzes/nope: no questions; there are some on ")


# show


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_a_variant_is_shown_to_people_and_to_programs(kinds, question_id):
    run = xent("quiz", "show", question_id, "--seed", "7", "--lang", "ru", folder=kinds.root)
    variant = variant_of(kinds, question_id, "ru", "7")
    assert run.exit_code == 0
    assert f"Right: {right_answer(variant)}".replace("\xa0", " ") in run.stdout
    assert not re.search(r"[\\${}\x1b]|```", run.stdout)
    data = json.loads(xent("quiz", "show", question_id, "--seed", "7", "--json", folder=kinds.root).stdout)
    assert (data["question"], data["seed"], data["key"]["kind"]) == (question_id, "7", data["key"]["kind"])


@pytest.mark.parametrize("width", [40, 50, 80])
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_a_variant_fits_the_terminal(language, width):
    for question_id in ("softmax/one-probability", "softmax/sharpened"):
        shown = xent("quiz", "show", question_id, "--lang", language, env={"COLUMNS": str(width)}).stdout
        assert all(columns(line) <= width for line in shown.splitlines())
        assert all(line == line.rstrip() for line in shown.splitlines())


def test_a_formula_that_a_terminal_cannot_show_names_its_file(kinds):
    path = kinds.quizzes / "sums" / "number.md"
    path.write_text(path.read_text("utf-8").replace("/// solution\n", "/// solution\n$\\nonsense$\n"), "utf-8")
    run = xent("quiz", "show", "sums/number", folder=kinds.root)
    assert (run.exit_code, run.stderr.split(r"\nonsense")[0]) == (1, "error: quizzes/sums/number.md: formula: ")


def test_color_is_for_terminals_that_want_it():
    arguments = ("quiz", "show", "softmax/one-probability")
    assert "\x1b[1m" in xent(*arguments, color=True).output
    assert "\x1b" not in xent(*arguments, color=True, env={"NO_COLOR": "1"}).output
    assert "\x1b" not in xent(*arguments).output
    assert "\x1b" not in xent(*arguments, "--json", color=True).output


def test_a_terminal_without_unicode_gets_other_signs():
    command = [sys.executable, "-m", "scripts", "quiz", "show", "softmax/one-probability"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    for more in ([], ["--lang", "ru"], ["--lang", "zh", "--json"]):
        run = subprocess.run([*command, *more], cwd=ROOT, env=environment, capture_output=True, check=True)
        assert run.stdout.isascii()
        assert not run.stderr
    assert json.loads(run.stdout)["lang"] == "zh"


@pytest.mark.parametrize("seed", ["", "\x1b", "a" * 101, "\udcff", "1\n"], ids=ascii)
def test_a_seed_is_a_number_or_a_word(seed):
    run = xent("quiz", "show", "softmax/sharpened", f"--seed={seed}")
    assert run.exit_code == 1
    assert run.stderr.startswith("error: seed: ")
    assert len(run.stderr) < 300


def test_an_error_message_holds_no_control_characters():
    run = xent("quiz", "show", "softmax/\x1b[31m\udcff\u202e")
    assert run.exit_code == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\udcff\u202e]", run.stderr)


# grade


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_the_right_answer_is_exit_code_0(kinds, question_id):
    right = right_answer(variant_of(kinds, question_id))
    for answer in ([right], right.split(" ")):
        run = xent("quiz", "grade", question_id, *answer, folder=kinds.root)
        assert (run.exit_code, run.output) == (0, run.output)
        assert run.output.startswith("✓ Correct.\n")


def test_options_are_named_by_id_too(kinds):
    for answer in (["small", "middle", "large"], ["small,middle,large"], ["small middle", "large"]):
        assert xent("quiz", "grade", "sums/order", *answer, folder=kinds.root).exit_code == 0


@pytest.mark.parametrize(
    ("question_id", "answer", "code", "begins"),
    [
        ("sums/number", "1", 3, "✗ Not right.\nRead as 1.\n"),
        ("sums/number", "46", 3, "≈ Close, but the answer must be more exact.\nRead as 46.\n"),
        ("sums/number", "1,234", 4, "? This try does not count.\nThis can be read in two ways. Write 1234 or 1.234.\n"),
        ("sums/vector", "1", 4, "? This try does not count.\nType 2 numbers with ; between them. Here there are 1.\n"),
        ("sums/vector", "1 2", 3, "✗ Not right.\nRead as [1, 2].\n\nThe first number that is not right is number 1.\n"),
        ("sums/choice", "9", 4, "? This try does not count.\nChoose one of the answers first.\n"),
        ("sums/choice", "difference", 3, "✗ Not right.\nYou subtracted: 53 − 6.19. Add.\n"),
        ("sums/choices", "sum", 3, "◐ Partly right.\nBoth are.\n"),
        ("sums/order", "1 1 2", 4, "? This try does not count.\nPut every line in its place, each once.\n"),
        ("sums/order", "large middle small", 3, "✗ Not right.\nLarge to small.\n"),
    ],
)
def test_the_exit_code_says_what_became_of_an_answer(kinds, question_id, answer, code, begins):
    run = xent("quiz", "grade", question_id, answer, folder=kinds.root)
    assert (run.exit_code, run.stdout) == (code, begins)
    data = xent("quiz", "grade", question_id, answer, "--json", folder=kinds.root, color=True)
    assert data.exit_code == code
    assert json.loads(data.stdout)["verdict"] != "correct"


def test_a_negative_number_follows_two_dashes():
    run = xent("quiz", "grade", "softmax/one-probability", "--json", "--", "-0.5")
    assert (run.exit_code, json.loads(run.stdout)["read"]) == (3, "−0.5")


def test_an_answer_is_needed():
    assert xent("quiz", "grade", "softmax/one-probability").exit_code == 2


@pytest.mark.parametrize("question_id", ["sums/number", "sums/vector", "sums/choices"])
@pytest.mark.parametrize("typed", [one for one in HOSTILE if "\x00" not in one], ids=lambda text: ascii(text[:12]))
def test_a_hostile_answer_is_unreadable(kinds, question_id, typed):
    run = xent("quiz", "grade", question_id, "--", typed, folder=kinds.root)
    assert run.exit_code == 4
    assert run.stdout.startswith("? This try does not count.\n")
    assert len(run.output) < 400
    assert not re.search("[\x00-\x09\x0b-\x1f\ud800\u202e<٣௧]", run.output)


# take


def taken(course, answers, *arguments, **options):
    return xent("quiz", "take", *arguments, folder=course.root, input="".join(f"{one}\n" for one in answers), **options)


def kept(course):
    path = course.build / "quiz-session.json"
    return json.loads(path.read_text()) if path.exists() else None


def test_a_session_from_beginning_to_end(kinds):
    run = taken(kinds, ["q"], "-n", "7", "--seed", "7")
    assert run.exit_code == 0
    assert run.stdout.startswith("Questions: 7. ")
    assert "Question 1 of 7 · Sums & more · level 1 ────" in run.stdout
    assert run.stdout.endswith("Your session is kept. Go on with: xent quiz take\n")
    answers = [right_answer(variant_of(kinds, one["question"], seed=one["seed"])) for one in kept(kinds)["asked"]]
    run = taken(kinds, answers[:3], "--resume")
    assert run.stdout.count("✓ Correct.") == 3
    assert "Right at first try: 3 of 3\n" in run.stdout
    run = taken(kinds, ["", "n", *answers[4:]])
    assert "A session stopped at question 4 of 7. Go on with it?" in run.stdout
    assert "The session goes on." in run.stdout
    assert "Right at first try: 6 of 7\n" in run.stdout
    assert "Skipped: 1\n" in run.stdout
    assert kept(kinds) is None
    assert not [path.name for path in kinds.build.iterdir() if "quiz" in path.name]


def test_a_wrong_answer_is_told_and_comes_back_in_the_summary(kinds):
    taken(kinds, ["q"], "-n", "2", "--kind", "number", "--lang", "ru", "--seed", "7")
    variants = [variant_of(kinds, one["question"], "ru", one["seed"]) for one in kept(kinds)["asked"]]
    wrong = [f"{variant.key.mistakes['difference'][0]:f}".replace(".", ",") for variant in variants]
    run = taken(kinds, [wrong[0], wrong[0], wrong[1], variants[1].key.shown], "--resume")
    assert run.stdout.count("Worked solution") == 1
    assert "3 ×: You subtracted: " in run.stdout
    assert "xent quiz show sums/number --seed " in run.stdout
    assert f"--seed {variants[0].seed} --lang" in " ".join(run.stdout.split())


def test_a_kept_session_is_not_lost_without_a_word(kinds):
    taken(kinds, ["q"], "-n", "3", "--seed", "7")
    before = kept(kinds)
    run = taken(kinds, ["what?"], "-n", "1")
    assert (run.exit_code, kept(kinds)) == (0, before)
    taken(kinds, ["n", "q"], "-n", "2")
    assert len(kept(kinds)["asked"]) == 2
    taken(kinds, ["q"], "-n", "4", "--new")
    assert len(kept(kinds)["asked"]) == 4


def test_there_is_nothing_to_resume(kinds):
    run = taken(kinds, [], "--resume")
    assert run.exit_code == 1
    assert run.stderr == "error: --resume: no session is kept; expected one; begin it with: xent quiz take\n"


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_session_is_set_aside(kinds, damage):
    taken(kinds, ["q"], "-n", "3", "--seed", "7")
    path = kinds.build / "quiz-session.json"
    content = DAMAGE[damage](path.read_text())
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    run = taken(kinds, ["q"], "-n", "2")
    assert run.exit_code == 0
    assert run.stderr == (
        "build/quiz-session.json: no session can be read from it; it is now build/quiz-session.unusable.json, "
        "and a new session begins\n"
    )
    assert len(kept(kinds)["asked"]) == 2


def test_a_session_of_a_question_that_is_gone_is_set_aside(kinds):
    taken(kinds, ["q"], "-n", "7", "--seed", "7")
    (kinds.quizzes / "sums" / "bug.md").unlink()
    run = taken(kinds, ["q"], "-n", "1")
    assert run.exit_code == 0
    assert "the course has changed since: quizzes/sums/bug.md: unknown question" in run.stderr


def test_hostile_lines_cost_nothing_and_are_not_shown(kinds):
    lines = [one for one in HOSTILE if "\n" not in one and one not in ("\ud800", "\u2028")]
    run = xent(
        "quiz", "take", "--kind", "number", "-n", "1", folder=kinds.root,
        input="\n".join(lines).encode() + b"\n\xff\xfe\n\xed\xa0\x80\n",
    )  # fmt: skip
    assert run.exit_code == 0
    assert run.stdout.count("? This try does not count.") == len(lines) + 2
    assert not re.search("[\x00-\x09\x0b-\x1f\udc00-\udfff\u202e<٣௧]", run.stdout)
    assert kept(kinds)["asked"][0]["tries"] == 0


@pytest.mark.parametrize(("arguments", "code"), [(("--kind", "essay"), 2), (("-n", "0"), 2), (("nope",), 1),
                                                 (("--lang", "xx"), 1), (("--seed", "\x1b"), 1)])  # fmt: skip
def test_wrong_options_are_named(kinds, arguments, code):
    run = taken(kinds, [], *arguments)
    assert run.exit_code == code
    assert run.stderr.strip()
    assert "Traceback" not in run.output


@pytest.mark.parametrize("width", [50, 80])
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_a_session_fits_the_terminal(width, language, small_course):
    names = ("one-probability", "sharpened")
    files = {f"quizzes/softmax/{name}.md": (ROOT / f"quizzes/softmax/{name}.md").read_text("utf-8") for name in names}
    files |= {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / "content/po").rglob("*.po") if path.parts[-3] != "lessons"
    }  # fmt: skip
    course = small_course({"content/index.md": "---\ntitle: T\ndescription: D\n---\n", **files})
    settings = course.root / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + "    - {code: zh, name: 中文}\n", encoding="utf-8")
    run = taken(course, ["h", "1", "2", "0,5", "s"], "-n", "2", "--lang", language, env={"COLUMNS": str(width)})
    assert run.exit_code == 0, run.output
    assert all(columns(line) <= width for line in run.stdout.splitlines())


class Typist:
    """Someone at a real terminal."""

    def __init__(self, *arguments, folder):
        self.seen = ""
        self.process, self.terminal = pty.fork()
        if not self.process:
            os.chdir(folder)
            os.environ.update({"PYTHONPATH": str(ROOT), "TERM": "xterm"})
            os.execv(sys.executable, [sys.executable, "-m", "scripts", "quiz", *arguments])  # noqa: S606

    def wait_for(self, text):
        """Read until the screen shows `text` below what was waited for before."""
        deadline = time.monotonic() + 60
        while text not in self.seen:
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            assert ready, self.seen
            try:
                self.seen += os.read(self.terminal, 65536).decode()
            except OSError:  # Linux says so when the other side is closed
                assert text in self.seen, self.seen
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text):
        time.sleep(0.2)  # as people do: Python misses a Ctrl-C between printing a prompt and waiting for a key
        os.write(self.terminal, text.encode())

    def exit_code(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def softmax_course(small_course):
    text = (ROOT / "quizzes/softmax/sharpened.md").read_text("utf-8")
    return small_course({"content/index.md": "---\ntitle: T\n---\n", "quizzes/softmax/sharpened.md": text})


def test_a_learner_at_a_terminal_sees_colors_and_stops_with_ctrl_c(small_course):
    course = softmax_course(small_course)
    learner = Typist("take", "-n", "2", "--seed", "7", folder=course.root)
    learner.wait_for("\x1b[1mQuestion 1 of 2")
    learner.wait_for("> ")
    one = kept(course)["asked"][0]
    learner.type(f"{right_answer(variant_of(course, one['question'], seed=one['seed']))}\n")
    learner.wait_for("\x1b[32m\x1b[1m✓ Correct.")
    learner.wait_for("s solution · q stop")
    learner.wait_for("> ")
    learner.type("s\n")
    learner.wait_for("Worked solution")
    learner.wait_for("> ")
    learner.type("\n")
    learner.wait_for("Question 2 of 2")
    learner.wait_for("> ")
    learner.type("\x03")
    learner.wait_for("Right at first try: 1 of 1")
    learner.wait_for("Your session is kept.")
    assert learner.exit_code() == 0
    again = Typist("take", folder=course.root)
    again.wait_for("A session stopped at question 2 of 2. Go on with it?")
    again.wait_for("> ")
    again.type("\n")
    again.wait_for("Question 2 of 2")
    again.wait_for("> ")
    again.type("\x04")
    again.wait_for("Your session is kept.")
    assert again.exit_code() == 0


def test_the_exit_codes_stand_in_the_help():
    assert "Exit code: 0 right, 3 not right" in xent("quiz", "grade", "--help").output
