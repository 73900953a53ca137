"""Drives real programs in a real desktop as a person would: windows through accessibility,
the tray through its menu, notifications as they cross the bus. Waiting is always for a
condition, never for a time."""

import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "build" / "bin"
OUT = ROOT / "build" / "out"


class Failure(Exception):
    """Something that should have been there is not."""


def wait_for(what, condition, seconds=60, pause=0.1):
    """Returns the first true answer of condition; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    last = None
    while time.monotonic() < deadline:
        try:
            answer = condition()
            if answer:
                return answer
        except GLib.Error as error:  # a page that is being replaced has nodes that are gone
            last = error
        time.sleep(pause)
    raise Failure(f"waited {seconds} s for: {what}" + (f" ({last})" if last else ""))


class Program:
    """A running program; its output goes to a file in build/out."""

    def __init__(self, *command, env=None, name=None):
        self.name = name or Path(command[0]).name
        self.log = OUT / f"{self.name}.log"
        self.file = open(self.log, "ab")
        self.process = subprocess.Popen(
            [str(c) for c in command], env={**os.environ, **(env or {})}, stdout=self.file, stderr=self.file, start_new_session=True
        )

    @property
    def pid(self):
        return self.process.pid

    def running(self):
        return self.process.poll() is None

    def ended(self, seconds=20):
        return wait_for(f"{self.name} to end", lambda: not self.running(), seconds)

    def stop(self, how=signal.SIGTERM):
        if self.running():
            self.process.send_signal(how)
            self.ended()
        self.file.close()


class Simulator(Program):
    """The simulated vendor as a program of its own."""

    def __init__(self, env=None, *options):
        self.token = "end-to-end"
        OUT.mkdir(parents=True, exist_ok=True)
        self.file = open(OUT / "simulator.log", "ab")
        self.name = "simulator"
        self.process = subprocess.Popen(
            [str(BIN / "outlay-simulator"), "--token", self.token, *options],
            env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=self.file, text=True,
        )
        ready = json.loads(self.process.stdout.readline())
        self.url, self.key = ready["base_url"], ready["admin_key"]

    def ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, method=method, headers={"X-Simulator-Token": self.token})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def total(self, first, last, vendor=""):
        return self.ask("GET", f"/_sim/sum?from={first}&to={last}&vendor={vendor}")["totals"][0]["value"]

    def account(self, vendor):
        """How a client reaches a vendor: its path, a key, a weak key and plain fields."""
        return self.ask("GET", f"/_sim/account?vendor={vendor}")

    def spend(self, day, amount):
        self.ask("POST", "/_sim/spend", {"day": day, "amount": str(amount), "line_item": "Late usage", "project_id": "proj_research"})


class Window:
    """A program's window, read and used through accessibility."""

    def __init__(self, pid):
        self.pid = pid
        self.root = wait_for(f"a window of process {pid}", self._find, pause=0.02)

    def _find(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application and application.get_process_id() == self.pid and application.get_child_count() > 0:
                return application
        return None

    def nodes(self, node=None):
        """Every node on screen, the first first."""
        node = node or self.root
        yield node
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None:
                yield from self.nodes(child)

    def look(self, name, roles=None):
        """The first node whose name matches a pattern, None where there is none."""
        pattern = re.compile(name)
        for node in self.nodes():
            if pattern.fullmatch(node.get_name() or "") and (not roles or node.get_role_name() in roles):
                return node
        return None

    def find(self, name, roles=None, seconds=60):
        return wait_for(f"{roles or 'something'} called {name!r}", lambda: self.look(name, roles), seconds)

    def says(self, pattern, seconds=60):
        """The first text on screen that matches a pattern somewhere."""
        found = re.compile(pattern)

        def text():
            for node in self.nodes():
                for words in (node.get_name() or "", content(node)):
                    match = found.search(words)
                    if match:
                        return match
            return None

        return wait_for(f"the words {pattern!r}", text, seconds)

    def press(self, name, seconds=60):
        """Presses a button by its name."""
        roles = ("push button", "button", "toggle button", "menu item", "link", "radio button", "switch", "check box", "combo box", "page tab", "list item")
        button = wait_for(
            f"a button {name!r} that can be pressed",
            lambda: next((n for n in [self.look(name, roles)] if n and n.get_state_set().contains(Atspi.StateType.ENABLED)), None),
            seconds,
        )
        button.get_action_iface().do_action(0)

    def type(self, label, text):
        """Focuses a field by its label and types, as a person would."""
        field = self.find(label, ("entry", "password text", "text", "spin button"))
        field.get_component_iface().grab_focus()
        wait_for(f"the field {label!r} to have the focus", lambda: field.get_state_set().contains(Atspi.StateType.FOCUSED), 20)
        subprocess.run(["xdotool", "key", "--clearmodifiers", "ctrl+a", "BackSpace"], check=True)
        # The text goes in by standard input: a key on a command line could be read by anybody.
        # A letter that the keyboard lacks is put on it first, which programs must hear of: slowly.
        delay = "4" if text.isascii() else "100"
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", delay, "--file", "-"], input=text.encode(), check=True)
        # The page hears the keys later than they were pressed. A password shows how many they were.
        wait_for(f"the field {label!r} to have it all", lambda: field.get_text_iface().get_character_count() == len(text), 20)


def content(node):
    text = node.get_text_iface() if node.get_child_count() == 0 or node.get_role_name() in ("static", "label", "paragraph") else None
    if text is None:
        return ""
    return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text)) or ""


class Notifications:
    """What programs ask the desktop to show, in order, from now on: (title, body) each.

    It speaks to the bus itself. Gio answers what it overhears, for which the bus throws a
    listener off, and the words of dbus-monitor cannot be told from those of a message.
    """

    def __init__(self):
        self.seen = []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.environ["DBUS_SESSION_BUS_ADDRESS"].removeprefix("unix:path=").partition(",")[0])
        self.stream = self.socket.makefile("rb")
        self.socket.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        if not self.stream.readline().startswith(b"OK "):
            raise Failure("the bus does not let us listen")
        self.socket.sendall(b"BEGIN\r\n")
        rule = "interface='org.freedesktop.Notifications',member='Notify',type='method_call'"
        self._ask(1, "org.freedesktop.DBus", "Hello", None)
        self._ask(2, "org.freedesktop.DBus.Monitoring", "BecomeMonitor", GLib.Variant("(asu)", ([rule], 0)))
        threading.Thread(target=self._listen, daemon=True).start()

    def _ask(self, serial, interface, method, arguments):
        """Calls the bus and waits for its consent."""
        question = Gio.DBusMessage.new_method_call("org.freedesktop.DBus", "/org/freedesktop/DBus", interface, method)
        if arguments:
            question.set_body(arguments)
        question.set_serial(serial)
        self.socket.sendall(question.to_blob(Gio.DBusCapabilityFlags.NONE))
        answer = self._message()
        while answer.get_reply_serial() != serial:
            answer = self._message()
        answer.to_gerror()  # raises what was refused

    def _message(self):
        head = self.stream.read(16)
        if len(head) < 16:
            raise EOFError
        rest = self.stream.read(Gio.DBusMessage.bytes_needed(head) - len(head))
        return Gio.DBusMessage.new_from_blob(head + rest, Gio.DBusCapabilityFlags.NONE)

    def _listen(self):
        with contextlib.suppress(EOFError, OSError, ValueError):  # stopped, or the session ended
            while True:
                message = self._message()
                if message.get_member() == "Notify":
                    title, body = message.get_body().unpack()[3:5]
                    self.seen.append((title, body))

    def titled(self, pattern):
        return [n for n in self.seen if re.search(pattern, n[0])]

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)


class Tray:
    """The tray icon of a program, as the panel sees it."""

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def _get(self, name, path, interface, prop):
        answer = self.bus.call_sync(
            name, path, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (interface, prop)), None, Gio.DBusCallFlags.NONE, 5000, None
        )
        return answer.unpack()[0]

    def item(self):
        """The bus name and path of the first icon that has a menu."""
        items = self._get("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "RegisteredStatusNotifierItems")
        for entry in items:
            name, slash, path = entry.partition("/")
            try:
                menu = self._get(name, slash + path, "org.kde.StatusNotifierItem", "Menu")
            except GLib.Error:
                continue
            return name, slash + path, menu
        return None

    def icon(self):
        """The picture that it shows now. The tray's library gives the panel a file, and a new one
        each time: its name tells nothing."""
        def shown():
            name, path, _ = self.item() or (None, None, None)
            with contextlib.suppress(FileNotFoundError):  # replaced meanwhile
                return name and Path(self._get(name, path, "org.kde.StatusNotifierItem", "IconName")).read_bytes()

        return wait_for("a tray icon", shown)

    def entries(self):
        """The menu as (id, label) pairs."""
        found = self.item()
        if not found:
            return []
        name, _, menu = found
        layout = self.bus.call_sync(
            name, menu, "com.canonical.dbusmenu", "GetLayout", GLib.Variant("(iias)", (0, -1, [])), None, Gio.DBusCallFlags.NONE, 5000, None
        ).unpack()[1]
        # One underscore marks a letter as a shortcut; two are one.
        return [(child[0], re.sub(r"_(.)", r"\1", child[1].get("label", ""))) for child in layout[2] if child[1].get("visible", True)]

    def labels(self):
        return [label for _, label in self.entries()]

    def says(self, pattern, seconds=60):
        def label():
            return next((m for m in (re.search(pattern, text) for text in self.labels()) if m), None)

        return wait_for(f"the tray's menu to say {pattern!r}", label, seconds)

    def click(self, label):
        name, _, menu = wait_for("a tray icon", self.item)
        entry = wait_for(f"the tray's line {label!r}", lambda: [i for i, text in self.entries() if re.fullmatch(label, text)])[0]
        # Without waiting for an answer: Quit may end the program before it could give one.
        self.bus.call(
            name, menu, "com.canonical.dbusmenu", "Event",
            GLib.Variant("(isvu)", (entry, "clicked", GLib.Variant("i", 0), 0)), None, Gio.DBusCallFlags.NONE, 5000, None,
        )
        self.bus.flush_sync()


def picture(name, window="root", folder=OUT):
    """Takes a picture of the whole screen, or of one window, into build/out, once it holds
    still: a page says its words before they are painted."""
    path = folder / f"{name}.png"
    shots = []

    def still():
        subprocess.run(["import", "-silent", "-window", window, str(path)], check=True)
        pixels = subprocess.run(["convert", str(path), "rgb:-"], capture_output=True, check=True).stdout
        shots.append(hashlib.sha256(pixels).digest())
        return len(shots) > 2 and shots[-1] == shots[-2] == shots[-3]

    with contextlib.suppress(Failure):  # something blinks: the last picture is as good as any
        wait_for("the picture to hold still", still, 5)
    return path


def tree(name):
    """Writes what a screen reader finds into build/out, for whoever wonders why a test did not."""
    path = OUT / f"{name}.txt"
    with path.open("w") as file:
        _describe(Atspi.get_desktop(0), file, 0)
    return path


def _describe(node, file, depth):
    try:
        file.write(f"{'  ' * depth}{node.get_role_name()} {node.get_name()!r} {content(node)!r}\n")
        for i in range(node.get_child_count()):
            if child := node.get_child_at_index(i):
                _describe(child, file, depth + 1)
    except GLib.Error as gone:
        file.write(f"{'  ' * depth}({gone.message})\n")


def close(title):
    """Closes a window as its close button does: the program is asked."""
    subprocess.run(["xdotool", "windowactivate", "--sync", frame(title), "key", "--clearmodifiers", "alt+F4"], check=True)


def frame(title):
    """The display's id of the window with a title."""
    def search():
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], capture_output=True, text=True, check=False).stdout.split()

    return wait_for(f"a window titled {title!r}", search)[-1]


def focused(title):
    """Whether the window that has the focus is called so."""
    shown = subprocess.run(["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True, check=False).stdout
    return shown.strip() == title


def resize(title, width, height):
    subprocess.run(["xdotool", "windowsize", "--sync", frame(title), str(width), str(height)], check=True)


def outlayctl(*arguments, env=None, secret=None):
    """Runs the terminal program with --json and returns its answer."""
    done = subprocess.run(
        [str(BIN / "outlayctl"), *arguments, "--json"], env={**os.environ, **(env or {})}, input=secret, capture_output=True, text=True, timeout=180
    )
    if done.returncode != 0:
        raise Failure(f"outlayctl {' '.join(arguments)}: {done.stderr.strip()} {done.stdout.strip()}")
    return json.loads(done.stdout)


def children(pid):
    """The processes that a process started, by /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def processes(program):
    """The ids of this desktop's running programs by their file's name."""
    home = f"HOME={os.environ['HOME']}".encode()
    found = []
    for exe in Path("/proc").glob("[0-9]*/exe"):
        try:
            if Path(os.readlink(exe)).name.removesuffix(" (deleted)") != program:
                continue
            if home in (exe.parent / "environ").read_bytes().split(b"\0"):
                found.append(int(exe.parent.name))
        except OSError:
            continue
    return found
