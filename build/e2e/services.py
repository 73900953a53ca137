"""Services that publish much, little or nothing, in the real window: a key is checked before it is
stored, an unknown is never $0, a file is imported after its preview, a price recurs, an invoice is
compared."""

import os
import subprocess
import sys
import time
from decimal import Decimal

import desktop
from desktop import BIN, OUT, Failure, Program, Simulator, Window, outlayctl, picture, processes, resize, wait_for

ENV = {"OUTLAY_NOW": "2026-11-22T12:00:00Z"}
FIRST, TODAY = "2026-11-01", "2026-11-22"
FILE = "date,model,cost\n2026-11-20,llama-3.3-70b,1.25\n2026-11-21,llama-3.3-70b,2.50\n2026-11-21,whisper,0.0004\nTotal,,3.7504\n"


def step(words):
    print(f"-- {words}", flush=True)


def expect(what, got, want):
    if got != want:
        raise Failure(f"{what}: {got!r} instead of {want!r}")
    print(f"   {what}: {got}")


def total_in(page):
    return Decimal(page.says(r"Spent this month, exactly ([-0-9.]+) USD", 120).group(1))


def add(page, service, name, key, base, key_label):
    page.press("Accounts")
    page.press("Add account")
    page.press(service)
    page.type("Name", name)
    page.type(key_label, key)
    page.press("Advanced")
    page.type("Base URL", base)


def saved(page):
    page.press("Save account")
    wait_for("the form to be gone", lambda: not page.look("Save account", ("push button", "button")))


def choose_file(page, path):
    """Answers the desktop's own dialog for files, as a person with a keyboard does."""
    page.press("Choose a file…")
    wait_for("the dialog for files", lambda: desktop.focused("Import"))
    subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "20", str(path)], check=True)
    subprocess.run(["xdotool", "key", "--clearmodifiers", "Return"], check=True)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    simulator = Simulator(ENV)
    window = Program(BIN / "outlay", env=ENV, name="outlay-services")
    try:
        run(simulator, Window(window.pid))
    except Exception:
        picture("services-failure")
        raise
    finally:
        for program in (window, simulator):
            program.stop()
        for pid in processes("outlay-resident"):
            os.kill(pid, 15)


def run(simulator, page):
    resize("Outlay", 1180, 820)
    page.find("Connect a service", ("push button", "button"))
    page.press("Settings")

    step("a key of the wrong kind is told before it is stored")
    to = simulator.account("anthropic")
    add(page, "Anthropic", "Agents", to["weak"], simulator.url + to["path"], "Admin key")
    page.press("Check this key")
    page.says("may not read spend")
    picture("services-key-doctor")
    expect("accounts", len(outlayctl("account", "list", env=ENV)["accounts"]), 0)

    step("the right one is, and its bill is read to the last digit")
    page.type("Admin key", to["key"])
    page.press("Check this key")
    page.says("The key works")
    saved(page)
    page.press("Overview")
    bill = Decimal(simulator.total(FIRST, TODAY, "anthropic"))
    wait_for("the page to show the vendor's own sum", lambda: total_in(page) == bill, 120)
    expect("total", total_in(page), bill)

    step("a vendor that publishes no spend is a gap, and never $0")
    to = simulator.account("groq")
    add(page, "Groq", "Voice", to["key"], simulator.url + to["path"], "API key")
    saved(page)
    page.says("Spend unknown", 60)
    picture("services-unknown")
    expect("total", outlayctl("report", "--from", FIRST, "--to", TODAY, env=ENV)["totals"][0]["value"], f"{bill.normalize():f}")

    step("its export is imported after a preview")
    file = OUT / "groq-usage.csv"
    file.write_text(FILE)
    page.press("Import an export")
    choose_file(page, file)
    page.says("Leave out 1 rejected row")
    picture("services-preview")
    page.press("Leave out 1 rejected row")
    page.press("Import 3 rows")
    page.press("See it in the overview")
    with_import = bill + Decimal("3.7504")
    wait_for("the page to show the imported rows", lambda: total_in(page) == with_import, 60)
    expect("total", total_in(page), with_import)

    step("a price that recurs counts by the day")
    outlayctl(
        "account", "add", "subscription", "--label", "ChatGPT Plus", "--set", "service=openai", "--set", "price=30",
        "--set", "currency=USD", "--set", "cycle=month", "--set", "start=2026-11-01", env=ENV,
    )
    outlayctl("sync", env=ENV)
    everything = with_import + 22
    wait_for("the page to show 22 of 30 days", lambda: total_in(page) == everything, 60)
    expect("total", total_in(page), everything)
    picture("services-overview")

    step("an invoice stands beside what was counted")
    outlayctl("invoice", "put", "Agents", "2026-10", "100.00", env=ENV)
    page.press("Invoices")
    page.says("Agents")
    picture("services-invoices")
    page.press("Accounts")
    page.says("ChatGPT Plus")
    picture("services-accounts")
    print("services: all is well")


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main()
    except Failure as failure:
        print(f"services: {failure}", file=sys.stderr)
        sys.exit(1)
    print(f"services: {time.monotonic() - began:.0f} s")
