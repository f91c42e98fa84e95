"""A server in a process of its own, and learners that load it, for the tests of faults and the measurements."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys

import psutil
from support import ROOT

SERVER = """
import sys
from unittest.mock import patch
from scripts.main import main
from xentlib.service import Site
from xentlib.service.memory import File
site = Site({"/index.html": File("/index.html", b"<h1>here</h1>")})
exec(sys.argv[1])
with patch("xentlib.site.build"), patch("xentlib.service.Site.read", return_value=site):
    main(["serve", "--port", "0", "--database", *sys.argv[2:]], prog_name="xent")
"""
"""`xent serve`, but for the build: it serves one page. The first argument is done before."""


class Server:
    """A server on a free port; it is killed at the end of the `with` unless it has ended."""

    def __init__(self, place, *, before="", command=None):
        command = command or [sys.executable, "-c", SERVER, before, str(place)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line.startswith("http://"), f"the server does not start: {line}{self.process.communicate()[1]}"
        host, _, port = line.split("/")[2].partition(":")
        self.address = host, int(port)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill()

    def kill(self):
        self.process.kill()
        self.process.communicate()

    def terminate(self):
        """Ask it to end; return its exit status and what it said."""
        self.process.send_signal(signal.SIGTERM)
        _out, error = self.process.communicate(timeout=30)
        return self.process.returncode, error

    def memory(self):
        """Return the bytes that it has in memory."""
        return psutil.Process(self.process.pid).memory_info().rss

    def processor(self):
        """Return the seconds that it has computed."""
        used = psutil.Process(self.process.pid).cpu_times()
        return used.user + used.system

    def ask(self, method, path, body=None, cookie=""):
        """Ask once, on a connection of its own."""

        async def once():
            async with Learner(self.address, cookie) as learner:
                return await learner.ask(method, path, body)

        return asyncio.run(once())


class Gone(Exception):
    """The server closed the connection, or cannot be reached."""


class Learner:
    """One connection that stays open, and the cookie of one learner."""

    def __init__(self, address, cookie=""):
        self.address, self.cookie = address, cookie
        self.reader = self.writer = None

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_error):
        self.close()

    def close(self):
        if self.writer:
            self.writer.transport.abort()
        self.reader = self.writer = None

    async def ask(self, method, path, body=None):
        """Return status, headers and what the JSON of the reply says. Raises Gone."""
        try:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection(*self.address)
            self.writer.write(self.request(method, path, body))
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            content = await self.reader.readexactly(int(headers.get("content-length", 0)))
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            raise Gone from None
        if "set-cookie" in headers:
            line = next(line for line in head if line.lower().startswith("set-cookie"))
            self.cookie = line.split(": ", 1)[1].split(";")[0]
        if headers.get("connection") == "close":
            self.close()
        told = json.loads(content) if headers.get("content-type", "").startswith("application/json") else content
        return int(head[0].split()[1]), headers, told

    def request(self, method, path, body=None):
        content = b"" if body is None else json.dumps(body).encode()
        kind = "" if body is None else f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{cookie}{kind}\r\n".encode() + content

    async def variant(self, question, after=None):
        """Return the learner's variant of a question."""
        body = {"question": question, "lang": "en", **({"after": after} if after else {})}
        status, _headers, told = await self.ask("POST", "/api/variants", body)
        assert status in (200, 201), told
        return told

    async def answer(self, variant, key, answer):
        """Return status, headers and reply."""
        body = {"key": key, "answer": answer, "lang": "en"}
        return await self.ask("POST", f"/api/variants/{variant}/answers", body)


@contextlib.contextmanager
def limited(process, kind, amount):
    """Change a limit of a process; the one before is what the hard limit allows."""
    import resource

    _soft, hard = resource.prlimit(process.pid, kind)
    resource.prlimit(process.pid, kind, (amount, hard))
    try:
        yield
    finally:
        resource.prlimit(process.pid, kind, (hard, hard))
