"""The lock, end to end, in a real desktop session: a passphrase is set in the window, a locked
window tells no number while the terminal goes on syncing, and it opens for its passphrase, also
after a restart, or without it once the lock was removed in a terminal."""

import os
import signal
import subprocess
import sys
import time

from desktop import BIN, OUT, Failure, Program, Simulator, Window, content, frame, outlayctl, picture, processes, wait_for

ENV = {"OUTLAY_NOW": "2026-11-22T12:00:00Z"}
PASSPHRASE = "a canary that opens"
TOTAL = r"Spent this month, exactly [-0-9.]+ USD"
LOCKED = r"Outlay is locked"


def step(words):
    print(f"-- {words}", flush=True)


def start():
    program = Program(BIN / "outlay", env=ENV, name="outlay-lock")
    return program, Window(program.pid)


def texts(page):
    """Everything that a screen reader finds in the window."""
    return "\n".join(words for node in page.nodes() for words in (node.get_name() or "", content(node)) if words)


def shut(page):
    page.says(LOCKED)
    seen = wait_for("the page to hold still", lambda: texts(page))
    for number in ("Spent this month", "Research", "$"):
        if number in seen:
            raise Failure(f"the locked window tells {number!r}: {seen}")


def unlock(page):
    page.type("Passphrase", PASSPHRASE)
    page.press("Unlock")


def run(simulator, opened):
    program, page = opened()
    page.find("Connect a service", ("push button", "button"))
    outlayctl("account", "add", "openai", "--label", "Research", "--base-url", simulator.url, env=ENV, secret=simulator.key + "\n")
    outlayctl("sync", env=ENV)
    page.press("Overview")
    page.says(TOTAL)

    step("what a lock means is said before it is set")
    page.press("Settings")
    page.says("If you forget the passphrase nothing is lost")
    page.type("Passphrase", PASSPHRASE)
    page.type("The same once more", PASSPHRASE)
    page.press("Set the lock")
    page.says("The lock is set")

    step("locked, the window tells nothing, and syncing goes on")
    page.press("Overview")
    page.says(TOTAL)
    subprocess.run(["xdotool", "windowactivate", "--sync", frame("Outlay"), "key", "--clearmodifiers", "ctrl+l"], check=True)
    shut(page)
    picture("lock", frame("Outlay"))
    outlayctl("sync", env=ENV)
    shut(page)
    page.type("Passphrase", "not the right one")
    page.press("Unlock")
    page.says("This is not the passphrase")
    shut(page)

    step("the passphrase opens it where it was")
    unlock(page)
    page.says(TOTAL)

    step("a window that is opened anew is locked")
    program.stop()
    program, page = opened()
    shut(page)
    unlock(page)
    page.says(TOTAL)

    step("the terminal takes a forgotten passphrase away, and the window opens")
    page.press("Settings")
    page.press("Lock now")
    shut(page)
    outlayctl("lock", "remove", env=ENV)
    page.says("The passphrase keeps people")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    simulator = Simulator(ENV)
    programs = [simulator]

    def opened():
        program, page = start()
        programs.append(program)
        return program, page

    try:
        run(simulator, opened)
    except Exception:
        picture("lock-failure")
        raise
    finally:
        for program in programs:
            if program.running():
                program.stop()
        for pid in processes("outlay-resident"):
            os.kill(pid, signal.SIGTERM)
    print("the lock: all is well")


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main()
    except Failure as failure:
        print(f"the lock: {failure}", file=sys.stderr)
        sys.exit(1)
    print(f"the lock: {time.monotonic() - began:.0f} s")
