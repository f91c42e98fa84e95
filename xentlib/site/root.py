"""Write what stands above the languages: the chooser, a 404 for all, the sitemap of sitemaps, robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from xentlib.course import Course
from xentlib.site.language import root_url
from xentlib.site.words import Words


@dataclass(frozen=True)
class Told:
    """A language as the templates in content/theme/top see it."""

    code: str
    name: str
    site_name: str
    site_description: str
    words: Words


def write_root(course: Course, words: dict[str, Words], folder: Path) -> None:
    """Fill every template of content/theme/top into `folder`, under its own name."""
    import jinja2

    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(course.theme / "top"),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html", "xml"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    url = root_url(course)
    known = {"languages": _told(course, words), "root_url": url, "root_path": urlsplit(url).path}
    for name in templates.list_templates():
        (folder / name).write_text(templates.get_template(name).render(known), encoding="utf-8")


def _told(course: Course, words: dict[str, Words]) -> list[Told]:
    settings = course.settings
    return [
        Told(
            language.code,
            language.name,
            words[language.code](settings["site_name"]),
            words[language.code](settings.get("site_description", "")),
            words[language.code],
        )
        for language in course.languages
    ]
