"""The site over HTTP: what is answered, what is never touched, how it starts and ends."""

import gzip
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import brotli
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from support import run_to_end

from xentlib.course import Course
from xentlib.errors import ServeError
from xentlib.service import Site, create_app
from xentlib.service.app import respond
from xentlib.service.memory import File
from xentlib.service.preview import Preview, event, preview, preview_app, with_script
from xentlib.service.server import bind, free_port

ROOT = Path(__file__).parents[1]
PAGE = "<!doctype html><title>Softmax</title><body>" + "<p>word</p>" * 200 + "</body>"
FILES = {
    "index.html": "<h1>choose</h1>",
    "404.html": "nowhere",
    "en/index.html": PAGE,
    "en/404.html": "not here",
    "ru/index.html": "<h1>начало</h1>",
    "ru/404.html": "нет такой страницы",
    "en/assets/math.woff2": "wOF2",
    "en/assets/course.css": "math { color: inherit }",
    "en/assets/favicon.svg": "<svg/>",
    "en/assets/javascripts/bundle.a5f9d56c.min.js": "1",
    "pagefind/pagefind.js": "1",
    "pagefind/wasm.en.pagefind": "1",
    "pagefind/fragment/en_1a2b3c4.pf_fragment": "1",
}


class Client:
    """Ask an application directly, without a server."""

    def __init__(self, app):
        self.transport = httpx.ASGITransport(app)

    def request(self, method, path, **options):
        async def ask():
            async with httpx.AsyncClient(transport=self.transport, base_url="http://test") as client:
                return await client.request(method, path, **options)

        return run_to_end(ask())

    def get(self, path, **options):
        return self.request("GET", path, **options)


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site in memory whose folder is gone: whoever reaches for the disk fails."""
    folder = write(tmp_path_factory.mktemp("build") / "site", FILES)
    read = Site.read(folder)
    folder.rename(folder.with_name("gone"))
    return read


@pytest.fixture(scope="module")
def client(site):
    return Client(create_app(site))


# Answers


def test_a_slash_means_the_start_page(client):
    assert client.get("/").text == "<h1>choose</h1>"
    assert client.get("/ru/").text == "<h1>начало</h1>"
    assert client.get("/ru/index.html").text == "<h1>начало</h1>"


def test_a_folder_without_its_slash_is_sent_on(client):
    answer = client.get("/ru")
    assert (answer.status_code, answer.headers["location"]) == (308, "/ru/")


@pytest.mark.parametrize(
    ("path", "text"),
    [("/ru/lessons/99.html", "нет такой страницы"), ("/en/x", "not here"), ("/fr/x", "nowhere"), ("/x", "nowhere")],
)
def test_what_is_missing_is_told_in_the_language_of_the_address(client, path, text):
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (404, text)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/en/", "text/html; charset=utf-8"),
        ("/en/assets/math.woff2", "font/woff2"),
        ("/en/assets/course.css", "text/css; charset=utf-8"),
        ("/en/assets/favicon.svg", "image/svg+xml; charset=utf-8"),
        ("/pagefind/pagefind.js", "text/javascript; charset=utf-8"),
        ("/pagefind/wasm.en.pagefind", "application/octet-stream"),
        ("/ru/nothing", "text/html; charset=utf-8"),
    ],
)
def test_the_type_belongs_to_the_content(client, path, kind):
    assert client.get(path).headers["content-type"] == kind


def test_head_says_what_get_would_send_without_sending_it(client):
    head, get = client.request("HEAD", "/en/"), client.get("/en/")
    assert head.content == b""
    assert {**head.headers} == {**get.headers}


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("br;q=0, identity", None, bytes)],
)
def test_text_is_sent_in_the_best_form_that_the_browser_takes(site, accepted, encoding, decode):
    answer = respond(site, "/en/", "GET", Headers({"accept-encoding": accepted}))
    assert answer.headers.get("content-encoding") == encoding
    assert decode(bytes(answer.body)).decode() == PAGE
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("form", ["{}", 'W/"other", {}', "*"])
def test_what_the_browser_knows_is_not_sent_again(client, form):
    tag = client.get("/en/").headers["etag"]
    answer = client.get("/en/", headers={"if-none-match": form.format(tag)})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


def test_only_what_has_a_digest_in_its_name_is_kept_without_asking(client):
    kept = {path for path in map("/{}".format, FILES) if "immutable" in client.get(path).headers["cache-control"]}
    assert kept == {"/en/assets/javascripts/bundle.a5f9d56c.min.js", "/pagefind/fragment/en_1a2b3c4.pf_fragment"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(client, method):
    answer = client.request(method, "/en/")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/ru"), ("GET", "/none"), ("POST", "/")])
def test_every_answer_is_guarded(client, method, path):
    headers = client.request(method, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert not {word for word in policy.split() if ":" in word} - {"data:;"}


# No path reaches the disk


ATTACKS = [
    "/../../etc/passwd",
    "/en/../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/en/..%2f..%2fetc%2fpasswd",
    "//etc/passwd",
    "/\x00",
    "/en/\x00index.html",
    "/en/index.html\x00.png",
    "\\..\\..\\windows",
    "/" + "a" * 1_000_000,
    "/" + "../" * 100_000,
    "*",
]


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: repr(path[:24]))
def test_a_crafted_path_finds_nothing(site, path):
    assert respond(site, path, "GET", Headers({})).status_code == 404


@given(st.text() | st.lists(st.sampled_from(["/", "..", ".", "ru", "en", "index.html", "%2e", "\x00"])).map("".join))
def test_only_what_the_site_holds_is_ever_found(site, path):
    answer = respond(site, path, "GET", Headers({}))
    known = path in site.files or f"{path}index.html" in site.files
    assert answer.status_code == (200 if known else 308 if f"{path}/index.html" in site.files else 404)


def test_a_folder_without_a_site_says_how_to_get_one(tmp_path):
    with pytest.raises(ServeError, match="no site here; build it with: xent build"):
        Site.read(tmp_path)


# Ports


def test_a_taken_port_is_named_with_a_free_one():
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError) as caught:
            bind("127.0.0.1", port)
        found = str(caught.value)
        assert found.startswith(f"port {port} on 127.0.0.1 is taken; use another: --port ")
        with bind("127.0.0.1", int(found.rpartition(" ")[2])):
            pass


def test_a_host_that_is_not_ours_is_named():
    with pytest.raises(ServeError, match=r"host '192.0.2.1': .*--host 127.0.0.1"):
        bind("192.0.2.1", 0)


SERVE = """
import sys
from pathlib import Path
from xentlib.service import create_app, serve
serve(create_app(Path(sys.argv[1])), "127.0.0.1", 0, ready=lambda address: print(address, flush=True))
print("ended", flush=True)
"""


def test_the_server_answers_until_ctrl_c_and_ends_quietly(tmp_path):
    write(tmp_path, FILES)
    command = [sys.executable, "-c", SERVE, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        address = running.stdout.readline().decode().strip()
        answer = httpx.get(address + "ru/")
        assert "начало" in answer.text
        assert "server" not in answer.headers
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        assert b"404" in raw(host, int(port), b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"404" in raw(host, int(port), b"GET /%00%2e%2e%2f HTTP/1.1\r\nHost: x\r\n\r\n")
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=10)
    assert (running.returncode, out, error) == (0, b"ended\n", b"")


def raw(host, port, request):
    with socket.create_connection((host, port), timeout=5) as connection:
        connection.sendall(request)
        return connection.recv(64)


# Preview


@pytest.fixture
def course(tmp_path):
    write(tmp_path / "build" / "site", FILES)
    write(tmp_path, {"content/index.md": "one", "mkdocs.yml": ""})
    return Course(tmp_path)


def builder(*lines):
    return [sys.executable, "-c", "\n".join(lines)]


GOOD = builder(
    "from pathlib import Path",
    "Path('build/site/en/index.html').write_text('<body>' + Path('content/index.md').read_text() + '</body>')",
)
BAD = builder("import sys", "sys.exit('error: content/index.md:3: unknown name')")


def test_a_build_shows_the_new_site_and_tells_the_pages(course):
    said = []
    state = Preview(course, GOOD, [course.content], said.append)
    state.build()
    answer = Client(preview_app(state)).get("/en/")
    assert answer.text == '<body>one<script src="/_preview/reload.js" defer></script></body>'
    assert (state.version, said) == (1, ["built"])
    state.build()
    assert (state.version, said) == (1, ["built"])


def test_a_failed_build_keeps_the_site_and_says_why(course):
    said = []
    state = Preview(course, BAD, [course.content], said.append)
    state.build()
    assert said == ["error: content/index.md:3: unknown name"]
    assert "word" in Client(preview_app(state)).get("/en/").text

    async def first_event():
        return await anext(state.events())

    assert run_to_end(first_event()) == event("failed", said[0])


def test_the_stream_ends_with_the_server(course):
    state = Preview(course, GOOD, [course.content], print)
    state.stopping.set()
    answer = Client(preview_app(state)).get("/_preview/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == ""


def test_a_change_is_built(course):
    said = []
    state = Preview(course, GOOD, [course.content], said.append)
    watcher = threading.Thread(target=state.watch, args=([course.content],), kwargs={"recursive": True})
    watcher.start()
    deadline = time.monotonic() + 20
    number = 0
    while not said and time.monotonic() < deadline:  # the watcher may need a moment before it sees anything
        number += 1
        (course.content / "index.md").write_text(f"text {number}", encoding="utf-8")
        time.sleep(0.3)
    state.stopping.set()
    watcher.join(timeout=10)
    assert not watcher.is_alive()
    assert said[0] == "built"
    assert b"text" in state.site.find("/en/").content


def test_a_file_that_an_editor_replaces_is_still_watched(course):
    settings = course.root / "mkdocs.yml"
    state = Preview(course, GOOD, [settings], print)
    built = []
    state.build = lambda: built.append(1)
    watcher = threading.Thread(target=state.watch, args=([course.root],), kwargs={"recursive": False})
    watcher.start()
    deadline = time.monotonic() + 20
    while len(built) < 2 and time.monotonic() < deadline:
        partial = course.root / ".mkdocs.yml.swp"
        partial.write_text(settings.read_text(encoding="utf-8"), encoding="utf-8")
        partial.replace(settings)
        time.sleep(0.4)
    state.stopping.set()
    watcher.join(timeout=10)
    assert len(built) >= 2


def test_the_script_of_the_preview_is_served_and_only_pages_ask_for_it(course):
    state = Preview(course, GOOD, [course.content], print)
    assert "EventSource" in Client(preview_app(state)).get("/_preview/reload.js").text
    style = File("/en/assets/course.css", b"</body>")
    assert with_script(style) is style


def test_nothing_to_preview_is_said(tmp_path):
    write(tmp_path, {"content/index.md": "one", "mkdocs.yml": ""})
    with pytest.raises(ServeError, match=r"nothing to serve: error: content/index.md:3: unknown name"):
        preview(Course(tmp_path), BAD, [], "127.0.0.1", free_port("127.0.0.1", 8000), ready=print, say=print)
