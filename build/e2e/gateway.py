"""The gateway, end to end: the vendors' official clients call through it and get what they get
directly, what is metered is what the vendors say was used, and the window shows it within seconds."""

import json
import os
import subprocess
import sys
import time
from decimal import Decimal

from desktop import BIN, OUT, ROOT, Failure, Notifications, Program, Simulator, Window, outlayctl, picture, processes, resize, wait_for

ENV = {"OUTLAY_NOW": "2026-11-22T12:00:00Z"}
VENDORS = {"openai": "Research", "anthropic": "Agents", "groq": "Voice", "perplexity": "Search"}


def step(words):
    print(f"-- {words}", flush=True)


def clients(to):
    """What the official clients get, as JSON."""
    done = subprocess.run(["node", str(ROOT / "build/e2e/sdk.mjs")], input=json.dumps(to), capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise Failure(f"the clients: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


def connect(simulator, port):
    """Accounts of each vendor; how they are reached directly and through the gateway."""
    direct, through = {}, {}
    for vendor, label in VENDORS.items():
        to = simulator.account(vendor)
        url, key = simulator.url + to["path"], to["weak"] or to["key"]  # keys that read the bill call no model
        outlayctl("account", "add", vendor, "--label", label, "--base-url", url, env=ENV, secret=key + "\n")
        made = outlayctl("gateway", "token", label, "--label", "tests", env=ENV)
        direct[vendor] = {"url": url, "key": key}
        through[vendor] = {"url": f"http://127.0.0.1:{port}/{label.lower()}", "key": made["token"]}
    return direct, through


def used(simulator, since):
    sums = {}
    for use in simulator.ask("GET", "/_sim/uses")["uses"][since:]:
        counts = sums.setdefault((use["vendor"], use["model"]), [0, 0, 0])
        for i, name in enumerate(("input", "cached", "output")):
            counts[i] += use[name]
    return sums


def metered():
    sums = {}
    by = {a["id"]: a["provider"] for a in outlayctl("account", "list", env=ENV)["accounts"]}
    for use in outlayctl("gateway", "usage", env=ENV)["usage"]:
        counts = sums.setdefault((by[use["account"]], use["model"]), [0, 0, 0])
        for i, name in enumerate(("input", "cached", "output")):
            counts[i] += use[name]
    return sums


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    notifications = Notifications()
    simulator = Simulator(ENV)
    window = Program(BIN / "outlay", env=ENV, name="outlay-gateway")
    try:
        run(simulator, notifications, Window(window.pid))
    except Exception:
        picture("gateway-failure")
        raise
    finally:
        for program in (window, simulator):
            program.stop()
        for pid in processes("outlay-resident"):
            os.kill(pid, 15)
        notifications.stop()


def spent(service):
    rows = outlayctl("report", "--by", "service", "--from", "2026-11-01", "--to", "2026-11-22", env=ENV)["rows"]
    return sum(Decimal(r["amount"]["value"]) for r in rows if r["key"] == service)


def run(simulator, notifications, page):
    resize("Outlay", 1180, 820)
    page.find("Connect a service", ("push button", "button"))
    port = 18747
    direct, through = connect(simulator, port)
    wait_for("the tray program", lambda: processes("outlay-resident"))

    step("the gateway is switched on and listens")
    outlayctl("gateway", "on", "--port", str(port), env=ENV)
    wait_for("the gateway", lambda: outlayctl("gateway", "status", env=ENV)["listening"])

    step("the official clients get through it what they get directly")
    first = clients(direct)
    since = len(simulator.ask("GET", "/_sim/uses")["uses"])
    second = clients(through)
    for name, answer in first["got"].items():
        if second["got"][name] != answer:
            raise Failure(f"{name}: {second['got'][name]} instead of {answer}")
    if second["refused"] != 401:
        raise Failure(f"a wrong token: {second['refused']}")
    print(f"   {len(first['got'])} calls are the same")

    step("what is metered is what the vendors say was used")
    want = used(simulator, since)
    wait_for("the sums", lambda: metered() == want, 20)
    print(f"   {want}")

    step("Groq and Perplexity have live spend in the window")
    page.press("Overview")
    total = Decimal(outlayctl("report", "--from", "2026-11-01", "--to", "2026-11-22", env=ENV)["totals"][0]["value"])
    page.says("metered", 20)
    wait_for("the page to show it", lambda: Decimal(page.says(r"Spent this month, exactly ([-0-9.]+) USD", 20).group(1)) == total, 20)
    print(f"   {total} USD")

    step("a limit that the next calls cross is a notification")
    outlayctl("account", "set", "Voice", "--limit", str(spent("groq") * Decimal("1.5")), env=ENV)
    if notifications.seen:
        raise Failure(f"a notification at two thirds of a limit: {notifications.seen}")
    began = time.monotonic()
    clients(through)
    wait_for("the next calls", lambda: Decimal(page.says(r"Spent this month, exactly ([-0-9.]+) USD", 20).group(1)) > total, 20)
    print(f"   the next calls are on the page {time.monotonic() - began:.1f} s after the first of them")
    wait_for("a notification at 100 %", lambda: notifications.titled("limit reached"), 20)
    print(f"   the limit's notification came {time.monotonic() - began:.1f} s after the first of them: {notifications.seen[-1]}")
    if len(notifications.titled("limit reached")) != 1:
        raise Failure(f"more than one notification: {notifications.seen}")
    picture("gateway-overview")
    page.press("Gateway")
    page.says("127.0.0.1:18747")
    picture("gateway-screen")
    print("gateway: all is well")


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main()
    except Failure as failure:
        print(f"gateway: {failure}", file=sys.stderr)
        sys.exit(1)
    print(f"gateway: {time.monotonic() - began:.0f} s")
