"""The printed name of a body → the place it belongs to and what it is called there.

Enters: a name (洪泽区人民政府, 广州市荔湾区人民政府南源街道办事处, 市残联), the divisions of China, data/identity/kinds.csv and units.csv.
Leaves: Name. Nothing is decided here: a name may mean several places (鼓楼区), or none (河西镇人民政府), or one only beside
another (市残联).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from transform.divisions import Division, Divisions, load_divisions
from transform.forms import DATA, read_csv
from transform.titles import squeezed

GOVERNMENT = "人民政府"
TOWNSHIP_KINDS = ("街道", "乡镇")
_OVER = re.compile(r"^(?:国家税务总局|中华人民共和国|国家统计局|国家金融监督管理总局)(?=.)")
_OF_GOVERNMENT = re.compile(r"^(?:人民)?政府(?=.+(?:街道|镇|乡|地区))")
_BRANCH = re.compile(r"^(?P<body>.+?局)(?P<place>.+?)分局$")
_RELATIVE = re.compile(r"^(?P<level>省|市|县|区|州|旗|盟)(?!场|政(?!府)|容|监|划)(?=..)")
_LEVELS = frozenset("市县区州旗盟")  # 张家川县 is the short name of 张家川回族自治县, and as sure as it
_TOWNSHIP_END = re.compile(r"(?:办事处|人民政府)$")
_TOWN_BEGINS = re.compile(r"^(?:街道|镇|乡|地区办事处|苏木)")
_SUMMED = re.compile(r"[(（](?:全.汇总|汇总|机关|本级|本部门)[)）]")
_SHORTEST = 2
_SEVERAL = "、"


@dataclass(frozen=True, slots=True)
class Name:
    """`places` are the divisions that its place may be, innermost; `unit` is what is left, in full words.

    `over`: the system it belongs to (国家税务总局). `relative`: the level it names without a name (市 of 市残联).
    `kind` is None where no row of kinds.csv knows the unit. `several`: two bodies in one name (临平、东湖街道).
    """

    printed: str
    over: str
    places: tuple[Division, ...]
    unit: str
    kind: str | None
    relative: str
    several: bool

    @property
    def township(self) -> str:
        """桂花坪街道 of 桂花坪街道办事处; nothing for a body of no township."""
        return _TOWNSHIP_END.sub("", self.unit) if self.kind in TOWNSHIP_KINDS else ""


class Naming:
    """Reads names."""

    def __init__(self, divisions: Divisions, kinds: list[tuple[re.Pattern[str], str]], units: dict[str, str]) -> None:
        self.divisions = divisions
        self._kinds = kinds
        self._units = units
        names = (*divisions.full_names, *divisions.short_names)
        self._longest = max(map(len, names), default=0)

    @lru_cache(4096)  # noqa: B019  (one Naming lives as long as the program)
    def read(self, printed: str) -> Name:
        """Take a name apart."""
        text = _SUMMED.sub("", squeezed(printed))
        over = match[0] if (match := _OVER.match(text)) else ""
        places, rest = self._places(text[len(over) :])
        rest = _OF_GOVERNMENT.sub("", rest)
        if (branch := _BRANCH.match(rest)) is not None:
            below = self._below(self.divisions.named(branch["place"]), places)
            places = below or places
        relative = ""
        if not places and not over and (match := _RELATIVE.match(rest)) and self.kind_of(self._in_full(rest[1:])):
            relative, rest = match["level"], rest[1:]
        unit = self._in_full(rest)
        return Name(printed, over, places, unit, self.kind_of(unit), relative, _SEVERAL in unit)

    def kind_of(self, unit: str) -> str | None:
        return next((kind for pattern, kind in self._kinds if pattern.search(unit)), None)

    def _in_full(self, rest: str) -> str:
        """The unit in the words it has in full; a place alone is its government."""
        if not rest:
            return GOVERNMENT
        if rest in self._units:
            return self._units[rest]
        for short in ("街道", "镇", "乡", "街道办", "镇政府", "乡政府"):
            if rest.endswith(short) and len(rest) > len(short):
                return rest.removesuffix(short) + self._units[short]
        return rest

    def _places(self, text: str) -> tuple[tuple[Division, ...], str]:
        """The divisions named at the head of a text, from the province in, and what follows them."""
        places: tuple[Division, ...] = ()
        while text:
            found = self._next(text, places)
            if found is None:
                break
            places, length = found
            text = text[length:]
        return places, text

    def _next(self, text: str, above: tuple[Division, ...]) -> tuple[tuple[Division, ...], int] | None:
        for length in range(min(self._longest, len(text)), _SHORTEST - 1, -1):
            head, rest = text[:length], text[length:]
            found = self._below(self.divisions.full_names.get(head, ()), above)
            if found:
                return found, length
            found = self._below(self.divisions.short_names.get(head, ()), above)
            sure = tuple(one for one in found if head[-1] in _LEVELS and one.name.endswith(head[-1]))
            if sure or (found and self._may_be_short(rest, found)):
                return sure or found, length
        return None

    def _below(self, found: tuple[Division, ...], above: tuple[Division, ...]) -> tuple[Division, ...]:
        if not above:
            return found
        return tuple(one for one in found if any(self.divisions.is_below(one.code, two.code) for two in above))

    def _may_be_short(self, rest: str, found: tuple[Division, ...]) -> bool:
        """四川乐山市气象局, 武进地税局; but 和平街道 is no street of 和平区 and 三河镇 is not in 三河市."""
        if not rest or _TOWN_BEGINS.match(rest):
            return False
        return self._next(rest, found) is not None or self.kind_of(self._in_full(rest)) not in (None, *TOWNSHIP_KINDS)


@lru_cache(maxsize=4)
def load_naming(data: Path = DATA) -> Naming:
    folder = data / "identity"
    kinds = [(re.compile(row["pattern"]), row["kind"]) for row in read_csv(folder / "kinds.csv")]
    units = {row["printed"]: row["means"] for row in read_csv(folder / "units.csv")}
    return Naming(load_divisions(data), kinds, units)
