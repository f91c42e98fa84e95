"""An operation: what the writer does in one transaction, alone or together with others of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from xentlib.errors import Refused, XentError
from xentlib.store.rows import Rows

Result = TypeVar("Result")


class Operation(Generic[Result]):
    """A change of the database. Doing it twice is doing it once, so that whoever got no answer may ask again.

    A subclass writes `run`, or `together` where many at once need fewer statements. Either refuses before it writes.
    """

    __slots__ = ()

    def run(self, rows: Rows) -> Result:
        """Do it. Raises Refused."""
        (result,) = self.together(rows, [self])
        if isinstance(result, XentError):
            raise result
        return result

    @classmethod
    def together(cls, rows: Rows, operations: Sequence[Operation[Result]]) -> list[Result | XentError]:
        """Do them all; what is refused stands among the results and spoils no other."""
        results: list[Result | XentError] = []
        for operation in operations:
            try:
                results.append(operation.run(rows))
            except Refused as refused:
                results.append(refused)
        return results
