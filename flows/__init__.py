"""How the street is wired: Prefect flows and the command line. Prefect is imported only in the flow modules."""
