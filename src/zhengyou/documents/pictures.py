"""Charts as SVG or PNG: whether they can be drawn, and as PNG for Word."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

from zhengyou.documents.flow import Figure, Line, Run
from zhengyou.documents.notices import Notice

PNG = b"\x89PNG\r\n\x1a\n"
DOTS_PER_INCH = 220.0


def suffix(image: bytes) -> str:
    return "png" if image.startswith(PNG) else "svg"


@lru_cache(maxsize=32)
def as_png(image: bytes, width: float, fonts: typst.Fonts) -> bytes | None:
    """The picture `width` mm wide as PNG; None when it cannot be drawn."""
    import typst  # noqa: PLC0415 - large, and web processes that only show pages never use it

    with tempfile.TemporaryDirectory() as folder:
        name = f"picture.{suffix(image)}"
        Path(folder, name).write_bytes(image)
        source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", width: {width}mm)'
        main = Path(folder, "main.typ")
        main.write_text(source)
        try:
            return typst.compile(str(main), root=folder, font_paths=fonts, format="png", ppi=DOTS_PER_INCH)
        except RuntimeError:
            return None


def instead_of(figure: Figure) -> Line:
    """What a reader finds in the place of a picture that cannot be drawn."""
    return Line((Run(f"（图：{figure.caption or figure.alternative}）", "body"),), 0, True)


def unreadable(figure: Figure) -> Notice:
    name = figure.caption or figure.alternative
    return Notice(
        code="picture",
        message_zh=f"图“{name}”无法读取，文中以文字代替。请换成 SVG 或 PNG 格式的图，再重新生成。",
        message_en=f"The picture “{name}” cannot be read; words stand in its place. "
        "Give it as SVG or PNG and make the document again.",
    )
