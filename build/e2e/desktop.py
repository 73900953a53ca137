"""Drives the real programs as a person would, inside build/desktop-session.

The window is read and clicked through accessibility (AT-SPI), as a screen reader does it; text
is typed with real keys; the tray is asked over D-Bus, as a panel does it; notifications are
overheard on the bus, whoever sends them. Nothing here waits by sleeping: wait_for asks until
the answer is there, and says what it waited for when it never is.

Roles are the words of ARIA and of the front end's tests ("button", "textbox", "heading").
Names are whole ("Add account") or a compiled pattern. The system's Python and its gi are all
that is needed.
"""

import contextlib
import hashlib
import os
import re
import subprocess
import sys
import threading
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Gio", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# The bindings call half of AT-SPI deprecated, and offer nothing in its place.
warnings.filterwarnings("ignore", category=DeprecationWarning)

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "build" / "out"
PATIENCE = 30  # seconds


class Late(AssertionError):
    """Something that should have come did not."""


def wait_for(condition, what: str, seconds: float = PATIENCE):
    """Asks condition until it returns something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Late(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.05)


def matches(wanted: str | re.Pattern | None, text: str) -> bool:
    """Whether text is the wanted one; a pattern may match any part of it."""
    if wanted is None:
        return True
    return bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else wanted == text


# --- programs ---------------------------------------------------------------------------------


class Program:
    """A running program, whose words go to build/out/NAME.log. It ends with the block:

    with Program("outlay-simulator", "build/bin/outlay-simulator") as simulator: …
    """

    def __init__(self, name: str, *command, **environment: str):
        OUT.mkdir(parents=True, exist_ok=True)
        self.name, self.log = name, OUT / f"{name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env=os.environ | environment,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def line(self, pattern: str = "") -> str:
        """The first line it prints in which pattern occurs."""

        def printed():
            found = [line for line in self.log.read_text(errors="replace").splitlines(keepends=True) if re.search(pattern, line)]
            if not found and not self.running:
                raise AssertionError(f"{self.name} ended with code {self.process.returncode}; see {self.log}")
            return found and found[0].endswith("\n") and found[0].strip()

        return wait_for(printed, f"a line with {pattern!r} from {self.name}")

    def ended(self, seconds: float = PATIENCE) -> int:
        """Its exit code, once it ended by itself."""
        wait_for(lambda: not self.running, f"the end of {self.name}", seconds)
        return self.process.returncode

    def stop(self) -> int:
        """Ends it as a desktop does at log out, and returns its exit code."""
        if self.running:
            self.process.terminate()
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Late(f"{self.name} did not end within 10 s of being asked") from None

    def kill(self) -> None:
        """Ends it without a warning, as a crash does."""
        self.process.kill()
        self.process.wait()


def running(program: str) -> list[int]:
    """The ids of the session's processes of a program, whoever started them."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            ours = f"XDG_RUNTIME_DIR={os.environ['XDG_RUNTIME_DIR']}\0".encode() in (folder / "environ").read_bytes()
            if ours and Path(os.readlink(folder / "exe")).name == program:
                found.append(int(folder.name))
    return found


# --- the window -------------------------------------------------------------------------------

ROLES = {
    "alert": [Atspi.Role.NOTIFICATION, Atspi.Role.ALERT],
    "button": [Atspi.Role.PUSH_BUTTON],
    "cell": [Atspi.Role.TABLE_CELL],
    "checkbox": [Atspi.Role.CHECK_BOX],
    "columnheader": [Atspi.Role.TABLE_COLUMN_HEADER, Atspi.Role.COLUMN_HEADER],
    "combobox": [Atspi.Role.COMBO_BOX],
    "dialog": [Atspi.Role.DIALOG],
    "document": [Atspi.Role.DOCUMENT_WEB],
    "frame": [Atspi.Role.FRAME],
    "heading": [Atspi.Role.HEADING],
    "img": [Atspi.Role.IMAGE],
    "label": [Atspi.Role.LABEL],
    "link": [Atspi.Role.LINK],
    "list": [Atspi.Role.LIST],
    "listbox": [Atspi.Role.LIST_BOX],
    "listitem": [Atspi.Role.LIST_ITEM],
    "menuitem": [Atspi.Role.MENU_ITEM],
    "meter": [Atspi.Role.LEVEL_BAR],
    "option": [Atspi.Role.LIST_ITEM, Atspi.Role.MENU_ITEM],  # the latter in a <select>
    "password": [Atspi.Role.PASSWORD_TEXT],
    "progressbar": [Atspi.Role.PROGRESS_BAR],
    "radio": [Atspi.Role.RADIO_BUTTON],
    "row": [Atspi.Role.TABLE_ROW],
    "spinbutton": [Atspi.Role.SPIN_BUTTON],
    "status": [Atspi.Role.STATUS_BAR],
    "switch": [Atspi.Role.TOGGLE_BUTTON, Atspi.Role.CHECK_BOX],
    "tab": [Atspi.Role.PAGE_TAB],
    "tabpanel": [Atspi.Role.SCROLL_PANE],
    "table": [Atspi.Role.TABLE],
    "textbox": [Atspi.Role.ENTRY, Atspi.Role.PASSWORD_TEXT],
}

EMBEDDED = "\ufffc"  # stands in a text for a child of its own


class Node:
    """A thing in a window. It may be gone the next moment: a question about a thing that is
    gone raises GLib.Error, and find asks anew."""

    def __init__(self, accessible):
        self.accessible = accessible

    def __repr__(self) -> str:
        return f"<{self.role} {self.name!r}>"

    @property
    def name(self) -> str:
        return self.accessible.get_name() or ""

    @property
    def role(self) -> str:
        """ARIA's word, or AT-SPI's where there is none."""
        role = self.accessible.get_role()
        return next((word for word, roles in ROLES.items() if role in roles), self.accessible.get_role_name())

    @property
    def own_text(self) -> str:
        """Its own text, with a mark for each child."""
        if not self.accessible.get_text_iface():
            return self.name
        return Atspi.Text.get_text(self.accessible, 0, -1) or ""

    @property
    def text(self) -> str:
        """All the text in it, its children's included, as a person reads it."""
        text = self.own_text
        children = iter(self.children)
        return re.sub(EMBEDDED, lambda _: next((child.text for child in children), ""), text).strip() if text else " ".join(
            filter(None, (child.text for child in children))
        )

    @property
    def value(self) -> float:
        """A meter's or progress bar's."""
        return Atspi.Value.get_current_value(self.accessible)

    @property
    def children(self) -> list["Node"]:
        found = (self.accessible.get_child_at_index(i) for i in range(self.accessible.get_child_count()))
        return [Node(child) for child in found if child]

    def is_(self, state: str) -> bool:
        """Whether it is "checked", "enabled", "focused", "showing", "selected", "expanded", …"""
        return self.accessible.get_state_set().contains(getattr(Atspi.StateType, state.upper()))

    def walk(self):
        """It and everything in it, in the order of reading. What vanishes meanwhile is left out."""
        yield self
        try:
            children = self.children
        except GLib.Error:
            return
        for child in children:
            yield from child.walk()

    def find_all(self, role: str | None = None, name: str | re.Pattern | None = None) -> list["Node"]:
        """Everything of a role and name that is there now."""
        return list(self._found(role, name))

    def _found(self, role, name):
        roles = ROLES[role] if role else None
        for node in self.walk():
            with contextlib.suppress(GLib.Error):
                if (roles is None or node.accessible.get_role() in roles) and matches(name, node.name):
                    yield node

    def has(self, role: str | None = None, name: str | re.Pattern | None = None) -> bool:
        return next(self._found(role, name), None) is not None

    def find(self, role: str, name: str | re.Pattern | None = None, seconds: float = PATIENCE) -> "Node":
        """The first of a role and name, waiting until there is one."""
        return wait_for(lambda: next(self._found(role, name), None), f"a {role} {_say(name)} in {self!r}", seconds)

    def gone(self, role: str, name: str | re.Pattern | None = None, seconds: float = PATIENCE) -> None:
        """Waits until there is none of a role and name."""
        wait_for(lambda: not self.has(role, name), f"the {role} {_say(name)} to go", seconds)

    def read(self, pattern: str | re.Pattern, seconds: float = PATIENCE) -> re.Match:
        """Waits until pattern occurs in the text here, and returns where it did."""
        pattern = re.compile(pattern)

        def there():
            with contextlib.suppress(GLib.Error):
                return pattern.search(self.text)

        return wait_for(there, f"the words {pattern.pattern!r} in {self!r}", seconds)

    def rows(self) -> list[list[str]]:
        """A table's cells, its headers first."""
        cells = ROLES["cell"] + ROLES["columnheader"] + [Atspi.Role.ROW_HEADER, Atspi.Role.TABLE_ROW_HEADER]
        return [
            [cell.text for cell in row.walk() if cell.accessible.get_role() in cells]
            for row in self.walk()
            if row.accessible.get_role() == Atspi.Role.TABLE_ROW
        ]

    def click(self) -> None:
        """Does what a click does, wherever it is scrolled to. A thing that is disabled refuses."""
        if not self.is_("enabled") or not self.is_("sensitive"):
            raise AssertionError(f"{self!r} is disabled")
        if not Atspi.Action.do_action(self.accessible, 0):
            raise AssertionError(f"{self!r} cannot be clicked")

    def point(self) -> None:
        """Clicks with the real mouse, for what only reacts to one."""
        Atspi.Component.scroll_to(self.accessible, Atspi.ScrollType.ANYWHERE)
        box = wait_for(lambda: self._box(), f"{self!r} on the screen")
        xdotool("mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1")

    def _box(self):
        box = Atspi.Component.get_extents(self.accessible, Atspi.CoordType.SCREEN)
        return box if box.width > 0 and box.height > 0 else None

    def focus(self) -> None:
        """Gives it the keyboard."""
        Atspi.Component.grab_focus(self.accessible)
        wait_for(lambda: self.is_("focused"), f"{self!r} to take the keyboard")

    def type(self, text: str) -> None:
        """Replaces what stands in it by text, with real keys. The page may tidy up what was
        typed, so what then stands there is for the caller to read."""
        self.focus()
        press("ctrl+a", "BackSpace")
        # By standard input: an argument would show a key in the list of processes.
        subprocess.run(["xdotool", "type", "--delay", "1", "--file", "-"], input=text, text=True, check=True)

    def tree(self, depth: int = 0) -> str:
        """It and all in it, a line each; for a person who wonders why something is not found."""
        try:
            line = f"{'  ' * depth}{self!r} {self.own_text!r}\n"
            return line + "".join(child.tree(depth + 1) for child in self.children)
        except GLib.Error as gone:
            return f"{'  ' * depth}({gone.message})\n"


def _say(name) -> str:
    return "" if name is None else repr(name.pattern if isinstance(name, re.Pattern) else name)


def applications() -> list[Node]:
    """The programs that show themselves to a screen reader."""
    desktop = Atspi.get_desktop(0)
    # A cache would be filled by events, and those need a main loop that runs: always ask.
    desktop.set_cache_mask(Atspi.Cache.NONE)
    desktop.clear_cache()
    return Node(desktop).children


def window(program: str, seconds: float = 60) -> Node:
    """The page in a program's window, once it is there. program is the accessible name of the
    application, which is the name of its executable."""

    def page():
        with contextlib.suppress(GLib.Error):
            for application in applications():
                if application.name == program:
                    return next(application._found("document", None), None)

    return wait_for(page, f"the window of {program}", seconds)


def xdotool(*arguments: str) -> str:
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True)
    return done.stdout.strip()


def press(*keys: str) -> None:
    """Presses keys, as "Tab", "Escape", "ctrl+a"."""
    xdotool("key", "--clearmodifiers", *keys)


def x_windows(title: str) -> list[str]:
    """The X ids of the visible windows of a title."""
    return xdotool("search", "--onlyvisible", "--name", f"^{re.escape(title)}$").split()


def active_title() -> str:
    """The title of the window that has the keyboard."""
    return xdotool("getactivewindow", "getwindowname")


def close_window(title: str) -> None:
    """Closes a window as its close button does: the program is asked, and may hide instead."""
    for identity in wait_for(lambda: x_windows(title), f"a window {title!r}"):
        # Without --sync: the button is the window manager's to press, not ours to wait for.
        xdotool("windowactivate", identity)
    wait_for(lambda: active_title() == title, f"the window {title!r} to be active")
    press("alt+F4")


def resize(title: str, width: int, height: int) -> None:
    for identity in x_windows(title):
        xdotool("windowsize", "--sync", identity, str(width), str(height))


def screenshot(name: str, title: str | None = None) -> Path:
    """Takes a picture of the screen, or of the window of a title, into build/out/NAME.png, once
    it holds still."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{name}.png"
    target = x_windows(title)[-1] if title else "root"

    def shoot() -> str:
        subprocess.run(["import", "-silent", "-window", target, str(path)], check=True)
        pixels = subprocess.run(["convert", str(path), "rgb:-"], capture_output=True, check=True).stdout
        return hashlib.sha256(pixels).hexdigest()

    shots = [shoot()]

    def still() -> bool:
        shots.append(shoot())
        return shots[-1] == shots[-2]

    with contextlib.suppress(Late):  # something blinks: the last picture is as good as any
        wait_for(still, "the picture to hold still", 5)
    return path


@contextlib.contextmanager
def evidence(name: str):
    """Keeps a picture and what a screen reader sees, should the block fail."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(Exception):
            print(f"see {screenshot(name + '-failed')}", file=sys.stderr)
        with contextlib.suppress(Exception):
            path = OUT / f"{name}-failed.txt"
            path.write_text("".join(application.tree() for application in applications()))
            print(f"see {path}", file=sys.stderr)
        raise


# --- the bus ----------------------------------------------------------------------------------


def connect() -> Gio.DBusConnection:
    """A connection of its own to the session's bus."""
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(os.environ["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)


def call(bus, name: str, path: str, method: str, arguments: GLib.Variant | None = None):
    """Calls a method, as "org.freedesktop.DBus.GetId", and returns its answer's values."""
    interface, _, member = method.rpartition(".")
    answer = bus.call_sync(name, path, interface, member, arguments, None, Gio.DBusCallFlags.NONE, PATIENCE * 1000, None)
    return answer.unpack()


def properties(bus, name: str, path: str, interface: str) -> dict:
    return call(bus, name, path, "org.freedesktop.DBus.Properties.GetAll", GLib.Variant("(s)", (interface,)))[0]


@dataclass(frozen=True)
class Notification:
    """One that a program sent."""

    program: str
    title: str
    body: str
    icon: str
    urgency: int  # 0 low, 1 normal, 2 critical
    replaces: int  # the id of the one it replaces, or 0


class Notifications:
    """Every notification sent on the bus from now on, in order, whoever sent it and whatever
    the desktop made of it."""

    def __init__(self):
        self._lock, self._all = threading.Lock(), []
        self._bus = connect()
        self._bus.add_filter(self._overhear)
        rule = "type='method_call',interface='org.freedesktop.Notifications',member='Notify'"
        call(self._bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring.BecomeMonitor",
             GLib.Variant("(asu)", ([rule], 0)))

    def _overhear(self, _bus, message, incoming: bool):
        """Runs on the connection's own thread."""
        if message.get_member() != "Notify" or not incoming:
            return message
        program, replaces, icon, title, body, _, hints, _ = message.get_body().unpack()
        with self._lock:
            self._all.append(Notification(program, title, body, icon, hints.get("urgency", 1), replaces))
        return None  # a monitor that answered, if only to refuse, would be thrown off the bus

    @property
    def all(self) -> list[Notification]:
        with self._lock:
            return list(self._all)

    def find(self, pattern: str) -> list[Notification]:
        """Those in whose title or body pattern occurs."""
        return [n for n in self.all if re.search(pattern, f"{n.title}\n{n.body}")]

    def wait(self, pattern: str, seconds: float = PATIENCE) -> Notification:
        """The first one in which pattern occurs, waiting until there is one."""
        return wait_for(lambda: self.find(pattern), f"a notification with {pattern!r}", seconds)[0]


# --- the tray ---------------------------------------------------------------------------------

WATCHER, ITEM, MENU = "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"


@dataclass(frozen=True)
class Entry:
    """A line of a tray's menu."""

    identity: int
    label: str  # "" for a line that divides
    enabled: bool
    checked: bool | None  # None where it has no box


class Tray:
    """A program's icon in the tray, as a panel sees it."""

    def __init__(self, program: str, seconds: float = PATIENCE):
        """Waits for the icon of a program, which is the name of an executable."""
        self.program, self._bus = program, connect()
        self._name, self._path = wait_for(self._look, f"the tray icon of {program}", seconds)

    def _look(self):
        with contextlib.suppress(GLib.Error):
            for item in properties(self._bus, WATCHER, "/StatusNotifierWatcher", WATCHER)["RegisteredStatusNotifierItems"]:
                name, _, path = item.partition("/")
                if self._executable(name) == self.program:
                    return name, "/" + path
        return None

    def _executable(self, name: str) -> str:
        pid = call(self._bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                   "org.freedesktop.DBus.GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))[0]
        return Path(os.readlink(f"/proc/{pid}/exe")).name

    @property
    def there(self) -> bool:
        """Whether the panel still has it."""
        return self._look() == (self._name, self._path)

    @property
    def item(self) -> dict:
        """What it tells the panel: Title, Status, IconName, Menu, …"""
        return properties(self._bus, self._name, self._path, ITEM)

    @property
    def icon(self) -> bytes:
        """The picture it shows now. The tray library gives the panel the path of a file."""
        return Path(self.item["IconName"]).read_bytes()

    @property
    def menu(self) -> list[Entry]:
        """The lines that a person sees."""
        path = self.item["Menu"]
        call(self._bus, self._name, path, f"{MENU}.AboutToShow", GLib.Variant("(i)", (0,)))
        arguments = GLib.Variant("(iias)", (0, -1, []))
        _, (_, _, children) = call(self._bus, self._name, path, f"{MENU}.GetLayout", arguments)
        return [_entry(*child) for child in children if child[1].get("visible", True)]

    @property
    def labels(self) -> list[str]:
        return [entry.label for entry in self.menu if entry.label]

    def entry(self, label: str | re.Pattern, seconds: float = PATIENCE) -> Entry:
        """The line of a label, waiting until there is one."""

        def there():
            with contextlib.suppress(GLib.Error, FileNotFoundError):
                return next((entry for entry in self.menu if matches(label, entry.label)), None)

        return wait_for(there, f"the tray's line {_say(label)}", seconds)

    def click(self, label: str | re.Pattern) -> None:
        entry = self.entry(label)
        if not entry.enabled:
            raise AssertionError(f"the tray's line {entry.label!r} is disabled")
        arguments = GLib.Variant("(isvu)", (entry.identity, "clicked", GLib.Variant("s", ""), 0))
        call(self._bus, self._name, self.item["Menu"], f"{MENU}.Event", arguments)


def _entry(identity: int, about: dict, _children) -> Entry:
    divides = about.get("type") == "separator"
    # One underscore marks the next letter as a shortcut; two are one.
    label = "" if divides else re.sub(r"_(.)", r"\1", about.get("label", ""))
    checked = about["toggle-state"] == 1 if about.get("toggle-type") else None
    return Entry(identity, label, about.get("enabled", True), checked)
