"""What speaks for a body: the title, a sentence, a signature, the publisher's line, the site, the list of known reports.

Enters: a Report with the name its title tells, its address, the known bodies and sites. Leaves: Decision: the body, every
vote that was cast, and an Issue where it is not known or where votes disagree. The title speaks first, then what a sentence
says of who made the report, then who signs it, then the list of known reports, the name of the file, the publisher. A government or its
office that publishes or compiles for a body below it is no other body. Where the site is known a name must lie in its
place: a 河西镇 of another county is not taken for the known one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.report import Report
from transform.agencies import Agencies, Agency
from transform.divisions import Division
from transform.issues import Issue
from transform.naming import GOVERNMENT
from transform.resolver import Proposal, Resolved, is_same_body, resolve
from transform.sites import Registered
from transform.titles import TITLE_LINES, YEAR, plain, squeezed

TITLE, HEADING, AREA, STATEMENT, SIGNATURE, REGISTRY, FILE, PUBLISHER = (
    "title", "heading", "area", "statement", "signature", "registry", "file", "publisher",
)  # fmt: skip
_LATE = (FILE, PUBLISHER)
_FIRST, _LAST = 60, 12  # blocks in which a sentence says whose report it is
_LONGEST = 2_000  # characters of such a block
_OFFICES = (GOVERNMENT, "人民政府办公室", "人民政府办公厅")
_WEAK = (HEADING, STATEMENT, PUBLISHER)  # the name of the site, whom to ask, who put it there
_ABOVE = (*_OFFICES, "办公室", "办公厅")
_BELOW = re.compile(r"我(?:镇|乡|街道|办事处|局|委|厅|中心)")
_NOBODY = re.compile(
    r"^(?:[我本该各全]|其他|有关|上级|社会|特|现|\d)|^(?:街道|镇|乡)?(?:办事处|人民政府|政府)?$|某|[<>›»|]|\.\.|\d{4}|单位$|机关$|如下$|年度|情况"
)
_HALF = re.compile(r"人民$")  # of 人民政府信息公开, whose middle belongs to both
_AROUND = re.compile(
    rf"^(?:在|由|关于|于|向社会|附件\d*[:：]?|\d{{1,2}}[.、])|^{YEAR}年?度?|(?:政府|政务)?信息公开(?:工作)?$"
)
_OFFICE = re.compile(r"(?:人民)?政府办公[厅室]$")
_SIGNED = re.compile(r"(?:\d{4}|[一二][〇○零0九][〇○零0一二三四五六七八九]{2})年\d{0,2}.{0,3}月?.{0,4}日?$")
_SHORTEST, _LONGEST_NAME = 3, 30


@dataclass(frozen=True, slots=True)
class Vote:
    """Who a source says the report is of. `place` is the division code of the name, as far as it is known."""

    source: str
    printed: str
    agency_id: str | None
    place: str | None


@dataclass(slots=True)
class Decision:
    """`agency` is None where the body is not one of agencies.csv for certain; `name` is then as printed."""

    name: str | None = None
    agency: Agency | None = None
    proposal: Proposal | None = None
    votes: list[Vote] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def told(self) -> str:
        """The votes as JSON, as they are kept with the document."""
        rows = [
            {"source": vote.source, "printed": vote.printed, "agency_id": vote.agency_id, "place": vote.place}
            for vote in self.votes
        ]
        return json.dumps(rows, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A pattern of data/identity/bodies.csv: what it finds is a statement of the text, one that speaks of a whole area, or
    the line of the publisher."""

    pattern: re.Pattern[str]
    source: str


def decide(
    report: Report,
    text: str,
    titled: str | None,
    filed: str | None,
    title: str | None,
    year: int | None,
    speakers: tuple[Speaker, ...],
    agencies: Agencies,
    site: Division | None,
    registered: Registered | None,
) -> Decision:
    """Whose report it is. `text` is all of its text without blanks, `titled` and `filed` are the names in its title and in
    the name of its file."""
    decision = Decision()
    heard: list[tuple[Vote, Resolved]] = []
    for source, printed in _names(report, titled, filed, speakers, agencies):
        found = resolve(printed, agencies, site, year)
        place = found.place.code if found.place is not None else None
        heard.append((Vote(source, printed, found.agency.agency_id if found.agency else None, place), found))
    known = agencies.by_id[registered.agency_id] if registered is not None else None
    if known is not None:
        vote = Vote(REGISTRY, known.name, known.agency_id, known.division or None)
        heard.append((vote, Resolved(agencies.naming.read(known.name), known, (known,))))
        heard.sort(key=lambda pair: pair[0].source in _LATE)
    decision.votes = [vote for vote, _ in heard]
    if not heard:
        decision.issues.append(_unknown(None, title))
        return decision
    heard.sort(key=lambda pair: _is_only_above(*pair, text))
    vote, found = heard[0]
    if _is_only_above(vote, found, text):
        decision.issues.append(_only_above(vote, title))
        return decision
    decision.name, decision.agency, decision.proposal = vote.printed, found.agency, found.proposal
    may_be_known = known is not None and (known in found.candidates or is_same_body(found.name, known, agencies))
    if found.agency is None and may_be_known:
        decision.agency = known
    if decision.agency is None:
        decision.issues.append(_unknown(vote.printed, title, found, agencies.near(vote.printed)))
    elif vote.source == PUBLISHER:
        message = f"only the publisher or the path of the page names a body, {vote.printed}; it is taken for {decision.agency.name}"
        decision.issues.append(Issue("agency_assumed", message, printed=vote.printed, expected="a title that names it"))
    decision.issues += _disputes(decision, heard, agencies, title)
    return decision


def _names(
    report: Report, titled: str | None, filed: str | None, speakers: tuple[Speaker, ...], agencies: Agencies
) -> Iterator[tuple[str, str]]:
    """Names with where they stand, the surest first; the same name once."""
    found: dict[str, str] = {}
    if titled is not None:
        found[titled] = TITLE
    bare = [*report.titles, *(block.text for block in report.texts[:TITLE_LINES] if block.heading)]
    for line in map(plain, bare):
        if agencies.named(line):
            found.setdefault(line, HEADING)
    blocks = [block.text for block in report.texts]
    ends = blocks if len(blocks) <= _FIRST + _LAST else blocks[:_FIRST] + blocks[-_LAST:]
    published: dict[str, str] = {}
    for text in ends:
        line = plain(text[:_LONGEST])
        for speaker in speakers:
            for match in speaker.pattern.finditer(line):
                name = whole_name(match["agency"])
                if speaker.source == AREA:
                    name = _OFFICE.sub(GOVERNMENT, name)  # the office compiles it for the whole area
                if _is_name(name, agencies):
                    (published if speaker.source == PUBLISHER else found).setdefault(name, speaker.source)
    signature = _signature(blocks[-_LAST:], agencies)
    if signature is not None:
        found.setdefault(signature, SIGNATURE)
    if filed is not None:
        found.setdefault(filed, FILE)
    for name, source in (found | {name: source for name, source in published.items() if name not in found}).items():
        yield source, name


def whole_name(printed: str) -> str:
    """A name as cut out of a title or a sentence, without what is no part of it, with the end that was cut off."""
    return _HALF.sub(GOVERNMENT, _AROUND.sub("", printed))


def _is_name(name: str, agencies: Agencies) -> bool:
    """True for words that name a place or a kind of body, and no 我局 or 本机关."""
    if not 2 <= len(name) <= _LONGEST_NAME or _NOBODY.search(name):
        return False
    read = agencies.naming.read(name)
    return bool(read.places or read.relative) or read.kind is not None


def _signature(blocks: list[str], agencies: Agencies) -> str | None:
    """The body above or before the date at the end of a report."""
    lines = [squeezed(text) for text in blocks]
    for place in range(len(lines) - 1, -1, -1):
        dated = _SIGNED.search(lines[place])
        if dated is None or len(lines[place]) > _LONGEST_NAME + 12:
            continue
        before = whole_name(lines[place][: dated.start()] or (lines[place - 1] if place else ""))
        if _SHORTEST <= len(before) <= _LONGEST_NAME and _is_name(before, agencies):
            return before
    return None


def _disputes(
    decision: Decision, heard: list[tuple[Vote, Resolved]], agencies: Agencies, title: str | None
) -> Iterator[Issue]:
    """Votes for another body than the first is for."""
    chosen = decision.agency
    first = heard[0][1].name
    others = []
    for vote, found in heard[1:]:
        other = found.agency
        if chosen is not None and other is not None:
            differs = other is not chosen and not _is_above(other, chosen, agencies, vote.source)
        elif chosen is not None:
            differs = (
                vote.source == SIGNATURE and not is_same_body(found.name, chosen, agencies) and bool(found.name.places)
            )
        else:
            differs = other is not None and not is_same_body(first, other, agencies) and vote.source != PUBLISHER
        if differs:
            others.append(f"{vote.printed} ({vote.source})")
    if others:
        taken = decision.name if chosen is None else chosen.name
        message = (
            f"{heard[0][0].printed} ({heard[0][0].source}) is taken for {taken}, but named are also {', '.join(others)}"
        )
        yield Issue("agency_disputed", message, printed=title, expected="one body only")


def _is_above(other: Agency, chosen: Agency, agencies: Agencies, source: str) -> bool:
    """True for a government or its office of the same place or one above: it publishes and compiles for others."""
    if source == REGISTRY or agencies.naming.read(other.name).unit not in _OFFICES:
        return False
    divisions = agencies.naming.divisions
    return other.division == chosen.division or divisions.is_below(chosen.division, other.division)


def _is_only_above(vote: Vote, found: Resolved, text: str) -> bool:
    """True for a government or its office that a site or a publisher's line names where the text says 我镇 or 我局."""
    return vote.source in _WEAK and found.name.unit in _ABOVE and _BELOW.search(text) is not None


def _only_above(vote: Vote, title: str | None) -> Issue:
    message = f"the text speaks as a body below {vote.printed} ({vote.source}), and nothing names that body"
    return Issue("agency_unknown", message, printed=title, expected="a name or alias of data/agencies.csv")


def _unknown(
    name: str | None, title: str | None, found: Resolved | None = None, near: tuple[Agency, ...] = ()
) -> Issue:
    expected = "a name or alias of data/agencies.csv"
    if name is None or found is None:
        return Issue("agency_unknown", "neither title nor text names the body", printed=title, expected=expected)
    if found.name.several:
        return Issue("agency_unknown", f"{name} names several bodies in one report", printed=name, expected="one body")
    if found.candidates:
        listed = ", ".join(f"{row.name} ({row.agency_id})" for row in found.candidates)
        message = f"{name} does not tell which place it is of; it may be {listed}"
    else:
        message = f"no row of agencies.csv bears the name {name}"
        if near:
            message += f"; one character away are {', '.join(f'{row.name} ({row.agency_id})' for row in near)}"
    if found.proposal is not None:
        message += f"; `nianbao agencies review` proposes {found.proposal.name} ({found.proposal.division})"
    return Issue("agency_unknown", message, printed=name, expected=expected)
