"""`xent class`, `xent regrade` and `xent backup` as people type them."""

import csv
import io
import json
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from importlib import import_module

import pytest
from classrooms import CLASS, graded_class
from support import xent

from xentlib.classroom import texts_of
from xentlib.classroom.table import BOM
from xentlib.codes import plain_code, token_hash
from xentlib.store import Join, open_store, reads

NAMES = ("softmax/one-probability", "softmax/sharpened")


@pytest.fixture
def database(tmp_path, course):
    """A database file with a class that has answered."""
    path = tmp_path / "xent.db"
    with closing(open_store(path)) as store:
        graded_class(store, course, NAMES)
    return str(path)


def run(*arguments, **options):
    shown = xent(*arguments, **options)
    assert shown.exit_code == 0, shown.output
    return shown


def test_a_class_is_made_listed_joined_and_purged(tmp_path):
    place = ("--database", str(tmp_path / "new.db"))
    address = ("--address", "https://quiz.example.org/")
    made = json.loads(run("class", "create", " Ten  b ", *address, *place, "--json").stdout)
    assert made["name"] == "Ten b"
    link, _, token = made["link"].partition("#")
    assert link == "https://quiz.example.org/teach"
    with closing(open_store(tmp_path / "new.db")) as store:
        assert store.read(lambda rows: reads.class_by_token(rows, token_hash(token))).id == made["id"]
        store.write(Join("a", plain_code(made["code"]), 0)).result()
    assert json.loads(run("class", "list", *place, "--json").stdout) == [
        {"id": made["id"], "name": "Ten b", "code": made["code"], "members": 1}
    ]
    assert made["code"] in run("class", "list", *place).stdout
    assert xent("class", "purge", made["id"], *place, input="n\n").exit_code == 1
    asked = run("class", "purge", made["id"], *place, input="y\n").stdout
    assert "Delete 'Ten b' with all answers of its 1 learners?" in asked
    assert "There are no classes yet" in run("class", "list", *place).stdout


def test_a_class_is_told_to_people_with_code_and_link(tmp_path):
    shown = run("class", "create", "10b", "--database", str(tmp_path / "new.db")).stdout
    assert "http://127.0.0.1:8000/teach#" in shown
    assert "Code for learners" in shown


def test_a_class_whose_link_was_lost_gets_another(tmp_path):
    place = ("--database", str(tmp_path / "new.db"))
    old = json.loads(run("class", "create", "10b", *place, "--json").stdout)
    new = json.loads(run("class", "link", old["id"], *place, "--address", "https://q.example", "--json").stdout)
    assert new == {**old, "link": new["link"]}
    assert new["link"].startswith("https://q.example/teach#")
    with closing(open_store(tmp_path / "new.db")) as store:
        hashes = [token_hash(made["link"].partition("#")[2]) for made in (old, new)]
        found = [store.read(lambda rows, one=one: reads.class_by_token(rows, one)) for one in hashes]
    assert [one and one.id for one in found] == [None, old["id"]]
    assert "whoever has it sees the report" in run("class", "link", old["id"], *place).stdout


@pytest.mark.parametrize("name", ["", "  ", "a\x07b"])
def test_a_class_has_a_name(tmp_path, name):
    shown = xent("class", "create", name, "--database", str(tmp_path / "new.db"))
    assert shown.exit_code == 1
    assert "NAME" in shown.stderr


def test_a_report_is_for_people_for_programs_and_for_spreadsheets(database, course):
    report = ("class", "report", CLASS, "--database", database)
    assert "softmax/one-probability" in run(*report).stdout
    for lang in ("en", "ru", "zh"):
        assert texts_of(course, lang).mistake(NAMES[0], "") in run(*report, "--lang", lang).stdout
    assert json.loads(run(*report, "--json").stdout)["learners"] == 8  # four could not be read
    rows = list(csv.DictReader(io.StringIO(run(*report, "--csv").stdout)))
    assert {row["question"] for row in rows} == set(NAMES)
    assert run(*report, "--csv", "--bom").stdout_bytes.startswith(BOM.encode())


def test_every_answer_is_exported_under_pseudonyms(database):
    text = run("class", "export", CLASS, "--database", database).stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 24
    assert len({row["learner"] for row in rows}) == 12
    assert "learner 1" not in text
    assert text == run("class", "export", CLASS, "--database", database).stdout
    assert {row["answer"] for row in rows} >= {"7", "seven"}


def test_grades_are_made_again_and_told(database, tmp_path):
    dry = json.loads(run("regrade", "--jobs", "1", "--dry-run", "--json", "--database", database).stdout)
    assert (dry["seen"], dry["graded"], dry["dry_run"]) == (24, 24, True)
    assert "24 answers: 24 have a new grade, 0 of them another one; 0 were current" in run(
        "regrade", "--jobs", "1", "--database", database
    ).stdout
    assert "24 were current" in run("regrade", "--jobs", "1", "--dry-run", "--database", database).stdout


def test_grades_are_made_by_so_many_processes_or_on_a_cluster(database, monkeypatch):
    named = []

    def pool(kind):
        @contextmanager
        def made(named_so):
            named.append((kind, named_so))
            with ThreadPoolExecutor(1) as executor:
                yield executor

        return made

    module = import_module("xentlib.classroom.regrade")  # by whose name the package has a function
    for kind in ("process_pool", "dask_pool"):
        monkeypatch.setattr(module, kind, pool(kind))
    for options in ((), ("--jobs", "3"), ("--dask", "tcp://10.0.0.5:8786")):
        assert "24 would get a new grade" in run("regrade", "--dry-run", *options, "--database", database).stdout
    assert named == [("process_pool", None), ("process_pool", 3), ("dask_pool", "tcp://10.0.0.5:8786")]


def test_a_backup_holds_everything(database, tmp_path):
    with closing(open_store(database)):  # while a server runs
        run("backup", str(tmp_path / "copy.db"), "--database", database)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM attempts").fetchone() == (24,)
    again = xent("backup", str(tmp_path / "copy.db"), "--database", database)
    assert again.exit_code == 1
    assert "copy.db" in again.stderr


def test_the_database_and_its_copy_are_for_their_owner_alone(tmp_path):
    place = tmp_path / "new.db"
    run("class", "create", "10b", "--database", str(place))
    run("backup", str(tmp_path / "copy.db"), "--database", str(place))
    with closing(open_store(place)):
        files = [*tmp_path.iterdir()]
        assert {"new.db", "new.db-wal", "copy.db"} <= {file.name for file in files}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_database_of_another_kind_is_no_file():
    shown = xent("class", "create", "10b", "--database", "mysql://me:secret@db/xent")
    assert shown.exit_code == 1
    assert "mysql: no such kind of database" in shown.stderr
    assert "secret" not in shown.stderr


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        (("class", "create", "10b"), "make the class on the page /teach of that server, or stop"),
        (("class", "link", CLASS), "stop the server, do this, and start it again"),
        (("class", "purge", CLASS, "--yes"), "stop the server, do this, and start it again"),
        (("regrade",), "stop the server, or look with --dry-run"),
    ],
)
def test_a_command_that_writes_says_what_to_do_while_a_server_runs(database, command, advice):
    with closing(open_store(database)):
        shown = xent(*command, "--database", database)
    assert shown.exit_code == 1
    assert "is in use by process" in shown.stderr
    assert advice in shown.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("class", "list"),
        ("class", "report", CLASS),
        ("class", "export", CLASS),
        ("regrade", "--jobs", "1", "--dry-run"),
    ],
)
def test_a_command_that_reads_works_beside_a_server(database, command):
    with closing(open_store(database)):
        run(*command, "--database", database)


@pytest.mark.parametrize(
    "command",
    [
        ("class", "report", "nope"),
        ("class", "export", "nope"),
        ("class", "link", "nope"),
        ("class", "purge", "nope", "--yes"),
    ],
)
def test_an_unknown_class_is_named(database, command):
    shown = xent(*command, "--database", database)
    assert shown.exit_code == 1
    assert "nope: no such class; xent class list tells which there are" in shown.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("class", "list"),
        ("backup", "copy.db"),
        ("class", "link", CLASS),
        ("class", "purge", CLASS, "--yes"),
        ("regrade",),
        ("regrade", "--dry-run"),
    ],
)
def test_a_database_that_is_not_there_is_named_and_not_made(tmp_path, command):
    shown = xent(*command, "--database", str(tmp_path / "none.db"))
    assert shown.exit_code == 1
    assert "no such database" in shown.stderr
    assert not [*tmp_path.iterdir()]
