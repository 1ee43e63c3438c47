"""Facts, documents and issues → warehouse, answers and releases. Knows the tables; no reader, no Prefect."""
