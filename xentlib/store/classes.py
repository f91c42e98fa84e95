"""The operations of people and classes: make a class, join it, leave it, recover, be forgotten, purge."""

from __future__ import annotations

from dataclasses import dataclass

from xentlib.errors import UnknownLearner
from xentlib.store.operation import Operation
from xentlib.store.rows import ClassRow, Rows, as_typed

CLASS = "id, name, code, token, made"


@dataclass(frozen=True, slots=True)
class NewClass(Operation[ClassRow | None]):
    """Make a class. Returns it, or None where its code or token is another's: draw again."""

    id: str
    name: str
    code: str
    token: str
    made: int

    def run(self, rows: Rows) -> ClassRow | None:
        """Make it, unless it is made."""
        rows.run(
            f"INSERT INTO classes ({CLASS}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *(self.id, self.name, self.code, self.token, self.made),
        )
        return class_row(rows.one(f"SELECT {CLASS} FROM classes WHERE id = ? AND code = ?", self.id, self.code))


@dataclass(frozen=True, slots=True)
class NewToken(Operation[bool]):
    """Give a class another token, in place of the one before. Returns whether there is such a class."""

    id: str
    token: str

    def run(self, rows: Rows) -> bool:
        """Give it."""
        return rows.run("UPDATE classes SET token = ? WHERE id = ?", self.token, self.id) > 0


def class_row(row: tuple[str, str, str, str, int] | None) -> ClassRow | None:
    """Read a row of `classes`."""
    return row and ClassRow(row[0], as_typed(row[1]), *row[2:])


@dataclass(frozen=True, slots=True)
class Join(Operation[ClassRow | None]):
    """Let a learner join the class with this code; the current class from now on. None: there is no such code.

    Refused with UnknownLearner where there is none, unless it `makes` the learner.
    """

    learner: str
    code: str
    joined: int
    makes: bool = True

    def run(self, rows: Rows) -> ClassRow | None:
        """Join it."""
        found = class_row(rows.one(f"SELECT {CLASS} FROM classes WHERE code = ?", self.code))
        if found:
            if self.makes:
                rows.run("INSERT INTO learners (id) VALUES (?) ON CONFLICT DO NOTHING", self.learner)
            if not rows.run("UPDATE learners SET class = ? WHERE id = ?", found.id, self.learner):
                raise UnknownLearner(self.learner)
            rows.run(
                "INSERT INTO memberships (class, learner, joined) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                *(found.id, self.learner, self.joined),
            )
        return found


@dataclass(frozen=True, slots=True)
class Leave(Operation[None]):
    """Let a learner work for no class from now on. What was done for the class stays there."""

    learner: str

    def run(self, rows: Rows) -> None:
        """Leave it."""
        rows.run("UPDATE learners SET class = NULL WHERE id = ?", self.learner)


@dataclass(frozen=True, slots=True)
class SetRecovery(Operation[None]):
    """Keep the hash of a learner's recovery code, in place of the one before. `makes` and refuses as `Join` does."""

    learner: str
    recovery: str
    makes: bool = True

    def run(self, rows: Rows) -> None:
        """Keep it."""
        if self.makes:
            rows.run("INSERT INTO learners (id) VALUES (?) ON CONFLICT DO NOTHING", self.learner)
        if not rows.run("UPDATE learners SET recovery = ? WHERE id = ?", self.recovery, self.learner):
            raise UnknownLearner(self.learner)


@dataclass(frozen=True, slots=True)
class Forget(Operation[bool]):
    """Forget a learner with everything that was done. Returns whether there was one."""

    learner: str

    def run(self, rows: Rows) -> bool:
        """Forget."""
        return rows.run("DELETE FROM learners WHERE id = ?", self.learner) > 0


@dataclass(frozen=True, slots=True)
class PurgeClass(Operation[bool]):
    """Delete a class with everything that was done for it, and learners who did nothing else.

    Returns whether there was one.
    """

    id: str

    def run(self, rows: Rows) -> bool:
        """Delete it."""
        members = rows.all("SELECT learner FROM memberships WHERE class = ?", self.id)
        rows.run("DELETE FROM variants WHERE class = ?", self.id)
        found = rows.run("DELETE FROM classes WHERE id = ?", self.id) > 0
        rows.each(
            "DELETE FROM learners WHERE id = ? AND recovery IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM variants WHERE learner = learners.id)"
            " AND NOT EXISTS (SELECT 1 FROM memberships WHERE learner = learners.id)",
            members,
        )
        return found
