"""What a page keeps but does not show: the nodes that its own style hides.

Enters: lexbor's tree. Leaves: Hidden, by the id (mem_id) of a node, which is hidden with all it holds: True if it takes
no room either, so that a cell is gone; False if a blank stands there. Asked are the attribute `hidden`, style attributes
and the page's own <style> sheets (extract.read.css); a sheet that is only linked is not at hand. <html> and <body> count
as shown: pages hide them until a script has run. So does a closed <details>, which the reader of a page opens.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from extract.bounds import MAX_SECONDS, MAX_STYLE_RULES, check
from extract.read.css import Declarations, Rule, declarations, pixels, rules

Hidden = Mapping[int, bool]

_FAR_OFF = -900.0  # pixels
_OFFSETS = ("left", "top", "right", "bottom", "margin-left", "margin-top")
_SIZES = ("height", "max-height", "width", "max-width")
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")
_CLIPPED = re.compile(r"rect\( ?0[a-z]*(?:[ ,]+[01][a-z]*){3} ?\)|inset\( ?(?:50|100)%.*|circle\( ?0.*")
_CLEAR = re.compile(r"transparent|(?:rgb|hsl)a?\((?:(?:[^,]*,){3}|[^/]*/) ?0(?:\.0*)?%? ?\)")
_ALWAYS_SHOWN = frozenset(("html", "body"))
_OWN_SIZE = frozenset("table thead tbody tfoot tr td th".split())  # which grow with what they hold
# Each begins with a literal, which is looked for ten times as fast as what does not.
_SIGNS = tuple(
    map(
        re.compile,
        (
            r"display\s*:\s*none", r"visibility\s*:\s*(?:hid|col)", r"overflow[-xy]*\s*:\s*(?:hid|clip)", "mso-hide",
            r"opacity\s*:\s*[0.+]", "clip", "transparent", r"scale\(", r":\s*-[\d.]{2}", r"font[^;]*:\s*[0.+-]", "rgba",
            "hsla", "/ ?0", r"/\*",
        ),
    )
)  # fmt: skip


def _may_hide(text: str) -> bool:
    """False where no style in a text hides anything; told in a fraction of the time that reading the styles takes."""
    text = text.lower()
    return any(sign.search(text) for sign in _SIGNS)


def _far_off(value: str) -> bool:
    length = pixels(value)
    return length is not None and length <= _FAR_OFF


def _zero(value: str) -> bool:
    return pixels(value) == 0


def _away(style: Declarations) -> bool:
    loose = style.get("position") in ("absolute", "fixed")
    sides = _OFFSETS if loose else ("margin-left", "margin-top")
    return any(_far_off(style.get(side, "")) for side in sides)


def _shut(style: Declarations) -> bool:
    closed = any(style.get(way) in ("hidden", "clip") for way in _OVERFLOWS)
    return closed and any(_zero(style.get(size, "")) for size in _SIZES)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to hide: the properties it asks, and whether what is declared of them hides. `gone`: no room is taken.
    `inherited`: what is below shows where it declares the property anew."""

    properties: tuple[str, ...]
    hides: Callable[[Declarations], bool]
    may: Callable[[str], bool]
    gone: bool = True
    inherited: bool = False


def _one(name: str, hides: Callable[[str], bool], gone: bool = True, inherited: bool = False) -> _Way:
    return _Way((name,), lambda style: hides(style.get(name, "")), hides, gone, inherited)


_WAYS = (
    _one("display", lambda value: value == "none"),
    _one("mso-hide", lambda value: value == "all"),
    _one("content-visibility", lambda value: value == "hidden"),
    _one("opacity", _zero, gone=False),
    _one("transform", lambda value: value.startswith("scale(0)"), gone=False),
    _one("clip-path", lambda value: _CLIPPED.fullmatch(value) is not None, gone=False),
    _one("clip", lambda value: _CLIPPED.fullmatch(value) is not None),
    _Way(("position", *_OFFSETS), _away, _far_off),
    _Way((*_OVERFLOWS, *_SIZES), _shut, _zero),
    _one("visibility", lambda value: value in ("hidden", "collapse"), gone=False, inherited=True),
    _one("font-size", _zero, gone=False, inherited=True),
    _one("color", lambda value: _CLEAR.fullmatch(value) is not None, gone=False, inherited=True),
    _one("text-indent", _far_off, gone=False, inherited=True),
)
_SHUT = _WAYS[8]


def hidden_nodes(tree: LexborHTMLParser) -> Hidden:
    """The nodes that are not shown; of those below them nothing is said."""
    page = _Page(tree)
    if not page.may_hide:
        return {}
    ways = [way for way in _WAYS if page.is_suspicious(way)]
    if not ways:
        return {}
    styles = page.computed({name for way in ways for name in way.properties})
    found: dict[int, bool] = {}
    for way in ways:
        hiding = [node for node, style in styles if way.hides(style) and node.tag not in _ALWAYS_SHOWN]
        if way is _SHUT:
            hiding = [node for node in hiding if node.tag not in _OWN_SIZE]
        if way.inherited:
            shown = [node for node, style in styles if way.properties[0] in style and not way.hides(style)]
            hiding = list(_without(hiding, shown))
        for node in hiding:
            found[node.mem_id] = found.get(node.mem_id, False) or way.gone
    return found


class _Page:
    """What the sheets and the elements of a page declare."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._started = time.monotonic()
        self._unshown = tree.css("[hidden], dialog:not([open])")
        sheets = [style.text() for style in tree.css("style")]
        asked = bool(self._unshown) or any(map(_may_hide, sheets))
        self._rules = [rule for sheet in sheets for rule in rules(sheet)] if asked else []
        check("rules of a page's style sheets", len(self._rules), MAX_STYLE_RULES)
        self._rules.sort(key=lambda rule: rule.specificity)
        self._styled: dict[str, list[LexborNode]] = {}
        for node in tree.css("[style]"):
            self._styled.setdefault(node.attrs.get("style") or "", []).append(node)
        told = _may_hide(";".join(self._styled))
        self._inline = {style: declarations(style) for style in self._styled} if told else {}
        self.may_hide = bool(self._unshown or self._rules or self._inline)

    def is_suspicious(self, way: _Way) -> bool:
        """True if a node may be hidden in this way, should nothing else be declared of it."""
        if way.properties == ("display",) and self._unshown:
            return True
        inline = (part for parts in self._inline.values() for part in parts)
        if any(_may(way, part) for part in inline):
            return True
        return any(
            (_may(way, rule.usual) or _may(way, rule.important)) and self._selected(rule) for rule in self._rules
        )

    def computed(self, wanted: set[str]) -> list[tuple[LexborNode, Declarations]]:
        """Each node of which a wanted property is declared, and what holds of it in the end."""
        nodes: dict[int, LexborNode] = {}
        styles: dict[int, Declarations] = {}

        def declare(selected: Iterable[LexborNode], declared: Declarations) -> None:
            asked = {name: value for name, value in declared.items() if name in wanted}
            for node in selected if asked else ():
                nodes[node.mem_id] = node
                styles.setdefault(node.mem_id, {}).update(asked)

        declare(self._unshown, {"display": "none"})
        declare(self._tree.css("font[size]"), {"font-size": "medium"})
        inline = self._inline or {style: declarations(style) for style in self._styled}
        for important in (False, True):
            for rule in self._rules:
                declared = rule.important if important else rule.usual
                if not wanted.isdisjoint(declared):
                    declare(self._selected(rule), declared)
            for style, selected in self._styled.items():
                declare(selected, inline[style][important])
        return [(nodes[name], style) for name, style in styles.items()]

    def _selected(self, rule: Rule) -> list[LexborNode]:
        check("seconds for a page's style", time.monotonic() - self._started, MAX_SECONDS)
        try:
            return self._tree.css(rule.selector)
        except SelectolaxError:  # a selector lexbor does not know, as ::before, which is no node
            return []


def _may(way: _Way, declared: Declarations) -> bool:
    return any(name in declared and way.may(declared[name]) for name in way.properties)


def _without(hiding: list[LexborNode], shown: list[LexborNode]) -> Iterable[LexborNode]:
    """The nodes to hide so that all below `hiding` is hidden but what is `shown`."""
    kept = {node.mem_id for node in shown}
    around: set[int] = set()
    for node in shown:
        above = node.parent
        while above is not None and above.mem_id not in around:
            around.add(above.mem_id)
            above = above.parent
    waiting = list(hiding)
    while waiting:
        node = waiting.pop()
        if node.mem_id not in around:
            yield node
            continue
        child = node.child
        while child is not None:
            if child.mem_id not in kept:
                waiting.append(child)
            child = child.next
