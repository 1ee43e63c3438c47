"""What every picture needs: a canvas that prints Chinese, and a file of the kind its name ends in.

Enters: a file name; matplotlib. Leaves: `new_figure`, `save`. A .png holds its letters drawn, so it needs a Chinese font on this
machine; a .svg names its fonts and leaves the letters to whoever opens it. No clock in the file: same data, same bytes.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from publish.errors import PublishError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = (".png", ".svg")
FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Microsoft YaHei", "SimHei",
    "PingFang SC", "Noto Sans SC", "AR PL UMing CN",
)  # fmt: skip


def new_figure(path: Path, width: float, height: float) -> Figure:
    """An empty figure in inches; a PublishError where its letters could not be drawn."""
    if path.suffix.lower() not in KINDS:
        raise PublishError(f"{path.name} names no picture; expected a file that ends in {' or '.join(KINDS)}")
    import matplotlib

    matplotlib.use("agg")
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it warns of weights that a font has not
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    there = {font.name for font in font_manager.fontManager.ttflist}
    known = [name for name in FONTS if name in there]
    if path.suffix.lower() == ".png" and not known:
        raise PublishError("no Chinese font is installed: `apt-get install fonts-wqy-zenhei`, or draw a .svg instead")
    matplotlib.rcParams.update({
        "font.family": [*(known or FONTS), "sans-serif"], "svg.fonttype": "none", "svg.hashsalt": "nianbao",
        "axes.unicode_minus": False,
    })  # fmt: skip
    return Figure(figsize=(width, height), layout="constrained")


def save(figure: Figure, path: Path) -> None:
    """Write the picture; the folder must be there."""
    if not path.parent.exists():
        raise PublishError(f"{path.parent} is no folder; make it first")
    kind = path.suffix.lower().removeprefix(".")
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    figure.savefig(path, format=kind, dpi=150, metadata=metadata)
