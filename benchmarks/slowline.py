"""A slow line to a local server: a TCP relay that holds a round trip and a rate, shared by all connections.

Emulation in the browser's own tools leaves out what workers load; this holds for everything.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PIECE = 4096
HELD = 32  # pieces under way, so that the server feels the line's pace and a busy machine does not slow it


@dataclass
class Direction:
    """One way of the line. rate: bytes a second. delay: seconds that each piece is under way."""

    rate: float
    delay: float
    free: float = 0.0  # when the line will have carried all that it took

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, more: float = 0.0) -> None:
        """Hand on all that a reader gives, in order; more: seconds that the first piece is held besides."""
        clock = asyncio.get_running_loop().time
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(HELD)

        async def deliver() -> None:
            while (item := await under_way.get())[1]:
                due, data = item
                await asyncio.sleep(max(0.0, due - clock()))
                with contextlib.suppress(ConnectionError):
                    if not writer.is_closing():
                        writer.write(data)
                        await writer.drain()
            writer.close()

        delivery = asyncio.ensure_future(deliver())
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(PIECE):
                self.free = max(self.free, clock() + self.delay + more) + len(data) / self.rate
                await under_way.put((self.free, data))
                more = 0.0
        await under_way.put((0.0, b""))
        await delivery


@contextmanager
def slow_line(port: int, down: float, up: float, round_trip: float) -> Iterator[int]:
    """Relay to a local port and yield the port to use instead.

    down, up: bytes a second. round_trip: seconds; opening a connection takes one.
    """
    ready = threading.Event()
    found: list[int] = []
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()
    ways = Direction(down, round_trip / 2), Direction(up, round_trip / 2)

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            there, back = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(ways[1].carry(reader, back, round_trip), ways[0].carry(there, writer))

    async def listen() -> None:
        async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
            found.append(server.sockets[0].getsockname()[1])
            ready.set()
            await ended.wait()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(listen(),), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
