"""Opens the demo in the desktop session that it runs in and says where its picture is."""

import sys

from desktop import BIN, OUT, Failure, Program, Window, picture


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    program = Program(BIN / "outlay", "--demo", name="outlay-demo")
    try:
        Window(program.pid).says(r"Spent this month, exactly", 120)
        print(f"run: the demo works; its picture is in {picture('demo')}")
    finally:
        program.stop()


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(f"run: {failure}; see build/out", file=sys.stderr)
        sys.exit(1)
