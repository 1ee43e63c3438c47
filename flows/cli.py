"""The command line: `nianbao` and `python -m flows`.

Enters: arguments. Leaves: text for people on the terminal, CSV or JSON on request, and an exit code: 0 done, 1 the
answer is no (a failed run, `--strict` with issues), 2 the call cannot be carried out. Each command imports what it needs
when it runs: `extract` and `trend` answer without Prefect and without Great Expectations.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

STORE = Path("data/store")

store_option = click.option(
    "--store", type=click.Path(path_type=Path, file_okay=False), default=STORE, show_default=True,
    help="Folder in which a run keeps its archive, facts and releases.",
)  # fmt: skip
format_option = click.option(
    "--format", "kind", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nianbao")
def main() -> None:
    """Nianbao 年报: 政府信息公开工作年度报告 as data, each number traceable to the cell it was printed in."""


@main.command()
@click.option("--samples", is_flag=True, help="Use the reports bundled in data/samples/ (the default).")
@click.option("--folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A folder of reports.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Reading processes.")
@store_option
def refresh(samples: bool, folder: Path | None, workers: int, store: Path) -> None:
    """Collect → build → validate → release."""
    if samples and folder:
        raise click.UsageError("--samples and --folder name two sources; give one of them")
    from flows.refresh import refresh_store

    refresh_store(store, folder, workers)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--facts", type=click.Path(path_type=Path, dir_okay=False), help="Write the facts to this CSV.")
@click.option("--issues", type=click.Path(path_type=Path, dir_okay=False), help="Write the issues to this CSV.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any issue is an error or a warning.")
@format_option
def extract(files: tuple[Path, ...], facts: Path | None, issues: Path | None, strict: bool, kind: str) -> None:
    """What these reports say: no store, no Prefect."""
    from extract.collect.folder import SidecarError
    from publish.extracted import read_files, show, write_file

    try:
        found = read_files(files)
    except SidecarError as error:
        raise click.ClickException(str(error)) from error
    if facts:
        write_file(found.facts, facts)
    if issues:
        write_file(found.issues, issues)
    if facts and issues:
        click.echo(found.summary, err=True)
    else:
        show(found, kind, sys.stdout, facts=not facts, issues=not issues)
    if strict and found.wrong:
        click.echo(f"--strict: {found.wrong} issues are errors or warnings", err=True)
        sys.exit(1)


@main.command()
@click.argument("indicator")
@click.option("--agency", help="Name of a body, e.g. 洪泽区人民政府.")
@click.option("--region", help="A place: every body in it.")
@click.option("--by", type=click.Choice(["agency", "province", "level", "kind"]), default="agency", show_default=True)
@click.option("--years", help="2019:2024, 2019:, :2024 or 2023.")
@click.option("--breakdown", default="total", show_default=True, help="Applicant group, for requests.")
@store_option
@format_option
def trend(
    indicator: str, agency: str | None, region: str | None, by: str, years: str | None, breakdown: str,
    store: Path, kind: str,
) -> None:  # fmt: skip
    """How an indicator changed year over year, e.g. `nianbao trend 行政处罚`."""
    from publish.show import render_trend
    from publish.trend import TrendError, parse_years, query_trend

    try:
        span = parse_years(years) if years else None
        found = query_trend(_warehouse(store), indicator, agency, region, by, span, breakdown)
    except TrendError as error:
        raise click.ClickException(str(error)) from error
    render_trend(found, kind, sys.stdout)


@main.command()
@click.option("--kind", "issue_kind", help="Only this kind (data/issue_kinds.csv).")
@click.option("--severity", type=click.Choice(["error", "warning", "info"]))
@click.option("--agency", help="Only this body.")
@click.option("--year", type=int)
@store_option
@format_option
def issues(
    issue_kind: str | None, severity: str | None, agency: str | None, year: int | None, store: Path, kind: str
) -> None:
    """What is wrong, and where it is printed."""
    from publish.issues import list_issues, render_issues
    from publish.trend import TrendError

    try:
        found = list_issues(_warehouse(store), kind=issue_kind, severity=severity, agency=agency, year=year)
    except TrendError as error:
        raise click.ClickException(str(error)) from error
    render_issues(found, kind, sys.stdout)


@main.command()
@click.argument("agency")
@click.argument("year", type=int)
@click.argument("indicator")
@click.option("--breakdown", default="total", show_default=True)
@store_option
@format_option
def explain(agency: str, year: int, indicator: str, breakdown: str, store: Path, kind: str) -> None:
    """The fact, the cell it was printed in, its document and its checks."""
    from publish.explain import explain as explain_fact
    from publish.explain import render_explanation
    from publish.trend import TrendError

    try:
        found = explain_fact(_warehouse(store), agency, year, indicator, breakdown)
    except TrendError as error:
        raise click.ClickException(str(error)) from error
    render_explanation(found, kind, sys.stdout)


@main.command()
@click.option("--region", help="A place: every body in it.")
@click.option("--agency", help="Only this body.")
@click.option("--by", type=click.Choice(["report", "agency", "province", "level", "kind", "year"]), default="province",
              show_default=True, help="report lists them one by one, with the reason for each gap.")  # fmt: skip
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw it: a .png or .svg file.")
@store_option
@format_option
def coverage(region: str | None, agency: str | None, by: str, plot: Path | None, store: Path, kind: str) -> None:
    """Which reports there should be and which there are: expected, found, read, sound, and why not."""
    from publish.coverage import query_coverage, render_coverage
    from publish.errors import PublishError

    try:
        found = query_coverage(_warehouse(store), by, region, agency)
        if plot is not None:
            from publish.coverage_plot import draw_coverage

            draw_coverage(found, plot)
    except PublishError as error:
        raise click.ClickException(str(error)) from error
    render_coverage(found, kind, sys.stdout)


@main.group()
def agencies() -> None:
    """The bodies that publish reports (data/agencies.csv)."""


@agencies.command()
@click.option("--accept", multiple=True, help="Number or name of a row to write into data/agencies.csv, or all.")
@store_option
@format_option
def review(accept: tuple[str, ...], store: Path, kind: str) -> None:
    """Bodies that reports name and no row bears: list them, accept them."""
    from publish import review as bodies
    from publish.errors import TrendError

    try:
        found = bodies.proposed(store)
        if not accept:
            bodies.render_review(found, kind, sys.stdout)
            return
        ids = bodies.accept(bodies.choose(found, accept))
    except TrendError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"added to data/agencies.csv: {', '.join(ids)}; `nianbao refresh` reads with them")


def _warehouse(store: Path) -> Path:
    path = store / "nianbao.duckdb"
    if not path.exists():
        raise click.ClickException(f"{path} is not there; run `nianbao refresh --store {store}` first")
    return path
