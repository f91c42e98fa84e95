"""`xent class`: make a class, list classes, report on one, export its answers, renew its link, delete it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import click

from scripts.quiz import JSON
from scripts.screen import Terminal, echo_json, encoding
from scripts.stores import DATABASE, reading, writing
from xentlib import plaintext
from xentlib.codes import grouped, new_class, new_token, token_hash
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import InputError
from xentlib.store import ClassRow, NewClass, NewToken, PurgeClass, Store, reads

LANG = click.option("--lang", default=SOURCE_LANGUAGE, show_default=True, help="Language of the report.")
BOM = click.option("--bom", is_flag=True, help="Begin with a byte order mark, which some spreadsheets want.")
ADDRESS = click.option(
    "--address", default="http://127.0.0.1:8000", show_default=True, help="Where the service is reached."
)
SERVER = "stop the server, do this, and start it again"


@click.group("class")
def classes() -> None:
    """Make a class, list classes, report on one, export its answers, renew its link, delete it.

    \b
    Examples:
      xent class create "Machine learning, autumn"
      xent class list
      xent class report 3f2a90c41b7d5e68 --lang ru
      xent class export 3f2a90c41b7d5e68 > answers.csv
    """


@classes.command()
@click.argument("name")
@ADDRESS
@DATABASE
@JSON
def create(name: str, address: str, database: str, as_json: bool) -> None:
    """Make a class: prints the code for its learners, and the link that opens its report, once.

    \b
    Examples:
      xent class create "Machine learning, autumn"
      xent class create 10b --address https://quiz.example.org --json
    """
    told = " ".join(name.split())
    if not told or not told.isprintable():
        raise InputError("NAME", repr(name), "a name of the class, in letters that can be printed")
    instead = f"make the class on the page /teach of that server, or {SERVER}"
    with writing(Course.find(Path.cwd()), database, instead, makes=True) as store:
        made, token = _made(store, told)
    _tell(made, token, address, as_json=as_json)


def _tell(made: ClassRow, token: str, address: str, *, as_json: bool) -> None:
    """Print what a teacher needs of a class, with its link."""
    link = f"{address.rstrip('/')}/teach#{token}"
    if as_json:
        echo_json({"id": made.id, "name": made.name, "code": grouped(made.code), "link": link})
        return
    rows = {"Class": made.name, "Id": made.id, "Code for learners": grouped(made.code), "Your link": link}
    _show(f"{head + ':':19}{value}" for head, value in rows.items())
    _show(["Keep the link to yourself: whoever has it sees the report. It cannot be shown again."])


def _made(store: Store, name: str) -> tuple[ClassRow, str]:
    while True:  # until the code is nobody else's
        identity, code, token = new_class()
        made = store.write(NewClass(identity, name, code, token_hash(token), time.time_ns() // 1000)).result()
        if made:
            return made, token


@classes.command("list")
@DATABASE
@JSON
def list_classes(database: str, as_json: bool) -> None:
    """List the classes, the oldest first: id, code, learners, name.

    \b
    Examples:
      xent class list
      xent class list --database postgresql:///xent --json
    """
    with reading(Course.find(Path.cwd()), database) as store:
        found = store.read(reads.classes)
        sizes = [len(store.read(lambda rows, one=one: reads.members(rows, one.id))) for one in found]  # type: ignore[misc]
    if as_json:
        pairs = zip(found, sizes, strict=True)
        echo_json([{"id": one.id, "name": one.name, "code": grouped(one.code), "members": n} for one, n in pairs])
    elif not found:
        click.echo('There are no classes yet. Make one with: xent class create "Name"')
    else:
        _show(f"{one.id}  {grouped(one.code)}  {n:6}  {one.name}" for one, n in zip(found, sizes, strict=True))


@classes.command()
@click.argument("class_id", metavar="ID")
@LANG
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV.")
@BOM
@DATABASE
@JSON
def report(class_id: str, lang: str, as_csv: bool, bom: bool, database: str, as_json: bool) -> None:
    """Report on a class: how hard each question was, how well it tells learners apart, the mistakes that they made.

    Nothing is told of fewer than 5 learners; * marks numbers of fewer than 30. The page of the report, with pictures
    and intervals, is behind the class's link.

    \b
    Examples:
      xent class report 3f2a90c41b7d5e68
      xent class report 3f2a90c41b7d5e68 --lang zh --csv --bom > report.csv
    """
    from xentlib import classroom

    course = Course.find(Path.cwd())
    texts = classroom.texts_of(course, lang)
    with reading(course, database) as store:
        found = classroom.report_of(store, class_id)
    if as_json:
        echo_json(classroom.report_data(found, texts))
    elif as_csv:
        click.echo(classroom.report_csv(found, texts, bom=bom).encode(), nl=False)
    else:
        width = Terminal(lang).width
        _show(plaintext.clipped(line, width) for line in classroom.report_lines(found, texts))


@classes.command()
@click.argument("class_id", metavar="ID")
@BOM
@DATABASE
def export(class_id: str, bom: bool, database: str) -> None:
    """Write every answer of a class as CSV; learners are named by pseudonyms.

    \b
    Examples:
      xent class export 3f2a90c41b7d5e68 > answers.csv
      xent class export 3f2a90c41b7d5e68 --bom > for-a-spreadsheet.csv
    """
    from xentlib import classroom

    with reading(Course.find(Path.cwd()), database) as store:
        store.read(lambda rows: reads.existing_class(rows, class_id))
        for line in classroom.export_csv(store, class_id, bom=bom):
            click.echo(line.encode(), nl=False)


@classes.command()
@click.argument("class_id", metavar="ID")
@ADDRESS
@DATABASE
@JSON
def link(class_id: str, address: str, database: str, as_json: bool) -> None:
    """Make a new link for a class whose link was lost, or seen by others: prints it once.

    The old link and the browsers that it has opened show the report no more. The code for learners stays.

    \b
    Examples:
      xent class link 3f2a90c41b7d5e68
      xent class link 3f2a90c41b7d5e68 --address https://quiz.example.org
    """
    token = new_token()
    with writing(Course.find(Path.cwd()), database, SERVER) as store:
        store.write(NewToken(class_id, token_hash(token))).result()
        made = store.read(lambda rows: reads.existing_class(rows, class_id))
    _tell(made, token, address, as_json=as_json)


@classes.command()
@click.argument("class_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@DATABASE
def purge(class_id: str, yes: bool, database: str) -> None:
    """Delete a class with every answer that was given in it. This cannot be undone.

    \b
    Examples:
      xent class purge 3f2a90c41b7d5e68
      xent class purge 3f2a90c41b7d5e68 --yes
    """
    with writing(Course.find(Path.cwd()), database, SERVER) as store:
        found = store.read(lambda rows: reads.existing_class(rows, class_id))
        members = len(store.read(lambda rows: reads.members(rows, class_id)))
        if not yes:
            click.confirm(f"Delete {found.name!r} with all answers of its {members} learners?", abort=True)
        store.write(PurgeClass(class_id)).result()
    _show([f"Deleted: {found.name}"])


def _show(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(plaintext.encodable(line, encoding()))
