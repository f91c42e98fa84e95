"""The commands as people type them: what they print, and one line with exit code 1 for whatever is wrong."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from browsers import Browser
from support import ROOT, xent

from scripts.main import COMMANDS, main
from xentlib.service import Site

HEAD = "---\ntitle: T\ndescription: D\n---\n\n# T {#t}\n\n"
PO_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def all_commands():
    for name in COMMANDS:
        command = main.get_command(None, name)
        yield (name,)
        yield from ((name, child) for child in getattr(command, "commands", {}))


@pytest.mark.parametrize("command", list(all_commands()), ids=" ".join)
def test_every_command_explains_itself_with_an_example(command):
    shown = xent(*command, "--help")
    assert shown.exit_code == 0
    assert f"xent {' '.join(command)}" in shown.output.split("Options:")[0].partition("\n")[2]


def test_the_group_names_every_command():
    shown = xent("--help").output
    assert all(name in shown for name in COMMANDS)


def test_list_show_and_grade_fit_together():
    listed = json.loads(xent("quiz", "list", "--json").stdout)
    assert {row["id"] for row in listed} >= {"softmax/one-probability", "softmax/sharpened"}
    for row in listed:
        shown = json.loads(xent("quiz", "show", row["id"], "--seed", "5", "--lang", "ru", "--json").stdout)
        answer = right_answer(shown["key"])
        variant = (row["id"], "--seed", "5", "--lang", "ru", "--json")
        graded = json.loads(xent("quiz", "grade", *variant, "--", answer).stdout)
        assert (graded["verdict"], graded["score"]) == ("correct", 1.0)


def right_answer(key):
    """Return the right answer to a key, as `xent quiz show --json` tells it, in Russian."""
    if key["kind"] in ("number", "vector"):
        parts = key["parts"] if key["kind"] == "vector" else [key]
        return "; ".join(part["accept"][0] for part in parts).replace(".", ",")
    return key["right"] if isinstance(key["right"], str) else " ".join(key["right"])


def test_a_mistake_is_told_in_the_language_of_the_learner():
    shown = xent("quiz", "grade", "softmax/sharpened", "unchanged", "--lang", "ru")
    assert shown.exit_code == 3
    assert shown.output.startswith("✗ Неверно")
    assert "разрывы не меняются" in shown.output


def test_an_unreadable_answer_is_told_how_to_write_it():
    shown = xent("quiz", "grade", "softmax/one-probability", "1,234")
    assert shown.exit_code == 4
    assert shown.output == "? This try does not count.\nThis can be read in two ways. Write 1234 or 1.234.\n"


def test_no_color_is_honored():
    colored = xent("quiz", "grade", "softmax/sharpened", "unchanged", color=True)
    plain = xent("quiz", "grade", "softmax/sharpened", "unchanged", color=True, env={"NO_COLOR": "1"})
    assert "\x1b[" in colored.output
    assert "\x1b[" not in plain.output


def test_figures_are_written_for_every_language(small_course):
    course = small_course({"content/index.md": HEAD})
    shown = xent("figures", "scores_to_bars", folder=course.root)
    assert shown.output.split() == [f"build/figures/scores_to_bars-{code}.svg" for code in ("en", "ru")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("quiz", "show", "softmax/nope"), "quizzes/softmax/nope.md: unknown question; the course has"),
        (("quiz", "show", "softmax/sharpened", "--lang", "xx"), "mkdocs.yml: unknown language 'xx'; the course has en"),
        (("quiz", "grade", "softmax/nope", "1"), "quizzes/softmax/nope.md: unknown question"),
        (("quiz", "list", "nope"), "quizzes/nope: no questions; there are some on"),
        (("quiz", "take", "nope", "--new"), "quizzes/nope: no questions; there are some on"),
        (("figures", "bars"), "bars: unknown figure; known are"),
        (("figures", "--lang", "xx"), "unknown language 'xx'"),
        (("build", "--lang", "xx"), "unknown language 'xx'"),
        (("preview", "--lang", "xx", "--port", "0"), "unknown language 'xx'"),
        (("translations", "status", "--lang", "xx"), "unknown language 'xx'"),
    ],
)
def test_a_wrong_name_is_one_line_and_exit_code_1(arguments, message):
    fails_with(xent(*arguments), message)


def fails_with(run, message):
    assert run.exit_code == 1
    assert len(run.stderr.strip().splitlines()) <= 6  # stages that had begun, then the error
    assert run.stderr.strip().splitlines()[-1].startswith("error: ")
    assert message in run.stderr
    assert "Traceback" not in run.output


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"content/index.md": HEAD + "{{ nope.p }}\n"}, "content/index.md:8: {{ nope.p }}: nope: unknown name"),
        ({"content/index.md": HEAD + '{{ figure("x") }}\n'}, "content/index.md:8: x: unknown figure"),
        ({"content/index.md": HEAD + '{{ quiz("x/y") }}\n'}, "content/index.md:8: quizzes/x/y.md: unknown question"),
        ({"content/index.md": HEAD + "$\\nope$\n"}, "content/index.md:8: Unsupported function name: \\nope"),
        ({"content/po/ru/index.po": PO_HEAD + 'msgid "T"\nmsgstr "x\n'}, "content/po/ru/index.po:6:"),
        ({"content/index.md": HEAD + "a\n\n[a](nope.md)\n"}, "content/index.md:10: contains a link 'nope.md'"),
    ],
)
def test_bad_content_stops_the_build_and_the_old_site_stands(small_course, files, message):
    course = small_course({"content/index.md": HEAD, **files})
    course.site.mkdir(parents=True)
    (course.site / "old").write_text("old")
    fails_with(xent("build", folder=course.root), message)
    assert (course.site / "old").read_text() == "old"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{code: de}", "{'code': 'de'}; expected a row like {code: en, name: English}, with texts"),
        ("{code: ru, name: Deutsch}", "a second row with the code 'ru'"),
        ("{code: german, name: Deutsch}", "code 'german'; expected the code of a locale that Babel knows, such as ru"),
    ],
)
def test_a_slip_in_the_row_of_a_new_language_is_told_before_anything_is_written(small_course, row, message):
    course = small_course({"content/index.md": HEAD})
    with (course.root / "mkdocs.yml").open("a") as settings:
        settings.write(f"    - {row}\n")
    fails_with(xent("translations", "update", folder=course.root), f"mkdocs.yml: extra.languages: {message}")
    assert not list((course.content / "po").iterdir())


def test_a_clone_without_content_says_what_is_missing(small_course):
    course = small_course({})
    (course.root / "content").rename(course.root / "elsewhere")
    fails_with(xent("build", folder=course.root), "content: missing folder; restore it with: git checkout -- content")


def test_outside_a_course_it_says_so(tmp_path):
    fails_with(xent("build", folder=tmp_path), "no mkdocs.yml here or in a folder above")


def test_a_dropped_placeholder_fails_the_check(small_course):
    po = PO_HEAD + 'msgid "T"\nmsgstr "Т"\n\nmsgid "D"\nmsgstr "О"\n\nmsgid "One {{ cats.p_y }}."\nmsgstr "Один."\n'
    files = {"content/index.md": HEAD + "One {{ cats.p_y }}.\n", "content/po/ru/index.po": po}
    course = small_course(files)
    run = xent("translations", "check", "--lang", "ru", folder=course.root)
    assert run.exit_code == 1
    assert "content/po/ru/index.po:" in run.output
    assert "{{ cats.p_y }}" in run.output


def test_output_that_nobody_reads_on_is_no_error():
    command = [sys.executable, "-m", "scripts", "quiz", "list"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        run.stdout.close()
        assert run.stderr.read() == ""
        assert run.wait(60) == 1


def test_a_taken_port_is_named_with_a_way_out(course):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = xent("serve", "--port", str(port))
    fails_with(run, f"port {port}")
    assert "--port" in run.stderr


@pytest.mark.parametrize("more", [(), ("--site-only",)])
def test_the_service_is_started_as_it_was_asked_for(course, tmp_path, monkeypatch, more):
    started = {}

    def serve(app, host, port, **options):
        started.update(status=Browser(app).get("/healthz").status_code, host=host, port=port, **options)

    monkeypatch.setattr("xentlib.site.build", lambda course, stages: None)
    monkeypatch.setattr("xentlib.service.Site.read", lambda folder: Site({}))
    monkeypatch.setattr("xentlib.service.serve", serve)
    place = tmp_path / "xent.db"
    command = ["serve", "--host", "127.0.0.1", "--port", "0", "--database", str(place), *more]
    run = xent(*command, "--forwarded-allow-ips", "10.0.0.2")
    assert run.exit_code == 0, run.output
    assert (started["host"], started["port"], started["proxies"]) == ("127.0.0.1", 0, "10.0.0.2")
    assert (started["status"], place.exists()) == ((404, False) if more else (200, True))


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("delay", [0.2, 0.8, 1.6])
def test_an_interrupted_build_leaves_the_old_site(small_course, blow, delay):
    course = small_course({"content/index.md": HEAD})
    course.site.mkdir(parents=True)
    (course.site / "old").write_text("old")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "scripts", "build"]
    build = subprocess.Popen(command, cwd=course.root, env=environment, stderr=subprocess.PIPE, text=True)
    time.sleep(delay)
    build.send_signal(blow)
    _, said = build.communicate(timeout=60)
    assert "Traceback" not in said
    finished = (course.site / "ru" / "index.html").exists()  # before the blow
    assert finished or (course.site / "old").exists()
    again = xent("build", folder=course.root)
    assert again.exit_code == 0, again.output
    assert (course.site / "ru" / "index.html").exists()
    assert not (course.site / "old").exists()
