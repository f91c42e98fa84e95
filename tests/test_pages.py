"""From an author's Markdown to the Markdown that MkDocs reads; an author with a typo gets one line that helps."""

import json
import re
from dataclasses import replace

import pytest
from support import ROOT

from xentlib import pages
from xentlib.errors import ContentError
from xentlib.examples import EXAMPLES
from xentlib.pages.draft import VARIANTS_ON_A_PAGE
from xentlib.stages import Stages

HEAD = "---\ntitle: T\ndescription: D\n---\n\n# T {#t}\n\n"


def staged(course, language="en"):
    pages.stage(course, [language])
    return (course.docs(language) / "index.md").read_text(encoding="utf-8")


def test_a_heading_of_a_table_that_is_a_formula_has_a_name(small_course):
    table = "| $x$ | score $z$ |\n|---:|---:|\n| $y$ | 2 |\n"
    rows = [line for line in staged(small_course({"content/index.md": HEAD + table})).split("\n") if line[:1] == "|"]
    assert [row.count('<span class="quiz-heard">x</span>') for row in rows] == [1, 0, 0]
    assert [row.count("<math>") for row in rows] == [2, 0, 1]


def test_a_page_is_expanded_and_its_formulas_are_mathml(small_course):
    page = staged(small_course({"content/index.md": HEAD + "Loss $L = {{ cats.loss }}$, {{ cats.z }}.\n"}))
    assert page.startswith('---\ntitle: "T"\ndescription: "D"\n---\n')
    assert "<mn>0&#46;4076</mn>" in page
    assert "[10,\u00a09,\u00a08]." in page


def test_a_figure_and_a_question_become_html(small_course, course):
    files = {
        "content/index.md": HEAD + '{{ figure("scores_to_bars") }}\n\n{{ quiz("softmax/sharpened") }}\n',
        "quizzes/softmax/sharpened.md": (course.quizzes / "softmax/sharpened.md").read_text("utf-8"),
    }
    page = staged(small_course(files))
    assert page.count("<figure") == page.count("</figure>") == 1
    assert len(json.loads(re.search(r'"seeds":(\[.*?\])', page)[1])) == VARIANTS_ON_A_PAGE
    assert not re.search(r"[\ue000\ue001$]|\{\{", page)


def test_a_program_and_what_it_prints(small_course):
    files = {
        "content/index.md": HEAD + '{{ code("two.py") }}\n\n{{ output("two.py") }}\n',
        "content/code/two.py": "print(1 + 1)  # $x$\n",
    }
    page = staged(small_course(files))
    assert '``` {.python title="two.py"}\nprint(1 + 1)  # $x$\n```' in page
    assert "``` {.text .no-copy}\n2\n```" in page


def test_the_font_is_staged_with_the_pages(small_course):
    course = small_course({"content/index.md": HEAD + "$x$\n"})
    pages.stage(course, ["en", "ru"])
    fonts = [(course.docs(language) / pages.MATH_FONT).read_bytes() for language in ("en", "ru")]
    assert fonts[0] == fonts[1]
    assert fonts[0].startswith(b"wOF2")


def test_what_is_not_translated_is_english_and_says_so(small_course):
    po = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "T"\nmsgstr "Т"\n'
    files = {"content/index.md": HEAD + "One {{ cats.p_y }}.\n\nTwo.\n", "content/po/ru/index.po": po}
    page = staged(small_course(files), "ru")
    assert "# Т {#t}" in page
    assert '<p class="untranslated">' in page
    assert '<span lang="en">One 0,6652.</span>' in page


def test_a_translated_page_has_no_notice(small_course):
    po = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    for english, russian in (("T", "Т"), ("D", "О"), ("One in two.", "Один в поле.")):
        po += f'\nmsgid "{english}"\nmsgstr "{russian}"\n'
    files = {"content/index.md": HEAD + "One in two.\n", "content/po/ru/index.po": po}
    page = staged(small_course(files), "ru")
    assert "untranslated" not in page
    assert "Один в\u00a0поле." in page


def test_the_same_pages_in_every_language(small_course):
    course = small_course({"content/index.md": HEAD, "content/lessons/01-a.md": HEAD, "content/lessons/02-b.md": HEAD})
    pages.stage(course, ["en", "ru"])
    english, russian = (
        sorted(path.relative_to(course.docs(language)) for path in course.docs(language).rglob("*.*"))
        for language in ("en", "ru")
    )
    assert english == russian
    assert len(english) == 4


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{{ catz.p }}", r"content/index.md:8: .*catz: unknown name"),
        ("a\n\n{{ cats.q }}", r"content/index.md:10: .*cats.q: unknown name"),
        ("{{ cats.p }.", r"content/index.md:8: '\{\{' is left over"),
        ("cats.p }}.", r"content/index.md:8: '\}\}' is left over"),
        ("$$x^2", r"content/index.md:8: '\$\$' is left over"),
        ("/// detials | X\n\n///", r"content/index.md:8: unknown block 'detials'; known are note, tip"),
        ("a\n\n/// details | X\n\nb", r"content/index.md:10: block 'details' is not closed; end it with ///"),
        ("a\n\n///", r"content/index.md:10: /// closes a block, but none is open"),
        ('a {{ figure("scores_to_bars") }}', r"content/index.md:8: a figure or a question needs a line of its own"),
        ('{{ figure("temperature") }}\n\n' * 2, r"content/index.md:10: temperature: a page shows the same figure once"),
        ("## By hand", r"content/index.md:8: heading '## By hand' has no id of a-z, .* such as {#by-hand}"),
        ("## By hand {#By hand}", r"content/index.md:8: heading '## By hand {#By hand}' has no id"),
        ("## A {#a}\n\n## B {#a}", r"content/index.md:10: a second heading with the id 'a'"),
        ('{{ quiz("softmax/../a") }}', r"content/index.md:8: quizzes/softmax/../a.md: unknown question"),
        ('{{ figure("bars") }}', r"content/index.md:8: bars: unknown figure; known are .*scores_to_bars"),
        ('{{ quiz("a/b") }}', r"content/index.md:8: quizzes/a/b.md: unknown question; the course has none"),
        ('{{ code("no.py") }}', r"content/index.md:8: content/code/no.py: no such program; known are bad.py"),
        ('{{ code("../index.md") }}', r"content/code/../index.md: no such program"),
        ('{{ output("bad.py") }}', r"content/code/bad.py:1: the program fails: ZeroDivisionError: division by zero"),
        ("a\n$x^$ and $\\fraq{1}{2}$", r"content/index.md:9: .* in the formula \$"),
        ("$$\n\\begin{aligned} x\n$$", r"content/index.md:8: .* in the formula \$"),
    ],
)
def test_a_typo_stops_the_build_with_file_line_and_value(small_course, body, message):
    course = small_course({"content/index.md": HEAD + body + "\n", "content/code/bad.py": "1 / 0\n"})
    with pytest.raises(ContentError, match=message):
        staged(course)
    assert not course.docs("en").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# T {#t}\n", r"content/index.md:1: no front matter; the file starts with"),
        ("---\ntitle: T\n---\n# T {#t}\n", r"content/index.md:2: front matter: no description"),
        ("---\ntitle: [\n---\n# T {#t}\n", r"content/index.md:\d: not valid YAML"),
    ],
)
def test_a_page_needs_front_matter(small_course, text, message):
    with pytest.raises(ContentError, match=message):
        staged(small_course({"content/index.md": text}))


def test_an_error_in_a_translation_names_the_translation(small_course):
    po = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    po += '\nmsgid "{{ cats.z }} b"\nmsgstr "{{ cats.zz }}"\n'
    course = small_course({"content/index.md": HEAD + "{{ cats.z }} b\n", "content/po/ru/index.po": po})
    with pytest.raises(ContentError, match=r"content/po/ru/index.po:5: .*\{\{ cats.z \}\} is missing"):
        staged(course, "ru")


def test_a_link_out_of_the_course_is_not_followed(small_course, tmp_path_factory):
    secret = tmp_path_factory.mktemp("outside") / "secret.md"
    secret.write_text("secret")
    course = small_course({"content/index.md": HEAD + '{{ code("secret.py") }}\n'})
    (course.content / "secret.md").symlink_to(secret)
    (course.code / "secret.py").symlink_to(secret)
    assert course.pages() == ("index.md",)
    with pytest.raises(ContentError, match=r"content/code/secret.py: no such program"):
        staged(course)


def test_what_an_editor_leaves_behind_is_no_page(small_course):
    course = small_course({"content/index.md": HEAD, "content/.#index.md": "x", "content/folder.md/a.txt": "x"})
    assert course.pages() == ("index.md",)


def test_a_page_that_is_not_utf_8_is_named_with_its_line(small_course):
    course = small_course({"content/index.md": HEAD})
    (course.content / "index.md").write_bytes(HEAD.encode() + b"\xff")
    with pytest.raises(ContentError, match=r"content/index.md:8: not UTF-8; save the file as UTF-8"):
        staged(course)


def test_a_course_without_its_first_page_says_so(small_course):
    with pytest.raises(ContentError, match=r"content/index.md: missing page"):
        small_course({}).pages()


def test_a_lesson_says_how_long_it_takes_to_read_and_other_pages_do_not(small_course):
    lesson = HEAD + "word " * 1000 + "\n\n$$x = 1$$\n"
    course = small_course({"content/index.md": HEAD, "content/lessons/01-t.md": lesson})
    assert "reading-time" not in staged(course)
    page = (course.docs("en") / "lessons" / "01-t.md").read_text(encoding="utf-8")
    assert '# T {#t}\n\n<p class="reading-time" data-pagefind-ignore>Reading time: about 5 min</p>' in page


def test_a_folded_proof_says_how_long_it_takes_and_a_folded_question_does_not(small_course):
    folds = "".join(
        f"/// details | {title}\n{'word ' * words}\n\n$$x = 1$$\n///\n\n"
        for title, words in (("Proof: $x$", 20), ("Proof: of more", 400), ("A question", 20))
    )
    titles = re.findall(r"^/// details.*", staged(small_course({"content/index.md": HEAD + folds})), re.MULTILINE)
    told = [re.search('<span class="reading-time">(.*)</span>$', title) for title in titles]
    assert [time and time[1] for time in told] == ["½ min", "2 min", None]


def test_a_build_names_what_is_not_translated(small_course):
    course = small_course({"content/index.md": HEAD + "Nobody translated this.\n"})
    stages = Stages()
    pages.stage(course, ["en", "ru"], stages)
    assert stages.notes == ["content/index.md:2: 'T': not translated into ru, and 3 more"]
    pages.stage(course, ["en"], stages)
    assert len(stages.notes) == 1


def test_a_question_with_too_few_variants_stops_the_build(small_course, monkeypatch):
    example = EXAMPLES["sharpened"]
    few = replace(example, draw=lambda draws: {"z": (0.4, 1.6, 0.9), "factor": draws.choice("factor", (2, 3))})
    monkeypatch.setitem(EXAMPLES, "sharpened", few)
    files = {
        "content/index.md": HEAD + '{{ quiz("softmax/sharpened") }}\n',
        "quizzes/softmax/sharpened.md": (ROOT / "quizzes/softmax/sharpened.md").read_text("utf-8"),
    }
    with pytest.raises(ContentError, match="different variants of 60 seeds; expected 50: draw from more inputs"):
        staged(small_course(files))


def test_russian_formulas_have_slanted_signs(small_course):
    course = small_course({"content/index.md": HEAD + "$a \\le b \\ge c$\n"})
    pages.stage(course, ["en", "ru"])
    for language, signs in (("en", ["≤", "≥"]), ("ru", ["⩽", "⩾"])):
        page = (course.docs(language) / "index.md").read_text(encoding="utf-8")
        assert re.findall("[≤≥⩽⩾]", page) == signs
