"""Budgets and alerts, end to end: a budget made in the window, alerts that are raised while every
channel is down and the tray program is killed, and arrive once when they are back: as a
notification, by mail, and as a webhook whose signature the receiver checks."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from decimal import Decimal

from desktop import BIN, OUT, Failure, Notifications, Program, Simulator, Window, outlayctl, picture, processes, resize, wait_for

TODAY, FIRST = "2026-11-22", "2026-11-01"
ENV = {"OUTLAY_NOW": "2026-11-22T12:00:00Z"}
LATER = {"OUTLAY_NOW": "2026-11-22T12:30:00Z"}  # the clock stands still, and pauses after failed tries would never be over
TOKEN = "end-to-end"


def step(words):
    print(f"-- {words}", flush=True)


def expect(what, got, want):
    if got != want:
        raise Failure(f"{what}: {got!r}, want {want!r}")


class Receiver:
    """Where mail and webhooks arrive, as a program of its own."""

    def __init__(self):
        OUT.mkdir(parents=True, exist_ok=True)
        self.file = open(OUT / "receive.log", "ab")
        self.process = subprocess.Popen([str(BIN / "receive"), "--token", TOKEN], stdout=subprocess.PIPE, stderr=self.file, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.port, self.url = ready["smtp_port"], ready["url"]

    def ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, method=method, headers={"X-Receive-Token": TOKEN})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def seen(self):
        seen = self.ask("GET", "/_seen")
        return seen["mails"] or [], seen["hooks"] or [], seen["refused"]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.file.close()


def main():
    notifications, receiver = Notifications(), Receiver()
    simulator = Simulator(ENV)
    window = Program(BIN / "outlay", env=ENV, name="outlay-alerts")
    try:
        run(simulator, receiver, notifications, Window(window.pid))
    except Exception:
        picture("alerts-failure")
        print("   notifications:", notifications.seen, file=sys.stderr)
        print("   received:", receiver.seen(), file=sys.stderr)
        raise
    finally:
        for program in (window, simulator, receiver):
            program.stop()
        for pid in processes("outlay-resident"):
            os.kill(pid, signal.SIGTERM)
        notifications.stop()


def alerts(kind):
    return [a for a in outlayctl("alerts", env=ENV)["alerts"] if a["kind"] == kind]


def states(alert):
    return {d["channel"]: d["status"] for d in alert["deliveries"]}


def run(simulator, receiver, notifications, page):
    resize("Outlay", 1180, 820)
    page.find("Connect a service", ("push button", "button"))
    wait_for("the tray program", lambda: processes("outlay-resident"))
    outlayctl("account", "add", "openai", "--label", "Research", "--base-url", simulator.url, env=ENV, secret=simulator.key + "\n")
    outlayctl("sync", env=ENV)
    before = Decimal(simulator.total(FIRST, TODAY))

    step("channels are set up, and what is secret of them is not shown")
    mail = outlayctl(
        "channel", "add", "email", "--host", "127.0.0.1", "--port", str(receiver.port), "--security", "none",
        "--from", "outlay@example.org", "--to", "team@example.org", env=ENV, secret="\n",
    )["channel"]
    made = outlayctl("channel", "add", "webhook", "--shape", "standard", env=ENV, secret=receiver.url + "/hook\n")
    hook = made["channel"]
    receiver.ask("POST", "/_secret", made["signing"])
    listed = json.dumps(outlayctl("channel", "list", env=ENV))
    for secret in (made["signing"], "/hook"):
        if secret in listed:
            raise Failure(f"the list of channels shows {secret}")

    step("each is tested")
    outlayctl("channel", "test", mail["id"], env=ENV)
    outlayctl("channel", "test", hook["id"], env=ENV)
    mails, hooks, _ = receiver.seen()
    expect("test mails", len(mails), 1)
    expect("test webhooks, signed", [h["signed"] for h in hooks], [True])

    step("a budget is made in the window")
    limit = (before / Decimal("0.7")).quantize(Decimal("0.01"))
    page.press("Budgets")
    page.press("New budget|Make a budget|Set a budget|Make your first budget")
    page.type("Limit", str(limit))
    page.press("Make budget")
    page.says("Everything")
    page.says("70 %|69 %")
    picture("budgets")
    expect("budgets", [b["title"] for b in outlayctl("budget", "list", env=ENV)["budgets"]], ["Everything"])
    quiet = len(notifications.seen)

    step("spending reaches 80 % while every channel but the desktop's is down")
    receiver.ask("POST", "/_down")
    simulator.spend(TODAY, (limit * Decimal("0.8")).quantize(Decimal("0.000000001")) - before)
    outlayctl("sync", env=ENV)
    level = wait_for("the alert", lambda: alerts("level"))[0]
    wait_for("a notification at 80 %", lambda: notifications.titled("80 %"))
    wait_for("mail and webhook to be refused", lambda: receiver.seen()[2] >= 2)
    expect("mails so far", len(receiver.seen()[0]), 1)
    page.press("Alerts.*")
    page.says("80 %")
    picture("alerts-waiting")

    step("the tray program is killed; the channels come back, and so does the tray program")
    for pid in processes("outlay-resident"):
        os.kill(pid, signal.SIGKILL)
    receiver.ask("POST", "/_up")
    resident = Program(BIN / "outlay-resident", env=LATER, name="outlay-resident-again")
    try:
        wait_for("mail and webhook", lambda: all(states(a).get(c) == "sent" for a in alerts("level") for c in (mail["id"], hook["id"])), 120)
        mails, hooks, _ = receiver.seen()
        ours = [h for h in hooks if h["body"]["data"]["kind"] == "level"]
        expect("webhooks about the level", [(h["id"], h["signed"]) for h in ours], [(level["id"], True)])
        expect("mails about the level", len([m for m in mails if "80" in m["subject"]]), 1)

        step("many syncs bring no second one")
        for _ in range(3):
            outlayctl("sync", env=ENV)
        wait_for("nothing to be waiting", lambda: not [d for a in outlayctl("alerts", env=ENV)["alerts"] for d in a["deliveries"] if d["status"] in ("pending", "sending")])
        expect("notifications at 80 %", len(notifications.titled("80 %")), 1)
        expect("webhooks about the level", len([h for h in receiver.seen()[1] if h["body"]["data"]["kind"] == "level"]), 1)
        print(f"   {len(notifications.seen) - quiet} notifications: {notifications.seen[quiet:]}")

        step("every screen is looked at")
        page.press("Alerts.*")
        page.says("80 %")
        picture("alerts")
        page.press("Budgets")
        picture("budgets-80")
        page.press("Overview")
        picture("alerts-overview")
    finally:
        resident.stop()
    print("alerts: all is well")


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main()
    except Failure as failure:
        print(f"alerts: {failure}", file=sys.stderr)
        sys.exit(1)
    print(f"alerts: {time.monotonic() - began:.0f} s")
