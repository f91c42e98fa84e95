"""A small course goes through its life: recorded, translated, edited, checked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.translations import translations
from xentlib.catalogs import check, read_catalog, sources, status, translate, update, words
from xentlib.catalogs.markdown import Message
from xentlib.catalogs.po import Entry, PoFile, read, render
from xentlib.course import Course
from xentlib.errors import ContentError

PAGE = """---
title: Softmax
description: Scores become probabilities.
---

# Softmax {#softmax}

A network gives three scores.

The cat gets {{ cats.p }} of it.

The loss is $-\\ln p$, never below zero.
"""
FILES = {
    "mkdocs.yml": (
        "site_name: Course\nextra:\n  languages:\n    - {code: en, name: English}\n"
        "    - {code: ru, name: Русский}\n    - {code: zh, name: 中文}\n"
    ),
    "content/index.md": "---\ntitle: Start\n---\n\n# Start {#start}\n\nRead the first lesson.\n",
    "content/lessons/02-softmax.md": PAGE,
    "content/theme/main.html": '{# Translators: on the search button #}{{ _("Search") }} {{ _(title) }}\n',
    "quizzes/softmax/one.md": (
        "---\nkind: number\n---\nWhat is {{ p }}?\n\n/// mistake | divided_by_sum\nYou divided.\n///\n"
    ),
    "xentlib/page.py": (
        'def hint(_, row):\n    # Translators: above the hint\n    return _("Read as {number}."), '
        '_(row["name"])\n'
    ),
}
RUSSIAN = {
    "Softmax": "Softmax",
    "Scores become probabilities.": "Оценки становятся вероятностями.",
    "A network gives three scores.": "Сеть выдаёт три оценки.",
    "The cat gets {{ cats.p }} of it.": "Кошке — {{ cats.p }}.",
    "The loss is $-\\ln p$, never below zero.": "Потери равны $-\\ln p$ и не бывают отрицательными.",
    "Start": "Начало",
    "Read the first lesson.": "Прочитайте первый урок.",
    "Search": "Поиск",
    "What is {{ p }}?": "Чему равно {{ p }}?",
    "You divided.": "Вы разделили.",
    "Read as {number}.": "Прочитано как {number}.",
    "Course": "Курс",
}
CHINESE = {
    "Softmax": "Softmax",
    "Scores become probabilities.": "分数变成概率。",
    "A network gives three scores.": "网络给出三个分数。",
    "The cat gets {{ cats.p }} of it.": "猫得到 {{ cats.p }}。",
    "The loss is $-\\ln p$, never below zero.": "损失是 $-\\ln p$，不会小于零。",
    "Start": "开始",
    "Read the first lesson.": "请读第一课。",
    "Search": "搜索",
    "What is {{ p }}?": "{{ p }} 是多少？",
    "You divided.": "你做了除法。",
    "Read as {number}.": "读作 {number}。",
    "Course": "课程",
}
SOURCES = ["index", "lessons/02-softmax", "quizzes/softmax/one", "interface"]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name, text in FILES.items():
        put(tmp_path / name, text)
    return Course(tmp_path)


@pytest.fixture
def done(course: Course) -> Course:
    """The course with all its translations."""
    update(course)
    for language, translated in (("ru", RUSSIAN), ("zh", CHINESE)):
        for source in SOURCES:
            change(course, language, source, translated)
    return course


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(course: Course, language: str, source: str, translated: dict[str, str]) -> None:
    path = course.po(language, source)
    file = read(path, path.name)
    entries = tuple(
        Entry(
            entry.text,
            translated.get(entry.text, entry.translation),
            entry.fuzzy,
            entry.previous,
            entry.references,
            entry.comments,
            entry.notes,
        )
        for entry in file.entries
    )
    put(path, render(language, PoFile(entries, file.notes)))


def edit(course: Course, old: str, new: str, page: str = "content/lessons/02-softmax.md") -> None:
    path = course.root / page
    text = path.read_text(encoding="utf-8")
    assert old in text
    put(path, text.replace(old, new))


def entries(course: Course, language: str, source: str) -> dict[str, Entry]:
    return {entry.text: entry for entry in read(course.po(language, source), source).entries}


def snapshot(course: Course) -> dict[str, tuple[bytes, int]]:
    files = sorted((course.content / "po").rglob("*"))
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files if path.is_file()}


# Sources


def test_every_text_of_the_course_is_a_source(course):
    found = {source.name: list(source.unique()) for source in sources(course)}
    assert found == {
        "index": ["Start", "Read the first lesson."],
        "lessons/02-softmax": list(RUSSIAN)[:5],
        "quizzes/softmax/one": ["What is {{ p }}?", "You divided."],
        "interface": ["Search", "Read as {number}."],
    }


def test_a_repeated_text_is_one_message_with_two_places(course):
    update(course)
    text = course.po("ru", "lessons/02-softmax").read_text(encoding="utf-8")
    assert '#: content/lessons/02-softmax.md:2 content/lessons/02-softmax.md:6\nmsgid "Softmax"\n' in text
    assert str(course.root) not in text


def test_interface_words_carry_the_comment_for_translators(course):
    update(course)
    assert entries(course, "ru", "interface")["Search"].comments == ("on the search button",)
    assert entries(course, "ru", "interface")["Read as {number}."].comments == ("above the hint",)


def test_words_found_elsewhere_join_the_interface(course):
    update(course, also=[Message("Course", 1, "mkdocs.yml")])
    assert entries(course, "ru", "interface")["Course"].references == ("mkdocs.yml:1",)


def test_a_broken_template_is_named_with_its_line(course):
    put(course.theme / "main.html", "<b>\n{% if %}</b>\n")
    with pytest.raises(ContentError, match=r"content/theme/main.html:2: not a valid template"):
        sources(course)


def test_broken_python_is_named_with_its_line(course):
    put(course.root / "xentlib/page.py", '_("a")\ndef (:\n')
    with pytest.raises(ContentError, match=r"xentlib/page.py:2: not valid Python"):
        sources(course)


def test_a_page_with_the_name_of_the_interface_is_refused(course):
    put(course.content / "interface.md", "Text.\n")
    with pytest.raises(ContentError, match=r"content/interface.md: .*rename"):
        sources(course)


def test_a_page_that_is_not_utf_8_is_named_with_its_line(course):
    (course.content / "index.md").write_bytes("Текст\n".encode("cp1251"))
    with pytest.raises(ContentError, match=r"content/index.md:1: not UTF-8"):
        sources(course)


# Catalogs


def test_only_finished_translations_are_shown(course):
    update(course)
    path = course.po("ru", "index")
    put(
        path,
        '#, fuzzy\nmsgid "Start"\nmsgstr "Начало"\n\nmsgid "Read the first lesson."\nmsgstr "Прочитайте"\n',
    )
    assert read_catalog(course, "ru", "index").messages == {"Read the first lesson.": "Прочитайте"}


def test_a_missing_file_is_an_empty_catalog(course):
    assert read_catalog(course, "ru", "lessons/09-nothing").messages == {}


def test_interface_words_stay_english_until_they_are_translated(done):
    assert words(done, "ru")("Search") == "Поиск"
    assert words(done, "ru")("Never heard") == "Never heard"
    assert words(done, "en")("Search") == "Search"


def test_a_malformed_file_stops_the_update_before_anything_is_written(done):
    edit(done, "three scores", "four scores")
    path = done.po("zh", "index")
    put(path, path.read_text(encoding="utf-8") + 'msgid "open\n')
    before = snapshot(done)
    with pytest.raises(ContentError, match=r"content/po/zh/index.po:\d+: 'msgid \"open'"):
        update(done)
    assert snapshot(done) == before


# Update


def test_a_second_update_changes_nothing(done):
    update(done)
    before = snapshot(done)
    assert not any(file.written for file in update(done))
    assert snapshot(done) == before


def test_an_edit_of_one_sentence_is_one_message_to_redo_in_each_language(done):
    update(done)
    edit(done, "A network gives three scores.", "A network gives us three plain scores.")
    changed = [(file.language, file.new, file.redo, file.gone) for file in update(done) if file.written]
    assert changed == [("ru", 0, 1, 0), ("zh", 0, 1, 0)]
    for language, old in (("ru", RUSSIAN), ("zh", CHINESE)):
        entry = entries(done, language, "lessons/02-softmax")["A network gives us three plain scores."]
        assert (entry.fuzzy, entry.previous) == (True, "A network gives three scores.")
        assert entry.translation == old["A network gives three scores."]
        page = translate(
            (done.content / "lessons/02-softmax.md").read_text(),
            read_catalog(done, language, "lessons/02-softmax"),
        )
        assert page.missing == 1
        assert '<span lang="en">A network gives us three plain scores.</span>' in page.text
        assert [(row.fuzzy, row.missing) for row in status(done, [language]) if row.percent < 100] == [(1, 0)]
        assert "fuzzy" in "".join(str(problem) for problem in check(done, [language]))


def test_wrapping_a_paragraph_anew_changes_no_message(done):
    edit(done, "A network gives three", "A network\ngives three")
    update(done)
    assert check(done) == []


def test_a_sentence_that_changes_twice_remembers_what_its_translation_was_made_for(done):
    edit(done, "three scores", "four scores")
    update(done)
    edit(done, "four scores", "five scores")
    update(done)
    entry = entries(done, "ru", "lessons/02-softmax")["A network gives five scores."]
    assert (entry.fuzzy, entry.previous) == (True, "A network gives three scores.")


def test_a_change_that_is_taken_back_brings_the_translation_back(done):
    update(done)
    before = snapshot(done)
    edit(done, "three scores", "four scores")
    update(done)
    edit(done, "four scores", "three scores")
    update(done)
    assert {name: text for name, (text, _) in snapshot(done).items()} == {
        name: text for name, (text, _) in before.items()
    }


def test_a_paragraph_that_is_replaced_in_its_place_hands_its_translation_on(done):
    edit(done, "A network gives three scores.", "Nothing like it was here before!")
    update(done)
    entry = entries(done, "ru", "lessons/02-softmax")["Nothing like it was here before!"]
    assert (entry.fuzzy, entry.previous) == (True, "A network gives three scores.")


def test_two_neighbours_that_change_keep_their_own_translations(done):
    edit(
        done,
        "A network gives three scores.\n\nThe cat gets {{ cats.p }} of it.",
        "Here is news.\n\nToday the cat gets {{ cats.p }} of it.\n\nThe network gives three scores.",
    )
    update(done)
    found = entries(done, "ru", "lessons/02-softmax")
    assert (
        found["Today the cat gets {{ cats.p }} of it."].translation
        == RUSSIAN["The cat gets {{ cats.p }} of it."]
    )
    assert found["The network gives three scores."].translation == RUSSIAN["A network gives three scores."]
    assert found["Here is news."].translation == ""


def test_a_message_that_moves_to_another_page_keeps_its_translation(done):
    edit(done, "A network gives three scores.\n", "")
    edit(done, "lesson.\n", "lesson.\n\nA network gives three scores.\n", "content/index.md")
    moved = [
        (file.path, file.new, file.redo, file.reused, file.gone)
        for file in update(done, ["ru"])
        if file.written
    ]
    assert moved == [
        ("content/po/ru/index.po", 0, 0, 1, 0),
        ("content/po/ru/lessons/02-softmax.po", 0, 0, 0, 1),
    ]
    assert entries(done, "ru", "index")["A network gives three scores."].usable
    assert check(done, ["ru"]) == []


def test_a_page_that_is_renamed_keeps_its_translations_and_its_old_file_goes(done):
    (done.content / "lessons/02-softmax.md").rename(done.content / "lessons/03-softmax.md")
    report = update(done)
    assert [file.path for file in report if file.deleted] == [
        "content/po/ru/lessons/02-softmax.po",
        "content/po/zh/lessons/02-softmax.po",
    ]
    assert not done.po("ru", "lessons/02-softmax").exists()
    assert check(done) == []


def test_a_message_that_is_gone_is_dropped(done):
    edit(done, "The cat gets {{ cats.p }} of it.\n", "")
    update(done)
    assert "cats.p" not in done.po("ru", "lessons/02-softmax").read_text(encoding="utf-8")


def test_what_translators_note_is_kept(done):
    path = done.po("ru", "index")
    text = path.read_text(encoding="utf-8").replace('msgid "Start"', '# mind the case\nmsgid "Start"')
    put(path, "# Anna, 2024\n" + text)
    edit(done, "\nRead", "\n\nRead", "content/index.md")
    update(done)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Anna, 2024\n")
    assert entries(done, "ru", "index")["Start"].notes == ("mind the case",)


def test_one_language_can_be_updated_alone(course):
    assert {file.language for file in update(course, ["zh"])} == {"zh"}
    assert not (course.content / "po/ru").exists()
    with pytest.raises(ContentError, match="unknown language 'de'"):
        update(course, ["de"])


# Status


def test_status_counts_by_language_and_file(done):
    change(done, "ru", "index", {"Start": ""})
    rows = {
        (row.language, row.source): (row.total, row.translated, row.missing, row.percent)
        for row in status(done)
    }
    assert rows["ru", "index"] == (2, 1, 1, 50)
    assert rows["zh", "index"] == (2, 2, 0, 100)
    assert len(rows) == 2 * len(SOURCES)


# Check


def test_a_translated_course_has_no_problem(done):
    assert check(done) == []


@pytest.mark.parametrize(
    ("source", "english", "russian", "what"),
    [
        ("lessons/02-softmax", "The cat gets {{ cats.p }} of it.", "Кошке.", "{{ cats.p }} is missing"),
        ("lessons/02-softmax", "Softmax", "", "not translated"),
        ("interface", "Read as {number}.", "Прочитано как {nummer}.", "{number} is missing"),
        ("quizzes/softmax/one", "You divided.", "Вы - разделили.", "write an em dash"),
    ],
)
def test_a_problem_is_named_with_the_file_and_the_line_of_its_message(done, source, english, russian, what):
    change(done, "ru", source, {english: russian})
    problem = next(problem for problem in check(done) if what in problem.what)
    line = entries(done, "ru", source)[english].line
    assert (problem.path, problem.line, problem.start) == (f"content/po/ru/{source}.po", line, english)


def test_files_that_are_out_of_date_are_problems(done):
    edit(done, "three scores", "four scores")
    put(done.po("ru", "lessons/99-gone"), "")
    assert {(problem.path, problem.what) for problem in check(done, ["ru"])} == {
        (
            "content/lessons/02-softmax.md",
            "not in content/po/ru/lessons/02-softmax.po; run xent translations update",
        ),
        (
            "content/po/ru/lessons/02-softmax.po",
            "no longer in the English text; run xent translations update",
        ),
        ("content/po/ru/lessons/99-gone.po", "no text has this name; run update"),
    }


def test_the_english_text_is_checked_too(done):
    edit(done, "A network gives", "A network simply normalises", page="content/lessons/02-softmax.md")
    found = [str(problem) for problem in check(done, ["en"])]
    assert found == [
        f'content/lessons/02-softmax.md:8: "A network simply normalises three score…": {what}'
        for what in ("normalises: American spelling has z", "simply: leave it out")
    ]


def test_the_glossary_forbids_words(done):
    put(
        done.content / "glossary.yml",
        ("- en: cat\n  ru: кот\n  avoid:\n    ru: [{word: 'кошк\\w*', why: for the test, when: cat}]\n"),
    )
    assert [problem.what for problem in check(done)] == ["Кошке: for 'cat' write кот (for the test)"]


def note(course: Course, language: str, source: str, text: str, written: str) -> None:
    """Put a translator's note above a message."""
    path = course.po(language, source)
    entries = [replace(e, notes=(written,)) if e.text == text else e for e in read(path, source).entries]
    put(path, render(language, PoFile(tuple(entries))))


def test_a_term_has_one_word_in_all_its_forms_unless_the_translator_says_otherwise(done):
    glossary = done.content / "glossary.yml"
    put(glossary, "- {en: score, ru: балл, also: {ru: [оценка класса, оценка]}}\n- {en: network, ru: модель сети}\n")
    found = check(done, ["ru"])
    assert [problem.what.partition(";")[0] for problem in found] == ["'network' is модель сети"]
    assert found[0].start == "A network gives three scores."
    note(done, "ru", "lessons/02-softmax", found[0].start, "in other words: network")
    assert check(done, ["ru"]) == []
    put(glossary, "- {en: network, ru: модель сети, everyday: true}\n")
    assert check(done, ["ru"]) == []


def test_one_english_text_has_one_translation_unless_the_translator_says_otherwise(done):
    edit(done, "Read the first lesson.", "You divided.", page="content/index.md")
    update(done)
    change(done, "ru", "index", {**RUSSIAN, "You divided.": "Вы поделили."})
    (found,) = check(done, ["ru"])
    assert (found.path, found.start) == ("content/po/ru/quizzes/softmax/one.po", "You divided.")
    assert "another translation than in content/po/ru/index.po:" in found.what
    note(done, "ru", "quizzes/softmax/one", "You divided.", "in other words")
    assert check(done, ["ru"]) == []


# Commands


def run(course: Course, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(translations, arguments, catch_exceptions=False)
    return result.exit_code, result.stdout


def test_the_command_update_prints_what_changed_by_file(done, monkeypatch):
    run(done, monkeypatch, "update")
    assert run(done, monkeypatch, "update") == (0, "nothing to do\n")
    edit(done, "three scores", "four scores")
    code, output = run(done, monkeypatch, "update", "--lang", "ru")
    assert (code, output) == (0, "content/po/ru/lessons/02-softmax.po: 1 to redo\n1 of 4 files written\n")


def test_the_command_status_prints_a_table_or_json(done, monkeypatch):
    run(done, monkeypatch, "update")
    code, output = run(done, monkeypatch, "status", "--json", "--lang", "zh")
    assert code == 0
    rows = json.loads(output)
    assert [row["source"] for row in rows] == SOURCES
    assert rows[0] == {
        "language": "zh",
        "source": "index",
        "total": 2,
        "translated": 2,
        "fuzzy": 0,
        "missing": 0,
        "percent": 100,
    }
    code, output = run(done, monkeypatch, "status")
    assert "zh         100%      2      0        0  index" in output
    assert output.count("all files") == 2


def test_the_command_check_exits_with_1_when_something_is_wrong(done, monkeypatch):
    run(done, monkeypatch, "update")
    for language, name in (("ru", "Курс"), ("zh", "课程")):
        change(
            done,
            language,
            "interface",
            {text: name for text in entries(done, language, "interface") if text in ("Course", "Lessons")},
        )
    assert run(done, monkeypatch, "check") == (0, "")
    change(done, "ru", "index", {"Start": "Старт: 0.5"})
    code, output = run(done, monkeypatch, "check", "--lang", "ru")
    line = entries(done, "ru", "index")["Start"].line
    assert (code, output) == (1, f'content/po/ru/index.po:{line}: "Start": 0.5: write a decimal comma\n')
    code, output = run(done, monkeypatch, "check", "--json")
    assert code == 1
    assert json.loads(output)[0]["path"] == "content/po/ru/index.po"


@pytest.mark.parametrize("command", [[], ["update"], ["status"], ["check"]])
def test_every_command_shows_an_example(course, monkeypatch, command):
    code, output = run(course, monkeypatch, *command, "--help")
    assert code == 0
    assert f"  xent translations {' '.join(command) or 'check'}" in output
