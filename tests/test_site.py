"""The shell of the site: built once here from made-up pages, with the real theme and settings."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib import site
from xentlib.course import Course
from xentlib.errors import ContentError, ToolError
from xentlib.formulas import find_node
from xentlib.site import folders
from xentlib.site.inputs import digest
from xentlib.site.search import write_index
from xentlib.stages import Stages

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "ru", "zh")
PAGES = ("index.md", "lessons/01-loss.md", "lessons/02-softmax.md")
HTML = tuple(page.replace(".md", ".html") for page in PAGES)
URL = "http://127.0.0.1:8000/"
TEXTS = {
    "en": "The cross-entropy of two distributions is never negative.",
    "ru": "Вероятность велика, перекрёстная энтропия мала.",
    "zh": "交叉熵损失函数衡量两个概率分布的差别。",
}
WORDS = {
    "ru": {"Search": "Поиск", "Page not found": "Страница не найдена", "Lessons": "Уроки", "Cross-entropy": "Энтропия"},
    "zh": {"Search": "搜索", "Page not found": "找不到页面"},
}


def words_of(course, language):
    return lambda message: WORDS.get(language, {}).get(message, message)


def stage(course, languages, stages, link="02-softmax.md#numbers"):
    """Write each page in each language, with a title, a text and a link to another page."""
    for language in languages:
        for page in PAGES:
            path = course.docs(language) / page
            path.parent.mkdir(parents=True, exist_ok=True)
            target = link if page.startswith("lessons/") else f"lessons/{link}"
            front = f"---\ntitle: {language} {page}\ndescription: About {page}\n---\n"
            body = f"# {language} {page} {{#top}}\n\n{TEXTS[language]}\n\n## Numbers {{#numbers}}\n\n[on]({target})\n"
            path.write_text(front + body, encoding="utf-8")
        font = course.docs(language) / "assets" / "math.woff2"
        font.parent.mkdir(exist_ok=True)
        font.write_bytes(b"wOF2")


def build(course, languages=None, stage=stage):
    return site.build(course, languages, stage=stage, words_of=words_of)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course whose site is built; tests look and do not touch."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "content" / "theme", root / "content" / "theme")
    shutil.copy(ROOT / "mkdocs.yml", root)
    for page in PAGES:
        (root / "content" / page).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / page).write_text("# Page {#page}\n", encoding="utf-8")
    course = Course(root)
    assert build(course)
    return course


@pytest.fixture
def course(built, tmp_path):
    """A copy of the built course that a test may change."""
    shutil.copytree(built.root, tmp_path / "course")
    return Course(tmp_path / "course")


class Elements(HTMLParser):
    """Collect the elements of a page as (tag, attributes)."""

    def __init__(self, path):
        super().__init__()
        self.found = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def elements(path, tag):
    return [attributes for name, attributes in Elements(path).found if name == tag]


def pages(course):
    return sorted(course.site.rglob("*.html"))


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is there


def test_every_language_has_the_same_pages(built):
    tops = {code: built.site / code for code in LANGUAGES}
    found = {code: {page.relative_to(top) for page in top.rglob("*.html")} for code, top in tops.items()}
    assert found["en"] == found["ru"] == found["zh"] == {Path(name) for name in (*HTML, "404.html")}


@pytest.mark.parametrize("page", HTML)
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_language_menu_keeps_the_page_and_works_from_disk(built, code, page):
    here = built.site / code / page
    links = [a for a in elements(here, "a") if "hreflang" in a]
    targets = {a["hreflang"]: (here.parent / a["href"]).resolve() for a in links}
    assert targets == {other: (built.site / other / page).resolve() for other in LANGUAGES}
    assert [a["hreflang"] for a in links if a.get("aria-current")] == [code]


@pytest.mark.parametrize("page", HTML)
def test_every_page_names_its_twins_and_a_default(built, page):
    for code in LANGUAGES:
        twins = {
            link["hreflang"]: link["href"]
            for link in elements(built.site / code / page, "link")
            if link["rel"] == "alternate"
        }
        default = URL if page == "index.html" else f"{URL}en/{page}"
        assert twins == {**{other: f"{URL}{other}/{page}" for other in LANGUAGES}, "x-default": default}


def test_every_local_link_and_asset_exists(built):
    missing = []
    for page in pages(built):
        for _, attributes in Elements(page).found:
            for address in filter(None, (attributes.get("href"), attributes.get("src"))):
                parts = urlsplit(address)
                if parts.scheme or parts.netloc or not parts.path:
                    continue
                base = built.site if parts.path.startswith("/") else page.parent
                if not (base / unquote(parts.path).lstrip("/")).exists():
                    missing.append((page.relative_to(built.site).as_posix(), address))
    assert not missing


def test_nothing_is_fetched_from_another_host(built):
    for page in pages(built):
        for tag, attributes in Elements(page).found:
            fetched = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
            if fetched and attributes.get("rel") not in ("alternate", "canonical"):
                assert not urlsplit(fetched).netloc, (page, fetched)
    for sheet in built.site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet


def test_a_missing_page_is_told_in_the_language_of_the_address(built):
    assert "Страница не найдена" in (built.site / "ru" / "404.html").read_text(encoding="utf-8")
    assert "找不到页面" in (built.site / "zh" / "404.html").read_text(encoding="utf-8")
    root = (built.site / "404.html").read_text(encoding="utf-8")
    assert all(words in root for words in ("Page not found", "Страница не найдена", "找不到页面"))


def test_a_missing_page_finds_its_assets_at_every_depth(built):
    for page in (built.site / "404.html", *(built.site / code / "404.html" for code in LANGUAGES)):
        local = [link["href"] for link in elements(page, "link") if link["rel"] in ("icon", "stylesheet")]
        assert local
        assert all(address.startswith("/") for address in local)


def test_sitemaps_name_every_page_with_its_twins(built):
    assert f"<loc>{URL}ru/sitemap.xml</loc>" in (built.site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"Sitemap: {URL}sitemap.xml" in (built.site / "robots.txt").read_text(encoding="utf-8")
    text = (built.site / "ru" / "sitemap.xml").read_text(encoding="utf-8")
    assert re.findall(r"<loc>(.*?)</loc>", text) == [f"{URL}ru/{page}" for page in HTML]
    assert f'hreflang="zh" href="{URL}zh/lessons/02-softmax.html"' in text


def test_the_chooser_links_every_language_in_its_own_words(built):
    chooser = built.site / "index.html"
    assert [a["href"] for a in elements(chooser, "a")] == [f"{code}/index.html" for code in LANGUAGES]
    assert 'lang="ru"' in chooser.read_text(encoding="utf-8")
    assert "Энтропия" in chooser.read_text(encoding="utf-8")


def test_interface_words_are_translated_and_fall_back_to_english(built):
    page = (built.site / "ru" / "index.html").read_text(encoding="utf-8")
    assert 'aria-label="Поиск"' in page
    assert "Уроки" in page
    assert "Search the course" in page


def test_nothing_superfluous_is_shipped(built):
    shipped = {path.relative_to(built.site).as_posix() for path in built.site.rglob("*") if path.is_file()}
    assert not {name for name in shipped if re.search(r"lunr|/top/|sitemap\.xml\.gz|pagefind-.*ui", name)}


def test_symbols_are_readable_on_both_schemes():
    """WCAG 2 asks for 4.5 : 1."""
    css = (ROOT / "content/theme/assets/course.css").read_text(encoding="utf-8")
    for scheme in ("default", "slate"):
        block = re.search(rf'scheme="{scheme}"\] \{{(.*?)\n\}}', css, re.DOTALL)[1]
        color = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for name in ("sym-z", "sym-p", "sym-y", "sym-g", "course-ink", "course-soft", "course-link"):
            for ground in ("course-paper", "course-tint"):
                assert contrast(color[name], color[ground]) >= 4.5, (scheme, name, ground)


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color):
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# Search

ASK_PAGEFIND = """
import { readFile } from "node:fs/promises";
const [folder, ...asked] = process.argv.slice(1);
const base = new URL(folder, "file:///");
globalThis.fetch = async (address) => new Response(await readFile(new URL(String(address).split("?")[0], base)));
globalThis.location = { href: base.href, origin: "file://" };
globalThis.window = undefined;
const answers = {};
for (const [language, words] of asked.map((one) => one.split(":"))) {
  globalThis.document = { currentScript: null, querySelector: () => ({ getAttribute: () => language }) };
  const pagefind = await import(new URL(`pagefind.js?${language}`, base));
  await pagefind.options({ basePath: base.href, noWorker: true });
  await pagefind.init(language);
  answers[words] = (await pagefind.search(words)).results.length;
}
console.log(JSON.stringify(answers));
process.exit(0);
"""


def test_search_finds_inflected_words_words_without_yo_and_chinese(built):
    asked = ["ru:вероятностью", "ru:перекрестная", "ru:перекрестной", "ru:перекрёстную", "zh:交叉熵", "en:distribution"]
    run = subprocess.run(
        [find_node(), "--input-type=module", "-e", ASK_PAGEFIND, f"{built.site}/pagefind/", *asked],
        capture_output=True,
        text=True,
        check=True,
    )
    answers = json.loads(run.stdout)
    assert len(answers) == len(asked)
    assert all(number == len(PAGES) for number in answers.values()), answers


def test_the_search_index_of_the_same_pages_is_the_same(course):
    before = contents(course.site / "pagefind")
    shutil.rmtree(course.site / "pagefind")
    write_index(course.site)
    assert contents(course.site / "pagefind") == before


# What a build does again, and what it leaves


def never(course, languages, stages):
    raise AssertionError("staged again")


def test_an_unchanged_course_is_not_built_again(course):
    before = contents(course.build)
    assert not build(course, stage=never)
    assert contents(course.build) == before


def test_touching_a_file_is_no_change(course):
    os.utime(course.content / "index.md")
    assert not build(course, stage=never)


def test_a_change_of_one_language_runs_mkdocs_for_that_language_alone(course):
    (course.content / "index.md").write_text("# Changed {#page}\n", encoding="utf-8")

    def changed(course, languages, stages):
        stage(course, languages, stages)
        page = course.docs("ru") / "index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nНовое слово.\n", encoding="utf-8")

    kept = (folders.part(course, "en") / "index.html").stat().st_mtime_ns
    assert build(course, stage=changed)
    assert "Новое слово" in (course.site / "ru" / "index.html").read_text(encoding="utf-8")
    assert (folders.part(course, "en") / "index.html").stat().st_mtime_ns == kept


def test_one_language_alone_keeps_the_others_and_leaves_them_stale(course):
    (course.content / "index.md").write_text("# Changed {#page}\n", encoding="utf-8")
    staged = []

    def noted(course, languages, stages):
        staged.extend(languages)
        stage(course, languages, stages)

    assert build(course, ["ru"], stage=noted)
    assert staged == ["ru"]
    assert (course.site / "zh" / "index.html").exists()
    assert not build(course, ["ru"], stage=never)
    assert build(course, stage=noted)


def test_stages_are_named_and_timed(course):
    (course.content / "index.md").write_text("# Changed {#page}\n", encoding="utf-8")
    (course.theme / "assets" / "root.css").write_text("", encoding="utf-8")
    stages = Stages()
    site.build(course, ["en"], stages=stages, stage=stage, words_of=words_of)
    assert set(stages.seconds) == {"mkdocs", "search"}


SLOW_BUILD = """
import json, sys, time
from pathlib import Path
from xentlib import site
from xentlib.course import Course
from xentlib.site import search

words = json.loads(sys.argv[2])

def slowly(folder):
    (folder / "half").write_text("a half-made site")
    print("now", flush=True)
    time.sleep(60)

search.write_index = slowly
site.build(
    Course(Path(sys.argv[1])),
    stage=lambda *_: None,
    words_of=lambda course, language: lambda text: words.get(language, {}).get(text, text),
)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_build_leaves_the_old_site(course, number):
    before = contents(course.site)
    (course.build / "state.json").unlink()
    command = [sys.executable, "-c", SLOW_BUILD, course.root, json.dumps(WORDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as running:
        assert running.stdout.readline() == b"now\n"
        with pytest.raises(ToolError, match=f"another build is running \\(process {running.pid}\\)"):
            build(course)
        running.send_signal(number)
    assert running.returncode
    assert contents(course.site) == before
    assert build(course)
    assert not (course.site / "half").exists()
    assert not folders.new_site(course).exists()


def test_a_build_killed_between_the_two_renames_gives_the_old_site_back(course):
    before = contents(course.site)
    course.site.rename(course.build / "site.old")
    (course.build / "site.new").mkdir()
    site.restore(course)
    assert contents(course.site) == before
    assert not (course.build / "site.old").exists()
    assert not (course.build / "site.new").exists()


def test_a_note_that_cannot_be_read_means_a_build(course):
    (course.build / "state.json").write_text("{half", encoding="utf-8")
    assert build(course)


# What is wrong is said


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("03-missing.md", r"^content/lessons/01-loss.md: .*'03-missing.md'.* \(ru\)$"),
        ("02-softmax.md#gone", r"^content/(index|lessons/.*).md: .*'.*02-softmax.md#gone'.* \(ru\)$"),
    ],
)
def test_a_broken_link_stops_the_build_and_keeps_the_site(course, link, found):
    before = contents(course.site)
    (course.content / "index.md").write_text("# Changed {#page}\n", encoding="utf-8")

    def broken(course, languages, stages):
        stage(course, languages, stages)
        page = course.docs("ru") / "lessons" / "01-loss.md"
        page.write_text(page.read_text(encoding="utf-8") + f"\n[there]({link})\n", encoding="utf-8")

    with pytest.raises(ContentError, match=found):
        build(course, ["ru"], stage=broken)
    assert contents(course.site) == before
    assert not list((course.build / "parts").glob("*.new-*"))


def test_a_page_without_a_title_is_named(course):
    (course.content / "index.md").write_text("# Changed {#page}\n", encoding="utf-8")

    def untitled(course, languages, stages):
        (course.docs("en") / "index.md").write_text("# No front matter {#page}\n", encoding="utf-8")

    with pytest.raises(ContentError, match=r"^content/index.md:1: no title"):
        build(course, ["en"], stage=untitled)


def test_a_bad_template_is_named_with_its_line(course):
    (course.theme / "404.html").write_text("one\n{% if %}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"^content/theme/404.html:2: "):
        build(course)


def test_a_site_url_that_is_none_is_named(course):
    settings = (course.root / "mkdocs.yml").read_text(encoding="utf-8").replace(URL, "example")
    (course.root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    with pytest.raises(ContentError, match=r"^mkdocs.yml: site_url: 'example'"):
        build(Course(course.root))


def test_an_unknown_language_is_named(built):
    with pytest.raises(ContentError, match="unknown language 'xx'"):
        build(built, ["xx"])


# Words and digests


def test_messages_are_what_the_settings_say_to_a_reader(built):
    found = site.messages(built)
    assert {"Cross-entropy", "Lessons", "Link to this section", "Switch to dark colors"} <= {one.text for one in found}
    assert {one.path for one in found} == {"mkdocs.yml"}


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_two_lists_of_texts_have_one_digest_only_if_they_are_one(one, other):
    assert (digest([], *one) == digest([], *other)) == (one == other)


def test_a_digest_sees_names_and_contents_but_not_caches(tmp_path):
    (tmp_path / "a.txt").write_text("1", encoding="utf-8")
    first = digest([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_text("2", encoding="utf-8")
    (tmp_path / ".a.txt.swp").write_text("2", encoding="utf-8")
    assert digest([tmp_path]) == first
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert digest([tmp_path]) != first


def test_a_look_at_an_unchanged_course_loads_nothing_heavy(built):
    code = (
        "import sys; from pathlib import Path; from xentlib import site; from xentlib.course import Course;"
        f"assert not site.build(Course(Path({str(built.root)!r})));"
        "print(sorted({'mkdocs', 'jinja2', 'matplotlib', 'starlette', 'xentlib.pages'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"
