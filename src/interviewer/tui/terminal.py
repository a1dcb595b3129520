"""The terminal that the app takes over, which must be restored however the app ends."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from signal import Signals
from typing import Any, Self, TextIO

from textual.driver import Driver

from interviewer.signals import Terminated

PATIENCE_SECONDS = 2.0
"""How long the app may take to end in an orderly way once a signal asks for it."""

UNREADABLE = "\ufffd"
"""What bytes from the terminal that are not UTF-8 become."""

_OUTPUT = 2  # stderr, which Textual's driver writes to

_GIVE_BACK = (
    b"\x1b[?2004l\x1b[?7h"  # no bracketed paste; lines wrap
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l\x1b[?2048l"  # no reports of mouse, focus and size
    b"\x1b[<u\x1b[?1049l\x1b[?25h"  # normal keys, the ordinary screen, a cursor
)

if sys.platform == "win32":

    class Terminal:
        """The console, whose modes Textual's driver restores; nothing is left to do."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Does nothing."""

        def end_in_time(self, number: Signals) -> None:
            """Does nothing: there are no timers by signals."""

    def driver_for(standard: type[Driver]) -> type[Driver]:
        """Textual's own driver."""
        return standard

else:
    import codecs
    import termios

    from textual.drivers import linux_driver
    from textual.drivers.linux_driver import LinuxDriver

    class Terminal:
        """The terminal as it is on entering; its settings are restored on leaving."""

        def __init__(self) -> None:
            self._fd = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
            self._settings = self._read()
            self._handlers = {n: signal.getsignal(n) for n in (signal.SIGTSTP, signal.SIGCONT, signal.SIGALRM)}

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Restores settings and handlers if any of the app's are left."""
            signal.setitimer(signal.ITIMER_REAL, 0)
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            self._restore()

        def end_in_time(self, number: Signals) -> None:
            """Ends the process after `PATIENCE_SECONDS` if it has not ended by then, and restores the terminal.

            A terminal that takes no output blocks the app for ever, and no exception gets it out of that.
            """

            def give_up(*_: object) -> None:
                self._restore()
                if select.select([], [_OUTPUT], [], 0)[1]:
                    os.write(_OUTPUT, _GIVE_BACK)
                os._exit(Terminated(number).exit_code)

            signal.signal(signal.SIGALRM, give_up)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS)

        def _read(self) -> list[Any] | None:
            try:
                return termios.tcgetattr(self._fd)
            except (termios.error, ValueError):
                return None  # no terminal, or one that hung up

        def _restore(self) -> None:
            now = self._read()
            if now is not None and self._settings is not None and now != self._settings:
                termios.tcsetattr(self._fd, termios.TCSANOW, self._settings)

    class _UnixDriver(LinuxDriver):
        """Textual's driver, for a process that can be stopped without notice, as by SIGSTOP, and continued.

        Textual's own then takes over the terminal a second time: it forgets the original settings and leaks a thread.
        """

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._file = _LastingOutput(self._file or sys.stderr)  # type: ignore[assignment]  # all that a writer needs

        def _sigcont_application(self, *_: object) -> None:
            if self._auto_restart and not self._must_signal_resume:
                self.suspend_application_mode()
                self._must_signal_resume = True
            super()._sigcont_application()

        def run_input_thread(self) -> None:
            """Reads keys. Bytes that are not UTF-8 become UNREADABLE; Textual's own decoder ends the app on them."""
            vars(linux_driver).update(getincrementaldecoder=_lenient_decoder)
            super().run_input_thread()

    class _LastingOutput:
        """What the app writes to. If the terminal is gone, what is written is dropped.

        Otherwise the writer thread dies on the first error, and the app waits for it to take what was queued.
        """

        def __init__(self, file: TextIO) -> None:
            self._file = file

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def write(self, text: str) -> None:
            with suppress(OSError):
                self._file.write(text)

        def flush(self) -> None:
            with suppress(OSError):
                self._file.flush()

    def _lenient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
        return partial(codecs.getincrementaldecoder(encoding), errors="replace")

    def driver_for(standard: type[Driver]) -> type[Driver]:
        """What drives the terminal, given Textual's choice `standard`."""
        return _UnixDriver if standard is LinuxDriver else standard
