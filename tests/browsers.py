"""Browsers and right answers for the tests of the quiz service."""

import asyncio

import httpx

from xentlib.quiz import again


class Browser:
    """Asks an application directly, and keeps its cookies."""

    def __init__(self, app, *, address="192.0.2.1", home="http://quiz.test", language="en"):
        self.app, self.address, self.home = app, address, home
        self.headers = {"accept-language": language}
        self.cookies = httpx.Cookies()

    def ask(self, method, path, **options):
        async def ask():
            transport = httpx.ASGITransport(self.app, client=(self.address, 1234), raise_app_exceptions=True)
            async with httpx.AsyncClient(
                transport=transport, base_url=self.home, cookies=self.cookies, headers=self.headers
            ) as client:
                answer = await client.request(method, path, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, **body):
        return self.ask("POST", path, json=body)

    def variant(self, question, **more):
        """Return a variant of a question."""
        answer = self.post("/api/variants", question=question, **{"lang": "en", **more})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def answer(self, variant, answer, key="key", **more):
        path = f"/api/variants/{variant['id']}/answers"
        return self.post(path, **{"key": key, "answer": answer, "lang": variant["lang"], **more})

    def solution(self, variant, **more):
        return self.post(f"/api/variants/{variant['id']}/solution", **more)


def given(service, identity, language="en"):
    """Return a variant that was given, with its key."""
    row = service.desk.get(identity).row
    return again(service.bank.question(row.question, language), row.seed, row.note)


def right_answer(service, identity, language="en"):
    """Return what a learner types who knows the answer."""
    variant = given(service, identity, language)
    key = variant.key
    if hasattr(key, "shown"):
        return key.shown
    places = {option: str(place) for place, (option, _text) in enumerate(variant.options, start=1)}
    return " ".join(places[option] for option in key.right_ids)


def until(page, expression):
    """Wait until an expression is true in a page. `wait_for_function` lets the page evaluate it, against its policy."""
    for _try in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
