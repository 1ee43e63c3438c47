"""Facts read from a picture, or from a number over several lines, that an identity of the form confirms → facts like any other.

Enters: FACTS in which failed identities are flagged already (cells.mark), and the cells of the equations that hold
(evaluate.find_held).
Leaves: FACTS with obs_status V → A for those cells.

A number is confirmed by a prescribed or definitional equation of its own document that holds and has a term other than
zero: a misread digit would have to be made good by another of the same size in the same sum. A zero in such a sum is
confirmed with it. A sum of zeros alone confirms nothing, nor does a bound (≤) or last year's report. What also takes part
in an equation that fails is U and stays U.
"""

from __future__ import annotations

import pyarrow as pa

from expectations.cells import with_status


def confirm(facts: pa.Table, held: pa.Table) -> pa.Table:
    """The facts in their order, those V among the held cells now A."""
    return with_status(facts, held, ("V",), "A")
