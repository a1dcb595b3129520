"""The threads that work behind the screens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor


class Threads(ThreadPoolExecutor):
    """Threads that the event loop waits for when it closes, unless they are `abandoned` by then."""

    abandoned = False

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as inherited
        """Takes no more work, and waits for what is under way unless it is abandoned."""
        super().shutdown(wait and not self.abandoned, cancel_futures=cancel_futures or self.abandoned)
