"""The two Great Expectations suites: `facts` for each new partition, `violations` for what DuckDB found.

Enters: the codes of the indicators and the names of the forms.
Leaves: expectations with severity critical or warning. Great Expectations is imported on first use, for it takes 4 to
10 seconds; its analytics are switched off before that.
"""

from __future__ import annotations

import os
from types import ModuleType

from expectations.findings import CHECKS
from transform.schema import BREAKDOWNS, FACTS, OBS_STATUS, SCOPES

NEVER_NULL = ("document_id", "form", "indicator", "breakdown", "unit", "obs_status", "value_as_reported")
FIRST_YEAR, LAST_YEAR = 2008, 2100


def great_expectations() -> ModuleType:
    """The library, its analytics switched off."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    import great_expectations.expectations

    return gx


def facts_suite(indicators: list[str], forms: list[str]) -> list:
    """What every partition of facts must be: its columns, what is never null, what comes from a list."""
    gxe = great_expectations().expectations
    lists = {
        "obs_status": list(OBS_STATUS),
        "breakdown": list(BREAKDOWNS),
        "scope": list(SCOPES),
        "indicator": indicators,
        "form": forms,
    }
    return [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=FACTS.names, severity="critical"),
        gxe.ExpectTableRowCountToBeBetween(min_value=1, severity="critical"),
        *(gxe.ExpectColumnValuesToNotBeNull(column=name, severity="critical") for name in NEVER_NULL),
        *(
            gxe.ExpectColumnValuesToBeInSet(column=name, value_set=allowed, severity="critical")
            for name, allowed in lists.items()
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="year", min_value=FIRST_YEAR, max_value=LAST_YEAR, severity="critical"
        ),
    ]


def violations_suite() -> list:
    """No row of the table of offences names the check: one expectation for each check."""
    gxe = great_expectations().expectations
    return [
        gxe.ExpectColumnValuesToNotBeInSet(
            column="check", value_set=[check.name], severity=check.severity, description=check.says
        )
        for check in CHECKS
    ]
