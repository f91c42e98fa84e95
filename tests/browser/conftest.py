"""A real browser and the real site, built once and served on a free port of this machine."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from xml.sax.saxutils import escape

import pytest
from support import HOW_TO_GET_A_BROWSER, ROOT

from xentlib.figures.svg import chinese_font

ARGUMENTS = [
    "--no-sandbox",  # CI runs as root, where Chromium's sandbox does not start
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def fonts(tmp_path_factory):
    """Return a configuration of fonts with the Chinese one of the figures: without one, boxes stand for Han."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{escape(str(chinese_font().parent))}</dir>
  <cachedir>{escape(str(folder))}</cachedir>
</fontconfig>
""")
    return folder / "fonts.conf"


@pytest.fixture(scope="session")
def browser(fonts):
    from playwright.sync_api import Error, sync_playwright

    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
            chromium = playwright.chromium.launch(executable_path=system, args=ARGUMENTS, env=environment)
        except Error as error:
            if "browser" in os.environ.get("XENT_REQUIRE", ""):
                pytest.fail(f"{HOW_TO_GET_A_BROWSER} ({error})")
            pytest.skip(HOW_TO_GET_A_BROWSER)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site():
    """Build what is stale and return the folder of the site."""
    with alone():
        subprocess.run([sys.executable, "-m", "scripts", "build"], cwd=ROOT, check=True, timeout=300)
    return ROOT / "build" / "site"


@pytest.fixture(scope="session")
def address(site):
    """Serve the site alone with `xent serve` and return its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scripts", "serve", "--site-only", "--port", str(port)]
    with ExitStack() as ends:
        with alone():  # it looks whether there is something to build
            server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            ends.callback(server.wait, timeout=20)
            ends.callback(server.terminate)
            wait_for(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def alone():
    """Wait while another process of the test run builds: two builds at one time are an error."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_for(url, server):
    for _ in range(200):
        assert server.poll() is None, "xent serve has ended"
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  # our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {url}")


class Watched:
    """A page of the browser that remembers what went wrong and what it asked of other hosts."""

    def __init__(self, page, home):
        self.page = page
        self.errors = []
        self.strangers = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("request", lambda request: request.url.startswith(home) or self.strangers.append(request.url))


@pytest.fixture
def visit(browser, address):
    """Return a function that opens a path of the site: `visit("/ru/", locale="ru-RU", javaScriptEnabled=False)`."""
    contexts = []

    def open_page(path, *, width=1280, scheme="light", javascript=True, **options):
        home = address if path.startswith("/") else "file:"
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.watched = Watched(page, home)
        page.goto(address + path if path.startswith("/") else path)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            assert not page.watched.errors
            assert not page.watched.strangers, "the page asked another host"
        context.close()
