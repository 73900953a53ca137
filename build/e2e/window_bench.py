"""How quick the window is on a ledger of 5,000,000 entries in 20 accounts over three years, and
how large its bundle is. The profile is made anew unless BENCH_BOOK names one that is there."""

import gzip
import json
import os
import subprocess
import tempfile
from pathlib import Path

from desktop import BIN, OUT, ROOT, Failure
from rows import row

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "5000000"))
NOW = "2026-11-22T12:00:00Z"


def bundle():
    """What the page loads, compressed as gzip does by default; a language beside English is loaded when it is chosen."""
    assets = ROOT / "frontend" / "dist" / "assets"
    size = {f.name: len(gzip.compress(f.read_bytes())) for f in assets.iterdir() if f.suffix in (".js", ".css")}
    page = (ROOT / "frontend" / "dist" / "index.html").read_text()
    first = sum(n for name, n in size.items() if name in page)
    german = sum(n for name, n in size.items() if name.startswith("de-"))
    whole = sum(size.values()) - german
    row("window: bundle, gzip", f"{whole / 1000:.0f} KB", "<= 400 KB", f"{first / 1000:.0f} KB of it for the first screen; German {german / 1000:.0f} KB and fonts beside")


def window(book):
    rows = OUT / "window-bench.json"
    rows.unlink(missing_ok=True)
    done = subprocess.run(
        ["frontend/node_modules/.bin/playwright", "test", "--config", "frontend/browser/bench/playwright.config.ts"],
        cwd=ROOT, env={**os.environ, "OUTLAY_BENCH_PROFILE": str(book), "OUTLAY_BENCH_ROWS": str(rows)}, capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise Failure(done.stdout[-3000:] + done.stderr[-1000:])
    for what, value, aim, note in json.loads(rows.read_text())["rows"]:
        row(what, value, aim, note)


def measure():
    bundle()
    if there := os.environ.get("BENCH_BOOK"):
        return window(there)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        subprocess.run([BIN / "book", "-data-dir", book, "-entries", str(ENTRIES)], env={**os.environ, "OUTLAY_NOW": NOW}, check=True)
        window(book)


if __name__ == "__main__":
    measure()
