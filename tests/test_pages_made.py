"""A build with what earlier builds made of the questions writes the same bytes as one that begins with nothing."""

import shutil

import pytest
from kinds import course_of_kinds

from xentlib import pages
from xentlib.pages.draft import Asked
from xentlib.stages import Stages

PRACTICE = "---\ntitle: P\ndescription: D\n---\n\n# P {#p}\n\n{{ practice(\"\") }}\n\n{{ practice(\"sums\") }}\n"
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
QUESTIONS = 7


@pytest.fixture
def practiced(small_course, monkeypatch):
    """A course with a question of each kind, all on a practice page."""
    course = course_of_kinds(small_course, monkeypatch)
    (course.content / "practice.md").write_text(PRACTICE, encoding="utf-8")
    return course


@pytest.fixture
def made(monkeypatch):
    """The questions that were varied, as (id, language)."""
    found = []
    varied = Asked.variants

    def noted(self, question_id, language):
        found.append((question_id, language))
        return varied(self, question_id, language)

    monkeypatch.setattr(Asked, "variants", noted)
    return found


def staged(course, languages=("en", "ru")):
    """Stage the pages; return every file that was written, and the notes."""
    stages = Stages()
    pages.stage(course, languages, stages)
    folders = [course.docs(language) for language in languages]
    files = {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
    return files, stages.notes


def entries(course):
    return sorted((course.cache / "questions").rglob("*.json"))


def test_the_same_bytes_with_and_without_what_was_kept(practiced, made):
    first = staged(practiced)
    assert len(made) == len(entries(practiced)) == 2 * QUESTIONS
    made.clear()
    assert staged(practiced) == first
    assert not made
    shutil.rmtree(practiced.cache)
    assert staged(practiced) == first


def test_a_changed_question_is_made_again_and_no_other(practiced, made):
    staged(practiced)
    made.clear()
    path = practiced.quizzes / "sums/number.md"
    path.write_text(path.read_text("utf-8").replace("Add {{ a }}", "Add up {{ a }}"), encoding="utf-8")
    warm = staged(practiced)
    assert made == [("sums/number", "en"), ("sums/number", "ru")]
    shutil.rmtree(practiced.cache)
    assert staged(practiced) == warm


def test_a_changed_translation_is_made_again_and_no_other(practiced, made):
    before = staged(practiced)
    made.clear()
    path = practiced.po("ru", "quizzes/sums/order")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PO + 'msgid "first"\nmsgstr "первое"\n', encoding="utf-8")
    warm = staged(practiced)
    assert made == [("sums/order", "ru")]
    assert warm != before
    shutil.rmtree(practiced.cache)
    assert staged(practiced) == warm


def test_changed_words_of_the_interface_make_the_questions_of_that_language_again(practiced, made):
    staged(practiced)
    made.clear()
    path = practiced.po("ru", "interface")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PO + 'msgid "A bar chart."\nmsgstr "Столбцы."\n', encoding="utf-8")
    files, _notes = staged(practiced)
    assert sorted(language for _question, language in made) == ["ru"] * QUESTIONS
    assert "Столбцы." in files[practiced.docs("ru") / "practice.md"].decode()


def test_what_is_damaged_is_made_again(practiced, made):
    first = staged(practiced)
    made.clear()
    path = practiced.cache / "questions/ru/sums/number.json"
    path.write_bytes(path.read_bytes()[:-100])
    assert staged(practiced) == first
    assert made == [("sums/number", "ru")]


def test_what_belongs_to_no_question_is_removed_and_other_languages_stay(practiced):
    staged(practiced)
    (practiced.quizzes / "sums/number.md").unlink()
    staged(practiced, ["ru"])
    assert len(entries(practiced)) == 2 * (QUESTIONS - 1)
