"""301 real titles with their addresses → body, level, province, year: right, or told; never wrong in silence."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from extract.report import Report, Text
from transform.agencies import Agencies, Agency, load_agencies
from transform.identity import Identity, identify
from transform.resolver import is_same_body
from transform.sites import Sites

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "report_addresses.csv"
LEVELS = {
    "省级": "province", "省级部门": "province", "地市政府": "prefecture", "地市部门": "prefecture", "县级政府": "county",
    "县级部门": "county", "区县政府": "county", "区县部门": "county", "乡镇": "township", "街道": "township",
    "国务院部委": "national",
}  # fmt: skip
# 深汕特别合作区 is in no list of divisions: its bodies are kept under 深圳市.
OTHER_LEVEL = {"深圳市深汕特别合作区应急管理局"}
NAMELESS = ("某", "未写名", "、")  # the page names no body, or two
AGENCIES = load_agencies()


def _rows() -> list[dict[str, str]]:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read(row: dict[str, str]) -> Identity:
    title = row["title"]
    report = Report("x.html", "text/html", "0" * 64, 1, (Text(title),), (title,))
    return identify(report, AGENCIES, row["url"])


def _is_right(row: dict[str, str], agency: Agency, agencies: Agencies) -> bool:
    name = agencies.naming.read(row["agency_name"].partition("（时为")[0])
    place = agencies.naming.divisions.at(agency.division, int(agency.division_as_of)) if agency.division else None
    province = agencies.naming.divisions.path(place)[0].name if place else "中央"
    level = LEVELS.get(row["level"], agency.level)
    same = is_same_body(name, agency, agencies) and province.startswith(row["province"])
    return same and (agency.level == level or agency.name in OTHER_LEVEL)


def _verdicts() -> Counter[str]:
    found: Counter[str] = Counter()
    for row in _rows():
        identity = _read(row)
        told = {issue.kind for issue in identity.issues} & {"agency_unknown", "agency_disputed", "not_a_report"}
        nameless = any(word in row["agency_name"] for word in NAMELESS)
        if identity.agency_id is None:
            found["silent" if not told else "nobody, as it is" if nameless else "not known, told"] += 1
        else:
            right = not nameless and _is_right(row, AGENCIES.by_id[identity.agency_id], AGENCIES)
            found["right" if right else "wrong, told" if told else "silent"] += 1
        if identity.year is None or identity.year == int(row["report_year"]):
            found["year right" if identity.year else "year not known"] += 1
        else:
            found["year wrong, told" if any(i.kind == "year_disputed" for i in identity.issues) else "silent"] += 1
    return found


def test_of_301_known_reports_99_in_100_are_given_their_body_and_none_a_wrong_one() -> None:
    found = _verdicts()
    assert found["silent"] == found["wrong, told"] == found["year wrong, told"] == 0
    named = sum(found[name] for name in ("right", "not known, told"))
    assert named + found["nobody, as it is"] == 301
    assert found["right"] / named >= 0.99


def test_without_the_list_of_known_reports_titles_and_sites_alone_tell_most_and_nothing_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Sites, "report_at", lambda self, address: None)
    found = _verdicts()
    assert found["silent"] == found["wrong, told"] == found["year wrong, told"] == 0
    assert found["right"] >= 255
