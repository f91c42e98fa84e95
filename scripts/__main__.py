"""`python -m scripts` is `xent`."""

from scripts.main import main

main(prog_name="xent")
