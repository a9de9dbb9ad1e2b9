"""A meeting as it is lived: sixty people follow it, four write, a chair moves on; asked of a real server on
the machine that also asks."""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

FOLLOWERS, WRITERS, EVERY = 60, 4, 5.0
"""How many follow and how many save, and after how many seconds each asks again."""
FOLLOW_MS, SAVE_MS = 100, 150
MOVES_ON = 20.0
"""Seconds until the chair takes the next item, so that screens have something new to show."""
VERSION = re.compile(r"[?&]v=([0-9a-f]{16})")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Asked:
    """What was asked of one kind, in milliseconds, and what went wrong."""

    name: str
    budget: float | None = None
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Count, median, 95 of 100, most and errors."""
        ordered = sorted(self.times) or [0.0]
        middle, late = ordered[len(ordered) // 2], self.p95
        over = "  beyond the budget" if self.broken else ""
        counts = f"{self.name:<14}{len(self.times):>7}{middle:>9.1f}{late:>9.1f}{ordered[-1]:>9.1f}"
        return f"{counts}{len(self.wrong):>8}{self.budget or '':>9}{over}"

    @property
    def p95(self) -> float:
        ordered = sorted(self.times) or [0.0]
        return ordered[max(0, int(len(ordered) * 0.95) - 1)]

    @property
    def broken(self) -> bool:
        return bool(self.wrong) or bool(self.budget and self.p95 > self.budget)


def follow(crowd, folder: str, seconds: int, postgres: str = "") -> int:
    """The meeting for so many seconds on SQLite in `folder`, or on the PostgreSQL named; how many budgets
    it breaks."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "RISKPANEL_DEMO_FOLDER": folder}
    if postgres:
        environment["RISKPANEL_BENCH_DATABASE"] = postgres
        _say("filling PostgreSQL …")
        subprocess.run([sys.executable, "-m", "bench.filling"], env=environment, check=True)
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "bench.opening", str(FOLLOWERS), str(WRITERS)],
        env=environment, check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    meeting, count, rest = told[0], int(told[1]), told[2:]
    items, sessions = rest[:count], rest[count:]
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "riskpanel.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "error",
    ]  # fmt: skip
    with subprocess.Popen(command, env=environment) as server:  # noqa: S603 - as above
        try:
            _wait(port)
            asked = _live(port, meeting, items, sessions, seconds)
        finally:
            server.terminate()
    _say(f"\n{FOLLOWERS} follow and {WRITERS} save for {seconds} s on {'PostgreSQL' if postgres else 'SQLite'}")
    _say(f"{'':<14}{'asked':>7}{'median':>9}{'p95 ms':>9}{'most':>9}{'errors':>8}{'budget':>9}")
    for one in asked:
        _say(one.line())
        for words in one.wrong[:3]:
            _say(f"    {words}")
    bare = next(one for one in asked if one.name == "bare page")
    if bare.times:
        _say("p95 as times the bare page's: " + ", ".join(f"{one.name} {one.p95 / bare.p95:.1f}" for one in asked))
    return sum(one.broken for one in asked)


def _live(port: int, meeting: str, items: list[str], sessions: list[str], seconds: int) -> list[Asked]:
    following, saving = Asked("follow", FOLLOW_MS), Asked("save", SAVE_MS)
    moving, bare = Asked("take an item"), Asked("bare page")
    ends = time.monotonic() + seconds
    readers, writers = sessions[:FOLLOWERS], sessions[FOLLOWERS:]
    acts = [threading.Thread(target=_follower, args=(port, meeting, one, following, ends)) for one in readers]
    for place, one in enumerate(writers):
        acts.append(threading.Thread(target=_writer, args=(port, meeting, items[place], one, saving, ends)))
    acts.append(threading.Thread(target=_chair, args=(port, meeting, items, writers[0], moving, ends)))
    acts.append(threading.Thread(target=_reader_of_nothing, args=(port, readers[0], bare, ends)))
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    return [following, saving, moving, bare]


class Browser:
    """A connection that is kept, with somebody's session."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def asks(self, method: str, path: str, form: dict | None = None, **headers: str) -> tuple[int, str]:
        """Status and body; a connection that the server closed is opened again once."""
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        body = urlencode(form) if form is not None else None
        if body is not None:
            told |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.port}/"}
        for again in (False, True):
            try:
                self.connection.request(method, path, body, told)
                answer = self.connection.getresponse()
                text = answer.read().decode(errors="replace")
                break
            except (http.client.HTTPException, OSError):
                self.connection.close()
                if again:
                    raise
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text


def _timed(asked: Asked, fine: tuple[int, ...], act) -> tuple[int, str]:
    began = time.perf_counter()
    try:
        status, text = act()
    except (http.client.HTTPException, OSError) as broken:
        asked.wrong.append(repr(broken))
        return 0, ""
    asked.times.append((time.perf_counter() - began) * 1000)
    if status not in fine:
        asked.wrong.append(f"HTTP {status}: {' '.join(text.split())[:160]}")
    return status, text


def _beats(ends: float, every: float):
    """Moments until the end, the first at a random place of a beat."""
    due = time.monotonic() + random.random() * every  # noqa: S311 - spreads the load
    while due < ends:
        time.sleep(max(0.0, due - time.monotonic()))
        yield
        due += every


def _follower(port: int, meeting: str, session: str, asked: Asked, ends: float) -> None:
    browser, version = Browser(port, session), ""
    path = f"/meetings/{meeting}/follow/now/"
    for _ in _beats(ends, EVERY):
        status, text = _timed(
            asked, (200, 204), lambda at=version: browser.asks("GET", f"{path}?v={at}", **{"HX-Request": "true"})
        )
        if status == 200 and (found := VERSION.search(text)):
            version = found[1]


def _writer(port: int, meeting: str, item: str, session: str, asked: Asked, ends: float) -> None:
    browser, words = Browser(port, session), 0
    path = f"/meetings/{meeting}/items/{item}/minutes/"
    status, text = browser.asks("GET", path)
    token = TOKEN.search(text)
    found = re.search(r'name="version" value="(\d+)"', text) or re.search(r'value="(\d+)"[^>]*name="version"', text)
    if status != 200 or token is None or found is None:
        asked.wrong.append(f"HTTP {status} for the editor")
        return
    version = found[1]
    for _ in _beats(ends, EVERY):
        words += 12
        form = {
            "csrfmiddlewaretoken": token[1], "version": version, "saving": uuid.uuid4().hex,
            "text": " ".join(f"word{n}" for n in range(words)),
        }  # fmt: skip
        status, text = _timed(asked, (200,), lambda form=form: browser.asks("POST", path, form, **{"X-Autosave": "1"}))
        if status == 200 and (made := re.search(r'"version": (\d+)', text)):
            version = made[1]


def _chair(port: int, meeting: str, items: list[str], session: str, asked: Asked, ends: float) -> None:
    browser = Browser(port, session)
    _, text = browser.asks("GET", f"/meetings/{meeting}/live/")
    token = TOKEN.search(text)
    for turn, _ in enumerate(_beats(ends, MOVES_ON)):
        item = items[turn % len(items)]
        form = {"csrfmiddlewaretoken": token[1] if token else "", "submission": uuid.uuid4().hex}
        _timed(asked, (302,), lambda item=item, form=form: browser.asks(
            "POST", f"/meetings/{meeting}/items/{item}/take/", form
        ))  # fmt: skip


def _reader_of_nothing(port: int, session: str, asked: Asked, ends: float) -> None:
    browser = Browser(port, session)
    for _ in _beats(ends, EVERY):
        _timed(asked, (200,), lambda: browser.asks("GET", "/bench/bare/"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            Browser(port, "").asks("GET", "/accounts/login/")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
