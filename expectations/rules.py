"""The rules of the house: what must hold between the numbers of a report, and what follows where it does not.

Enters: data/rules.csv, FACTS (a DuckDB table or view), DOCUMENTS.
Leaves: VIOLATIONS, the facts with their failures flagged, ISSUES. The steps, each in its module:
formula (the language), rulebook (the CSV), evaluate (SQL over all facts), cells and confirm (flags), wording (issues).
"""

from expectations.cells import mark
from expectations.confirm import confirm
from expectations.evaluate import find_held, find_violations
from expectations.formula import FormulaError
from expectations.rulebook import Rule, RuleError, load_rules
from expectations.wording import issues_of

__all__ = [
    "FormulaError",
    "Rule",
    "RuleError",
    "confirm",
    "find_held",
    "find_violations",
    "issues_of",
    "load_rules",
    "mark",
]
