"""Build again after every change and tell the open pages: they load again, or show what is wrong."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from xentlib.course import Course
from xentlib.errors import ServeError
from xentlib.service.app import create_app
from xentlib.service.memory import File, Site
from xentlib.service.server import serve

_SCRIPT = Path(__file__).with_suffix(".js")
_TAG = b'<script src="/_preview/reload.js" defer></script>'
_LIVE = {"Cache-Control": "no-store"}
_PAUSE = 0.25  # seconds between two looks at the version


class Preview:
    """The site of the last build that succeeded, and what the last build said where it failed."""

    def __init__(
        self, course: Course, command: Sequence[str], watched: Sequence[Path], say: Callable[[str], None]
    ) -> None:
        self.course, self.command, self.watched, self.say = course, command, watched, say
        self.site = Site.read(course.site) if course.site.is_dir() else Site({})
        self.error = ""
        self.version = 0
        self.stopping = threading.Event()
        self.building = threading.Lock()

    def build(self) -> None:
        """Run the build command: a new process, so that changed Python is used as well."""
        run = subprocess.run(
            self.command, cwd=self.course.root, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if run.returncode:
            self._note(self.site, (run.stderr or run.stdout).strip() or f"exit code {run.returncode}")
        else:
            self._note(Site.read(self.course.site), "")

    def watch(self, folders: Sequence[Path], *, recursive: bool) -> None:
        """Build after each change of what the site is made from, until `stopping` is set."""
        from watchfiles import Change, watch

        def counts(_change: Change, changed: str) -> bool:
            path = Path(changed)
            watched = any(path == one or one in path.parents for one in self.watched)
            return watched and not path.name.startswith(".")

        for _ in watch(
            *folders,
            recursive=recursive,
            watch_filter=counts,
            stop_event=self.stopping,
            debounce=200,
            rust_timeout=500,
        ):
            with self.building:
                self.build()

    async def events(self) -> AsyncIterator[str]:
        """Yield a server-sent event at once and after every build."""
        told = None
        while not self.stopping.is_set():
            if told != self.version:
                told = self.version
                yield event("failed", self.error) if self.error else event("built", str(told))
            await asyncio.sleep(_PAUSE)

    def _note(self, site: Site, error: str) -> None:
        if (site, error) == (self.site, self.error):
            return
        self.site, self.error = site, error
        self.version += 1
        self.say(error or "built")


def preview(
    course: Course,
    command: Sequence[str],
    watched: Sequence[Path],
    host: str,
    port: int,
    *,
    ready: Callable[[str], None],
    say: Callable[[str], None],
) -> None:
    """Serve the site; after each change below `watched` run `command`, then reload the open pages."""
    state = Preview(course, command, watched, say)
    state.build()
    if not state.site.files:
        raise ServeError(f"nothing to serve: {state.error}")
    # Editors replace a file, and a watch on a file would stay with the old one: single files are watched by
    # their folder, the course's own, and that without its subfolders, among which are build and node_modules.
    watches = (([path for path in watched if path.is_dir()], True), ([course.root], False))
    watchers = [
        threading.Thread(target=state.watch, args=(folders,), kwargs={"recursive": recursive}, daemon=True)
        for folders, recursive in watches
    ]
    for watcher in watchers:
        watcher.start()
    try:
        serve(preview_app(state), host, port, ready=ready, stopping=state.stopping)
    finally:
        state.stopping.set()
        for watcher in watchers:
            watcher.join(timeout=5)


def preview_app(state: Preview) -> ASGIApp:
    """Return the application of the site after the last build, each page with the script that reloads."""

    async def events(request: Request) -> StreamingResponse:
        return StreamingResponse(state.events(), headers=_LIVE, media_type="text/event-stream")

    async def script(request: Request) -> Response:
        return Response(_SCRIPT.read_bytes(), headers=_LIVE, media_type="text/javascript")

    routes = [Route("/_preview/events", events), Route("/_preview/reload.js", script)]
    return create_app(lambda: state.site, routes, change=with_script)


def with_script(file: File) -> File:
    """Return a page with the script of the preview; any other file as it is."""
    if not file.path.endswith(".html"):
        return file
    return File(file.path, file.content.replace(b"</body>", _TAG + b"</body>"))


def event(name: str, text: str) -> str:
    """Return a server-sent event.

    >>> event("failed", "one\\ntwo")
    'event: failed\\ndata: one\\ndata: two\\n\\n'
    """
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in text.splitlines()) + "\n"
