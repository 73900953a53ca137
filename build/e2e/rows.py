"""The rows of what is measured, and how much memory a process has."""

import re
from pathlib import Path

ROWS = []


def row(what, measured, aim, note=""):
    ROWS.append({"what": what, "measured": measured, "aim": aim, "note": note})
    print(f"{what:<58} {measured:>14}   aim {aim:<12} {note}", flush=True)


def pss(pid):
    """Proportional set size in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)) / 1024
