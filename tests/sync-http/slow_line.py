#!/usr/bin/python3
"""A slow line on the loopback: slow_line.py HUB-PORT BYTES-A-SECOND DELAY-MS

Listens on a port of 127.0.0.1, says which on its first line, and passes on
what comes to the hub's port and back. Each direction is one queue, first come
first served, for all connections together: as in a modem with a large buffer,
the worst case for what is urgent. A connection is open only when its SYN has
been up and its answer down. Ends with its standard input.

Every further line is a fact of the way up: "piece US TOTAL" (so many bytes of
pieces have arrived by then) and "op US" (all of an op has arrived). US are
microseconds of CLOCK_MONOTONIC, which is the tests' clock too.
"""

import asyncio
import re
import socket
import sys
import time

SEGMENT = 1460       # bytes of one packet
HEADERS = 40         # of IP and TCP, which go with it
QUEUE_MAX = 0x40000  # what the modem keeps, bytes; more waits in the senders
KERNEL = 0x4000      # of each socket's own buffers


def say(*words):
    print(*words, flush=True)


def now_us():
    return time.monotonic_ns() // 1000


class Line:
    """One direction. put() gives a packet, which is delivered when it has passed."""

    def __init__(self, rate, delay_s):
        self.rate = rate
        self.delay_s = delay_s
        self.free = 0.0
        self.waiting = 0
        self.room = asyncio.Event()
        self.room.set()

    def put(self, size, deliver):
        loop = asyncio.get_running_loop()
        size += HEADERS
        self.free = max(self.free, loop.time()) + size / self.rate
        self.waiting += size
        if self.waiting >= QUEUE_MAX:
            self.room.clear()
        loop.call_at(self.free, self.left, size)
        loop.call_at(self.free + self.delay_s, deliver)

    def left(self, size):
        self.waiting -= size
        if self.waiting < QUEUE_MAX:
            self.room.set()

    async def passed(self):
        """An empty packet has passed."""
        done = asyncio.get_running_loop().create_future()
        self.put(0, lambda: done.done() or done.set_result(None))
        await done


class Requests:
    """Tells what the bytes of one connection's way up are, as they come."""

    def __init__(self):
        self.head = b''
        self.left = 0
        self.kind = ''

    def feed(self, data):
        """[(kind, bytes, whether it ends there)]; a kind is 'ops', 'blobs' or ''"""
        found = []
        while data:
            if self.left == 0:
                self.head += data
                head, end, data = self.head.partition(b'\r\n\r\n')
                if not end:
                    return found
                kind = re.match(rb'PUT /v1/(ops|blobs)/', head)
                length = re.search(rb'\r\n[Cc]ontent-[Ll]ength: *(\d+)', head)
                self.kind = kind[1].decode() if kind else ''
                self.left = int(length[1]) if length else 0
                self.head = b''
                found.append((self.kind, 0, self.left == 0))
                continue
            body, data = data[:self.left], data[self.left:]
            self.left -= len(body)
            found.append((self.kind, len(body), self.left == 0))
        return found


class Proxy:
    def __init__(self, port, rate, delay_ms):
        self.port = port
        self.up = Line(rate, delay_ms / 1000)
        self.down = Line(rate, delay_ms / 1000)
        self.pieces = 0

    def tell(self, found):
        for kind, size, ends in found:
            if kind == 'blobs' and size:
                self.pieces += size
                say('piece', now_us(), self.pieces)
            elif kind == 'ops' and ends:
                say('op', now_us())

    async def carry(self, source, sink, line, requests):
        loop = asyncio.get_running_loop()
        while True:
            await line.room.wait()
            data = await loop.sock_recv(source, SEGMENT)
            line.put(len(data), lambda data=data: self.deliver(data, sink, requests))
            if not data:
                return

    def deliver(self, data, sink, requests):
        if requests:
            self.tell(requests.feed(data))
        try:
            if data:
                sink.sendall(data)
            else:
                sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    async def serve(self, desk):
        loop = asyncio.get_running_loop()
        await self.up.passed()
        await self.down.passed()
        hub = socket.create_connection(('127.0.0.1', self.port))
        hub.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        desk.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        desk.setblocking(False)
        hub.settimeout(0)
        try:
            await asyncio.gather(self.carry(desk, hub, self.up, Requests()),
                                 self.carry(hub, desk, self.down, None))
        except OSError:
            pass
        finally:
            # What is still under way is delivered into a socket that is there.
            loop.call_later(10, lambda: (desk.close(), hub.close()))

    async def run(self):
        loop = asyncio.get_running_loop()
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL)
        listener.bind(('127.0.0.1', 0))
        listener.listen(64)
        listener.setblocking(False)
        say(listener.getsockname()[1])
        ended = asyncio.Event()
        loop.add_reader(sys.stdin, lambda: sys.stdin.buffer.read1(64) or ended.set())
        accepting = asyncio.ensure_future(self.accept(listener))
        await ended.wait()
        accepting.cancel()

    async def accept(self, listener):
        serving = set()
        while True:
            desk, _ = await asyncio.get_running_loop().sock_accept(listener)
            task = asyncio.ensure_future(self.serve(desk))
            serving.add(task)
            task.add_done_callback(serving.discard)


if __name__ == '__main__':
    asyncio.run(Proxy(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])).run())
