"""Sessions: which questions, what counts, what is told at the end, and what a damaged file leads to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds import QUESTIONS, course_of_kinds
from support import ROOT

from xentlib import session
from xentlib.catalogs import words
from xentlib.course import Course
from xentlib.errors import ContentError, InputError
from xentlib.quiz import Grade, NumberKey, OrderKey, VectorKey, judge, read_question, tell, vary
from xentlib.quiz.data import grade_data, variant_data
from xentlib.quiz.sheet import answer_sheet, asked
from xentlib.quiz.typed import answer_of
from xentlib.session import MOST_TRIES, Asked, Session, SessionError
from xentlib.session.summary import first_sentence, lesson_title


@pytest.fixture
def kinds(small_course, monkeypatch):
    return course_of_kinds(small_course, monkeypatch)


class Fake:
    """A screen that answers from a list, and remembers what it showed."""

    def __init__(self, *typed, patient=False):
        self.typed, self.patient, self.seen = list(typed), patient, []

    def show(self, markdown):
        self.seen.append(("show", markdown))

    def line(self, text, tone):
        self.seen.append((tone, text))

    def ask(self, prompt):
        if not self.typed:
            raise EOFError
        return self.typed.pop(0)

    def text(self):
        return "\n".join(text for _tone, text in self.seen)


def one_question(course, question_id, language="en", seed="1"):
    """Return a session of one question, and its variant."""
    variant = vary(read_question(course, question_id, language), seed)
    digest = session.state.digest(variant)
    return Session(language, "1", (Asked(question_id, seed, digest),)), variant


def right_answer(variant):
    """Return the right answer as one types it in the terminal."""
    key = variant.key
    if isinstance(key, NumberKey | VectorKey):
        return key.shown
    ids = [option for option, _text in variant.options]
    alone = [option for option in ids if judge(key, option, "en").score > 0]
    right = key.right if isinstance(key, OrderKey) else alone
    return " ".join(str(ids.index(one) + 1) for one in right)


def played(course, running, *typed, patient=False):
    """Play with these answers; return the session after it, the screen, and all states that were kept."""
    screen, kept = Fake(*typed, patient=patient), []
    after = session.play(course, running, screen, kept.append)
    return after, screen, kept


# Choosing


def test_a_seed_chooses_the_same_session_for_ever(kinds):
    first, again = (session.choose(kinds, "en", count=9, seed="7") for _ in range(2))
    assert first == again
    assert session.choose(kinds, "en", count=9, seed="8") != first


def test_all_questions_come_before_one_comes_again(kinds):
    chosen = [one.question for one in session.choose(kinds, "en", count=len(QUESTIONS), seed="7").asked]
    assert sorted(chosen) == sorted(QUESTIONS)
    twice = session.choose(kinds, "en", count=2 * len(QUESTIONS), seed="7").asked
    assert sorted(one.question for one in twice) == sorted([*QUESTIONS, *QUESTIONS])
    assert len({one.digest for one in twice}) == len(twice)


def test_questions_rise(kinds):
    levels = [
        read_question(kinds, one.question, "en").level
        for one in session.choose(kinds, "en", count=12, seed="7").asked
    ]  # fmt: skip
    assert levels == sorted(levels)


def test_lessons_take_turns(small_course, monkeypatch):
    course = course_of_kinds(small_course, monkeypatch)
    for lesson in ("more", "other"):
        (course.quizzes / lesson).mkdir()
        (course.quizzes / lesson / "number.md").write_text(QUESTIONS["sums/number"])
    chosen = session.choose(course, "en", count=3, seed="7")
    assert sorted(one.lesson for one in chosen.asked) == ["more", "other", "sums"]


def test_a_session_may_be_of_one_lesson_or_kind(kinds):
    chosen = session.choose(kinds, "ru", count=4, seed="7", lesson="sums", kinds=["order", "bug"])
    assert {one.question for one in chosen.asked} == {"sums/order", "sums/bug"}
    with pytest.raises(ContentError, match="no questions; there are some on sums"):
        session.choose(kinds, "en", count=1, seed="7", lesson="nope")
    (kinds.quizzes / "sums" / "order.md").unlink()
    with pytest.raises(InputError, match="kind: order; expected one of those asked here: bug, choice, choices, number"):
        session.choose(kinds, "en", count=1, seed="7", kinds=["order"])


# Answering


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_the_right_answer_to_each_kind_is_right(kinds, question_id):
    running, variant = one_question(kinds, question_id, "ru")
    after, screen, _kept = played(kinds, running, right_answer(variant))
    assert after.over
    assert (after.asked[0].first, after.asked[0].score, after.asked[0].tries) == ("correct", 1.0, 1)
    assert ("good", "✓ Correct.") in screen.seen
    assert variant.prompt in screen.text()


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_two_wrong_answers_end_with_the_solution(kinds, question_id):
    running, variant = one_question(kinds, question_id)
    wrong = {"vector": "1 1", "number": "1", "step": "1", "order": " ".join(reversed(right_answer(variant).split()))}
    ids = [option for option, _text in variant.options]
    other = next((option for option in ids if option not in ("right", "sum", "both")), "")
    after, screen, _kept = played(kinds, running, *[wrong.get(variant.question.kind, other)] * 2)
    assert (after.asked[0].done, after.asked[0].score, after.asked[0].tries) == (True, 0.0, 2)
    assert "Try once more." in screen.text()
    assert screen.seen[-1] == ("show", f"**Worked solution**\n\n{variant.solution}")


def test_the_first_try_counts(kinds):
    running, variant = one_question(kinds, "sums/number")
    after, _screen, _kept = played(kinds, running, "1", right_answer(variant))
    assert (after.asked[0].first, after.asked[0].score, after.asked[0].done) == ("wrong", 0.0, True)


def test_part_of_a_choice_scores_in_part(kinds):
    running, variant = one_question(kinds, "sums/choices")
    place = [option for option, _text in variant.options].index("sum") + 1
    after, screen, _kept = played(kinds, running, str(place), "q")
    assert (after.asked[0].first, after.asked[0].score, after.asked[0].mistakes) == ("partial", 0.5, ("both",))
    assert ("near", "◐ Partly right.") in screen.seen


def test_what_is_unreadable_or_near_costs_nothing(kinds):
    running, variant = one_question(kinds, "sums/number")
    near = f"{variant.key.part.near[-1][0]:f}"
    after, screen, _kept = played(kinds, running, "1,234", "cat", near, right_answer(variant))
    assert (after.asked[0].first, after.asked[0].tries) == ("correct", 1)
    assert ("unread", "? This try does not count.") in screen.seen
    assert any(tone == "near" and text.startswith("≈") for tone, text in screen.seen)
    assert "Write 1234 or 1.234." in screen.text()


@pytest.mark.parametrize("hint", ["h", " H ", "р", "Р", "?", "ｈ"])
def test_letters_work_with_other_keyboards(kinds, hint):
    running, variant = one_question(kinds, "sums/number")
    after, screen, _kept = played(kinds, running, hint, "q")
    assert ("show", f"**Hint**\n\n{variant.hint}") in screen.seen
    assert after.asked[0] == Asked(**{**vars(running.asked[0]), "hint": True})


@pytest.mark.parametrize(("typed", "outcome"), [("s", "shown"), ("n", "skipped"), ("ы", "shown"), ("т", "skipped")])
def test_a_solution_or_a_skip_ends_a_question(kinds, typed, outcome):
    running, variant = one_question(kinds, "sums/number")
    after, screen, _kept = played(kinds, running, typed)
    assert (after.over, after.asked[0].first, after.asked[0].score) == (True, outcome, 0.0)
    assert (variant.solution in screen.text()) == (outcome == "shown")


def test_giving_up_after_a_try_does_not_change_the_first(kinds):
    running, _variant = one_question(kinds, "sums/number")
    after, _screen, _kept = played(kinds, running, "1", "s")
    assert (after.asked[0].first, after.asked[0].done) == ("wrong", True)


@pytest.mark.parametrize("typed", [["q"], ["й"], []])
def test_a_stopped_session_is_as_it_was(kinds, typed):
    running, _variant = one_question(kinds, "sums/number")
    assert played(kinds, running, *typed)[0] == running


def test_every_state_is_kept(kinds):
    running, variant = one_question(kinds, "sums/number")
    after, _screen, kept = played(kinds, running, "h", "1", right_answer(variant))
    assert [(one.asked[0].hint, one.asked[0].tries) for one in kept] == [(True, 0), (True, 1), (True, 2)]
    assert kept[-1] == after


def test_a_reader_may_look_at_the_solution_before_going_on(kinds):
    running, variant = one_question(kinds, "sums/number")
    _after, screen, _kept = played(kinds, running, right_answer(variant), "s", "", patient=True)
    assert screen.typed == []
    assert variant.solution in screen.text()
    _after, screen, _kept = played(kinds, running, right_answer(variant), "", "s", patient=True)
    assert screen.typed == ["s"]
    assert variant.solution not in screen.text()


def test_the_head_names_place_lesson_and_level(kinds):
    chosen = session.choose(kinds, "en", count=7, seed="7")
    _after, screen, _kept = played(kinds, chosen, *"nn")
    heads = [text for tone, text in screen.seen if tone == "head"]
    assert heads[0] == "Question 1 of 7 · Sums & more · level 1"
    assert heads[2] == "Question 3 of 7 · Sums & more · level 2"


HOSTILE = [
    "9" * 10**6, "1 " * 10**6, "\x00", "\x1b[31m1\x1b[0m", "\x1b]0;title\x07", "٣", "௧", "<b>1</b>", "\ud800",
    "1\u202e2", "__proto__", "{{ z }}", "$(id)", "0x10", "nan", "inf", "1_000", "²", "\r\n", "\u2028", "{place}",
    "%s", "-", "'",
]  # fmt: skip


@pytest.mark.parametrize("question_id", QUESTIONS)
@pytest.mark.parametrize("typed", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_a_hostile_answer_is_unreadable_and_never_shown(kinds, question_id, typed):
    running, variant = one_question(kinds, question_id)
    after, screen, _kept = played(kinds, running, typed)
    assert after == running
    assert ("unread", "? This try does not count.") in screen.seen
    told = screen.text().replace(variant.prompt, "")
    assert len(told) < 2000
    assert not any(sign in told for sign in ("\x1b", "\x00", "\ud800", "\u202e", "<b>", "٣", "௧", "__proto__"))


@given(st.text(max_size=40))
def test_nothing_typed_raises(typed):
    course = Course(ROOT)
    for question_id in ("softmax/one-probability", "softmax/sharpened"):
        variant = vary(read_question(course, question_id, "en"), 1)
        grade = judge(variant.key, answer_of(variant, typed), "en")
        assert tell(grade, variant.feedback, "en", str)


# Options as they are typed


@pytest.mark.parametrize("typed", ["2 1", "2,1", "2, 1", "2;1", "２　１", "2、1", "2，1", " 2\t1 ", "{1} {0}", "{1},1"])
def test_options_are_named_by_number_or_id(kinds, typed):
    _running, variant = one_question(kinds, "sums/choices")
    ids = [option for option, _text in variant.options]
    assert answer_of(variant, typed.format(*ids)).split() == [ids[1], ids[0]]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "0", "4", "1 4", "-1", "1.", "none of them", "1 2 ٣", "①", "²", "x" * 10**6],
    ids=lambda text: ascii(text[:12]),
)
def test_what_names_no_option_is_no_answer(kinds, typed):
    _running, variant = one_question(kinds, "sums/choices")
    assert answer_of(variant, typed) == ""
    assert judge(variant.key, answer_of(variant, typed), "en").verdict == "unreadable"


def test_a_choice_has_one_answer(kinds):
    _running, variant = one_question(kinds, "sums/choice")
    assert answer_of(variant, "1 2") == ""
    assert answer_of(variant, "2") == variant.options[1][0]


# Data for programs


SHAPE = {
    "question": str, "lesson": str, "kind": str, "level": int, "lang": str, "prompt": str, "options": list,
    "labels": list, "count": int, "hint": str,
}  # fmt: skip
WITH_KEY = {"seed": str, "note": str, "key": dict, "solution": str, "feedback": dict, "ids": list}


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_all_kinds_have_one_shape(kinds, question_id):
    _running, variant = one_question(kinds, question_id)
    for key, shape in ((False, SHAPE), (True, SHAPE | WITH_KEY)):
        data = variant_data(variant, key=key)
        assert {name: type(value) for name, value in data.items()} == shape
        assert json.loads(json.dumps(data)) == data
    graded = grade_data(judge(variant.key, "", "en"), variant)
    assert {*graded} == {"verdict", "score", "read", "mistake", "reason", "arguments", "feedback"}
    assert (graded["verdict"], graded["feedback"]) == ("unreadable", None)


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_without_its_key_a_variant_does_not_tell_the_answer(kinds, question_id):
    _running, variant = one_question(kinds, question_id, seed="3141592")
    told = json.dumps(variant_data(variant, key=False))
    secrets = [variant.seed, variant.solution, *variant.feedback.values(), '"right"', '"seed"', '"note"', '"id"']
    if variant.question.numeric:
        secrets.append(variant.key.shown)
    assert not any(secret in told for secret in secrets)
    assert not any(f'"{option}"' in told for option, _text in variant.options)


def test_the_options_by_number_are_what_a_service_gets_back(kinds):
    _running, variant = one_question(kinds, "sums/order")
    numbers = [row["number"] for row in variant_data(variant, key=False)["options"]]
    assert answer_of(variant, " ".join(map(str, numbers))).split() == [option for option, _text in variant.options]


def test_a_grade_brings_the_feedback_of_its_mistake(kinds):
    _running, variant = one_question(kinds, "sums/order")
    graded = grade_data(judge(variant.key, "large middle small", "en"), variant)
    assert (graded["mistake"], graded["feedback"]) == ("reversed", "Large to small.")


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_an_answer_sheet_tells_everything(kinds, question_id):
    _running, variant = one_question(kinds, question_id)
    told = answer_sheet(variant, str)
    flat = " ".join(told.split())
    for text in (asked(variant, ids=True), variant.hint, variant.solution, f"Right: {right_answer(variant)}"):
        assert " ".join(text.split()) in flat
    for mistake, feedback in variant.feedback.items():
        assert f"`{mistake}`" in told
        assert feedback in told
    if isinstance(variant.key, NumberKey):
        assert "- accepted from " in told


# The end


def test_a_summary_counts_first_tries_lessons_and_mistakes(kinds):
    asked_ones = tuple(
        Asked(question, seed, "", first, score, tries, mistakes, hint, done=True)
        for question, seed, first, score, tries, mistakes, hint in (
            ("sums/number", "1", "correct", 1.0, 1, (), True),
            ("sums/number", "2", "mistake", 0.0, 2, ("difference", "difference"), False),
            ("sums/choices", "3", "partial", 0.5, 1, ("none",), False),
            ("sums/step", "4", "skipped", 0.0, 0, (), False),
        )
    )
    told = session.summary(kinds, Session("en", "7", asked_ones))
    assert "- Right at first try: 1 of 4" in told
    assert "- With parts of answers: 1.5 points" in told
    assert "- Skipped: 1" in told
    assert "- With a hint: 1" in told
    assert "- 2 ×: You subtracted: $" in told
    assert "Add." not in told
    assert "One is" not in told
    assert told.endswith(
        "- `xent quiz show sums/number --seed 2`\n- `xent quiz show sums/choices --seed 3`\n"
        "- `xent quiz show sums/step --seed 4`"
    )


def test_an_option_is_a_mistake_of_its_own_question_only(kinds):
    """`difference` is a mistake of the example, `both` only the name of an option."""
    (kinds.quizzes / "sums" / "twin.md").write_text(QUESTIONS["sums/choices"])
    asked_ones = tuple(
        Asked(f"sums/{question}", "1", "", "mistake", 0.0, 1, (mistake,), done=True)
        for question, mistake in (("choices", "both"), ("twin", "both"), ("choice", "difference"),
                                  ("number", "difference"))
    )  # fmt: skip
    told = session.summary(kinds, Session("en", "7", asked_ones))
    assert "- 2 ×: You subtracted: $" in told
    assert told.count("2 ×") == 1


def test_lessons_are_compared_where_there_are_several(kinds):
    one, other = Asked("sums/number", "1", "", "correct", 1.0, 1, done=True), Asked("other/x", "1", "", "wrong")
    assert "| Sums & more | 1 / 1 |\n" in session.summary(kinds, Session("ru", "7", (one, other)))
    assert "| other | 0 / 1 |" in session.summary(kinds, Session("ru", "7", (one, other)))
    assert "|" not in session.summary(kinds, Session("ru", "7", (one,)))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("Is it 0.5? Yes.", "Is it 0.5?"),
        ("With $a. b$ and `c. d`. More.", "With $a. b$ and `c. d`."),
        ("你除以了总和。softmax 算的是幂。", "你除以了总和。"),
        ("No end\n\nNext.", "No end"),
        ("", ""),
    ],
)
def test_the_first_sentence(text, first):
    assert first_sentence(text) == first


# Keeping


def test_what_was_saved_is_loaded(kinds, tmp_path):
    path = tmp_path / "new" / "session.json"
    running = session.choose(kinds, "ru", count=9, seed="7")
    running = running.put(running.asked[0].graded(Grade("mistake", mistake="difference")))
    session.save(path, running)
    assert session.load(kinds, path) == running
    assert [file.name for file in path.parent.iterdir()] == ["session.json"]
    assert session.load(kinds, tmp_path / "none.json") is None


def saved(kinds, path):
    session.save(path, session.choose(kinds, "ru", count=2, seed="7"))
    return json.loads(path.read_text())


DAMAGE = {
    "cut off": lambda text: text[:-40],
    "empty": lambda text: "",
    "not UTF-8": lambda text: b"\xff\xfe",
    "no mapping": lambda text: "[1]",
    "null": lambda text: "null",
    "deep": lambda text: "[" * 100_000,
    "another version": lambda text: text.replace('"version": 1', '"version": 2'),
    "no questions": lambda text: '{"version": 1, "language": "ru", "seed": "7", "asked": []}',
    "another field": lambda text: text.replace('"tries"', '"cries"'),
    "a text for a number": lambda text: text.replace('"tries": 0', '"tries": "0"'),
    "too many tries": lambda text: text.replace('"tries": 0', f'"tries": {MOST_TRIES + 1}'),
    "all tries and not done": lambda text: text.replace('"tries": 0', f'"tries": {MOST_TRIES}'),
    "an endless id": lambda text: text.replace('"question": "', '"question": "' + "a" * 300),
    "too many questions": lambda text: json.dumps({**(data := json.loads(text)), "asked": data["asked"] * 201}),
    "a huge score": lambda text: text.replace('"score": 0.0', '"score": 1e300'),
    "no number": lambda text: text.replace('"score": 0.0', '"score": NaN'),
    "an unknown outcome": lambda text: text.replace('"first": ""', '"first": "won"'),
    "a number for a text": lambda text: text.replace('"seed": "7"', '"seed": 7'),
    "a control character": lambda text: text.replace('"seed": "7"', '"seed": "\\u001b"'),
    "a number for a flag": lambda text: text.replace('"done": false', '"done": 0'),
    "a list for mistakes": lambda text: text.replace('"mistakes": []', '"mistakes": [[]]'),
    "too large": lambda text: text + " " * 10**6,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named(kinds, damage):
    path = kinds.build / "session.json"
    saved(kinds, path)
    content = DAMAGE[damage](path.read_text())
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SessionError, match=r"^build/session.json: no session can be read from it$"):
        session.load(kinds, path)


OUTDATED = {
    "ru": ("xx", "the course has changed since: mkdocs.yml: unknown language 'xx'"),
    "sums/": ("gone/", "the course has changed since: quizzes/gone/.*: unknown question"),
    '"digest": "': ('"digest": "0', "its questions have changed since"),
}


@pytest.mark.parametrize("old", OUTDATED)
def test_a_session_of_another_course_is_told(kinds, old):
    path = kinds.build / "session.json"
    saved(kinds, path)
    new, message = OUTDATED[old]
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(SessionError, match=f"^build/session.json: {message}"):
        session.load(kinds, path)
    assert session.set_aside(path).name == "session.unusable.json"
    assert not path.exists()


# Words


def test_every_phrase_can_be_filled_in_every_language():
    course = Course(ROOT)
    fills = {"count": 3, "number": 1, "level": 2, "example": "3 2 1", "right": 1, "points": "1.5"}
    for language in course.languages:
        for text in session.phrases(words(course, language.code)).values():
            assert "{" not in text.format(**fills)


def test_a_lesson_without_a_page_is_named_by_the_heading_of_its_practice(small_course):
    head = "---\ntitle: T\ndescription: D\n---\n\n# T {#t}\n\n"
    course = small_course({
        "content/index.md": head,
        "content/practice.md": head + '## The loss {#loss}\n\nText.\n\n{{ practice("loss") }}\n\n## More {#more}\n',
    })  # fmt: skip
    assert lesson_title(course, "loss", "en") == "The loss"
    assert lesson_title(course, "gradient", "en") == "gradient"
