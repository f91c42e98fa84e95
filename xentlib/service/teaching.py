"""What concerns classes: make one, open it as its instructor, join it and leave it as a learner."""

from __future__ import annotations

from xentlib.codes import grouped, new_class, plain_code, token_hash
from xentlib.service.exchange import Exchange, Reply
from xentlib.service.messages import ClassMade, ClassName, ClassOpened, ClassReply, CodeGiven, Nothing, TokenGiven
from xentlib.service.refusal import Refusal
from xentlib.service.service import Service, now
from xentlib.store import Join, Leave, NewClass, reads


async def create(service: Service, exchange: Exchange, body: ClassMade) -> Reply:
    """Make a class and open it in this browser; its token is told once and never stored."""
    name = " ".join("".join(one if one.isprintable() else " " for one in body.name).split())
    service.new_classes.require(exchange.address)
    service.new_classes.count(exchange.address)
    made = None
    while made is None:
        identity, code, token = new_class()
        made = await service.store.written(NewClass(identity, name or grouped(code), code, token_hash(token), now()))
    reply = ClassReply(made.id, made.name, grouped(made.code), f"/teach#{token}")
    return Reply(reply, 201, (service.opened(exchange, made),))


async def join(service: Service, exchange: Exchange, body: CodeGiven) -> Reply:
    """Let the learner join the class with this code."""
    code = plain_code(body.code)
    if await service.guess(exchange, lambda rows: reads.class_by_code(rows, code)) is None:
        raise Refusal(404, "no_class")
    learner, cookies = service.some_learner(exchange)
    if not cookies and not await service.read(lambda rows: reads.learner_exists(rows, learner)):
        learner, cookies = service.new_learner(exchange)
    klass = await service.store.written(Join(learner, code, now(), makes=bool(cookies)))
    if klass is None:
        raise Refusal(404, "no_class")
    return Reply(ClassName(klass.name), headers=cookies)


async def leave(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Let the learner work for no class; what was done for the class stays there."""
    learner = service.known_learner(exchange)
    if learner is not None:
        await service.store.written(Leave(learner))
    return Reply(None, 204)


async def open_class(service: Service, exchange: Exchange, body: TokenGiven) -> Reply:
    """Open a class in this browser with the token of its instructor's link."""
    hashed = token_hash(body.token)
    klass = await service.guess(exchange, lambda rows: reads.class_by_token(rows, hashed))
    if klass is None:
        raise Refusal(404, "no_token")
    reply = ClassOpened(klass.id, klass.name, grouped(klass.code))
    return Reply(reply, headers=(service.opened(exchange, klass),))
