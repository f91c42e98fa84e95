"""`python -m scripts` is `xent`: the entry point, which imports nothing until Ctrl-C is looked after."""

import sys


def run() -> None:
    try:
        from scripts.main import main

        main(prog_name="xent")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
