"""`python -m flows` is `nianbao`."""

from flows.cli import main

main(prog_name="nianbao")
