"""A PostgreSQL of the tests' own, and the places of fresh databases for them.

It is started from the installed binaries in a temporary folder, reached through a socket there, and stopped at the
end; or XENT_TEST_POSTGRES names a server on which databases may be made. Without either the tests are skipped, and fail
where XENT_REQUIRE holds `postgres`.
"""

import contextlib
import itertools
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from xentlib.store import open_store

FRESH = itertools.count(1)
RUN = secrets.token_hex(3)


WATCH = 'cat; kill -QUIT "$0" && sleep 2; rm -rf "$1"'
"""Whoever started the server holds the other end of this shell's input: when killed, they leave no server behind."""


class Server:
    """A PostgreSQL server in a temporary folder. `durable`: with the syncing that a real one does."""

    def __init__(self, binaries, *, durable=False):
        self.binaries, self.durable = binaries, durable
        self.folder = Path(tempfile.mkdtemp(prefix="xent-pg-"))
        self.user = {}
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            name = next(name for name in ("postgres", "nobody") if known(name))
            entry = pwd.getpwnam(name)
            self.user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self.process = None
        init = [
            "initdb",
            "--pgdata=data",
            "--username=xent",
            "--auth=trust",
            "--locale=C",
            "--encoding=UTF8",
            "--no-sync",
        ]
        self.run(init)

    @property
    def url(self):
        return self.url_of("postgres")

    def url_of(self, database):
        return f"postgresql://xent@/{database}?host={self.folder}"

    def run(self, command):
        command = [str(self.binaries / command[0]), *command[1:]]
        subprocess.run(
            command, cwd=self.folder, check=True, capture_output=True, env={"PATH": os.environ["PATH"]}, **self.user
        )

    def start(self):
        options = ["listen_addresses=", f"unix_socket_directories={self.folder}", "logging_collector=off"]
        if not self.durable:
            options += ["fsync=off", "full_page_writes=off"]
        settings = [argument for option in options for argument in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", *settings],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the tests, which then stop it
                **self.user,
            )
        watch = ["sh", "-c", WATCH, str(self.process.pid), self.folder]
        self.watch = subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)
        import psycopg

        for _try in range(600):
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url):
                return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError("PostgreSQL does not start")

    def stop(self, how=signal.SIGINT):
        """Stop it: SIGINT ends all sessions, SIGQUIT is a crash."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None
            self.watch.kill()
            self.watch.communicate()

    def remove(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


def known(user):
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(user)


def binaries():
    """Return the folder of the newest server installed, or None."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/local/opt").glob("postgresql*/bin")]
    found.sort(
        key=lambda folder: [int(digits) for digits in folder.parent.name.split("@")[-1].split(".") if digits.isdigit()]
    )
    if config := shutil.which("pg_config"):
        bindir = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        found.insert(0, Path(bindir))
    if initdb := shutil.which("initdb"):
        found.append(Path(initdb).resolve().parent)
    usable = [folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return usable[-1] if usable else None


def missing(what):
    """Skip the test, or fail it where PostgreSQL is required."""
    if "postgres" in os.environ.get("XENT_REQUIRE", ""):
        pytest.fail(f"XENT_REQUIRE asks for PostgreSQL: {what}")
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres():
    """The URL of a server on which the tests may make databases."""
    if not find_spec("psycopg"):
        missing("psycopg is not installed")
    if url := os.environ.get("XENT_TEST_POSTGRES"):
        yield url
        return
    if not binaries():
        missing("no PostgreSQL server is installed")
    server = Server(binaries())
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


@pytest.fixture
def own_postgres():
    """A server that the test may stop and start."""
    if not binaries():
        missing("no PostgreSQL server is installed to be stopped")
    server = Server(binaries())
    try:
        server.start()
        yield server
    finally:
        server.remove()


@contextlib.contextmanager
def fresh_database(url):
    """Make a database on the server, yield its URL, drop it."""
    import psycopg

    name = f"xent_test_{RUN}_{next(FRESH)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            before, question, rest = url.partition("?")
            scheme, _, after = before.partition("://")
            host, _, _database = after.partition("/")
            yield f"{scheme}://{host}/{name}{question}{rest}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def until_it_waits(store):
    """Wait until a statement waits for the end of another transaction."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _try in range(600):
        if store.read(lambda rows: rows.one(waiting)) != (0,):
            return
        time.sleep(0.05)
    raise AssertionError("nothing waits")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """The place of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield str(tmp_path / "xent.db")
    else:
        with fresh_database(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture
def store(place):
    """An open store, on each kind of database in turn."""
    store = open_store(place)
    yield store
    store.close()
