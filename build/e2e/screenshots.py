"""Takes the pictures of the README of the real window on sample data, each screen light and
dark, into docs/screenshots."""

import subprocess
import sys

from desktop import BIN, OUT, ROOT, Failure, Program, Window, frame, picture, resize

FOLDER = ROOT / "docs" / "screenshots"
SIZE = (1180, 780)

# Each screen by its name in the sidebar, and what it says when it is there.
SCREENS = {
    "Overview": "Spent this month",
    "Analytics": "What changed",
    "Activity": "First seen|entries",
    "Accounts": "key stored",
    "Budgets": "On course|used",
    "Alerts": "Channels",
    "Gateway": "gateway",
    "Tags": "No tag yet",
    "Import": "Account and file",
    "Invoices": "[Ii]nvoice",
    "Settings": "Which dollars count",
}


def take(page, name):
    """A picture in few colours: a page has few, and a repository keeps every picture for ever."""
    shot = picture(name, frame("Outlay"), FOLDER)
    subprocess.run(["convert", str(shot), "-dither", "None", "-colors", "200", "-strip", f"PNG8:{shot}"], check=True)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = Program(BIN / "outlay", "--demo", name="outlay-demo")
    try:
        page = Window(program.pid)
        page.says("Spent this month", 120)
        resize("Outlay", *SIZE)
        for theme in ("Light", "Dark"):
            page.press("Settings")
            page.says("Which dollars count")
            page.press(theme)
            for screen, words in SCREENS.items():
                page.press(f"{screen}(, .*)?")
                page.says(words)
                take(page, f"{screen.lower()}-{theme.lower()}")
    finally:
        program.stop()


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(f"screenshots: {failure}", file=sys.stderr)
        sys.exit(1)
