"""The server's limits, over real sockets: size and time of headers and bodies, idle and broken connections."""

import contextlib
import json
import socket
import threading
import time

import pytest
from browsers import Browser

from xentlib.service import Service, Site, create_app, guard, routes
from xentlib.service.memory import File
from xentlib.service.server import Server, bind
from xentlib.store import open_store

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/variants HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY = b'{"question": "softmax/one-probability"}'
CHUNKS = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
SITE = Site({
    "/index.html": File("/index.html", b"<h1>here</h1>"),
    "/large.bin": File("/large.bin", b"x" * 4_000_000),
})  # fmt: skip


@pytest.fixture(scope="module")
def service(course, tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("guard") / "xent.db")
    service = Service(course, store)
    yield service
    service.close()
    store.close()


@pytest.fixture(scope="module")
def server(service):
    """A server on a free port in a thread of its own, patient for half a second instead of five."""
    with pytest.MonkeyPatch.context() as patch, bind("127.0.0.1", 0) as listener:
        for name, seconds in {"SECONDS": 0.5, "_PERIOD": 0.05, "LINGER": 1.0, "GIVE_UP": 2.0}.items():
            patch.setattr(guard, name, seconds)
        server = Server(create_app(SITE, routes(service)), "127.0.0.1")
        server.config.timeout_keep_alive = 1
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        server.place = listener.getsockname()
        yield server
        server.should_exit = True
        running.join(20)
        assert not running.is_alive()


@pytest.fixture
def connect(server):
    """Return what opens a connection."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(socket.create_connection(server.place, timeout=20))


def everything(connection):
    """Return what comes until the server closes."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            received += part
    return received


def status(received):
    return int(received.split(b" ", 2)[1]) if received else None


def fine(connect):
    """Tell whether the server still answers others."""
    connection = connect()
    connection.sendall(GET + b"Connection: close\r\n\r\n")
    return b"<h1>here</h1>" in everything(connection)


def test_a_request_that_comes_byte_by_byte_in_time_is_answered(connect):
    connection = connect()
    for byte in POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY:
        connection.sendall(bytes([byte]))
    assert status(everything(connection)) == 201


def test_a_silent_connection_is_closed(connect):
    assert everything(connect()) == b""


@pytest.mark.parametrize("sent", [b"\r\n", b"\r\n\r\n", b"G", GET, GET + b"X: "])
def test_headers_that_do_not_end_time_out(connect, sent):
    connection = connect()
    connection.sendall(sent)
    received = everything(connection)
    assert status(received) == 408
    assert json.loads(received.partition(b"\r\n\r\n")[2])["error"] == "slow"


def test_headers_that_drip_time_out(connect):
    connection = connect()
    connection.sendall(GET)
    with contextlib.suppress(OSError):
        for number in range(200):
            connection.sendall(b"X-%d: 1\r\n" % number)
            time.sleep(0.02)
    assert status(everything(connection)) in (408, None)
    assert fine(connect)


@pytest.mark.parametrize("length", [b"Content-Length: 100\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_body_that_does_not_come_times_out(connect, length):
    connection = connect()
    connection.sendall(POST + length)
    assert status(everything(connection)) == 408


def test_a_body_that_drips_times_out(connect):
    connection = connect()
    connection.sendall(POST + b"Content-Length: 8000\r\n\r\n")
    with contextlib.suppress(OSError):
        for _byte in range(200):
            connection.sendall(b" ")
            time.sleep(0.02)
    assert status(everything(connection)) in (408, None)


def test_a_connection_is_closed_when_nothing_more_is_asked(connect):
    connection = connect()
    connection.sendall(GET + b"\r\n")
    assert status(everything(connection)) == 200


def test_empty_lines_do_not_keep_a_connection(connect):
    connection = connect()
    connection.sendall(GET + b"\r\n")
    assert connection.recv(65536)
    connection.sendall(b"\r\n")
    everything(connection)


def test_many_slow_connections_are_let_go(server, connect):
    slow = [connect() for _connection in range(300)]
    for number, connection in enumerate(slow):
        connection.sendall((b"", GET, POST + b"Content-Length: 100\r\n\r\n")[number % 3])
    assert fine(connect)
    assert {status(everything(connection)) for connection in slow} == {None, 408}
    deadline = time.monotonic() + 20
    while server.server_state.connections and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server.server_state.connections


LARGE = [
    GET + b"X: " + b"a" * 8_000_000 + b"\r\n\r\n",
    GET + b"".join(b"X-%d: %s\r\n" % (number, b"a" * 1000) for number in range(8000)) + b"\r\n",
    b"GET /" + b"a" * 8_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    GET + b"X: " + b"a" * 66_000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("sent", LARGE, ids=["one", "many", "path", "just"])
def test_large_headers_are_refused(connect, sent):
    connection = connect()
    with contextlib.suppress(OSError):
        connection.sendall(sent)
    assert status(everything(connection)) == 431
    assert fine(connect)


def test_headers_of_60_kilobytes_are_read(connect):
    connection = connect()
    connection.sendall(GET + b"X: " + b"a" * 60_000 + b"\r\nConnection: close\r\n\r\n")
    assert status(everything(connection)) == 200


@pytest.mark.parametrize("sent", [
    POST + b"Content-Length: 8193\r\n\r\n",
    POST + b"Content-Length: 99999999999999999999\r\n\r\n",
    POST + b"Content-Length: 1000000\r\n\r\n" + b" " * 1_000_000,
    POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1000\r\n" + b" " * 4096 + b"\r\n1001\r\n" + b" " * 4097,
    GET + b"Content-Length: 8193\r\n\r\n" + b" " * 8193,
])  # fmt: skip
def test_large_bodies_are_refused(connect, sent):
    connection = connect()
    with contextlib.suppress(OSError):
        connection.sendall(sent)
    assert status(everything(connection)) in (400, 413)
    assert fine(connect)


ENDLESS = {
    "what follows the last chunk": b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * 300_000,
    "an extension": b"2;" + b"a" * 2_000_000,
    "small chunks": b"1;" + b"a" * 90 + b"\r\n \r\n",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_stands_around_chunks_is_counted(connect, name):
    connection = connect()
    with contextlib.suppress(OSError):
        connection.sendall(CHUNKS)
        connection.sendall(ENDLESS[name] if name != "small chunks" else ENDLESS[name] * 8000)
    assert status(everything(connection)) == 413
    assert fine(connect)


def test_a_body_of_small_chunks_is_read(connect):
    connection = connect()
    connection.sendall(CHUNKS + b"1\r\n \r\n" * 8000 + b"%x\r\n%s\r\n0\r\nX: y\r\n\r\n" % (len(BODY), BODY))
    assert status(everything(connection)) == 201


def test_what_follows_the_last_chunk_is_no_header(connect):
    connection = connect()
    after = b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.9\r\nSec-Fetch-Site: cross-site\r\n"
    connection.sendall(CHUNKS + b"%x\r\n%s\r\n0\r\n%s\r\n" % (len(BODY), BODY, after))
    received = everything(connection)
    assert status(received) == 201
    assert b"set-cookie: xent=" in received


def left(server):
    """Wait until no connection and no request is left."""
    deadline = time.monotonic() + 20
    while (server.server_state.connections or server.server_state.tasks) and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(server.server_state.connections), len(server.server_state.tasks)


@pytest.mark.parametrize("requests", [1, 200])
def test_who_takes_nothing_of_what_was_asked_for_is_let_go(server, connect, requests):
    connection = connect()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n" * requests)
    assert connection.recv(1)
    assert left(server) == (0, 0)


@pytest.mark.parametrize("last", [b"", b"\0", GET, POST + b"Content-Length: 9999\r\n\r\n"])
def test_who_leaves_with_requests_in_line_leaves_nothing_behind(server, connect, caplog, last):
    for _connection in range(5):
        connection = connect()
        connection.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n" * 20 + last)
        connection.recv(1000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
    assert left(server) == (0, 0)
    assert not [record for record in caplog.records if record.exc_info]


def test_after_a_refusal_nothing_else_is_told(connect):
    connection = connect()
    one = POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    connection.sendall(one * 3 + b"\0")
    received = everything(connection)
    assert received.rpartition(b"HTTP/1.1 ")[2].startswith(b"400")


def test_another_protocol_is_not_spoken_and_not_logged(connect, caplog):
    connection = connect()
    connection.sendall(GET + b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\n")
    assert status(everything(connection)) == 200
    assert not caplog.records


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"\0" * 100])
def test_what_is_no_request_is_refused_and_not_logged(connect, sent, caplog):
    connection = connect()
    connection.sendall(sent)
    assert status(everything(connection)) == 400
    assert fine(connect)
    assert not caplog.records


def test_two_requests_at_once_are_answered_in_their_order(connect):
    connection = connect()
    one = POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    connection.sendall(one * 20 + GET + b"Connection: close\r\n\r\n")
    received = everything(connection)
    assert received.count(b"HTTP/1.1 201") == 20
    assert received.endswith(b"<h1>here</h1>")


def test_aborted_requests_leave_nothing_behind(server, connect, caplog):
    for length in range(0, len(POST), 7):
        connection = connect()
        connection.sendall((POST + b"Content-Length: 100\r\n\r\n{")[: length + 80])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # close with a reset
        connection.close()
    assert fine(connect)
    assert not [record for record in caplog.records if record.exc_info]


def test_the_word_of_a_proxy_counts_for_https_and_address(server, connect):
    connection = connect()
    forwarded = b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.9\r\nConnection: close\r\n"
    connection.sendall(POST + forwarded + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY)
    assert b"set-cookie: __Host-xent=" in everything(connection)


def test_the_word_of_anybody_else_does_not():
    """The test above comes from the proxy that the server believes; here it believes another one."""
    heard = []

    async def app(scope, receive, send):
        heard.append((scope["scheme"], scope["client"][0]))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with bind("127.0.0.1", 0) as listener:
        server = Server(app, "10.0.0.2")
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        with socket.create_connection(listener.getsockname(), timeout=20) as connection:
            forwarded = b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.9\r\nConnection: close\r\n\r\n"
            connection.sendall(GET + forwarded)
            assert status(everything(connection)) == 204
        server.should_exit = True
        running.join(20)
    assert heard == [("http", "127.0.0.1")]


def test_the_limits_are_those_of_the_application(service):
    browser = Browser(create_app(SITE, routes(service)))
    answer = browser.ask("POST", "/api/variants", content=b" " * (guard.MOST_BODY + 1),
                         headers={"content-type": "application/json"})  # fmt: skip
    assert answer.status_code == 413
