"""Measures in a real desktop session and prints a table; the same as JSON in build/out/bench.json.
Ratios are measured in one run, ours and what it is compared to in turns. Nothing is asserted."""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import gateway_bench
import window_bench
from desktop import BIN, OUT, ROOT, Failure, Program, Simulator, Window, outlayctl, processes, wait_for
from rows import ROWS, pss, row

ROUNDS = 7


def milliseconds(seconds):
    return f"{1000 * seconds:.0f} ms"


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def appears(window):
    """Whether the total's part of the page is there. By names alone and the shallow nodes first:
    a walk through a whole page takes longer than what is measured."""
    level = [window.root]
    while level:
        below = []
        for node in level:
            name = node.get_name() or ""
            if name == "This month" or name.startswith("Spent this month"):
                return True
            if name != "Main":
                below += [child for i in range(node.get_child_count()) if (child := node.get_child_at_index(i))]
        level = below
    return False


def first_words(*command):
    """From the start of a program to the moment its page says what it spent."""
    began = time.monotonic()
    program = Program(*command, name="bench-window")
    try:
        window = Window(program.pid)
        wait_for("the first words", lambda: appears(window), 60, pause=0.01)
        return time.monotonic() - began
    finally:
        program.stop()


def cold_start():
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(first_words(BIN / "bare"))
        ours.append(first_words(BIN / "outlay"))
    a, b = statistics.median(ours), statistics.median(bare)
    row("window: cold start to the first total", milliseconds(a), "", f"median of {ROUNDS}")
    row("bare Wails window: cold start to its first words", milliseconds(b), "", f"median of {ROUNDS}, in turns")
    row("window against bare window", f"{a / b:.2f}x", "<= 1.3x")


def resident():
    for pid in processes("outlay-resident"):
        os.kill(pid, 15)
    wait_for("no tray program", lambda: not processes("outlay-resident"))
    program = Program(BIN / "outlay-resident", name="bench-resident")
    time.sleep(20)  # what is measured is rest: it has to have come to it
    before = cpu_seconds(program.pid)
    time.sleep(60)
    used = cpu_seconds(program.pid) - before
    row("tray program: memory at rest (PSS)", f"{pss(program.pid):.1f} MB", "<= 25 MB")
    row("tray program: processor time at rest", f"{100 * used / 60:.2f} %", "0.0 %", "over 60 s")
    program.stop()


def requests(answer):
    days = 1 + (time.mktime(time.strptime(answer["to"], "%Y-%m-%d")) - time.mktime(time.strptime(answer["from"], "%Y-%m-%d"))) // 86400
    least = -(-days // 180) + 10 * -(-days // 31) + 1
    row("first sync: requests against the least possible", f"{answer['requests'] / least:.2f}x", "1.0x", f"{answer['requests']} of {least:.0f}, {days:.0f} days")


# Ten accounts, and how their simulated vendors are reached.
MANY = ["openai", "anthropic", "openrouter", "together", "fireworks", "xai", "copilot", "cursor", "openai", "anthropic"]
LATENCY = "100ms"


def first_sync(simulator, vendors):
    """The wall time of a first sync of new accounts of these vendors, in a profile of their own."""
    with tempfile.TemporaryDirectory() as profile:
        env = {"OUTLAY_DATA_DIR": profile}
        for i, vendor in enumerate(vendors):
            to = simulator.account(vendor)
            fields = [part for name, value in (to["fields"] or {}).items() for part in ("--set", f"{name}={value}")]
            outlayctl("account", "add", vendor, "--label", f"{vendor} {i}", "--base-url", simulator.url + to["path"], *fields, env=env, secret=to["key"] + "\n")
        began = time.monotonic()
        answer = outlayctl("sync", env=env)
        took = time.monotonic() - began
        if any(a["error"] for a in answer["accounts"]):
            raise Failure(f"a first sync failed: {answer}")
        return took


def many_accounts():
    simulator = Simulator(None, "--latency", LATENCY)
    try:
        alone = {vendor: first_sync(simulator, [vendor]) for vendor in sorted(set(MANY))}
        slowest = max(alone, key=alone.get)
        took = first_sync(simulator, MANY)
    finally:
        simulator.stop()
    row("first sync of 10 accounts x 13 months", f"{took:.1f} s", "", f"vendors answer after {LATENCY}")
    row("the same against its slowest account alone", f"{took / alone[slowest]:.2f}x", "<= 1.2x", f"{slowest}: {alone[slowest]:.1f} s")


def go(name, **env):
    """Runs a benchmark of the ledger and returns nanoseconds per operation by name."""
    done = subprocess.run(
        ["go", "test", "-run", "^$", "-bench", name, "-benchtime", "3x", "-timeout", "60m", "./backend/ledger/sqlite"],
        cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise Failure(done.stdout + done.stderr)
    return {m.group(1): float(m.group(2)) for m in re.finditer(r"^Benchmark\S*?/(\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op", done.stdout, re.M)}


def importing():
    """A million rows, each an entry of its own: how many a second, preview and import together, and the memory."""
    done = subprocess.run(
        ["go", "test", "-run", "^$", "-bench", "Import/13_months$", "-benchtime", "1x", "-timeout", "60m", "./backend/imports"],
        cwd=ROOT, env={**os.environ, "OUTLAY_BENCH_IMPORT": "1000000"}, capture_output=True, text=True, check=False,
    )
    measured = {unit: float(value) for value, unit in re.findall(r"([\d.]+) (rows/s|MB-peak)", done.stdout)}
    if done.returncode != 0 or len(measured) != 2:
        raise Failure(done.stdout + done.stderr)
    row("import of 1,000,000 rows: rows a second", f"{measured['rows/s']:.0f}", "", "preview and import")
    row("import of 1,000,000 rows: memory at its peak", f"{measured['MB-peak']:.0f} MB", "<= 150 MB")


def ledger():
    took = go("BenchmarkIngest", OUTLAY_BENCH_INGEST="1000000")
    row("ingest of 1,000,000 entries", f"{took['put'] / 1e9:.1f} s", "")
    row("ingest against raw inserts of the same rows", f"{took['put'] / took['raw']:.2f}x", "<= 2x", f"raw {took['raw'] / 1e9:.1f} s")
    took = go("BenchmarkOverview", OUTLAY_BENCH_OVERVIEW="5000000")
    small, large = took["overview_of_50000"], took["overview_of_5000000"]
    row("overview on 5,000,000 entries", f"{large / 1e6:.1f} ms", "<= 20 ms")
    row("overview, 5,000,000 against 50,000 entries", f"{large / small:.2f}x", "<= 2x", f"{small / 1e6:.1f} ms on 50,000")


def forecasts():
    """Months played back against the forecast and two plainer ones; the table is printed as it is."""
    done = subprocess.run(
        ["go", "test", "-run", "^$", "-bench", "Forecast", "-benchtime", "1x", "./backend/forecast", "./backend/simulator"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise Failure(f"the forecast's back-test: {done.stdout[-2000:]}")
    table = [line for line in done.stdout.splitlines() if line.startswith("|")]
    print("\n".join(table), flush=True)
    inside = next(line.split("|") for line in table if line.startswith("| **all** | 7"))
    row("forecast on day 7: months whose truth fell in the range", inside[6].strip(), ">= 80 %", f"off by {inside[3].strip()}, straight line {inside[4].strip()}")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    simulator = Simulator()
    try:
        outlayctl("account", "add", "openai", "--label", "Bench", "--limit", "500", "--base-url", simulator.url, secret=simulator.key + "\n")
        answer = outlayctl("sync")["accounts"][0]
        requests(answer)
        many_accounts()
        resident()
        cold_start()
    finally:
        for pid in processes("outlay-resident"):
            os.kill(pid, 15)
        simulator.stop()
    if "--quick" not in sys.argv:
        importing()
        ledger()
        forecasts()
        gateway_bench.measure()
        window_bench.measure()
    (OUT / "bench.json").write_text(json.dumps(ROWS, indent=2) + "\n")
    print(f"bench: the same as JSON is in build/out/bench.json")


if __name__ == "__main__":
    try:
        main()
    except (Failure, gateway_bench.Failure) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(1)
