"""What harm a wrong list of divisions would do."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tools.divisions import HEADINGS, listed, read_vintages
from transform.divisions import DIVISIONS, Division, Divisions, is_zone, load_divisions, load_endings
from transform.forms import DATA, CodeBookError, read_csv

NBS = "NBS"
# Zones that the statistics no longer count: no list says what became of them.
OPEN = frozenset(
    """
    140371 140471 150171 231071 320772 321271 330371 370271 371172 371372 371373 371472
    430271 430471 431172 433172 433173 511071 511771 511971 620871 650171 650172 652871
    """.split()
)
# 加格达奇 and its neighbours, 大柴旦: counties for the statistics, which no list of GB/T 2260 or of the MCA has since.
ONLY_NBS = frozenset(["232761", "232762", "232763", "232764", "632857"])


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load_divisions()


def _names(rows: tuple[Division, ...]) -> list[str]:
    return [row.name for row in rows]


@cache
def _last_list_of(code: str) -> str:
    """The last list that would name a code."""
    of_statistics = is_zone(code) or code in ONLY_NBS
    return max(one.vintage for one in read_vintages() if one.list == NBS or not of_statistics)


def _is_gone(row: Division, divisions: Divisions) -> bool:
    return divisions.at(row.code, 9999) == row and row.last_listed < _last_list_of(row.code)


def test_a_county_that_became_a_district_is_found_under_its_old_name_and_vintage(divisions: Divisions) -> None:
    (old,) = divisions.named("洪泽县")
    assert (old.code, old.last_listed) == ("320829", "2015-09")
    assert _names(divisions.path(old)) == ["江苏省", "淮安市", "洪泽县"]
    assert divisions.successors("320829") == ("320813",)
    assert divisions.predecessors("320813") == ("320829",)
    assert divisions.successors(divisions.named("崇明县")[0].code) == (divisions.named("崇明区")[0].code,)


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("320829", 2010, "洪泽县"),
        ("320813", 2019, "洪泽区"),
        ("320813", 2010, "洪泽区"),  # not listed yet: the first row after
        ("420600", 2009, "襄樊市"),
        ("420600", 2014, "襄阳市"),
        ("469025", 2006, "定安县"),  # the code was given to another county in 2007
        ("469025", 2019, "白沙黎族自治县"),
        ("330110", 2023, "余杭区"),
        ("130181", 2015, "辛集市"),
        ("341400", 2010, "巢湖市"),
    ],
)
def test_a_code_is_never_read_in_the_wrong_vintage(divisions: Divisions, code: str, year: int, name: str) -> None:
    assert divisions.at(code, year).name == name


def test_a_code_that_no_list_has_is_not_answered_with_its_neighbour(divisions: Divisions) -> None:
    assert divisions.at("320899", 2019) is None
    assert divisions.successors("320899") == divisions.predecessors("320899") == ()
    assert not divisions.is_below("320899", "320000")


def test_a_code_given_to_another_county_does_not_hand_on_its_reports(divisions: Divisions) -> None:
    assert divisions.successors("469025", 2005) == ("469021",)
    assert divisions.successors("469025") == ()


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("110103", ["东城区"]),
        ("310119", ["浦东新区"]),
        ("371200", ["济南市"]),
        ("330104", ["上城区", "钱塘区"]),
        ("341400", ["合肥市", "芜湖市", "马鞍山市"]),
        ("341422", ["无为市"]),  # by way of 340225 无为县
        ("532701", ["思茅区"]),
        ("469003", ["儋州市"]),
    ],
)
def test_reports_of_a_division_that_is_gone_are_found_by_its_successor(
    divisions: Divisions, code: str, after: list[str]
) -> None:
    assert [divisions.at(one, 2024).name for one in divisions.successors(code)] == after


def test_no_code_is_lost_between_two_lists(divisions: Divisions) -> None:
    gone = {row.code for row in divisions.rows if _is_gone(row, divisions)}
    lost = {code for code in gone if not divisions.successors(code)}
    print(f"{len(gone)} codes are gone, {len(lost)} of them with no successor known")
    assert lost == OPEN
    assert all(is_zone(code) for code in OPEN)


def test_every_succession_ends_at_a_code_that_is_still_listed(divisions: Divisions) -> None:
    for code in {row.code for row in divisions.rows}:
        for after in divisions.successors(code):
            assert after in OPEN or not _is_gone(divisions.at(after, 9999), divisions), (code, after)


def test_what_is_told_to_be_the_same_place_is_below_the_same_province(divisions: Divisions) -> None:
    for row in read_csv(DIVISIONS / "successions.csv"):
        assert {after[:2] for after in row["successors"].split(";")} == {row["code"][:2]}, row


def test_a_district_that_took_a_new_name_is_not_the_city_that_took_its_old_one(divisions: Divisions) -> None:
    assert divisions.at("360402", 2014).name == "庐山区"
    assert divisions.successors("360402", 2014) == ()
    assert divisions.predecessors(divisions.named("庐山市")[0].code) == ("360427",)


def test_hainanzhou_is_never_the_province(divisions: Divisions) -> None:
    assert _names(divisions.named("海南州")) == ["海南藏族自治州"]
    assert {"海南省", "海南藏族自治州"} <= set(_names(divisions.named("海南")))


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("恩施州", "恩施土家族苗族自治州"),
        ("内蒙古", "内蒙古自治区"),
        ("东乡县", "东乡族自治县"),
        ("克孜勒苏州", "克孜勒苏柯尔克孜自治州"),
        ("双江", "双江拉祜族佤族布朗族傣族自治县"),
        ("鄂温克旗", "鄂温克族自治旗"),
        ("沙依巴克", "沙依巴克区"),
        ("浦东", "浦东新区"),
        ("清新", "清新区"),
    ],
)
def test_the_name_of_everyday_is_understood(divisions: Divisions, short: str, full: str) -> None:
    assert full in _names(divisions.named(short))


@pytest.mark.parametrize("short", ["沛", "城", "市中", "洪泽县市", ""])
def test_a_fragment_is_no_place(divisions: Divisions, short: str) -> None:
    assert divisions.named(short) == ()


def test_a_city_is_not_taken_for_the_zone_beside_it(divisions: Divisions) -> None:
    assert _names(divisions.named("兰州")) == ["兰州市"]
    assert _names(divisions.named("兰州新区")) == ["兰州新区"]
    assert _names(divisions.named("井陉")) == ["井陉县"]


def test_districts_of_one_name_are_all_given(divisions: Divisions) -> None:
    above = {divisions.path(row)[-2].name for row in divisions.named("鼓楼区")}
    assert {"南京市", "徐州市", "福州市", "开封市"} <= above


def test_a_heading_of_the_lists_is_no_place(divisions: Divisions) -> None:
    assert not {name for name in divisions.full_names if name in HEADINGS or name.endswith("市辖区")}
    assert _names(divisions.path(divisions.at("310151", 2019))) == ["上海市", "崇明区"]
    assert _names(divisions.path(divisions.at("659001", 2019))) == ["新疆维吾尔自治区", "石河子市"]
    assert listed({"110000": "北京市", "110100": "北京市", "110101": "东城区"}).keys() == {"110000", "110101"}


def test_a_place_lies_below_what_it_is_in_and_nothing_else(divisions: Divisions) -> None:
    assert divisions.is_below("320829", "320800")
    assert divisions.is_below("320829", "320000")
    assert not divisions.is_below("320829", "320829")
    assert not divisions.is_below("320800", "320829")
    assert not divisions.is_below("632500", "460000")


def test_a_street_named_after_a_city_is_a_street(divisions: Divisions) -> None:
    counties = {divisions.at(street.county, 2023).name for street in divisions.townships_named("北京街道")}
    assert "越秀区" in counties
    assert divisions.named("北京街道") == ()


def test_a_street_is_found_whether_a_list_calls_it_an_office_or_not(divisions: Divisions) -> None:
    assert not [street for street in divisions.townships("440104") if street.name.endswith("办事处")]
    assert [street.code for street in divisions.townships("440104") if street.name == "北京街道"] == ["440104003"]
    assert "老子山镇" in {town.name for town in divisions.townships("320829")}
    assert divisions.townships("441900") and divisions.townships("999999") == ()


def test_zones_of_the_statistics_are_told_from_divisions(divisions: Divisions) -> None:
    first = min(one.vintage for one in read_vintages() if one.list == NBS)
    assert all(row.first_listed >= first for row in divisions.rows if is_zone(row.code))


def test_no_list_was_cut_short(divisions: Divisions) -> None:
    for vintage in {one.vintage for one in read_vintages() if "townships" not in one.list}:
        here = [row for row in divisions.rows if row.first_listed <= vintage <= row.last_listed]
        levels = Counter(row.level for row in here if not is_zone(row.code))
        assert levels["province"] == 34 and 330 <= levels["prefecture"] <= 347, (vintage, levels)
        assert 2840 <= levels["county"] <= 2880, (vintage, levels)
    assert divisions.newest == max(one.vintage for one in read_vintages())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "divisions", tmp_path / "divisions", ignore=shutil.ignore_patterns("townships.csv"))
    (tmp_path / "divisions" / "townships.csv").write_text("code,name,county,first_listed,last_listed\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "row", "told"),
    [
        ("divisions", "320999,某县,county,329900,2015-09,2016-07", "parent 329900"),
        ("divisions", "320999,某县,county,320829,2015-09,2016-07", "parent 320829"),
        ("divisions", "320999,某县,prefecture,320000,2015-09,2016-07", "level prefecture"),
        ("divisions", "320999,某县,county,,2015-09,2016-07", "parent "),
        ("divisions", "320999,某县,county,320900,2016-07,2015-09", "from 2016-07 to 2015-09"),
        ("divisions", "320829,某县,county,320800,2015-09,2016-07", "listed twice"),
        ("successions", "500110,万盛区,500199,2011,merged,by hand", "500199"),
        ("successions", "320813,洪泽区,320829,2016,merged,by hand", "320829"),
        ("successions", "320829,某县,320813,2016,merged,by hand", "in no list"),
        ("successions", "320829,洪泽县,320812,2016,merged,by hand", "stands twice"),
    ],
)
def test_a_row_that_contradicts_another_stops_the_load(copy: Path, file: str, row: str, told: str) -> None:
    with (copy / "divisions" / f"{file}.csv").open("a", encoding="utf-8") as out:
        out.write(row + "\n")
    with pytest.raises(CodeBookError, match=told):
        load_divisions(copy)


def test_a_township_of_an_unknown_county_stops_the_answer(copy: Path) -> None:
    with (copy / "divisions" / "townships.csv").open("a", encoding="utf-8") as out:
        out.write("329999001,某街道,329999,2015-09,2016-07\n")
    with pytest.raises(CodeBookError, match="329999"):
        load_divisions(copy).townships("320829")


def test_an_ethnic_name_inside_a_name_stays() -> None:
    endings = load_endings()
    assert endings.stem("内蒙古自治区") == "内蒙古"
    assert endings.stem("前郭尔罗斯蒙古族自治县") == "前郭尔罗斯"
    assert endings.stem("回民区") == "回民"
    assert endings.stem("积石山保安族东乡族撒拉族自治县") == "积石山"
