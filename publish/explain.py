"""Explanations → text for people, CSV or JSON.

Enters: the answers of `explain` (publish.provenance). Leaves: text in the stream; CSV has one row for each fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from publish.notes import flag_meanings
from publish.numbers import number_text, plain
from publish.provenance import Check, Explanation, explain
from publish.show import FORMATS, check_format, printable, write_csv, write_json
from transform.placement import place_text
from transform.schema import BREAKDOWNS, FACTS, OBS_STATUS, PLACE, SCOPES

__all__ = ["Check", "Explanation", "explain", "render_explanation"]

_DOCUMENT = ("title", "name", "url", "publisher", "retrieved_at")
_READING = ("confidence", "left", "top", "right", "bottom", "region_unit")
_CSV = (*FACTS.names, "flags", "label", *_READING, "document", "url", "title", "checks", "checks_failed", "issues")


def render_explanation(explanations: list[Explanation], format: str, stream: TextIO) -> None:
    """Write them in one of FORMATS."""
    check_format(format, FORMATS)
    if format == "json":
        write_json([_record(explanation) for explanation in explanations], stream)
    elif format == "csv":
        write_csv(_CSV, (_row(explanation) for explanation in explanations), stream)
    else:
        console = Console(file=stream, highlight=False)
        for number, explanation in enumerate(explanations):
            if number:
                console.print()
            for name, text in _lines(explanation):
                line = Text(f"{name:<13}", style="bold") + Text(printable(text))
                console.print(line, soft_wrap=not console.is_terminal)


def _lines(told: Explanation) -> Iterator[tuple[str, str]]:
    fact, unit = told.fact, told.fact["unit"] or ""
    group = "" if fact["breakdown"] == "total" else f" · {BREAKDOWNS[fact['breakdown']]}"
    yield "", f"{fact['agency']} {fact['year']} · {told.indicator.name_zh}{group}"
    yield "value", f"{number_text(fact['value'])} {unit}".strip()
    yield "printed", f"“{fact['value_as_reported'] or ''}”" + ("" if fact["value_as_reported"] else " (blank)")
    yield "status", f"{fact['obs_status']}: {OBS_STATUS[fact['obs_status']]}"
    yield "scope", "unknown" if fact["scope"] is None else f"{fact['scope']}: {SCOPES[fact['scope']]}"
    yield "indicator", f"{fact['indicator']} [{fact['breakdown']}] · {told.indicator.name_en}"
    yield "form", f"{fact['form']}" + (f" · {told.label}" if told.label else "")
    yield "cell", place_text(*(fact[name] for name in PLACE))
    if told.reading is not None:
        yield "picture", _picture(told.reading)
    yield "document", fact["document_id"]
    for name in _DOCUMENT:
        if told.document.get(name):
            yield f"  {name.removesuffix('_at')}", told.document[name]
    yield "trend", _in_trend(told)
    for flag in told.flags or ():
        yield "", f"{flag}: {flag_meanings()[flag]}"
    yield "checks", "" if told.checks else "no rule has this cell as a term"
    for check in told.checks:
        yield from _check_lines(check)
    yield "issues", "" if told.issues else "none at this cell"
    for issue in told.issues:
        yield "", f"{issue['severity']} {issue['kind']}: {issue['message']}"


def _picture(reading: dict[str, Any]) -> str:
    """How sure the reading is and where its ink is: what to look at in the page's image."""
    edges = "left {left}, top {top}, right {right}, bottom {bottom} {region_unit}".format_map(reading)
    second = "" if reading["second_text"] is None else f"; a second reading gave “{reading['second_text']}”"
    return f"read as “{reading['text']}” with confidence {reading['confidence']:.2f}, at {edges}{second}"


def _in_trend(told: Explanation) -> str:
    if told.flags is None:
        return "not in trend: another form or report stands for this number, or none could be chosen"
    return ", ".join(told.flags) or "no flag"


def _check_lines(check: Check) -> Iterator[tuple[str, str]]:
    rule = check.rule
    # A diagnostic rule is no identity: that it holds is the warning.
    bad, good = ("WARNS", "no warning") if rule["class"] == "diagnostic" else ("FAILED", "not failed")
    yield "", f"{bad if check.failures else good}  {rule['rule']} ({rule['class']}): {rule['formula']}"
    for failure in check.failures:
        sides = f"{number_text(failure['left_value'])} against {number_text(failure['right_value'])}"
        yield "", f"        {sides}: {failure['terms']}"
        if rule["note"]:
            yield "", f"        {rule['note']}"


def _record(told: Explanation) -> dict[str, Any]:
    fact = {name: plain(value) for name, value in told.fact.items()}
    checks = [
        check.rule | {"failed": bool(check.failures), "failures": [_plain(row) for row in check.failures]}
        for check in told.checks
    ]
    flags = None if told.flags is None else list(told.flags)
    return {
        "fact": fact,
        "document": told.document,
        "indicator": asdict(told.indicator),
        "label": told.label,
        "flags": flags,
        "reading": None if told.reading is None else _plain(told.reading),
        "checks": checks,
        "issues": [_plain(row) for row in told.issues],
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items()}


def _row(told: Explanation) -> dict[str, Any]:
    failed = [check.rule["rule"] for check in told.checks if check.failures]
    return {name: plain(value) for name, value in told.fact.items()} | {
        "flags": ";".join(told.flags or ()),
        "label": told.label,
        **{name: None if told.reading is None else told.reading[name] for name in _READING},
        "document": told.document.get("name"),
        "url": told.document.get("url"),
        "title": told.document.get("title"),
        "checks": ";".join(check.rule["rule"] for check in told.checks),
        "checks_failed": ";".join(failed),
        "issues": ";".join(issue["kind"] for issue in told.issues),
    }
