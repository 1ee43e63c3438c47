"""Style sheets → their rules, ranked as a browser ranks them.

Enters: the text of a <style> element or of a style attribute. Leaves: Rules with their selectors, specificity and
declarations, or the declarations alone. A sheet is read as a screen of 1280 pixels applies it: what is for print or for
other widths is left out. Broken pieces are passed over, as browsers do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SCREEN = 1280
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "ex": 8.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "": 1.0}
_LEFT_OUT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_TOKEN = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|[{};]", re.DOTALL)
_GROUPING = ("supports", "layer")
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)(px|em|rem)\s*\)")
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|pt|em|rem|ex|in|cm|mm|%|)")
_IMPORTANT = re.compile(r"!\s*important\s*$")
_SPACE = re.compile(r"\s+")
_IDS = re.compile(r"#[\w-]")
_CLASSES = re.compile(r"\.[\w-]|\[|(?<!:):(?!:|not\b|is\b|where\b)[\w-]")
_TYPES = re.compile(r"(?:^|[\s>+~(])[a-z][\w-]*", re.IGNORECASE)
_COMMA = re.compile(r",(?![^(]*\))(?![^\[]*\])")
_LONGEST = 1_000
_FONT_SIZE = re.compile(r"(?:^| )([\d.]+(?:px|pt|em|rem|%)?)(?:/| |$)")

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a sheet declares of the nodes of one selector; `important` beats the usual declarations of all rules."""

    selector: str
    specificity: tuple[int, int, int]
    usual: Declarations
    important: Declarations


def declarations(text: str) -> tuple[Declarations, Declarations]:
    """What the body of a rule or a style attribute declares: the usual and the important, in lower case."""
    found: tuple[Declarations, Declarations] = {}, {}
    text = _LEFT_OUT.sub("", text) if "/*" in text else text
    for piece in text.lower().split(";"):
        name, colon, value = piece.partition(":")
        if not colon:
            continue
        name, value = name.strip(), _SPACE.sub(" ", value).strip()
        bare = _IMPORTANT.sub("", value).strip()
        into = found[bare != value]
        into[name] = bare
        size = _FONT_SIZE.search(bare) if name == "font" else None
        if size:
            into["font-size"] = size.group(1)
    return found


def pixels(value: str) -> float | None:
    """A length in pixels; None for what is no length, or a share of another length unless it is 0."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return None
    number, unit = float(match.group(1)), match.group(2)
    return 0.0 if number == 0 else None if unit == "%" else number * _PIXELS[unit]


def rules(sheet: str) -> Iterator[Rule]:
    """The style rules of a sheet in order."""
    yield from _rules(_LEFT_OUT.sub(" ", sheet))


def _rules(sheet: str) -> Iterator[Rule]:
    start = 0
    while (opened := _next(sheet, start, "{;")) is not None:
        prelude = sheet[start:opened].strip()
        if sheet[opened] == ";":
            start = opened + 1
            continue
        closed = _closing(sheet, opened)
        body = sheet[opened + 1 : closed]
        start = closed + 1
        if not prelude.startswith("@"):
            usual, important = declarations(body)
            for selector in _selectors(prelude):
                yield Rule(selector.strip(), _specificity(selector), usual, important)
        elif _applies(prelude):
            yield from _rules(body)


def _selectors(prelude: str) -> list[str]:
    """The selectors of a rule; commas inside brackets part none, in a list of a length that people write."""
    bracketed = len(prelude) <= _LONGEST and ("(" in prelude or "[" in prelude)
    return _COMMA.split(prelude) if bracketed else prelude.split(",")


def _next(sheet: str, start: int, wanted: str) -> int | None:
    return next((token.start() for token in _TOKEN.finditer(sheet, start) if token.group() in wanted), None)


def _closing(sheet: str, opened: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(sheet, opened):
        depth += {"{": 1, "}": -1}.get(token.group(), 0)
        if depth == 0:
            return token.start()
    return len(sheet)


def _specificity(selector: str) -> tuple[int, int, int]:
    return len(_IDS.findall(selector)), len(_CLASSES.findall(selector)), len(_TYPES.findall(selector))


def _applies(prelude: str) -> bool:
    """True for a group of rules that holds on the screen."""
    name, _, condition = prelude[1:].lower().partition(" ")
    if name.startswith("media"):
        asked = f"{name[len('media') :]} {condition}"
        return any(_fits(query) for query in asked.split(","))
    return name in _GROUPING


def _fits(query: str) -> bool:
    words = query.split()
    if "print" in words or "speech" in words or "not" in words:
        return words[:2] == ["not", "print"]
    widths = ((side, float(number) * _PIXELS[unit]) for side, number, unit in _WIDTH.findall(query))
    return all(width <= _SCREEN if side == "min" else width >= _SCREEN for side, width in widths)
