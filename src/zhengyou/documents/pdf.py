"""Official documents as PDF, set by typst without network or office suite; equal content gives equal bytes."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zhengyou.documents.flow import Figure, Grid, Line, Piece
from zhengyou.documents.fonts import Shelf, choose, shelf, unwritable
from zhengyou.documents.measures import Measures, load_measures
from zhengyou.documents.notices import Made, Notice
from zhengyou.documents.pictures import as_png, instead_of, suffix, unreadable
from zhengyou.documents.plan import Plan, plan
from zhengyou.documents.rows import splitting
from zhengyou.documents.tree import Document

LAYOUT = Path(__file__).parent / "layout"


def to_pdf(document: Document, *, fonts: Shelf | None = None, measures: Measures | None = None) -> Made:
    """The document on A4 by GB/T 9704-2012, its fonts embedded in part.

    fonts: where faces are looked for, by default the system's folders. The notices tell which were not found.
    """
    measures = measures or load_measures()
    fonts = fonts or shelf()
    import typst  # noqa: PLC0415 - large, and web processes that only show pages never use it

    chosen = choose(measures, fonts)
    laid = plan(document, measures)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(LAYOUT, folder, dirs_exist_ok=True)
        writer = _Writer(folder, fonts)
        content = writer.content(laid, measures, chosen.families)
        (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(str(folder / "official.typ"), root=name, font_paths=fonts.fonts, format="pdf")
    signs = unwritable(set(_texts(content["plan"])), chosen, fonts)
    return Made(made, (*chosen.notices, *writer.notices, *signs))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


class _Writer:
    """Writes the plan as data for the layout, pictures beside it as files."""

    def __init__(self, folder: Path, fonts: Shelf) -> None:
        self.folder = folder
        self.fonts = fonts
        self.pictures = 0
        self.notices: list[Notice] = []

    def content(self, laid: Plan, measures: Measures, families: dict[str, list[str]]) -> dict[str, Any]:
        facts = asdict(laid)
        facts["body"] = [self.piece(one, measures) for one in laid.body]
        for enclosed, one in zip(facts["enclosed"], laid.enclosed, strict=True):
            enclosed["body"] = [self.piece(piece, measures) for piece in one.body]
        return {
            "plan": facts,
            "measures": {name: dict(numbers) for name, numbers in measures.sections.items()},
            "red": measures.red,
            "character": measures.character,
            "families": families,
            "set": {
                what: {"face": one.face, "size": one.size, "weight": measures.faces[one.face].weight}
                for what, one in measures.settings.items()
            },
        }

    def piece(self, piece: Piece, measures: Measures) -> dict[str, Any]:
        match piece:
            case Line():
                return {"kind": "line", **asdict(piece)}
            case Grid():
                return {"kind": "grid", "splits": sorted(splitting(piece, measures)), **asdict(piece)}
            case Figure():
                return self.figure(piece, measures)

    def figure(self, figure: Figure, measures: Measures) -> dict[str, Any]:
        if as_png(figure.image, figure.width, self.fonts.fonts) is None:
            self.notices.append(unreadable(figure))
            return self.piece(instead_of(figure), measures)
        self.pictures += 1
        name = f"picture-{self.pictures}.{suffix(figure.image)}"
        (self.folder / name).write_bytes(figure.image)
        return {
            "kind": "figure",
            "path": name,
            "alternative": figure.alternative,
            "caption": figure.caption,
            "width": figure.width,
        }
