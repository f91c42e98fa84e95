"""The texts of a variant as HTML for a page, as a build makes them: formulas by a process of Temml that stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from xentlib.catalogs import words
from xentlib.course import Course
from xentlib.formulas import Formula, Temml, localized
from xentlib.markup import tokens
from xentlib.quiz import Variant
from xentlib.service.messages import VariantHtml

Result = TypeVar("Result")


class Html:
    """Renders in one thread of its own, which Markdown needs and the event loop is spared."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._temml = Temml(course.root)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="html")

    async def variant(self, variant: Variant) -> VariantHtml:
        """Return what is asked."""
        return await self._run(lambda: self._variant(variant))

    async def text(self, markdown: str, language: str) -> str:
        """Return a solution."""
        return await self._run(lambda: self._text(markdown, language))

    async def feedback(self, markdown: str, language: str) -> str:
        """Return a feedback, its first sentence in an element of its own."""
        from xentlib.pages.markdown import with_first_sentence

        return await self._run(lambda: self._text(with_first_sentence(markdown), language))

    def close(self) -> None:
        self._thread.shutdown()
        self._temml.close()

    async def _run(self, render: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, render)

    def _variant(self, variant: Variant) -> VariantHtml:
        from xentlib.pages.markdown import inline

        language = variant.question.language
        return VariantHtml(
            prompt=self._text(variant.prompt, language),
            hint=self._text(variant.hint, language) if variant.hint else "",
            options=[inline(self._text(text, language)) for _option, text in variant.options],
            labels=[inline(self._text(label, language)) for label in variant.labels],
        )

    def _text(self, markdown: str, language: str) -> str:
        from xentlib.pages.markdown import markdown_html  # with the build, which a service for programs never needs

        formulas = [
            Formula(token.tex, token.kind == "display")
            for token in tokens(markdown)
            if token.kind in ("formula", "display")
        ]
        mathml = localized(self._temml.render(formulas), language)
        return markdown_html(markdown, mathml, language, words(self._course, language))
