"""What a learner does: ask for a variant, answer it, look at its solution, see what was done so far."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from xentlib.codes import grouped, new_code, new_id, plain_code
from xentlib.errors import ContentError
from xentlib.quiz import Grade, Variant, fresh, judge, why
from xentlib.quiz.data import count_of
from xentlib.quiz.typed import answer_of
from xentlib.service.exchange import Exchange, Reply
from xentlib.service.messages import (
    AnswerGiven,
    AnswerHtml,
    AnswerReply,
    ClassName,
    CodeGiven,
    CodeReply,
    LearnerReply,
    Nothing,
    Option,
    ProgressReply,
    QuestionProgress,
    QuestionReply,
    SolutionAsked,
    SolutionReply,
    VariantAsked,
    VariantReply,
)
from xentlib.service.refusal import Refusal
from xentlib.service.service import Service, now
from xentlib.service.variants import Issued
from xentlib.store import Answer, Forget, GradeRow, Issue, Reveal, Rows, SetRecovery, Stored, VariantRow, reads

MOST_ANSWERS = 1000
"""So many answers to one variant are taken: what is asked of a variant looks through all of them."""


async def questions(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """List the questions."""
    return Reply([QuestionReply(one.id, one.lesson, one.kind, one.level) for one in service.bank.all])


async def issue(service: Service, exchange: Exchange, body: VariantAsked) -> Reply:
    """Give the learner's current variant of a question, or the next one; the first one makes the learner."""
    language = service.language(exchange, body.lang)
    question = service.bank.question(body.question, language)
    learner, cookies = service.some_learner(exchange)
    status = 200
    place = None if cookies else await service.read(lambda rows: _place(rows, learner, body.question, body.after))
    if place is None and body.after:
        raise Refusal(404, "no_variant")
    if place is None and not cookies:  # forgotten: with the same id, the same variants would come again
        learner, cookies = service.new_learner(exchange)
    klass, n, current = place or (None, 1, None)
    issued = current and _usable(service, current, language)
    if issued is None:
        n += current is not None
        seed = service.identity.seed(klass, learner, question.id, n)
        variant = fresh(question, seed)
        identity = new_id()
        row = await service.store.written(
            Issue(learner, klass, question.id, n, identity, seed, variant.note, makes=bool(cookies))
        )
        told = {language: variant} if row.note == variant.note else {}
        issued = service.desk.put(Issued(row, told=told))
        status = 201 if row.id == identity else 200
    return Reply(await _told(service, issued, language, html=body.html), status, cookies)


def _place(
    rows: Rows, learner: str, question: str, after: str | None
) -> tuple[str | None, int, VariantRow | None] | None:
    """Return the class, the number of the variant to issue and, where the learner has it already, the variant.

    None: there is no such learner any more.
    """
    if not reads.learner_exists(rows, learner):
        return None
    klass = reads.learner_class(rows, learner)
    class_id = klass.id if klass else None
    if after is not None:
        row = reads.variant(rows, after)
        if row is None or row.learner != learner or row.question != question:
            raise Refusal(404, "no_variant")
        if row.klass == class_id:
            return class_id, row.n + 1, None
    found = reads.latest(rows, learner, class_id, question)
    if found is None:
        return class_id, 1, None
    row, over = found
    return (class_id, row.n + 1, None) if over else (class_id, row.n, row)


def _usable(service: Service, row: VariantRow, language: str) -> Issued | None:
    """Return the variant of a row, unless its question has changed so much that it cannot be asked any more."""
    issued = service.desk.put(Issued(row))
    try:
        issued.variant(service.bank, language)
    except ContentError:
        return None
    return issued


async def _told(service: Service, issued: Issued, language: str, *, html: bool) -> VariantReply:
    variant, question = issued.variant(service.bank, language), service.bank.question(issued.row.question, language)
    return VariantReply(
        id=issued.row.id,
        question=question.id,
        lesson=question.lesson,
        kind=question.kind,
        level=question.level,
        lang=language,
        n=issued.row.n,
        prompt=variant.prompt,
        inputs=service.bank.inputs(variant),
        options=[Option(number, text) for number, (_id, text) in enumerate(variant.options, start=1)],
        labels=list(variant.labels),
        count=count_of(variant),
        hint=variant.hint,
        html=await service.html.variant(variant) if html else UNSET,
    )


async def answer(service: Service, exchange: Exchange, body: AnswerGiven) -> Reply:
    """Judge an answer and store it; the reply says that it is stored."""
    arrived = now()
    language = service.language(exchange, body.lang)
    issued = await _mine(service, exchange)
    if issued.answers >= MOST_ANSWERS and not await service.read(
        lambda rows: reads.answered(rows, issued.row.id, body.key)
    ):
        raise Refusal(409, "too_many")
    variant = issued.variant(service.bank, language)
    grade = judge(variant.key, answer_of(variant, body.answer, by_id=False), language)
    stored = await service.store.written(
        Answer(
            variant=issued.row.id,
            client_key=body.key,
            answer=body.answer,
            lang=language,
            arrived=arrived,
            grade=GradeRow(service.bank.grader(issued.row.question), grade.verdict, grade.score, grade.mistake),
        )
    )
    if stored.n > issued.answers + 1 and not issued.over:  # another server stored some
        ended = await service.read(lambda rows: reads.ended(rows, issued.row.id))
        if ended is not None:
            issued.end(ended)
    issued.answers = max(issued.answers, stored.n)
    grade = _first(grade, stored)
    if grade.verdict == "correct" or not stored.counts:
        issued.end(stored.n if stored.counts else stored.n - 1)
    counts = grade.answered and (issued.ended is None or stored.n <= issued.ended)
    feedback = "\n\n".join(why(grade, _feedback(variant, grade), service.bank.phrases(language))) or None
    over = issued.over
    html: AnswerHtml | UnsetType = UNSET
    if body.html:
        html = AnswerHtml(
            await service.html.feedback(feedback, language) if feedback else "",
            await service.html.text(variant.solution, language) if over else UNSET,
        )
    return Reply(
        AnswerReply(
            verdict=grade.verdict,
            score=grade.score,
            read=grade.read,
            feedback=feedback,
            mistake=grade.mistake,
            n=stored.n,
            counts=counts,
            over=over,
            saved=True,
            solution=variant.solution if over else UNSET,
            html=html,
        )
    )


def _first(grade: Grade, stored: Stored) -> Grade:
    """Return the grade that is stored: of an answer that came before, the one that it got then."""
    first = stored.grade
    if stored.new or (first.verdict, first.score, first.mistake) == (grade.verdict, grade.score, grade.mistake):
        return grade
    return Grade(first.verdict, first.score, first.mistake)  # type: ignore[arg-type]  # it was a Verdict when stored


def _feedback(variant: Variant, grade: Grade) -> str:
    return variant.feedback_on(grade.mistake) or "" if grade.mistake else ""


async def _mine(service: Service, exchange: Exchange) -> Issued:
    """Return the variant that the path names. Raises Refusal where it is not this learner's."""
    learner, identity = service.learner(exchange), exchange.path["id"]
    issued = service.desk.get(identity)
    if issued is None:
        row, ended, answers = await service.read(
            lambda rows: (reads.variant(rows, identity), reads.ended(rows, identity), reads.answers(rows, identity))
        )
        if row is None or row.learner != learner:
            raise Refusal(404, "no_variant")
        issued = service.desk.put(Issued(row, ended, answers=answers))
    if issued.row.learner != learner:
        raise Refusal(404, "no_variant")
    return issued


async def solution(service: Service, exchange: Exchange, body: SolutionAsked) -> Reply:
    """Show the solution; from now on no answer to this variant counts."""
    language = service.language(exchange, body.lang)
    issued = await _mine(service, exchange)
    variant = issued.variant(service.bank, language)
    issued.end(await service.store.written(Reveal(issued.row.id, now())))
    html = await service.html.text(variant.solution, language) if body.html else UNSET
    return Reply(SolutionReply(variant.solution, True, html))


async def progress(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Tell what the learner did so far."""
    learner = service.known_learner(exchange)
    if learner is None:
        return Reply(ProgressReply(False, None, {}))
    return Reply(await service.progress(learner, lambda rows: _progress(rows, learner)))


def _progress(rows: Rows, learner: str) -> ProgressReply:
    klass = reads.learner_class(rows, learner)
    found: dict[str, QuestionProgress] = {}
    for row in reads.progress(rows, learner):
        one = found.setdefault(row.question, QuestionProgress())
        one.tries += 1
        one.right += row.verdict == "correct"
        if row.mistake:
            one.mistakes[row.mistake] = one.mistakes.get(row.mistake, 0) + 1
    return ProgressReply(reads.learner_exists(rows, learner), ClassName(klass.name) if klass else None, found)


async def recovery(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Make a code that brings the learner to another device, in place of the one before."""
    learner, code = service.learner(exchange), new_code()
    await service.store.written(SetRecovery(learner, service.identity.recovery_hash(code), makes=False))
    return Reply(CodeReply(grouped(code)))


async def recover(service: Service, exchange: Exchange, body: CodeGiven) -> Reply:
    """Make this browser's learner the one whose code this is."""
    recovery_hash = service.identity.recovery_hash(plain_code(body.code))
    learner = await service.guess(exchange, lambda rows: reads.learner_by_recovery(rows, recovery_hash))
    if learner is None:
        raise Refusal(404, "no_recovery")
    return Reply(LearnerReply(True), headers=(service.cookie(exchange, learner),))


async def forget(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Forget the learner with everything that was done."""
    learner = service.known_learner(exchange)
    if learner is not None:
        await service.store.written(Forget(learner))
    return Reply(None, 204, (service.forgotten(exchange),))
