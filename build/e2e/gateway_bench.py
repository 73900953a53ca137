"""The metering gateway beside Go's bare reverse proxy, Portkey's gateway and no proxy at all, in
turns on one machine: the same vendor behind them, the same clients before them (build/load). Prints
rows, and a table into build/out/gateway-bench.md. Nothing is asserted but that each answer is
right, byte for byte, and that the gateway metered each of them and what it cost.

Needs no desktop. Alone: build/bench gateway [--seconds N] [--rounds N] [--growth N]"""

import argparse
import base64
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from decimal import Decimal
from pathlib import Path

from rows import pss, row

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "build" / "bin"
OUT = ROOT / "build" / "out"

# Portkey's gateway, and the version of its web server that its own lock file names. With a newer
# one, which npm would choose, it answers every stream with a 500. Source:
# github.com/Portkey-AI/gateway, issues 1389 and 1604, read 2026-11-23.
PORTKEY, SERVER = "1.15.2", "1.13.5"
DIRECT, BARE, OURS, OTHER = "no proxy", "httputil.ReverseProxy", "Outlay's gateway", f"@portkey-ai/gateway {PORTKEY}"
# What is measured: a title, the sort of calls, connections, and seconds in which they begin.
CASES = [
    ("JSON of 2 KB, 64 connections", "json", 64, 0),
    ("streams of 200 chunks, 64 connections", "sse", 64, 0),
    ("the same, usage not asked for", "sse-unasked", 64, 0),  # the gateway asks, and takes it out
    ("64 streams of 200 chunks, 10 ms apart", "sse-paced", 64, 2),
    ("JSON of 2 KB, 1 connection", "json", 1, 0),
    ("streams of 200 chunks, 1 connection", "sse", 1, 0),
]
# What the vendor says of each call; it costs 1000 x 0.15 and 100 x 0.60 dollars a million.
INPUT, OUTPUT, COST = 1000, 100, Decimal("0.00021")


class Failure(Exception):
    """An answer that is not right, or a program that does not run."""


def wait_for(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise Failure(f"waited {seconds} s for: {what}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def accepts(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def running(name, command, env=None, stdout=None):
    """A program for as long as it is measured; what it says goes to build/out."""
    with open(OUT / f"bench-{name}.log", "wb") as log:
        process = subprocess.Popen(
            [str(c) for c in command], env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=stdout or log, stderr=log, text=True
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def family(pid):
    """A process and all that it started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(stat.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(stat.parent.name))
        except OSError:  # it ended in this moment
            continue
    found = [pid]
    for parent in found:
        found += parents.get(parent, [])
    return found


def memory(pid):
    """Of a program and all that it started, in MB."""
    return sum(pss(each) for each in family(pid))


class Candidate:
    """Where calls go, what they have to carry, and what was measured of them."""

    def __init__(self, name, to, pid=None, path="/v1/chat/completions", headers=None):
        self.name, self.to, self.pid, self.path = name, to, pid, path
        self.headers = {"Authorization": "Bearer x", **(headers or {})}
        self.rounds = {}  # by title
        self.answers = 0
        self.at_rest, self.under_load = 0.0, 0.0

    def attack(self, sort, connections, **plan):
        """Sends calls and returns what was measured of them; memory is looked at meanwhile."""
        plan = {"to": self.to, "path": self.path, "headers": self.headers, "sort": sort, "connections": connections, **plan}
        ended = threading.Event()
        looking = threading.Thread(target=self.look, args=(ended,))
        looking.start()
        try:
            done = subprocess.run([str(BIN / "load"), "attack"], input=json.dumps(plan), capture_output=True, text=True, check=False)
        finally:
            ended.set()
            looking.join()
        if done.returncode != 0:
            raise Failure(f"{self.name}, {sort}: {done.stderr.strip()}")
        measured = json.loads(done.stdout)
        self.answers += measured["answers"]
        return measured

    def look(self, ended):
        """Not often: to look at a process holds it up."""
        while self.pid and not ended.wait(0.5):
            self.under_load = max(self.under_load, memory(self.pid))

    def median(self, title, *keys):
        """Of all rounds of a case."""
        values = []
        for value in self.rounds[title]:
            for key in keys:
                value = value[key]
            values.append(value)
        return statistics.median(values)

    def rate(self, title):
        """Answers a second."""
        return statistics.median(r["answers"] / r["seconds"] for r in self.rounds[title])


@contextlib.contextmanager
def printed(name, *arguments):
    """A part of build/load that prints where it listens."""
    with running(name, [BIN / "load", *arguments], stdout=subprocess.PIPE) as process:
        address = process.stdout.readline().strip()
        if not address:
            raise Failure(f"{name} does not start; see build/out/bench-{name}.log")
        yield address, process.pid


class Outlay:
    """The gateway in a profile of its own, with one account whose vendor is ours."""

    def __init__(self, folder, vendor):
        self.env = {"OUTLAY_DATA_DIR": folder, "OUTLAY_MASTER_KEY": base64.b64encode(os.urandom(32)).decode()}
        self.port = free_port()
        self.ask("account", "add", "openai", "--label", "Bench", "--base-url", f"http://{vendor}", secret="sk-bench-0123456789abcdefghij\n")
        self.ask("gateway", "on", "--port", str(self.port))
        self.token = self.ask("gateway", "token", "Bench", "--label", "bench")["token"]

    def ask(self, *arguments, secret=None):
        done = subprocess.run(
            [str(BIN / "outlayctl"), *arguments, "--json"], env={**os.environ, **self.env}, input=secret, capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode != 0:
            raise Failure(f"outlayctl {' '.join(arguments)}: {done.stderr.strip()} {done.stdout.strip()}")
        return json.loads(done.stdout)

    @contextlib.contextmanager
    def candidate(self):
        with running("outlay", [BIN / "outlayctl", "run"], env=self.env) as process:
            wait_for("the gateway", lambda: self.ask("gateway", "status")["listening"])
            yield Candidate(OURS, f"127.0.0.1:{self.port}", process.pid, "/bench/v1/chat/completions", {"Authorization": f"Bearer {self.token}"})

    def metered(self):
        """Requests, tokens in and out, and dollars, of all that was metered; and what was not."""
        rows = self.ask("gateway", "usage", "--from", "2000-01-01")["usage"]
        sums = [sum(r[name] for r in rows) for name in ("requests", "input", "output", "unreported", "failed", "unpriced")]
        return (*sums, sum(Decimal(r["cost"]["value"]) for r in rows if r["cost"]))


def install_portkey():
    """Into build/out, which is no part of the front end, and without the packages' own scripts."""
    folder = OUT / "portkey"
    package = folder / "node_modules" / "@portkey-ai" / "gateway"
    wanted = {"private": True, "dependencies": {"@portkey-ai/gateway": PORTKEY}, "overrides": {"@hono/node-server": SERVER}}
    done = folder / "installed.json"
    if done.exists() and json.loads(done.read_text()) == wanted:
        return package
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(wanted))
    command = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if ran.returncode != 0:
        raise Failure(f"Portkey's gateway cannot be installed: {ran.stderr.strip()[-500:]}")
    done.write_text(json.dumps(wanted))
    return package


@contextlib.contextmanager
def portkey(vendor):
    """Portkey's gateway as its README starts it, without its page of logs."""
    port = free_port()
    server = install_portkey() / "build" / "start-server.js"
    with running("portkey", ["node", server, "--headless", f"--port={port}"], env={"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1"}) as process:
        wait_for("Portkey's gateway", lambda: accepts(port))
        yield Candidate(OTHER, f"127.0.0.1:{port}", process.pid, headers={"x-portkey-provider": "openai", "x-portkey-custom-host": f"http://{vendor}/v1"})


def in_turns(candidates, seconds, rounds):
    """All cases with all candidates. The first round warms up and is not counted."""
    for title, sort, connections, over in CASES:
        for i in range(rounds + 1):
            for candidate in candidates[i % len(candidates) :] + candidates[: i % len(candidates)]:
                measured = candidate.attack(sort, connections, seconds=(over + seconds) if i else min(seconds, 2), over=over)
                if i:
                    candidate.rounds.setdefault(title, []).append(measured)


def growth(ours, requests):
    """Memory before and after many requests, each time at rest, and each time after the same load:
    what a runtime holds back for the next burst is no growth."""
    found = []
    for count in (requests // 5, requests):
        ours.attack("json", 64, count=count)
        time.sleep(10)
        found.append(memory(ours.pid))
    return found


def account_for(outlay, ours):
    """Each answer was metered, each with its tokens and its cost, or this run is worth nothing."""
    n = ours.answers
    want = (n, n * INPUT, n * OUTPUT, 0, 0, 0, n * COST)
    try:
        wait_for("the sums", lambda: outlay.metered() == want, 20)
    except Failure:
        raise Failure(f"metered {outlay.metered()} instead of {want}") from None
    row("gateway: calls metered exactly", f"{n}", "all", f"{n * COST} USD")


def micro(value):
    return f"{value / 1000:.2f} ms"


def rows_of(by):
    for title, sort, connections, _ in CASES:
        rates = {name: c.rate(title) for name, c in by.items()}
        if sort != "sse-paced" and connections > 1:
            row(f"gateway: {title}", f"{rates[OURS]:.0f}/s", "", f"bare proxy {rates[BARE]:.0f}/s, no proxy {rates[DIRECT]:.0f}/s")
            row("  bare proxy's throughput against it", f"{rates[BARE] / rates[OURS]:.2f}x", "<= 1.15x")
            if OTHER in by:
                row("  its throughput against Portkey's", f"{rates[OURS] / rates[OTHER]:.1f}x", ">= 5x", f"Portkey {rates[OTHER]:.0f}/s")
        else:
            row(f"gateway: {title}", micro(by[OURS].median(title, "whole_us", "p50")), "", "p50")
        for rank in ("p50", "p99"):
            added = {name: c.median(title, "whole_us", rank) - by[DIRECT].median(title, "whole_us", rank) for name, c in by.items()}
            row(f"  added latency {rank}", micro(added[OURS]), "", ", ".join(f"{name} {micro(a)}" for name, a in added.items() if name not in (OURS, DIRECT)))
        if sort != "json":
            later = by[OURS].median(title, "first_us", "p50") - by[BARE].median(title, "first_us", "p50")
            full = connections > 1 and sort != "sse-paced"  # then it is how long the queue is
            row("  first streamed byte p50, later than the bare proxy's", micro(later), "" if full else "<= 1 ms")
    for name, c in by.items():
        if c.pid:
            row(f"{name}: memory under load (PSS)", f"{c.under_load:.1f} MB", "<= 40 MB" if name == OURS else "", f"at rest {c.at_rest:.1f} MB")


def table(by, seconds, rounds, grown, requests):
    """What a page can show of it."""
    lines = [f"Median of {rounds} rounds of {seconds:g} s, in turns, on {os.cpu_count()} cores that proxy, clients and vendor share.", ""]
    for title, sort, _, _ in CASES:
        lines += [f"**{title}**", "", "| | answers/s | p50 | p99 | added p50 | added p99 | first byte p50 |", "|---|--:|--:|--:|--:|--:|--:|"]
        for name, c in by.items():
            p50, p99 = (c.median(title, "whole_us", rank) for rank in ("p50", "p99"))
            added = ["", ""]
            if name != DIRECT:
                added = [micro(p - by[DIRECT].median(title, "whole_us", rank)) for p, rank in ((p50, "p50"), (p99, "p99"))]
            first = micro(c.median(title, "first_us", "p50")) if sort != "json" else ""
            lines.append("| " + " | ".join([name, f"{c.rate(title):,.0f}", micro(p50), micro(p99), *added, first]) + " |")
        lines.append("")
    lines += ["**Memory (PSS)**", "", "| | at rest, after its start | the most under load |", "|---|--:|--:|"]
    lines += [f"| {name} | {c.at_rest:.1f} MB | {c.under_load:.1f} MB |" for name, c in by.items() if c.pid]
    lines += ["", f"{OURS}, at rest before and after {requests:,} more requests: {grown[0]:.1f} MB and {grown[1]:.1f} MB.", ""]
    (OUT / "gateway-bench.md").write_text("\n".join(lines))


def measure(seconds=5.0, rounds=3, requests=100_000):
    OUT.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        vendor, _ = stack.enter_context(printed("upstream", "upstream"))
        address, pid = stack.enter_context(printed("bare", "bare", f"http://{vendor}"))
        outlay = Outlay(stack.enter_context(tempfile.TemporaryDirectory()), vendor)
        ours = stack.enter_context(outlay.candidate())
        candidates = [Candidate(DIRECT, vendor), Candidate(BARE, address, pid), ours]
        try:
            candidates.append(stack.enter_context(portkey(vendor)))
        except (Failure, OSError) as failure:  # no network, no Node: the others can be measured without it
            row(f"{OTHER}: not measured", "", "", str(failure))
        time.sleep(3)  # what is measured is rest: they have to have come to it
        for c in candidates:
            c.at_rest = memory(c.pid) if c.pid else 0
        in_turns(candidates, seconds, rounds)
        grown = growth(ours, requests)
        account_for(outlay, ours)
    by = {c.name: c for c in candidates}
    rows_of(by)
    row(f"gateway: memory at rest, {requests} requests later", f"{grown[1] - grown[0]:+.1f} MB", "0 MB", f"{grown[0]:.1f} MB before, {grown[1]:.1f} MB after")
    table(by, seconds, rounds, grown, requests)
    print("bench: the gateway's table is in build/out/gateway-bench.md")


def main():
    parser = argparse.ArgumentParser(prog="build/bench gateway")
    parser.add_argument("--seconds", type=float, default=5, help="of a round")
    parser.add_argument("--rounds", type=int, default=3, help="of each case")
    parser.add_argument("--growth", type=int, default=100_000, help="requests between two looks at memory")
    chosen = parser.parse_args()
    measure(chosen.seconds, chosen.rounds, chosen.growth)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(1)
