"""Measure the service over HTTP: `make bench`. Answers, fresh variants, pages; its start and its memory.

No test: the numbers depend on the machine, and on who else is using it. So each rate stands beside that of a bare
Starlette route on the same server in the same run, /echo, and the answers also beside /stored, whose rows go into
SQLite in groups, one commit each. On a busy machine the time of the processors tells more than the rate.
The load comes from wrk (Debian and Ubuntu: apt-get install wrk; macOS: brew install wrk).
The report over a million answers is in bench_classroom.py.
"""

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import postgres
from learners import Learner, Server
from support import ROOT

from xentlib.codes import new_id
from xentlib.course import Course
from xentlib.quiz import fresh, question_ids, read_question
from xentlib.service.identity import Identity
from xentlib.store import Answer, GradeRow, Issue, open_store

QUESTION = "softmax/one-probability"
VARIANTS = 2000
CONNECTIONS = 64

BARE = """
import asyncio, queue, sqlite3, sys, threading
import msgspec
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from xentlib.service import serve
from xentlib.service.messages import AnswerGiven

decoder, waiting = msgspec.json.Decoder(AnswerGiven), queue.SimpleQueue()

def writing():
    connection = sqlite3.connect(sys.argv[1], isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, a TEXT, b TEXT)")
    while True:
        group = [waiting.get()]
        while not waiting.empty() and len(group) < 512:
            group.append(waiting.get())
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO bare (a, b) VALUES (?, ?)", [row for row, _future in group])
        connection.execute("COMMIT")
        group[0][1].get_loop().call_soon_threadsafe(tell, [future for _row, future in group])

def tell(futures):
    for future in futures:
        if not future.done():
            future.set_result(None)

async def echo(request):
    given = decoder.decode(await request.body())
    return Response(msgspec.json.encode(given), media_type="application/json")

async def stored(request):
    given, future = decoder.decode(await request.body()), asyncio.get_running_loop().create_future()
    waiting.put(((given.key, given.answer), future))
    await future
    return Response(msgspec.json.encode(given), media_type="application/json")

async def page(request):
    return Response(b"x" * 512, media_type="text/html")

threading.Thread(target=writing, daemon=True).start()
app = Starlette(routes=[Route("/echo", echo, methods=["POST"]), Route("/stored", stored, methods=["POST"]),
                        Route("/page", page)])
serve(app, "127.0.0.1", 0, ready=lambda address: print(address, flush=True))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement (default 5)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each measurement; the best counts (default 3)")
    parser.add_argument("--learners", type=int, default=1000, help="who come at once (default 1000)")
    parser.add_argument("--crowd", type=int, default=60, help="seconds for which they stay (default 60)")
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgres"])
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed: apt-get install wrk, or brew install wrk")
    print(f"{os.cpu_count()} processors, load at the start {os.getloadavg()[0]:.1f}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a start would compile everything
    subprocess.run([sys.executable, "-m", "scripts", "build"], cwd=ROOT, check=True, capture_output=True)
    for kind in options.databases:
        with tempfile.TemporaryDirectory() as folder, database(kind, folder) as place:
            if place:
                measure(kind, place, Path(folder), options)


@contextlib.contextmanager
def database(kind, folder):
    if kind == "sqlite":
        yield str(Path(folder) / "xent.db")
    elif not postgres.binaries():
        print("PostgreSQL is not installed and not measured")
        yield None
    else:
        server = postgres.Server(postgres.binaries(), durable=True)
        try:
            server.start()
            yield server.url
        finally:
            server.remove()


def measure(kind, place, folder, options):
    command = [sys.executable, "-m", "scripts", "serve", "--port", "0", "--database", place]
    with Server(place, command=command) as server:  # makes the database
        empty = server.memory()
        server.terminate()
    starts = []
    for _run in range(options.runs):
        begin = time.perf_counter()
        with Server(place, command=command) as server:
            server.ask("GET", "/healthz")
            starts.append(time.perf_counter() - begin)
    print(f"{kind}: start, to the first reply {min(starts):.2f} s; memory at start {empty / 1e6:.0f} MB")
    variants = fill(place)
    bare = [sys.executable, "-c", BARE, str(folder / f"bare-{kind}.db")]
    with Server(place, command=command) as server, Server(place, command=bare) as other:
        post, answers = posting(folder, '{"key": "a-b", "answer": "1.5", "lang": "en"}'), answering(folder, variants)
        wrk(server, "/", answers, options.seconds)  # reads the variants
        for what, path, script, others in (
            ("durable answers", "/", answers, {"/echo": post, "/stored": post}),
            ("fresh variants", "/", asking(folder), {"/echo": post}),
            ("static pages", "/en/", None, {"/page": None}),
        ):
            for _run in range(options.runs):
                rate, told = wrk(server, path, script, options.seconds)
                line = [f"{what:16} {rate:8,.0f} /s  {told}"]
                for bare_path, bare_script in others.items():
                    plain, told = wrk(other, bare_path, bare_script, options.seconds)
                    line.append(f"{rate / plain:.2f} of bare {bare_path} ({plain:,.0f} /s  {told})")
                print(f"  {kind:8} {'   '.join(line)}", flush=True)
        memory = server.memory() / 1e6
        print(f"  {kind:8} memory with {attempts(place):,} answers stored, after this load {memory:.0f} MB")
        print(f"  {kind:8} {asyncio.run(crowd(server.address, options.learners, options.crowd))}")
    with Server(place, command=command) as server:
        server.ask("GET", "/healthz")
        print(f"  {kind:8} memory after a restart with {attempts(place):,} answers {server.memory() / 1e6:.0f} MB")


def fill(place):
    """Issue variants and give 100,000 answers; return pairs of a variant and the cookie of its learner."""
    grade = GradeRow("0" * 16, "wrong", 0.0, None)
    with contextlib.closing(open_store(place)) as store:
        identity, made = Identity(store.secret), []
        question = read_question(Course(ROOT), QUESTION, "en")
        for number in range(VARIANTS):
            learner, variant = new_id(), new_id()
            note = fresh(question, number).note
            store.write(Issue(learner, None, QUESTION, 1, variant, str(number), note))
            made.append((variant, f"xent={identity.cookie(learner)}"))
        for n in range(100_000 // VARIANTS):
            given = [store.write(Answer(variant, f"old-{n}", "77", "en", n, grade)) for variant, _cookie in made]
            for future in given:
                future.result()
    return made


def attempts(place):
    with contextlib.closing(open_store(place, read_only=True)) as store:
        return store.read(lambda rows: rows.one("SELECT count(*) FROM attempts")[0])


def answering(folder, variants):
    """Write the script of wrk that gives answers, each under a key of its own."""
    ids, cookies = (", ".join(f'"{one}"' for one in each) for each in zip(*variants, strict=True))
    run = f"{time.monotonic_ns():x}"
    return write(
        folder,
        "answers",
        f"""
local variants, cookies = {{{ids}}}, {{{cookies}}}
local number, threads = 0, 0
function setup(thread) threads = threads + 1 thread:set("own", threads) end
function init(args) stamp = "{run}-" .. args[1] .. "-" .. own end
function request()
  number = number + 1
  local which = (number * 7919 + own * 31) % #variants + 1
  local headers = {{["Content-Type"] = "application/json", ["Cookie"] = cookies[which]}}
  local body = '{{"key": "' .. stamp .. '-' .. number .. '", "answer": "' .. number .. '.5", "lang": "en"}}'
  return wrk.format("POST", "/api/variants/" .. variants[which] .. "/answers", headers, body)
end
""",
    )


def asking(folder):
    """Write the script of wrk that asks for variants of all questions, each time as a new learner."""
    names = ", ".join(f'"{name}"' for name in question_ids(Course(ROOT)))
    return write(
        folder,
        "variants",
        f"""
local names, number = {{{names}}}, 0
local headers = {{["Content-Type"] = "application/json"}}
function request()
  number = number + 1
  local body = '{{"question": "' .. names[number % #names + 1] .. '", "lang": "en"}}'
  return wrk.format("POST", "/api/variants", headers, body)
end
""",
    )


def posting(folder, body):
    return write(
        folder,
        "post",
        f"""
wrk.method, wrk.body = "POST", '{body}'
wrk.headers["Content-Type"] = "application/json"
""",
    )


def write(folder, name, script):
    path = folder / f"{name}.lua"
    path.write_text(script)
    return path


def wrk(server, path, script, seconds):
    """Return the rate; and as text what requests waited, and for how long each one kept the processors busy."""
    url = f"http://{server.address[0]}:{server.address[1]}{path}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", url]
    before = server.processor()
    if script:
        command[1:1] = ["-s", str(script)]
        command += ["--", f"{time.monotonic_ns():x}"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in out, out
    each = (server.processor() - before) / int(re.search(r"(\d+) requests in", out)[1])
    rate = float(re.search(r"Requests/sec: +([\d.]+)", out)[1])
    half, most = (re.search(rf"{percent}% +(\S+)", out)[1] for percent in (50, 99))
    return rate, f"p50 {half}, p99 {most}, processor {each * 1e6:.0f} µs"


async def crowd(address, learners, seconds):
    """Let learners come at once, who each answer once in a second or two, and tell what they waited."""
    took, end = [], time.monotonic() + seconds

    async def learn(place):
        async with Learner(address) as learner:
            variant = (await learner.variant(QUESTION))["id"]
            number = 0
            while time.monotonic() < end:
                await asyncio.sleep(0.5 + (place * 7 + number) % 100 / 100)
                number += 1
                begin = time.perf_counter()
                status, _headers, _reply = await learner.answer(variant, f"c-{number}", f"{number}.5")
                assert status == 200, status
                took.append(time.perf_counter() - begin)

    await asyncio.gather(*(learn(place) for place in range(learners)))
    cuts = statistics.quantiles(took, n=100)
    told = f"p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms, longest {max(took) * 1000:.0f} ms"
    return f"{learners} learners for {seconds} s: {len(took):,} answers, none refused, {told}"


if __name__ == "__main__":
    main()
