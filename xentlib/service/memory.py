"""Hold a built site in memory: what a URL may name is a key of one dict, so no request ever names a file."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from xentlib.errors import ServeError

# The machine's own table of types differs from machine to machine; this one does not.
_TYPES = mimetypes.MimeTypes(filenames=())
for _suffix, _type in {
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}.items():
    _TYPES.add_type(_type, _suffix)

# The theme has inline styles, Pagefind is WebAssembly; nothing comes from another host. An inline script runs only
# where its digest is in the policy of its page.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'{scripts}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_NOT_RUN = re.compile(rb"""\bsrc=|\btype=["']?(?!module|text/javascript)""", re.IGNORECASE)


def policy(page: bytes) -> str:
    """Return the Content-Security-Policy of a page: its own inline scripts may run, and no others.

    >>> "'sha256-" in policy(b"<script>1</script>"), "'sha256-" in policy(b"<script src=a.js></script>")
    (True, False)
    """
    inline = (text for attributes, text in _SCRIPT.findall(page) if not _NOT_RUN.search(attributes))
    digests = (base64.b64encode(hashlib.sha256(text.replace(b"\r\n", b"\n")).digest()).decode() for text in inline)
    return _POLICY.format(scripts="".join(dict.fromkeys(f" 'sha256-{digest}'" for digest in digests)))


PLAIN_POLICY = policy(b"")
"""The policy of what is no page of the site."""


# A name that holds a digest of the content: bundle.a5f9d56c.min.js, en_1a2b3c.pf_fragment.
_HASHED = re.compile(r"\.[0-9a-f]{8}\.min\.(?:js|css)$|^/pagefind/(?:fragment|index|filter)/|\.pf_meta$")


@dataclass(frozen=True)
class File:
    """One file of a site as it goes over the wire."""

    path: str
    content: bytes

    @cached_property
    def type(self) -> str:
        """The media type, with the encoding where the content is text."""
        kind = _TYPES.guess_type(self.path)[0] or "application/octet-stream"
        is_text = kind.startswith("text/") or kind in ("application/json", "application/xml", "image/svg+xml")
        return f"{kind}; charset=utf-8" if is_text else kind

    @cached_property
    def etag(self) -> str:
        """A weak tag: one for all compressed forms of the content."""
        return f'W/"{hashlib.sha256(self.content).hexdigest()[:32]}"'

    @cached_property
    def policy(self) -> str:
        """The Content-Security-Policy."""
        return policy(self.content) if self.path.endswith(".html") else PLAIN_POLICY

    @property
    def cache_control(self) -> str:
        """What has a digest in its name never changes; everything else is asked for again."""
        return "public, max-age=31536000, immutable" if _HASHED.search(self.path) else "no-cache"

    @property
    def compressible(self) -> bool:
        return "charset" in self.type and len(self.content) > 512

    def sent(self, encoding: str | None, *, unchanged: bool) -> tuple[list[tuple[bytes, bytes]], bytes]:
        """Return headers and body of an answer with this file, in an encoding or as it is, or "unchanged"."""
        found = self._sent.get((encoding, unchanged))
        if found is None:
            found = self._sent[encoding, unchanged] = self._prepare(encoding, unchanged=unchanged)
        return found

    @cached_property
    def _sent(self) -> dict[tuple[str | None, bool], tuple[list[tuple[bytes, bytes]], bytes]]:
        return {}

    def _prepare(self, encoding: str | None, *, unchanged: bool) -> tuple[list[tuple[bytes, bytes]], bytes]:
        headers = {
            "etag": self.etag,
            "cache-control": self.cache_control,
            "vary": "Accept-Encoding",
            "content-security-policy": self.policy,
        }
        body = b""
        if not unchanged:
            body = {"br": lambda: self.brotli, "gzip": lambda: self.gzip}.get(encoding or "", lambda: self.content)()
            headers |= {"content-type": self.type, "content-length": str(len(body))}
            headers |= {"content-encoding": encoding} if encoding else {}
        return [(name.encode(), value.encode()) for name, value in headers.items()], body

    @cached_property
    def brotli(self) -> bytes:
        compressed: bytes = brotli.compress(self.content, quality=5)
        return compressed

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.content, compresslevel=6, mtime=0)


@dataclass(frozen=True)
class Site:
    """A whole site: every path that exists ("/en/index.html"), and the languages it has."""

    files: Mapping[str, File]

    @classmethod
    def read(cls, folder: Path) -> Site:
        """Read every file below `folder` once."""
        if not (folder / "index.html").is_file():
            raise ServeError(f"{folder}: no site here; build it with: xent build")
        found = (path for path in sorted(folder.rglob("*")) if path.is_file())
        paths = {"/" + path.relative_to(folder).as_posix(): path for path in found}
        return cls({name: File(name, path.read_bytes()) for name, path in paths.items()})

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages, by the folders that have a start page of their own."""
        starts = re.compile(r"^/([^/]+)/index\.html$")
        return tuple(match[1] for path in self.files if (match := starts.match(path)))

    def find(self, path: str) -> File | None:
        """Return the file at this path of a URL; a path that ends in a slash means its index.html."""
        return self.files.get(path + "index.html" if path.endswith("/") else path)

    def redirect(self, path: str) -> str | None:
        """Return where a path without its last slash leads, "/ru" to "/ru/", if that exists."""
        return f"{path}/" if f"{path}/index.html" in self.files else None

    def not_found(self, path: str) -> File | None:
        """Return the page that says so, in the language that the path begins with."""
        code = path.split("/", 2)[1] if path.startswith("/") else ""
        return self.files.get(f"/{code}/404.html") or self.files.get("/404.html")
