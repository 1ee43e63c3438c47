"""Whose name it is: a place is never guessed, and a body of one place is never taken for that of another."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from extract.read.html import read_html
from publish.errors import TrendError
from publish.review import accept, choose, proposed
from transform.agencies import load_agencies
from transform.forms import DATA, CodeBookError
from transform.identity import Identity, identify
from transform.naming import load_naming
from transform.resolver import resolve
from transform.schema import DOCUMENTS
from transform.sites import load_sites, normal
from transform.tables import to_table, write_parquet

AGENCIES = load_agencies()
SITES = load_sites()


def _resolved(name: str, address: str = "", year: int = 2020) -> str | None:
    found = resolve(name, AGENCIES, SITES.place_of(address) if address else None, year)
    return found.agency.name if found.agency else None


def _read(page: str, address: str = "") -> Identity:
    return identify(read_html(page.encode(), "x.html"), AGENCIES, address or None)


def _kinds(identity: Identity) -> set[str]:
    return {issue.kind for issue in identity.issues}


@pytest.mark.parametrize(
    ("printed", "places", "unit", "kind"),
    [
        ("广州市荔湾区人民政府南源街道办事处", {"荔湾区"}, "南源街道办事处", "街道"),
        ("国家税务总局珠海市香洲区税务局", {"香洲区"}, "税务局", "税务"),
        ("温州市公安局鹿城区分局", {"鹿城区"}, "公安局鹿城区分局", "公安"),
        ("四川省乐山市气象局", {"乐山市"}, "气象局", "气象"),
        ("张家川县连五乡人民政府", {"张家川回族自治县"}, "连五乡人民政府", "乡镇"),
        ("三明市", {"三明市"}, "人民政府", "人民政府"),
        ("海南州人民政府", {"海南藏族自治州"}, "人民政府", "人民政府"),
        ("海南省统计局", {"海南省"}, "统计局", "统计"),
        ("和平街道办事处", set(), "和平街道办事处", "街道"),
        ("三河镇人民政府", set(), "三河镇人民政府", "乡镇"),
        ("金州乡", set(), "金州乡人民政府", "乡镇"),
        ("邹区镇人民政府", set(), "邹区镇人民政府", "乡镇"),
        ("北京街道办事处", set(), "北京街道办事处", "街道"),
        ("市残联", set(), "残疾人联合会", "群团"),
        ("市场监督管理局", set(), "市场监督管理局", "市场监管"),
        ("浙江省国资委", {"浙江省"}, "国有资产监督管理委员会", "财政国资"),
    ],
)
def test_a_name_is_taken_apart_where_its_place_ends(printed: str, places: set[str], unit: str, kind: str) -> None:
    name = load_naming().read(printed)
    assert ({place.name for place in name.places}, name.unit, name.kind) == (places, unit, kind)


@pytest.mark.parametrize(
    "name", ["和平街道办事处", "太平镇人民政府", "鼓楼区公安局", "市残联", "统计局", "梅山镇人民政府"]
)
def test_a_name_that_many_places_have_is_nobodys_without_a_site(name: str) -> None:
    assert _resolved(name) is None


@pytest.mark.parametrize(
    ("name", "address", "body"),
    [
        ("市残联", "http://zwgk.changchun.gov.cn/zcbm/scl_4030/t1.htm", "长春市残疾人联合会"),
        ("市残联", "http://zwgk.changchun.gov.cn/gzl/zcbm/cl/t1.htm", "公主岭市残疾人联合会"),
        ("梅山镇人民政府", "https://www.nanan.gov.cn/zwgk/t1.htm", "南安市梅山镇人民政府"),
        ("梅山镇人民政府", "http://www.datian.gov.cn/zfxxgkzl/t1.htm", "大田县梅山镇人民政府"),
        ("区统计局", "http://www.weibin.gov.cn/col1/t1.html", "宝鸡市渭滨区统计局"),
        ("永吉街道", "http://zwgk.changchun.gov.cn/ng/t1.htm", "长春市南关区永吉街道办事处"),
    ],
)
def test_the_site_tells_which_of_many_is_meant(name: str, address: str, body: str) -> None:
    assert _resolved(name, address) == body


def test_a_body_of_the_same_name_on_the_site_of_another_county_is_not_the_known_one() -> None:
    assert _resolved("河西镇人民政府", "https://www.tonghai.gov.cn/a.html") == "通海县河西镇人民政府"
    assert _resolved("河西镇人民政府", "https://www.suiyang.gov.cn/a.html") is None
    assert _resolved("通海县河西镇人民政府", "https://www.suiyang.gov.cn/a.html") is None


def test_a_county_that_became_a_district_is_a_body_of_its_own_and_proposed_under_the_code_of_its_time() -> None:
    found = resolve("洪泽县人民政府", AGENCIES, None, 2014)
    assert found.agency is None
    assert (found.proposal.name, found.proposal.division) == ("洪泽县人民政府", "320829")
    assert [row.name for row in found.candidates] == ["洪泽区人民政府"]
    assert _resolved("洪泽区人民政府", year=2020) == "洪泽区人民政府"


def test_a_misread_name_is_nobody() -> None:
    assert _resolved("沐阳县发展和改革局") is None
    assert _resolved("沭阳县发展和改革局") == "沭阳县发展和改革局"
    found = _read("<h1>沐阳县发展和改革局2023年政府信息公开工作年度报告</h1>")
    assert found.agency_id is None
    assert "沭阳县发展和改革局 (nb" in next(i.message for i in found.issues if i.kind == "agency_unknown")


def test_two_bodies_in_one_report_are_told_and_none_is_taken() -> None:
    found = _read("<h1>临平、东湖街道2013年政府信息公开工作年度报告</h1>", "http://www.yuhang.gov.cn/art/1.html")
    assert found.agency_id is None and "agency_unknown" in _kinds(found)


def test_a_government_that_publishes_for_a_town_is_not_taken_for_it() -> None:
    page = "<p>发布机构：乌恰县人民政府</p><h1>吾合沙鲁乡2021年政府信息公开工作年度报告</h1>"
    found = _read(page, "http://www.xjwqx.gov.cn/xjwqx/a.html")
    assert (found.agency, _kinds(found)) == ("乌恰县吾合沙鲁乡人民政府", set())
    votes = {vote["source"]: vote["agency_id"] for vote in json.loads(found.votes)}
    assert votes["title"] == found.agency_id != votes["publisher"]


def test_another_body_than_the_title_names_is_a_dispute() -> None:
    signed = "<h1>平阳县公安局2021年政府信息公开工作年度报告</h1><p>如有疑问请与桐乡市公安局联系。</p>"
    found = _read(signed, "http://www.zjpy.gov.cn/a.html")
    assert found.agency == "平阳县公安局"
    assert "桐乡市公安局" not in {vote["agency_id"] for vote in json.loads(found.votes)}
    unknown_site = _read(signed)
    assert "agency_disputed" in _kinds(unknown_site)


def test_the_list_of_known_reports_names_a_body_that_the_page_does_not() -> None:
    address = "http://www.shanwei.gov.cn/gdsw110/zwgk/gknb/content/post_794439.html"
    found = _read("<p>特向社会公布本机关政府信息公开年度报告。</p>", address)
    assert (found.agency, found.year) == ("汕尾市公安局", 2021)
    other = _read("<h1>汕尾市公安局2019年政府信息公开工作年度报告</h1>", address)
    assert other.year == 2019 and "year_disputed" in _kinds(other)


def test_an_address_is_the_same_however_its_parameters_are_ordered() -> None:
    one = "http://www.tx.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2016&area=330483ZFC00000"
    other = "https://tx.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=330483ZFC00000&fbtime=2016"
    assert normal(one) == normal(other)
    assert SITES.report_at(one) == SITES.report_at(other) is not None


def test_a_period_that_is_not_the_year_is_kept() -> None:
    page = "<h1>连云区教育局2017年政府信息公开工作年度报告</h1><p>统计期限自2017年1月1日起至2017年12月28日止。</p>"
    assert _read(page).period == ("2017-01-01", "2017-12-28")
    lost = "<h1>连云区教育局2017年政府信息公开工作年度报告</h1><p>统计期限自2017年1日起至2017年1231日止。</p>"
    assert _read(lost).period is None


def _data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("store", "samples")))


def test_two_bodies_of_one_name_at_one_place_stop_the_load(tmp_path: Path) -> None:
    data = _data(tmp_path)
    with (data / "agencies.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(
            ("nb900001", "平阳县公安局", "", "公安", "county", "330326", "2023", "", "", "", "", "", "")
        )
    with pytest.raises(CodeBookError, match="平阳县公安局 is both"):
        load_agencies(data)


def test_an_unknown_body_gets_an_id_only_when_a_person_accepts_it(tmp_path: Path) -> None:
    data, store = _data(tmp_path), tmp_path / "store"
    empty = dict.fromkeys(DOCUMENTS.names)
    asked = {"agency": "平阳县教育局", "year": 2022, "url": "http://www.zjpy.gov.cn/a.html"}
    rows = [{**empty, **asked, "document_id": "a"}, {**empty, **asked, "year": 2021, "document_id": "b"}]
    write_parquet(to_table(rows, DOCUMENTS), store / "documents.parquet")
    found = proposed(store, data)
    assert [(row.proposal.name, row.proposal.division, row.years, row.reports) for row in found] == [
        ("平阳县教育局", "330326", (2021, 2022), 2)
    ]
    assert load_agencies(data).named("平阳县教育局") == ()
    with pytest.raises(TrendError, match="no number or name"):
        choose(found, ("2",))
    (new,) = accept(choose(found, ("1",)), data)
    (row,) = load_agencies(data).named("平阳县教育局")
    assert (row.agency_id, row.kind, row.level, row.division) == (new, "教育", "county", "330326")
    assert proposed(store, data) == []


def test_the_name_of_the_file_speaks_last_and_a_page_that_says_otherwise_is_told() -> None:
    page = "<p>2021年，我局办理申请3件。</p>"
    name = "平阳县公安局2021年政府信息公开工作年度报告.html"
    found = identify(read_html(page.encode(), name), AGENCIES)
    assert (found.agency, found.year, _kinds(found)) == ("平阳县公安局", 2021, set())
    titled = "<h1>桐乡市公安局2022年政府信息公开工作年度报告</h1>"
    other = identify(read_html(titled.encode(), name), AGENCIES)
    assert (other.agency, other.year) == ("桐乡市公安局", 2022)
    assert {"agency_disputed", "year_disputed"} <= _kinds(other)


@pytest.mark.parametrize(
    "head",
    [
        "<p>发布机构：余姚市人民政府</p>",
        "<p>发布机构：余姚市人民政府办公室 发布日期：2020-01-20</p>",
        "<title>余姚市人民政府</title>",
        "<p>如有疑问请与余姚市人民政府办公室联系。</p>",
    ],
)
def test_a_town_that_does_not_print_its_name_is_not_taken_for_the_government_that_publishes_it(head: str) -> None:
    page = f"{head}<h1>2019年政府信息公开工作年度报告</h1><p>2019年，我镇共收到申请3件。</p>"
    found = _read(page, "http://www.yy.gov.cn/a.html")
    assert found.agency_id is None and "agency_unknown" in _kinds(found)


def test_a_department_that_signs_on_the_site_of_its_government_is_not_taken_for_the_government() -> None:
    signed = "<p>我局收到申请3件。</p><p>余姚市公安局</p><p>2020年1月20日</p>"
    found = _read(f"<title>余姚市人民政府</title><h1>2019年政府信息公开工作年度报告</h1>{signed}")
    assert (found.agency, _kinds(found)) == ("余姚市公安局", set())


@pytest.mark.parametrize(
    "line", ["发布机构：余姚市公安局 发布日期：2020-01-20", "发布机构 余姚市公安局", "发布机构:余姚市公安局"]
)
def test_a_publisher_with_the_date_on_its_line_is_still_heard(line: str) -> None:
    found = _read(f"<p>{line}</p><h1>2019年政府信息公开工作年度报告</h1><p>我局收到申请3件。</p>")
    assert found.agency == "余姚市公安局"


@pytest.mark.parametrize(
    "address", ["x.html", "http://[::1", "http://", "", "http://余姚.中国/a", "http://a:b/c", "mailto:x"]
)
def test_what_is_no_address_does_not_stop_the_reading(address: str) -> None:
    found = _read("<h1>余姚市公安局2023年政府信息公开工作年度报告</h1>", address)
    assert (found.agency, _kinds(found)) == ("余姚市公安局", set())


def test_a_street_of_another_city_is_not_proposed_as_one_of_a_whole_province() -> None:
    found = resolve("北京市北京街道", AGENCIES, None, 2023)
    assert (found.agency, found.proposal) == (None, None)


def test_a_body_that_only_the_path_or_the_publisher_names_is_told_as_assumed() -> None:
    path = "<p>首页 &gt; 政务公开 &gt; 余姚市公安局 &gt; 政府信息公开年报</p><h1>2019年政府信息公开工作年度报告</h1>"
    found = _read(path)
    assert (found.agency, found.year, _kinds(found)) == ("余姚市公安局", 2019, {"agency_assumed"})
    other = _read(path.replace("2019年政府", "平阳县公安局2019年政府"))
    assert other.agency == "平阳县公安局" and "agency_disputed" in _kinds(other)


def test_an_introduction_left_from_another_year_does_not_overrule_the_title() -> None:
    page = "<h1>平阳县公安局2015年政府信息公开工作年度报告</h1><p>现公布2013年度政府信息公开工作情况。</p>"
    found = _read(page)
    assert found.year == 2015 and "year_disputed" in _kinds(found)
    untitled = _read("<p>现公布平阳县公安局2013年度政府信息公开工作情况。</p>")
    assert (untitled.agency, untitled.year) == ("平阳县公安局", 2013)


def test_the_list_of_known_reports_names_no_body_that_there_is_not() -> None:
    assert {report.agency_id for report in SITES.reports} <= set(AGENCIES.by_id)
