"""A paragraph of a Word document → the text it prints.

Enters: a w:p element, the relationships of its part, the styles. Leaves: Paragraph: its text with line breaks, and what is
anchored in it: text boxes, pictures, links. Of tracked changes the new state is printed; hidden text, field codes, notes
and comments are not. What is struck out or raised stays apart from the print around it: 12~~15~~, 12[1].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from extract.bounds import MAX_NESTING, check
from extract.read.lines import one_line
from extract.read.package import Package, Relationship
from extract.read.xml import first_child
from extract.report import Link

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_RUN, _RUN_PROPERTIES, _T, _VAL = f"{_W}r", f"{_W}rPr", f"{_W}t", f"{_W}val"
_TEXTS = (_T, f"{_M}t")
BOX = f"{_W}txbxContent"
ALTERNATIVES = f"{_MC}AlternateContent"
# Left out with all they hold: what tracked changes took away, the reading aid above a word, properties (which print nothing).
UNPRINTED = frozenset(f"{_W}{name}" for name in "del moveFrom rt pPr rPr sdtPr tblPr tblGrid trPr tcPr sectPr".split())
_CHARACTERS = {f"{_W}{name}": text for name, text in (
    ("tab", " "), ("ptab", " "), ("br", "\n"), ("cr", "\n"), ("noBreakHyphen", "-"),
)}  # fmt: skip
_RAISED = frozenset(("superscript", "subscript"))
_MOVED = 5  # half points
_WHITE = "ffffff"
_NO_FILL = ("auto", _WHITE, "")
_OFF = frozenset(("0", "false", "off", "none"))
_PRINTING = (_T, f"{_A}blip", f"{_V}imagedata")
_HYPERLINK = re.compile(r'^\s*HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]+)', re.IGNORECASE)
_HEADING_NAMES = re.compile(r"heading \d|title|subtitle", re.IGNORECASE)
_TITLE_NAMES = re.compile(r"title", re.IGNORECASE)
_HEADING_LEVELS = tuple("012345678")  # 9 is body text
_CODE = re.compile(r"[0-9a-fA-F]{4}")
_SYMBOL_SIGNS = range(0xF020, 0xF040)  # the font Symbol: ASCII's signs and digits; its letters are Greek


def switched_on(properties: etree._Element | None, name: str) -> bool | None:
    """A property that is on or off; None where it is not named."""
    node = first_child(properties, f"{_W}{name}")
    return None if node is None else node.get(_VAL, "1") not in _OFF


def printing_branch(alternatives: etree._Element) -> etree._Element | None:
    """The first branch of mc:AlternateContent that prints anything: the branches say the same in other words."""
    return next((branch for branch in alternatives if next(branch.iter(*_PRINTING), None) is not None), None)


@dataclass(frozen=True, slots=True)
class Style:
    """Whether a style marks headings, the title, and whether its text is hidden, struck out, raised or lowered."""

    heading: bool
    title: bool
    hidden: bool
    struck: bool
    raised: bool


class Styles:
    """The styles of a document, by id; a style is what the style it is based on is. A document uses few of the hundreds it
    has, so one is looked into when it is first asked for."""

    def __init__(self, nodes: Mapping[str, etree._Element]) -> None:
        self._nodes = nodes
        self._met: dict[str, Style] = {}

    def of(self, style: str) -> Style:
        if style not in self._met:
            self._met[style] = Style(*(self._says(style, own) for own in (_heads, _titles, _hides, _strikes, _raises)))
        return self._met[style]

    def _says(self, style: str, own: Callable[[etree._Element], bool | None]) -> bool:
        met: list[str] = []
        answer = None
        while answer is None and style in self._nodes and style not in met:
            met.append(style)
            answer = own(self._nodes[style])
            style = _value(self._nodes[style], "basedOn")
        return bool(answer)


def read_styles(package: Package, document: str) -> Styles:
    paths = package.related(document, "styles")
    nodes = package.xml(paths[0]).iter(f"{_W}style") if paths else ()
    return Styles({node.get(f"{_W}styleId", ""): node for node in nodes})


def _heads(style: etree._Element) -> bool | None:
    return True if _HEADING_NAMES.fullmatch(_value(style, "name")) else _outlined(first_child(style, f"{_W}pPr"))


def _titles(style: etree._Element) -> bool | None:
    return True if _TITLE_NAMES.fullmatch(_value(style, "name")) else None


def _hides(style: etree._Element) -> bool | None:
    return switched_on(first_child(style, _RUN_PROPERTIES), "vanish")


def _strikes(style: etree._Element) -> bool | None:
    return _struck(first_child(style, _RUN_PROPERTIES))


def _raises(style: etree._Element) -> bool | None:
    return _raised(first_child(style, _RUN_PROPERTIES))


def _struck(properties: etree._Element | None) -> bool | None:
    named = [on for name in ("strike", "dstrike") if (on := switched_on(properties, name)) is not None]
    return any(named) if named else None


def _raised(properties: etree._Element | None) -> bool | None:
    alignment = _value(properties, "vertAlign")
    return alignment in _RAISED if alignment else None


def _off_the_line(properties: etree._Element) -> bool:
    """True for print that is moved up or down by so much that it is a note beside what stands on the line."""
    moved = _value(properties, "position")
    return moved.removeprefix("-").isdecimal() and abs(int(moved)) >= _MOVED


def _shaded(properties: etree._Element | None) -> bool:
    shade = first_child(properties, f"{_W}shd")
    return shade is not None and shade.get(f"{_W}fill", _NO_FILL[0]).lower() not in _NO_FILL


def _white(run: etree._Element, properties: etree._Element) -> bool:
    """True for white print on paper: nothing around it is shaded."""
    if _value(properties, "color").lower() != _WHITE or _shaded(properties):
        return False
    around = (first_child(node, node.tag + "Pr") for node in run.iterancestors(f"{_W}p", f"{_W}tc", f"{_W}tbl"))
    return not any(map(_shaded, around))


def _value(node: etree._Element | None, name: str) -> str:
    found = first_child(node, f"{_W}{name}")
    return "" if found is None else found.get(_VAL, "")


def _outlined(properties: etree._Element | None) -> bool | None:
    level = _value(properties, "outlineLvl")
    return level in _HEADING_LEVELS if level else None


@dataclass(slots=True)
class _Field:
    """A field being read: its code does not print, what stands after its separator does."""

    start: int
    code: list[str] = field(default_factory=list)
    in_code: bool = True


class Paragraph:
    """One paragraph as printed. `goes_on`: its end mark was deleted, so the next paragraph stands in the same line."""

    def __init__(self, node: etree._Element, relationships: Mapping[str, Relationship], styles: Styles) -> None:
        self.boxes: list[etree._Element] = []
        self.images: list[str] = []
        self.links: list[Link] = []
        self._parts: list[str] = []
        self._fields: list[_Field] = []
        self._relationships = relationships
        self._styles = styles
        properties = first_child(node, f"{_W}pPr")
        style = styles.of(_value(properties, "pStyle"))
        mark = first_child(properties, _RUN_PROPERTIES)
        self.goes_on = mark is not None and next(mark.iterchildren(f"{_W}del", f"{_W}moveFrom"), None) is not None
        outlined = _outlined(properties)
        self.heading = style.heading if outlined is None else outlined
        self.title = style.title
        self._hidden = style.hidden
        self._style = style
        self._walk(node, 0)
        self.text = "".join(self._parts)

    def _walk(self, node: etree._Element, depth: int) -> None:
        check("nesting", depth, MAX_NESTING)
        for child in node:
            tag = child.tag
            if tag == _RUN:
                if not self._hides(child):
                    self._run(child, depth + 1)
            elif tag in _TEXTS:
                self._print(child.text or "")
            elif tag in UNPRINTED:
                continue
            elif tag in _CHARACTERS:
                self._print(_CHARACTERS[tag])
            elif tag in _SPECIAL:
                _SPECIAL[tag](self, child, depth)
            else:
                self._walk(child, depth + 1)

    def _run(self, run: etree._Element, depth: int) -> None:
        """A run; what is struck out stands between ~~, what is raised or lowered (a footnote mark) in brackets."""
        start = len(self._parts)
        self._walk(run, depth)
        properties = first_child(run, _RUN_PROPERTIES)
        if start == len(self._parts) or (properties is None and not (self._style.struck or self._style.raised)):
            return
        inner = "".join(self._parts[start:])
        if not inner.strip():
            return
        style = self._styles.of(_value(properties, "rStyle"))
        struck, raised = _struck(properties), _raised(properties)
        if raised is None:
            beside = properties is not None and _off_the_line(properties) and "".join(self._parts[:start]).strip()
            raised = style.raised or self._style.raised or bool(beside)
        if struck if struck is not None else style.struck or self._style.struck:
            self._parts[start:] = [f"~~{inner}~~"]
        elif raised:
            self._parts[start:] = [f"[{inner.strip('[]')}]"]

    def _hides(self, run: etree._Element) -> bool:
        properties = first_child(run, _RUN_PROPERTIES)
        if properties is None:
            return self._hidden
        if _white(run, properties):
            return True
        own = switched_on(properties, "vanish")
        return own if own is not None else self._hidden or self._styles.of(_value(properties, "rStyle")).hidden

    def _print(self, text: str) -> None:
        if not any(one.in_code for one in self._fields):
            self._parts.append(text)

    def _symbol(self, node: etree._Element, depth: int) -> None:
        printed = node.get(f"{_W}char", "")
        code = int(printed, 16) if _CODE.fullmatch(printed) else 0
        if node.get(f"{_W}font") == "Symbol" and code in _SYMBOL_SIGNS:
            self._print(chr(code - _SYMBOL_SIGNS.start + ord(" ")))
        elif code and not 0xD800 <= code < 0xE000:  # half of a surrogate pair is no character
            self._print(chr(code))

    def _field_mark(self, node: etree._Element, depth: int) -> None:
        kind = node.get(f"{_W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field(len(self._parts)))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_code = False
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            self._link_of("".join(ended.code), ended.start)

    def _field_code(self, node: etree._Element, depth: int) -> None:
        if self._fields:
            self._fields[-1].code.append(node.text or "")

    def _simple_field(self, node: etree._Element, depth: int) -> None:
        start = len(self._parts)
        self._walk(node, depth + 1)
        self._link_of(node.get(f"{_W}instr", ""), start)

    def _link_of(self, code: str, start: int) -> None:
        match = _HYPERLINK.match(code)
        if match:
            self.links.append(Link(match.group(1), one_line("".join(self._parts[start:]))))

    def _hyperlink(self, node: etree._Element, depth: int) -> None:
        start = len(self._parts)
        self._walk(node, depth + 1)
        target = self._relationships.get(node.get(f"{_R}id", ""))
        if target is not None:
            self.links.append(Link(target.target, one_line("".join(self._parts[start:]))))

    def _picture(self, node: etree._Element, depth: int) -> None:
        for attribute in (f"{_R}embed", f"{_R}id", f"{_R}link"):
            target = self._relationships.get(node.get(attribute, ""))
            if target is not None:
                self.images.append(target.target)
                return

    def _word_art(self, node: etree._Element, depth: int) -> None:
        self._print(node.get("string", ""))

    def _box(self, node: etree._Element, depth: int) -> None:
        self.boxes.append(node)

    def _alternatives(self, node: etree._Element, depth: int) -> None:
        branch = printing_branch(node)
        if branch is not None:
            self._walk(branch, depth + 1)


_SPECIAL: dict[str, Callable[[Paragraph, etree._Element, int], None]] = {
    f"{_W}sym": Paragraph._symbol,
    f"{_W}fldChar": Paragraph._field_mark,
    f"{_W}instrText": Paragraph._field_code,
    f"{_W}fldSimple": Paragraph._simple_field,
    f"{_W}hyperlink": Paragraph._hyperlink,
    f"{_A}blip": Paragraph._picture,
    f"{_V}imagedata": Paragraph._picture,
    f"{_V}textpath": Paragraph._word_art,
    BOX: Paragraph._box,
    ALTERNATIVES: Paragraph._alternatives,
}
