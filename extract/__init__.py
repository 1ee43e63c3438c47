"""Bytes → Report. Knows pages and grids; no form, no indicator, no Prefect, no Great Expectations."""
