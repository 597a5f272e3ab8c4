"""Which function or class does the work of which kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from zhengyou.jobs.lifecycle import UnknownKind

if TYPE_CHECKING:
    from zhengyou.jobs.context import Context

Result = Mapping[str, Any] | None
Work = Callable[["Context"], Result]
T = TypeVar("T", bound=Callable[..., Any])

WHOLE = ""  # name of the only stage of a job that is one function


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a job.

    label: what the page calls it, "" when it needs no name.
    atomic: the step and the record that it is finished commit together.
    """

    name: str
    label: Any = ""
    atomic: bool = False


@dataclass(frozen=True, slots=True)
class Handler:
    """The work of one kind of job: its stages in order, and how to do each.

    source: dotted name of what was decorated.
    """

    kind: str
    source: str
    stages: tuple[Stage, ...]
    work: Mapping[str, Work] = field(repr=False)

    def label(self, stage: str) -> str:
        """The word for a stage on the page, in the reader's language; "" when there is none."""
        return next((str(one.label) for one in self.stages if one.name == stage), "")


_handlers: dict[str, Handler] = {}


def handler(
    kind: str,
    *,
    stages: tuple[str, ...] = (),
    labels: Mapping[str, Any] | None = None,
    atomic: tuple[str, ...] = (),
) -> Callable[[T], T]:
    """Declares who does the jobs of a kind.

    Without stages it decorates a function of the context. With stages it decorates a class that has a method
    of the context for each; a stage may run twice (killed before its end was recorded), unless in `atomic`.
    Raises ValueError at import for a kind declared twice, a missing method or an unknown stage.
    """

    def declare(target: T) -> T:
        source = f"{target.__module__}.{target.__qualname__}"
        if kind in _handlers and _handlers[kind].source != source:
            raise ValueError(f"job kind {kind!r} is declared twice")
        if strange := (set(atomic) | set(labels or ())) - set(stages):
            raise ValueError(f"job kind {kind!r}: no such stage: {', '.join(sorted(strange))}")
        named = tuple(Stage(name, (labels or {}).get(name, ""), name in atomic) for name in stages)
        _handlers[kind] = Handler(kind, source, named or (Stage(WHOLE),), _work(kind, target, stages))
        return target

    return declare


def _work(kind: str, target: Callable[..., Any], stages: tuple[str, ...]) -> dict[str, Work]:
    if not stages:
        return {WHOLE: target}
    worker = target()
    if missing := [name for name in stages if not callable(getattr(worker, name, None))]:
        raise ValueError(f"job kind {kind!r}: no method for stage {', '.join(missing)}")
    return {name: getattr(worker, name) for name in stages}


def find(kind: str) -> Handler:
    """The handler of a kind. Raises UnknownKind."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def known(kind: str) -> bool:
    """Whether a handler is declared for the kind."""
    return kind in _handlers


def forget(kind: str) -> None:
    """Takes a declaration back; for tests that declare kinds of their own."""
    _handlers.pop(kind, None)
