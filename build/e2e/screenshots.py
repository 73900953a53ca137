"""Takes the README's pictures of the real window, light and dark, into docs/screenshots."""

import sys

from desktop import BIN, OUT, ROOT, Failure, Program, Window, frame, picture, resize

FOLDER = ROOT / "docs" / "screenshots"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = Program(BIN / "outlay", "--demo", name="outlay-demo")
    try:
        page = Window(program.pid)
        page.says("Spent this month, exactly", 120)
        resize("Outlay", 1180, 780)
        for theme in ("Light", "Dark"):
            page.press("Settings")
            page.press(theme)
            for screen in ("Settings", "Accounts", "Overview"):
                page.press(screen)
                page.says({"Settings": "Which dollars count", "Accounts": "key stored", "Overview": "Spent this month, exactly"}[screen])
                picture(f"{screen.lower()}-{theme.lower()}", frame("Outlay"), FOLDER)
    finally:
        program.stop()


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(f"screenshots: {failure}", file=sys.stderr)
        sys.exit(1)
