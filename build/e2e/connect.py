"""Connect, sync, analytics, export, in the real window: what the exported file adds up to is the
vendor's own sum, to the last digit."""

import csv
import os
import subprocess
import sys
import time
from decimal import Decimal

import desktop
from desktop import BIN, OUT, Failure, Program, Simulator, Window, picture, processes, resize, wait_for

ENV = {"OUTLAY_NOW": "2026-11-22T12:00:00Z"}
FIRST, TODAY = "2026-11-01", "2026-11-22"


def step(words):
    print(f"-- {words}", flush=True)


def expect(what, got, want):
    if got != want:
        raise Failure(f"{what}: {got!r} instead of {want!r}")
    print(f"   {what}: {got}")


def save_as(page, path):
    """Answers the desktop's own dialog for files, as a person with a keyboard does."""
    page.press("Save as …")
    wait_for("the dialog for files", lambda: desktop.focused("Export"))
    subprocess.run(["xdotool", "key", "--clearmodifiers", "ctrl+a"], check=True)
    subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "20", str(path)], check=True)
    subprocess.run(["xdotool", "key", "--clearmodifiers", "Return"], check=True)


def rows_of(path):
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def total_of(rows):
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def run(simulator, page):
    resize("Outlay", 1180, 820)

    step("a service is connected")
    page.find("Connect a service", ("push button", "button"))
    page.press("Accounts")
    page.press("Add account")
    page.press("OpenAI")
    page.type("Name", "Research")
    page.type("Admin key", simulator.key)
    page.press("Advanced")
    page.type("Base URL", simulator.url + "/v1")
    page.press("Save account")
    page.says("key stored", 120)

    step("it is synced, and the overview tells the vendor's sum")
    bill = Decimal(simulator.total(FIRST, TODAY))
    page.press("Overview")
    wait_for("the page to show the simulator's own sum", lambda: Decimal(page.says(r"Spent this month, exactly ([-0-9.]+) USD", 120).group(1)) == bill, 120)

    step("analytics tells the same")
    page.press("Analytics")
    expect("analytics", Decimal(page.says(r"exactly ([-0-9.]+) USD", 60).group(1)), bill)
    picture("connect-analytics")

    step("so does the file that is exported of it")
    path = OUT / "connect.csv"
    path.unlink(missing_ok=True)
    page.press("Overview")
    page.press("Export …")
    page.find("Save as …", ("push button", "button"))
    picture("connect-export")
    save_as(page, path)
    page.says("Exported [0-9,]+ entr")
    rows = rows_of(path)
    days = [row for row in rows if FIRST <= row["day"] <= TODAY]
    expect("the month in the file", total_of(days), bill)
    for day in sorted({row["day"] for row in days}):
        want = Decimal(simulator.total(day, day))
        if (got := total_of([row for row in days if row["day"] == day])) != want:
            raise Failure(f"{day} in the file: {got} instead of {want}")
    print(f"   {len(rows)} entries; each day of the month is the vendor's")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    simulator = Simulator(ENV)
    window = Program(BIN / "outlay", env=ENV, name="outlay-connect")
    try:
        run(simulator, Window(window.pid))
    except Exception:
        picture("connect-failure")
        desktop.tree("connect-failure")
        raise
    finally:
        for program in (window, simulator):
            program.stop()
        for pid in processes("outlay-resident"):
            os.kill(pid, 15)
    print("connect to export: all is well")


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main()
    except Failure as failure:
        print(f"connect to export: {failure}", file=sys.stderr)
        sys.exit(1)
    print(f"connect to export: {time.monotonic() - began:.0f} s")
