"""The main job, end to end, in a real desktop session: connect an account in the real window,
see the total to the last digit, be warned at 80 % and at 100 % exactly once, in the tray too."""

import os
import sys
import time
from decimal import Decimal
from pathlib import Path

import desktop
from desktop import BIN, OUT, Failure, Notifications, Program, Simulator, Tray, Window, outlayctl, picture, processes, resize, wait_for

NOW = "2026-11-22T12:00:00Z"
FIRST, TODAY = "2026-11-01", "2026-11-22"
ENV = {"OUTLAY_NOW": NOW}
LABEL = "Research"


def expect(what, got, want):
    if got != want:
        raise Failure(f"{what}: {got!r} instead of {want!r}")
    print(f"   {what}: {got}")


def step(words):
    print(f"-- {words}", flush=True)


def total_in(window):
    return Decimal(window.says(r"Spent this month, exactly ([-0-9.]+) USD", 120).group(1))


def sync_in(window, want):
    """Presses Sync now and waits until the page shows a total."""
    window.press("Sync now")
    wait_for(f"the page to show {want}", lambda: total_in(window) == want, 120)


def settled_sync():
    """A sync by the terminal: when it ends, everything that is news has been written."""
    outlayctl("sync", env=ENV)


def undelivered():
    return [d for a in outlayctl("alerts", env=ENV)["alerts"] for d in a["deliveries"] if d["status"] != "sent"]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    simulator = Simulator(ENV)
    notifications = Notifications()
    tray = Tray()
    window = Program(BIN / "outlay", env=ENV, name="outlay")
    try:
        run(simulator, notifications, tray, window)
    except Exception:
        picture("failure")
        print("   notifications:", notifications.seen, file=sys.stderr)
        print("   alerts:", outlayctl("alerts", env=ENV), file=sys.stderr)
        raise
    finally:
        for program in (window, simulator):
            program.stop()
        notifications.stop()
        for pid in processes("outlay-resident"):
            os.kill(pid, 15)


def run(simulator, notifications, tray, program):
    page = Window(program.pid)

    step("the first start offers to connect or to look around")
    page.find("Connect a service", ("push button", "button"))
    picture("welcome")

    step("sample data is a click away and a click gone")
    page.press("Explore with sample data")
    page.says("Sample data: nothing here is real", 120)
    sample = total_in(page)
    if sample <= 0:
        raise Failure(f"the sample shows {sample}")
    picture("sample")
    page.press("Leave sample data")
    page.find("Connect a service", ("push button", "button"))

    step("an account is connected in the window")
    before = Decimal(simulator.total(FIRST, TODAY))
    limit = (before / Decimal("0.7")).quantize(Decimal("0.01"))
    page.press("Connect a service")
    page.press("OpenAI")
    page.press("Continue")
    page.type("Name", LABEL)
    page.type("Admin key", simulator.key)
    page.type("Monthly limit", str(limit))
    page.press("Advanced")
    page.type("Base URL", simulator.url + "/v1")
    picture("add-account")
    page.press("Save account")

    step("the sync is watched and the total read from the page")
    page.says("The first number is there", 120)
    picture("first-number")
    page.press("Open the overview")
    wait_for("the page to show the simulator's own sum", lambda: total_in(page) == before, 120)
    expect("total on the page", total_in(page), before)
    expect("total in the terminal", Decimal(outlayctl("report", "--from", FIRST, "--to", TODAY, "--by", "day", env=ENV)["totals"][0]["value"]), before)
    picture("overview")
    expect("notifications so far", len(notifications.seen), 0)

    step("the tray shows the month")
    wait_for("the tray program", lambda: processes("outlay-resident"))
    tray.says(r"\$" + f"{before.quantize(Decimal('0.01')):,}".replace(".", r"\."))
    calm = tray.icon()

    step("spending reaches 80 % to the last digit")
    near = (limit * Decimal("0.8")).quantize(Decimal("0.000000001"))
    simulator.spend(TODAY, near - before)
    sync_in(page, near)
    wait_for("a notification at 80 %", lambda: notifications.titled("80 %"))
    wait_for("another icon in the tray", lambda: tray.icon() != calm)
    near_icon = tray.icon()
    picture("overview-80")

    step("many syncs, by three programs, bring no second one")
    for _ in range(5):
        settled_sync()
    tray.click("Sync now")
    sync_in(page, near)
    restart_resident()
    settled_sync()
    wait_for("every delivery to be made", lambda: not undelivered())
    expect("notifications at 80 %", len(notifications.titled("80 %")), 1)

    step("spending reaches the limit")
    simulator.spend(TODAY, limit - near)
    sync_in(page, limit)
    wait_for("a notification at 100 %", lambda: notifications.titled("limit reached"))
    wait_for("another icon in the tray", lambda: tray.icon() not in (calm, near_icon))
    for _ in range(3):
        settled_sync()
    wait_for("every delivery to be made", lambda: not undelivered())
    expect("notifications at 100 %", len(notifications.titled("limit reached")), 1)
    titles = [title for title, _ in notifications.seen]
    expect("notifications that came twice", [t for t in titles if titles.count(t) > 1], [])
    others = ("will use up its limit", " today")  # the forecast saw it coming, and the day ran away
    expect("notifications about anything else", [t for t in titles if "80 %" not in t and "limit reached" not in t and not t.endswith(others)], [])
    print(f"   the last one says: {notifications.seen[-1]}")
    tray.says(r"\$" + f"{limit:,}".replace(".", r"\."))
    picture("overview-100")

    step("every screen is looked at")
    page.press("Accounts")
    page.says("key stored")
    picture("accounts")
    page.press("Settings")
    page.find("Settings", ("heading",))
    picture("settings")
    page.press("Dark")
    page.press("Overview")
    total_in(page)
    picture("overview-dark")
    resize("Outlay", 900, 600)
    total_in(page)
    picture("overview-narrow")

    step("a second window raises the first and leaves")
    second = Program(BIN / "outlay", env=ENV, name="outlay-second")
    second.ended(30)
    expect("windows that run", len(processes("outlay")), 1)
    second.stop()

    step("closing the window ends it; the tray stays")
    program.stop()
    expect("windows that run", len(processes("outlay")), 0)
    expect("tray programs that run", len(processes("outlay-resident")), 1)

    step("the key is nowhere in plain text")
    search(simulator.key)
    print("end to end: all is well")


def restart_resident():
    old = processes("outlay-resident")
    for pid in old:
        os.kill(pid, 9)
    wait_for("the tray program to be gone", lambda: not processes("outlay-resident"))
    Program(BIN / "outlay-resident", env=ENV, name="outlay-resident")
    wait_for("the tray program", lambda: processes("outlay-resident"))


def search(key):
    """Looks for the key in every file of the profile and home, in every log and on every command line."""
    canary = key.encode()
    places = 0
    for folder in (Path(os.environ["HOME"]), OUT):
        for file in folder.rglob("*"):
            if file.is_file() and not file.is_socket():
                places += 1
                if canary in file.read_bytes():
                    raise Failure(f"the key stands in {file}")
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if canary in line.read_bytes():
                raise Failure(f"the key stands in {line}")
        except OSError:
            continue
    database = Path(os.environ["XDG_DATA_HOME"]) / "Outlay" / "outlay.db"
    if not database.exists():
        raise Failure(f"there is no database at {database}: the search looked in the wrong place")
    print(f"   searched {places} files")


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main()
    except Failure as failure:
        print(f"end to end: {failure}", file=sys.stderr)
        sys.exit(1)
    print(f"end to end: {time.monotonic() - began:.0f} s")
