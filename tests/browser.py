"""A headless Chromium that opens one page and tells what happened: over its debugging pipe, without another library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (found := shutil.which(name))),
    None,
)
NO_CHROMIUM = "needs Chromium: apt-get install chromium"

_OPTIONS = (
    "--headless --no-sandbox --disable-gpu --remote-debugging-pipe --no-first-run --disable-background-networking "
    "--disable-component-update --disable-default-apps --disable-sync --disable-extensions --hide-scrollbars"
).split()
_SECONDS = 90


class Page:
    """A page that was opened. `requests` are the addresses it asked for, `complaints` what it wrote to the console."""

    def __init__(self, call: Any, events: list[dict[str, Any]]) -> None:
        self._call = call
        self._events = events

    @property
    def requests(self) -> list[str]:
        """Every address that was asked for, that of the page included."""
        found = (event for event in self._events if event["method"] == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in found]

    @property
    def complaints(self) -> list[str]:
        """Errors, warnings and messages of the console, those about the content security policy included."""
        kinds = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        return [json.dumps(event["params"]) for event in self._events if event["method"] in kinds]

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, which the page's policy does not forbid to a debugger."""
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def picture(self, path: Path, *, width: int, height: int, scheme: str = "light", media: str = "screen") -> None:
        """Takes a picture of the page as it looks in a colour scheme and a medium."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._call("Emulation.setEmulatedMedia", media=media, features=features)
        taken = self._call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(taken["data"]))

    def scroll(self, selector: str) -> None:
        """Scrolls to an element."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).scrollIntoView()")

    def pdf(self, path: Path) -> None:
        """Prints the page."""
        printed = self._call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        path.write_bytes(base64.b64decode(printed["data"]))


@contextmanager
def opened(path: Path) -> Iterator[Page]:
    """The page of a file, once it is loaded."""
    assert CHROMIUM is not None
    to_read, to_browser = os.pipe()
    from_browser, to_write = os.pipe()

    def as_three_and_four() -> None:
        os.dup2(to_read, 13)
        os.dup2(to_write, 14)
        os.dup2(13, 3)
        os.dup2(14, 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [CHROMIUM, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(
            command,
            preexec_fn=as_three_and_four,
            pass_fds=(3, 4, to_read, to_write),
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": profile},
        )
        os.close(to_read)
        os.close(to_write)
        ending = threading.Timer(_SECONDS, process.kill)
        ending.start()
        try:
            with os.fdopen(to_browser, "wb", buffering=0) as out, os.fdopen(from_browser, "rb") as back:
                yield _Connection(out, back).open(path)
        finally:
            ending.cancel()
            process.kill()
            process.wait()


class _Connection:
    """JSON messages, each ended by a zero byte."""

    def __init__(self, out: Any, back: Any) -> None:
        self._out = out
        self._back = back
        self._number = 0
        self._session = ""
        self._events: list[dict[str, Any]] = []

    def open(self, path: Path) -> Page:
        """Opens a file in a page of its own, and waits until it is loaded."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Network", "Log", "Runtime", "Page"):
            self._call(f"{domain}.enable")
        self._events.clear()
        self._call("Page.navigate", url=path.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._events.append(self._read())
        return Page(self._call, self._events)

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            found = self._read()
            if found.get("id") == self._number:
                assert "result" in found, found
                result: dict[str, Any] = found["result"]
                return result
            if "method" in found:
                self._events.append(found)

    def _read(self) -> dict[str, Any]:
        raw = bytearray()
        while (char := self._back.read(1)) != b"\0":
            if not char:
                raise EOFError("Chromium ended.")
            raw += char
        found: dict[str, Any] = json.loads(raw)
        return found
