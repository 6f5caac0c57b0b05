"""Debian's Chromium driven through ChromeDriver, with nothing but HTTP and JSON (W3C WebDriver)."""

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's id, fixed by the standard
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-dev-shm-usage",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


class Browser:
    """One window, closed on leaving; `profile`: an empty folder of its own."""

    def __init__(self, profile: Path, *, dark: bool = False, script: bool = True, size: tuple[int, int] = (1200, 900)):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        assert DRIVER is not None
        self._process = subprocess.Popen(
            [DRIVER, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._root = f"http://127.0.0.1:{port}"
        arguments = [*FLAGS, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}"]
        arguments += (
            ["--blink-settings=preferredColorScheme=0"] if dark else ["--blink-settings=preferredColorScheme=1"]
        )
        options: dict[str, Any] = {"args": arguments, "binary": CHROMIUM}
        if not script:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        try:
            self._wait()
            session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        except BaseException:
            self._process.kill()
            raise
        self._root += f"/session/{session}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._call("DELETE", "")
        finally:
            self._process.terminate()
            self._process.wait(120)

    def telephone(self) -> None:
        """A screen of 360 × 740 that is touched; a window alone cannot be narrower than 500."""
        screen = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
        for command, settings in (("DeviceMetricsOverride", screen), ("TouchEmulationEnabled", {"enabled": True})):
            self._call("POST", "/goog/cdp/execute", {"cmd": f"Emulation.set{command}", "params": settings})

    def fits_a_telephone(self) -> bool:
        """Whether nothing is wider than the screen, and what is touched no lower than 24 pixels (WCAG 2.2, 2.5.8)."""
        touched = "[...document.querySelectorAll('button, input, select, summary')]"
        high = f"{touched}.every(e => !e.offsetHeight || e.offsetHeight >= 24)"
        return bool(self.run(f"return document.documentElement.scrollWidth <= 360 && innerWidth === 360 && {high}"))

    def open(self, place: Path | str) -> None:
        self._call("POST", "/url", {"url": place.as_uri() if isinstance(place, Path) else place})

    def run(self, script: str) -> Any:
        """The value of a script's `return`."""
        return self._call("POST", "/execute/sync", {"script": script, "args": []})

    def find(self, selector: str) -> str:
        return str(self._call("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT])

    def click(self, selector: str) -> None:
        self._call("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        self._call("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def seconds(self) -> float:
        """CPU time that the process of the page has used."""
        self._call("POST", "/goog/cdp/execute", {"cmd": "Performance.enable", "params": {}})
        told = self._call("POST", "/goog/cdp/execute", {"cmd": "Performance.getMetrics", "params": {}})
        return next(float(one["value"]) for one in told["metrics"] if one["name"] == "ProcessTime")

    def errors(self) -> list[str]:
        """What the console said, but for debugging."""
        entries = self._call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))

    def _wait(self) -> None:
        for _ in range(1200):
            try:
                if self._call("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("ChromeDriver does not answer")

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._root + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]
