"""The papers for whoever runs the service name commands, files, units and limits that exist."""

import ast
import configparser
import contextlib
import os
import re
import shlex
import subprocess
from urllib.parse import urlsplit

import click
import pytest
from support import ROOT
from uvicorn import Config

from scripts.main import main
from xentlib.errors import StoreError
from xentlib.service import api, guard, limits, service
from xentlib.service.identity import MOST_CLASSES
from xentlib.store import NewClass, migrate, open_store, reads, writer

PAGE = (ROOT / "docs" / "run-it-for-your-class.md").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def commands():
    """Return the words of each `xent …` of the papers, those of units and of the Dockerfile too."""
    lines = [line for block in blocks("sh") for line in block.replace("\\\n", "").splitlines()]
    found = [shlex.split(line, comments=True) for line in lines]
    for text in (PAGE, README):
        found += [shlex.split(one) for one in re.findall(r"`(xent [^`\n]+)`", text)]
    found += [shlex.split(command[1]) for unit in units() for command in unit.items("Service") if "exec" in command[0]]
    found.append(ast.literal_eval(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1]))
    told = []
    for words in found:
        if words[:2] == ["/bin/sh", "-c"]:
            words = shlex.split(words[2])
        if words[:2] == ["docker", "build"]:
            continue
        names = [place for place, word in enumerate(words) if word in ("xent", "/srv/xent/.venv/bin/xent")]
        if names and words[:1] not in (["su"], ["useradd"], ["install"], ["systemctl"]):
            told.append(words[names[-1] + 1 :])
    return [words for words in told if words]


def units():
    found = []
    for block in blocks("ini"):
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str.lower
        unit.read_string(block)
        if unit.has_section("Service"):
            found.append(unit)
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_command_that_is_named_exists_with_its_options(words):
    command, rest = main, list(words)
    while isinstance(command, click.Group):
        if not rest or rest[0].startswith("-"):
            break
        name = rest.pop(0)
        names = name.split("|")
        assert all(command.get_command(click.Context(command), one) for one in names), name
        command = command.get_command(click.Context(command), names[0])
    if isinstance(command, click.Group) or (not rest and any(p.required for p in command.params)):
        return  # named, not told how to use it
    command.make_context(words[0], rest)


def test_there_are_commands_to_look_at():
    told = {words[0] for words in commands()}
    assert {"serve", "class", "backup", "regrade", "build"} <= told


def test_the_database_is_where_the_papers_say_until_another_is_named():
    told = [command.get_command(None, name) for command in (main, main.get_command(None, "class"))
            for name in command.list_commands(None)]  # fmt: skip
    places = {option.default for command in told for option in command.params if option.name == "database"}
    assert places == {"build/xent.db"}
    assert all("`build/xent.db`" in text or "build/xent.db\n" in text for text in (PAGE, README))


def test_the_units_can_be_read_and_run_as_the_text_says():
    serve, backup = units()
    assert serve["Service"]["user"] == backup["Service"]["user"] == "xent"
    assert serve["Service"]["workingdirectory"] == "/srv/xent"
    assert serve["Service"]["statedirectory"] == "xent"
    database = "/var/lib/xent/xent.db"
    assert all(database in unit["Service"]["execstart"] for unit in (serve, backup))
    assert "%%F" in backup["Service"]["execstart"]  # a single % is systemd's own
    assert serve["Service"]["umask"] == backup["Service"]["umask"] == "0077"
    assert int(serve["Service"]["timeoutstopsec"]) > 5


def test_a_dump_of_an_older_version_is_restored_as_the_text_says(own_postgres, tmp_path, monkeypatch):
    dump, empty, restore = (
        next(line for block in blocks("sh") for line in block.splitlines() if line.startswith(command))
        for command in ("pg_dump ", "psql ", "pg_restore ")
    )
    place = own_postgres.url_of("xent").replace("//xent@", "//teacher@")
    programs = {"PATH": f"{own_postgres.binaries}:{os.environ['PATH']}"}

    def run(command, url=place):
        words = shlex.split(command.replace("postgresql://xent@db.example.org/xent", url))
        subprocess.run(words, cwd=tmp_path, env=programs, check=True, capture_output=True)

    for statement in ("CREATE ROLE teacher LOGIN", "CREATE DATABASE xent OWNER teacher"):
        run(f"psql --command='{statement}' {own_postgres.url}")
    older = migrate.newest() - 1
    with monkeypatch.context() as earlier:
        earlier.setattr(migrate, "newest", lambda: older)
        with contextlib.closing(open_store(place)) as store:
            made = store.write(NewClass("c1", "Class", "code", "token", 1)).result()
    run(dump)
    open_store(place).close()
    for command in (empty, restore):
        run(command)
    with pytest.raises(StoreError, match=f"schema {older} of"):
        open_store(place, read_only=True)
    with contextlib.closing(open_store(place)) as store:
        assert store.read(reads.classes) == [made]


def test_the_dockerfile_copies_what_exists_and_what_is_let_through():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split("\n")
    let = {line[1:] for line in ignored if line.startswith("!")}
    copied = set()
    for line in re.findall(r"^COPY .*$", DOCKERFILE, re.MULTILINE):
        *sources, place = (word for word in line.split()[1:] if not word.startswith("--"))
        for source in sources:
            assert (ROOT / source).exists(), source
            assert not source.endswith("/") or place == source
            copied.add(source.rstrip("/"))
    assert copied == let
    assert "*" in ignored


def test_the_image_runs_without_rights_and_keeps_the_database_in_its_volume():
    users = re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE)
    assert users == ["xent"]
    volume = re.search(r"^VOLUME (.*)$", DOCKERFILE, re.MULTILINE)[1]
    command = ast.literal_eval(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1])
    assert command[command.index("--database") + 1].startswith(f"{volume}/")
    context = main.get_command(click.Context(main), "serve").make_context("serve", command[2:])
    assert f"EXPOSE {context.params['port']}\n" in DOCKERFILE


def test_the_healthcheck_asks_for_a_path_that_there_is():
    check = ast.literal_eval(re.search(r"^HEALTHCHECK .*\n +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1])
    ast.parse(check[-1])
    address = urlsplit(re.search(r"'(http://[^']+)'", check[-1])[1])
    assert address.path in api.TABLE
    assert f"EXPOSE {address.port}\n" in DOCKERFILE
    for path in re.findall(r"(?:127\.0\.0\.1:8000|health_uri |…)(/\w+)", PAGE):
        assert path in api.TABLE or path == "/teach", path


def test_caddy_is_told_the_limits_of_the_service():
    caddy = blocks("caddyfile")[0]
    told = dict(re.findall(r"^\t+(\w+) (\d+(?:KiB|s))$", caddy, re.MULTILINE))
    assert told.pop("max_header_size") == f"{guard.MOST_HEADERS // 1024}KiB"
    assert told.pop("max_size") == f"{guard.MOST_BODY // 1024}KiB"
    assert {told.pop("read_header"), told.pop("read_body")} == {f"{guard.SECONDS:.0f}s"}
    assert int(told.pop("keepalive")[:-1]) < Config(app=None).timeout_keep_alive == 5
    assert not told
    assert caddy.count("{") == caddy.count("}")


def test_the_limits_are_those_of_the_service(monkeypatch):
    text = PAGE.partition("## Limits")[2].partition("\n## ")[0]
    made = {}
    monkeypatch.setattr(service, "Limit", lambda most, seconds: made.setdefault((most, seconds), limits.Limit(1, 1)))
    monkeypatch.setattr(service, "Html", lambda course: None)
    store = type("Store", (), {"secret": b""})
    service.Service(None, store, bank=object())
    (guesses, ten_minutes), (classes, hour) = made
    assert (ten_minutes, hour) == (600, 3600)
    assert f"{guesses} in 10 minutes" in text
    assert f"{classes} in an hour" in text
    assert f"the latest {MOST_CLASSES}" in text
    assert f"{writer.MOST_WAITING:,}, then 503" in text
    assert f"{guard.MOST_BODY // 1024} KiB (413); {guard.MOST_HEADERS // 1024} KiB (431)" in text


def test_every_table_of_the_database_is_told(tmp_path):
    told = set(re.findall(r"`(\w+)`", PAGE.partition("## What is stored")[2].partition("No name")[0]))
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with contextlib.closing(open_store(tmp_path / "xent.db")) as store:
        assert told == {name for (name,) in store.read(lambda rows: rows.all(tables))}


def test_a_message_that_is_explained_is_one_that_we_say():
    table = PAGE.partition("## When something is wrong")[2]
    sources = "".join(
        path.read_text("utf-8") for folder in ("xentlib", "scripts") for path in (ROOT / folder).rglob("*.py")
    )
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ") and "---" not in line]
    messages = [one for cell in first for one in re.findall(r"`([^`]+)`|“([^”]+)”", cell)]
    assert len(messages) > 15
    for message in ("".join(pair) for pair in messages):
        parts = re.split(r"8000|127\.0\.0\.1", message)  # which the message puts in
        assert all(part.strip() in sources for part in parts), message


def test_links_and_paths_of_the_page_exist():
    for link in re.findall(r"\]\(([^)#]+)", PAGE):
        assert link.startswith("http") or (ROOT / "docs" / link).exists(), link
    assert "docs/run-it-for-your-class.md" in README
    extras = re.search(r"\[project\.optional-dependencies\](.*?)\n\[", (ROOT / "pyproject.toml").read_text(), re.DOTALL)
    for names in re.findall(r"'\.\[([\w,]+)\]'", PAGE + DOCKERFILE):
        assert all(re.search(rf"^{name} = ", extras[1], re.MULTILINE) for name in names.split(",")), names


def test_the_words_of_the_page_are_those_of_the_interface():
    sources = ("xentlib/service/page.py", "xentlib/pages/practice.py")
    shown = "".join((ROOT / path).read_text("utf-8") for path in sources)
    for words in ("Your progress, your class", "Leave the class", "Forget my progress"):
        assert f"“{words}”" in PAGE
        assert f'"{words}"' in shown or words in (ROOT / "content" / "practice.md").read_text("utf-8"), words
