"""The report on a class, against the same numbers computed from plain rows by numpy."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from classrooms import CLASS, RIGHT, Pupils, random_class

from xentlib import plaintext
from xentlib.classroom import export_csv, report_csv, report_data, report_html, report_of, texts_of
from xentlib.classroom.chart import Bar, bars_svg
from xentlib.classroom.report import question_rows
from xentlib.classroom.statistics import FEWEST, wilson
from xentlib.classroom.texts import LONGEST_PROMPT, cures
from xentlib.errors import ContentError, UnknownClass
from xentlib.pages.draft import draft
from xentlib.pages.finish import places
from xentlib.quiz import question_ids
from xentlib.store import AddGrades, Forget, GradeRow, PurgeClass
from xentlib.store.report import SumsRow, sums

WRONG = GradeRow("first", "wrong", 0.0, None)
ODDS = GradeRow("first", "mistake", 0.0, "odds")


def firsts_of(facts):
    """Return the first counted fact of each learner and question."""
    found = {}
    for fact in facts:
        if fact[3] not in ("near", "unreadable"):
            found.setdefault(fact[:2], fact)
    return found


def expected(facts):
    """Compute facility, discrimination and mistakes of each question the slow and plain way."""
    firsts = firsts_of(facts)
    told = {}
    for question in sorted({question for _learner, question in firsts}):
        mine = [fact for (_learner, asked), fact in firsts.items() if asked == question]
        pairs = []
        for fact in mine:
            others = [other[4] for (who, asked), other in firsts.items() if who == fact[0] and asked != question]
            if others:
                pairs.append((fact[4], np.mean(others)))
        x, y = np.array(pairs).T
        with np.errstate(invalid="ignore"):
            value = None if np.ptp(x) < 1e-9 or np.ptp(y) < 1e-9 else np.corrcoef(x, y)[0, 1]
        made = [fact[5] or "" for fact in mine if fact[3] != "correct"]
        told[question] = {
            "learners": len(mine),
            "facility": np.mean([fact[4] for fact in mine]),
            "discrimination": value,
            "pairs": len(pairs),
            "mistakes": {name: made.count(name) for name in set(made)},
            "languages": {lang: sum(fact[2] == lang for fact in mine) for lang in {fact[2] for fact in mine}},
        }
    return told


def check(report, facts):
    wanted = expected(facts)
    assert [row.question for row in report.questions] == [*wanted]
    for row in report.questions:
        told = wanted[row.question]
        assert row.all.learners == told["learners"] >= FEWEST
        assert row.all.facility == pytest.approx(told["facility"])
        assert row.discrimination.value == pytest.approx(told["discrimination"])
        assert row.discrimination.learners == told["pairs"]
        assert {one.id: one.learners for one in row.all.mistakes} == told["mistakes"]
        assert all(one.share == wilson(one.learners, row.all.learners) for one in row.all.mistakes)
        assert {group.language: group.learners for group in row.languages}.items() <= told["languages"].items()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_report_has_the_numbers_that_plain_rows_give(store, seed):
    _pupils, facts = random_class(store, seed=seed)
    report = report_of(store, CLASS)
    assert report.members == 40
    assert report.learners == len({learner for learner, _question in firsts_of(facts)})
    check(report, facts)


def test_new_grades_change_the_report_as_if_they_had_been_there_from_the_first(store):
    pupils, facts = random_class(store)
    grades, renewed = [], []
    for number, fact in enumerate(facts, start=1):
        changed = number % 3 == 0
        verdict, score, mistake = ("near", 0.0, None) if number % 6 == 0 else ("correct", 1.0, None)
        renewed.append((*fact[:3], verdict, score, mistake) if changed else fact)
    attempts = store.read(lambda rows: rows.all("SELECT a.id FROM attempts a ORDER BY a.id"))
    seen = store.read(lambda rows: rows.all(
        "SELECT a.id FROM attempts a WHERE NOT EXISTS"
        " (SELECT 1 FROM reveals r WHERE r.variant = a.variant AND r.n < a.n) ORDER BY a.id"
    ))  # fmt: skip
    assert len(seen) == len(facts) <= len(attempts) == pupils.keys
    for (attempt,), fact in zip(seen, renewed, strict=True):
        grades.append((attempt, GradeRow("second", *fact[3:])))
    store.write(AddGrades(grades)).result()
    check(report_of(store, CLASS), renewed)


def test_who_is_forgotten_leaves_the_report_and_a_purged_class_has_none(store):
    _pupils, facts = random_class(store)
    store.write(Forget("learner 3")).result()
    check(report_of(store, CLASS), [fact for fact in facts if fact[0] != "learner 3"])
    store.write(PurgeClass(CLASS)).result()
    assert store.read(lambda rows: sums(rows, CLASS)) == []
    with pytest.raises(UnknownClass, match="no such class"):
        report_of(store, CLASS)


def test_classes_do_not_see_each_other(store):
    _pupils, facts = random_class(store)
    other = Pupils(store, "0000000000000002")
    other.join("learner 1", "stranger")
    other.answer("learner 1", "lesson0/question-0", WRONG)
    other.answer("stranger", "lesson0/question-0", WRONG)
    check(report_of(store, CLASS), facts)
    assert report_of(store, other.klass).learners == 2


def test_below_five_learners_nothing_is_told(store, course):
    pupils = Pupils(store)
    pupils.join(*"abcde")
    for learner in "abcd":
        pupils.answer(learner, "softmax/one-probability", ODDS)
    report = report_of(store, CLASS)
    assert (report.hidden, report.members, report.learners, report.questions) == (True, 5, 4, ())
    for code in ("en", "ru", "zh"):
        assert "softmax" not in report_html(report, texts_of(course, code))
    assert len(report_csv(report, texts_of(course, "en")).splitlines()) == 1


def test_a_question_of_fewer_than_five_learners_is_hidden_in_every_form(store, course):
    pupils = Pupils(store)
    pupils.join(*"abcdef")
    for learner in "abcdef":
        pupils.answer(learner, "softmax/two-classes", WRONG)
    for learner in "abcd":
        pupils.answer(learner, "softmax/one-probability", ODDS)
    report, texts = report_of(store, CLASS), texts_of(course, "en")
    hidden, told = report.questions
    assert (hidden.question, hidden.all, hidden.tries, hidden.languages) == ("softmax/one-probability", None, None, ())
    assert told.all.learners == 6
    data = report_data(report, texts)["questions"][0]
    assert set(data) == {"question", "lesson", "prompt", "cure", "hidden"}
    assert data["hidden"]
    (row,) = [row for row in rows_of(report_csv(report, texts)) if row["question"] == "softmax/one-probability"]
    assert row["note"] == "hidden"
    assert not any(row[name] for name in ("learners", "attempts", "facility", "discrimination", "mistake", "share"))
    assert texts.mistake("softmax/one-probability", "odds") not in report_html(report, texts)


def row(lang, learners, mistake=None, question="a/b", score=0.0):
    return SumsRow(question, lang, mistake, learners, learners, score, 0, *[0] * 5, *[None] * 4)


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"en": 20, "ru": 5}, ["en", "ru"]),
        ({"en": 20, "ru": 3}, []),  # en alone would tell of the three
        ({"en": 20, "ru": 6, "zh": 2}, ["en"]),  # 8 are left over
        ({"en": 20, "ru": 3, "zh": 2}, ["en"]),
        ({"en": 4, "ru": 4}, []),
    ],
)
def test_no_language_of_few_learners_can_be_had_by_subtraction(sizes, told):
    (found,) = question_rows([row(lang, size) for lang, size in sizes.items()])
    assert [group.language for group in found.languages] == told
    left = sum(sizes.values()) - sum(group.learners for group in found.languages)
    assert left == 0 or left >= FEWEST


def test_without_spread_the_discrimination_is_not_defined_and_never_0(store, course):
    pupils = Pupils(store)
    for learner in "abcdef":
        pupils.join(learner)
        pupils.answer(learner, "softmax/two-classes")
        pupils.answer(learner, "softmax/one-probability", ODDS if learner in "ab" else WRONG)
    report, texts = report_of(store, CLASS), texts_of(course, "en")
    assert [row.discrimination.value for row in report.questions] == [None, None]
    assert [row.discrimination.learners for row in report.questions] == [6, 6]
    assert all(one["discrimination"]["defined"] is False for one in report_data(report, texts)["questions"])
    assert report_html(report, texts).count("not defined") == 2
    rows = rows_of(report_csv(report, texts))
    assert [one["discrimination"] for one in rows if not one["mistake"] and not one["lang"]][:1] == [""]
    assert "not defined" in rows[0]["note"]


def test_fewer_than_thirty_learners_are_unstable(store):
    pupils = Pupils(store)
    for place in range(30):
        pupils.join(str(place))
        pupils.answer(str(place), "softmax/two-classes")
        if place:
            pupils.answer(str(place), "softmax/sharpened", WRONG)
    sharpened, two = report_of(store, CLASS).questions
    assert (sharpened.all.unstable, two.all.unstable, two.discrimination.unstable) == (True, False, True)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Outline(HTMLParser):
    """The tags of a page, checked for pairs; `links` and `text` on the way."""

    def __init__(self, html):
        super().__init__()
        self.open, self.links, self.ids, self.text, self.tags = [], [], [], [], []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.links += [value for name, value in attributes if name == "href"]
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in ("meta", "link", "line", "rect", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture
def real(store):
    """A class that has answered real questions, with a name and a language that mean harm."""
    pupils = Pupils(store, name='<script>alert("1")</script>')
    for place in range(35):
        learner = f"learner {place}"
        pupils.join(learner)
        lang = "ru" if place % 2 else "en"
        pupils.answer(learner, "softmax/one-probability", ODDS if place % 3 else RIGHT, lang=lang)
        unchanged = GradeRow("first", "mistake", 0, "unchanged")
        pupils.answer(learner, "softmax/sharpened", unchanged if place % 4 else RIGHT)
        pupils.answer(learner, "gone/question", GradeRow("first", "mistake", 0, "=evil<b>"))
    return report_of(store, CLASS)


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_page_is_whole_without_scripts_and_each_chart_has_a_table_beside_it(real, course, language):
    html = report_html(real, texts_of(course, language))
    page = Outline(html)
    assert f'<html lang="{language}">' in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "style=" not in html
    assert html.count('<svg class="chart"') == 5
    assert len(re.findall(r"</svg>\s*<div class=\"table\"", html)) == 5
    assert len(page.ids) == len(set(page.ids))
    assert {href[1:] for href in page.links if href.startswith("#")} <= set(page.ids)
    assert not any(href.startswith(("http", "//")) for href in page.links)
    assert f"/{language}/assets/report.css" in page.links


def test_the_page_tells_learners_attempts_and_mean_score_of_a_question_and_of_its_languages(store, course):
    pupils = Pupils(store)
    for place in range(12):
        learner, lang = f"learner {place}", "ru" if place < 5 else "en"
        pupils.join(learner)
        pupils.answer(learner, "softmax/one-probability", ODDS if place < 2 else RIGHT, lang=lang)
        pupils.answer(learner, "softmax/one-probability", ODDS, lang=lang)
    html = report_html(report_of(store, CLASS), texts_of(course, "en"))
    rows = re.findall("<tr>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall("<t[hd][^>]*>(?:<a [^>]*>)?([^<]*)", row) for row in rows]
    assert ["Question", "Learners", "Attempts", "Mean score", "Discrimination"] in cells
    assert ["one-probability", "12", "24", "83%*", "not defined"] in cells
    heads = cells.index(["Language", "Learners", "Mean score", "Mistakes by their number above"])
    assert [row[:3] for row in cells[heads + 1 : heads + 3]] == [["en", "7", "100%*"], ["ru", "5", "60%*"]]
    assert html.count('<span class="share">1: 40%') == 1


def test_a_mistake_is_named_by_its_feedback_and_leads_to_its_cure(real, course):
    html = report_html(real, texts_of(course, "ru"))
    assert "=evil&lt;b&gt;" in html
    cure = cures(course, "ru")["softmax/sharpened"]
    text = texts_of(course, "ru").mistake("softmax/sharpened", "unchanged")
    assert f'<a href="/ru/lessons/02-softmax.html#shift-and-scale">{text}</a>' in html
    assert cure.title in html
    assert text.endswith(".")
    assert "{{" not in html


def test_lessons_stand_in_the_order_of_the_course(store, course):
    pupils = Pupils(store)
    for learner in "abcde":
        pupils.join(learner)
        for question in ("descent/one-step", "cross-entropy/small-batch", "loss/one-more-example", "gone/a"):
            pupils.answer(learner, question)
    headings = re.findall('<h2 id="([^"]+)">', report_html(report_of(store, CLASS), texts_of(course, "en")))
    assert headings[:2] == ["loss", "cross-entropy"]
    assert {*headings} == {"loss", "cross-entropy", "descent", "gone"}


def test_numbers_are_written_as_the_language_does(real, course):
    assert real.questions[1].discrimination.value is not None
    shown = {code: "".join(Outline(report_html(real, texts_of(course, code))).text) for code in ("en", "ru")}
    value = f"{real.questions[1].discrimination.value:.2f}".replace("-", "−")
    assert value in shown["en"]
    assert value.replace(".", ",") in shown["ru"]


def test_json_and_csv_tell_the_same(real, course):
    texts = texts_of(course, "en")
    data = json.loads(json.dumps(report_data(real, texts)))
    rows = rows_of(report_csv(real, texts))
    told = {(one["question"], mistake["mistake"]): mistake for one in data["questions"] for mistake in one["mistakes"]}
    mine = [one for one in rows if not one["lang"] and one["share"]]
    seen = {(one["question"], one["mistake"].removeprefix("'")): one for one in mine}
    assert told.keys() == seen.keys()
    for name, mistake in told.items():
        assert float(seen[name]["share"]) == mistake["share"]
        assert float(seen[name]["low"]) == mistake["low"]
    assert {one["mistake"] for one in rows} >= {"'=evil<b>"}


def test_an_export_names_learners_by_class_and_tells_which_answers_count(store):
    classes = [Pupils(store), Pupils(store, klass="c1a55c1a55c1a552")]
    for pupils in classes:
        for learner in ("ann", "bob"):
            pupils.join(learner)
            for answer in ("=1", "2"):
                pupils.answer(learner, "softmax/sharpened", WRONG, answer=answer)
                if learner == "bob":
                    pupils.reveal("bob", "softmax/sharpened")
    told = [rows_of("".join(export_csv(store, pupils.klass))) for pupils in classes]
    assert told[0] == rows_of("".join(export_csv(store, CLASS)))
    for rows in told:
        ann = rows[0]["learner"]
        assert [(row["learner"] == ann, row["n"], row["answer"], row["counts"]) for row in rows] == [
            (True, "1", "'=1", "1"),
            (True, "2", "2", "1"),
            (False, "1", "'=1", "1"),
            (False, "2", "2", "0"),
        ]
    for column in ("learner", "variant"):
        names = [{row[column] for row in rows} for rows in told]
        assert [len(one) for one in names] == [2, 2]
        assert not names[0] & names[1]
        assert not {"ann", "bob"} & (names[0] | names[1])


def test_a_chinese_question_is_told_without_spaces_between_its_sentences(course):
    told = texts_of(course, "zh").question("descent/one-step").prompt
    assert re.search("走一步。新权重 w₁ 是多少？保留", told)


def test_a_question_that_is_gone_keeps_its_name(course):
    texts = texts_of(course, "en")
    assert texts.question("gone/question").prompt == "gone/question"
    assert texts.mistake("gone/question", "odds") == "odds"
    assert texts.question("gone/question").cure is None


def test_an_unknown_language_is_refused(course):
    with pytest.raises(ContentError, match="unknown language 'xx'"):
        texts_of(course, "xx")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_cures_are_where_the_pages_say_that_a_question_is_explained(course, language):
    drafts = [draft(course, path, language) for path in course.pages() if path.startswith("lessons/")]
    wanted = {question: (place.path, place.anchor) for question, place in places(drafts).items()}
    found = {question: (cure.path, cure.anchor) for question, cure in cures(course, language).items()}
    assert found == wanted
    assert found


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_what_is_shown_of_a_question_ends_between_two_words(course, language, monkeypatch):
    texts, whole, names = texts_of(course, language), texts_of(course, language), question_ids(course)
    shown = {name: texts.question(name).prompt for name in names}
    monkeypatch.setattr("xentlib.classroom.texts.LONGEST_PROMPT", 10_000)
    cut = 0
    for name in names:
        assert plaintext.columns(shown[name]) <= LONGEST_PROMPT
        assert not re.search(r"\.…|…\.|np\.|```", shown[name]), name
        full = whole.question(name).prompt
        if shown[name] != full:
            cut += 1
            kept = shown[name].removesuffix("…").rstrip()
            assert full.startswith(kept)
            assert language == "zh" or not re.match(r"\w", full[len(kept) :]), shown[name]
    assert cut > 20


@pytest.mark.parametrize("name", ["1", "the-longest-name-of-a-question-there-is"])
def test_a_chart_is_as_wide_as_a_phone_whatever_its_bars_are_called(name):
    svg = bars_svg([Bar(name, 0.5, 0.2, 0.8), Bar("2", 1.0)], "chart", "Chart", str)
    width = float(re.search(r'viewBox="0 0 ([\d.]+) ', svg)[1])
    assert width < 390
    bars = re.findall(r'chart-bar" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    assert len(bars) == 2
    assert max(float(x) + float(size) for x, size in bars) < width
    heights = [float(y) for y in re.findall(r'chart-name" x="[\d.]+" y="([\d.]+)"', svg)]
    tops = [float(y) for y in re.findall(r'chart-bar" x="[\d.]+" y="([\d.]+)"', svg)]
    assert [above < top for above, top in zip(heights, tops, strict=True)] == [len(name) > 1] * 2
