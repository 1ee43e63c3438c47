"""Report → facts and issues. Knows forms and labels; no file format, no Prefect, no Great Expectations."""
