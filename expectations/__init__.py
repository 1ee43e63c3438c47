"""Facts → violations, issues and a quality report. Knows facts and rules; no reader, no Prefect."""
