#!/usr/bin/python3
"""A hall's feed as server-sent events: every row once, also for readers that break off, are slow, or are turned away."""

import http.client
import json
import pathlib
import select
import socket
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from hub_client import Desk, Hub  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402

PROGRAM, SOURCE = sys.argv[1:3]
API = Document(pathlib.Path(SOURCE) / 'docs/hub-api.yaml')
FEED = '/v1/halls/lc/feed'
PATIENCE_S = 90


class Reader:
    """A reader of events. @path: (optional) of a Unix socket instead of the port"""

    def __init__(self, port, token, last=None, target=FEED, path=None):
        self.connection = http.client.HTTPConnection('127.0.0.1', port, timeout=PATIENCE_S)
        if path:
            self.connection.sock = socket.socket(socket.AF_UNIX)
            self.connection.sock.settimeout(PATIENCE_S)
            self.connection.sock.connect(str(path))
        self.connection.request('GET', target, headers={
            'Accept': 'text/event-stream', 'Authorization': f'Bearer {token}', **({'Last-Event-ID': last} if last else {})})
        self.last = last

    def open(self):
        self.answer = self.connection.getresponse()
        if self.answer.status == 200:
            assert self.answer.headers['Content-Type'] == 'text/event-stream'
            assert self.answer.headers['X-Accel-Buffering'] == 'no' and self.answer.headers['Cache-Control'] == 'no-store'
        return self.answer.status

    def next(self):
        """The next row; None at the end of what the hub says. Comments and pauses are passed over."""
        event = {}
        while line := self.answer.readline().decode():
            assert line.endswith('\n'), line
            if line != '\n':
                name, _, value = line[:-1].partition(':')
                assert name in ('', 'id', 'data', 'retry') and name not in event, line
                event[name] = value.removeprefix(' ')
            elif 'data' in event:
                self.last = event['id']
                row = json.loads(event['data'])
                assert event['id'].split(':')[1:] == [str(row['position']), row['hash']], event
                return row
            else:
                event = {}
        return None

    def take(self, count):
        return [self.next() for _ in range(count)]

    def rest(self):
        return list(iter(self.next, None))

    def close(self):
        self.connection.close()


def start(desk, **more):
    reader = Reader(desk.port, desk.token, **more)
    assert reader.open() == 200
    return reader


def refused(desk, **more):
    reader = Reader(desk.port, desk.token, **more)
    status = reader.open()
    problem = json.loads(reader.answer.read())
    API.check_answer(API.operation('getHallFeed'), status, problem)
    reader.close()
    return status, problem['code']


def new_desk(hub, window='3'):
    return Desk(API, hub.port, hub.enrol_code(window)).login('C0301')


def test_rows():
    """The rows of the feed, one an event, as they come; from where a reader was, after a break."""
    with Hub(PROGRAM, SOURCE) as hub:
        desk = new_desk(hub)
        stream = desk.open_case()
        reader = start(desk)
        assert reader.next()['stream'] == stream
        for n in range(3):
            desk.apply(stream, 'note.add', {'text': f'{n}'})
        reader.take(3)
        reader.close()
        for n in range(450):
            desk.apply(stream, 'note.add', {'text': f'{n}'})
        rows = desk.read_feed('getHallFeed', FEED)
        again = start(desk, last=reader.last)
        assert again.take(450) == rows[4:]
        desk.apply(stream, 'note.add', {'text': 'one more'})
        assert again.next()['position'] == rows[-1]['position'] + 1
        epoch, position, digest = reader.last.split(':')
        behind = start(desk, target=f'{FEED}?epoch={epoch}&after={position}&hash={digest}')
        assert behind.next() == rows[4]


def test_refused():
    with Hub(PROGRAM, SOURCE) as hub:
        desk = new_desk(hub)
        desk.open_case()
        reader = start(desk)
        reader.next()
        epoch, position, digest = reader.last.split(':')
        for wrong in ('1', ':', '::', f'{epoch}:0:{digest}', f'{epoch}:x:{digest}', f'{epoch}:-1:{digest}', f'{epoch}:1:{digest}:',
                      f'{epoch}:99999999999999999999:{digest}', f'{epoch}:{position}:{digest[:-1]}', f'x{epoch}:{position}:{digest}'):
            assert refused(desk, last=wrong) == (422, 'malformed'), wrong
        for other in (f'{"0" * 31}1:{position}:{digest}', f'{epoch}:{position}:{"0" * 64}', f'{epoch}:77:{digest}'):
            assert refused(desk, last=other) == (409, 'new-epoch'), other
        assert refused(desk, target='/v1/halls/qd/feed') == (403, 'role')
        known, desk.token = desk.token, desk.token[:-1] + ('0' if desk.token[-1] != '0' else '1')
        assert refused(desk) == (403, 'device')
        desk.token = known
        others = [start(desk) for _ in range(3)]
        assert refused(desk) == (429, 'busy')
        others[0].close()
        deadline = time.monotonic() + PATIENCE_S
        while refused_now(desk):
            assert time.monotonic() < deadline, 'a reader that is gone keeps its place'
            time.sleep(1)


def refused_now(desk):
    reader = Reader(desk.port, desk.token)
    status = reader.open()
    reader.close()
    assert status in (200, 429)
    return status == 429


def test_withdrawn():
    """Who enrols a device anew ends the readers of its token before."""
    with Hub(PROGRAM, SOURCE) as hub:
        desk, other = new_desk(hub), new_desk(hub, '4')
        stream = other.open_case()
        reader, stays = start(desk), start(other)
        reader.next()
        desk.enrol()
        other.apply(stream, 'note.add', {'text': '1'})
        assert reader.rest() == []
        assert [row['revision'] for row in stays.take(2)] == [1, 2]


def test_slow():
    """Who takes nothing is cut off and loses nothing by it; nobody else waits for that."""
    with tempfile.TemporaryDirectory(prefix='yc-events-') as folder:
        path = pathlib.Path(folder) / 'hub.sock'
        with Hub(PROGRAM, SOURCE, arguments=('--socket', path)) as hub:
            desk = new_desk(hub)
            stream = desk.open_case()
            for _ in range(44):
                notes = [desk.make(stream, 'note.add', {'text': f'{n}'}) for n in range(50)]
                assert desk.post(notes) == 50 * [(200, 'applied')]
            rows = desk.read_feed('getHallFeed', FEED)
            assert len(rows) == 2201
            slow = Reader(hub.port, desk.token, path=path)
            assert slow.open() == 200
            before = hub.resident_mib()
            quick = start(desk)
            assert quick.take(len(rows)) == rows
            gone = select.poll()
            gone.register(slow.connection.sock, select.POLLRDHUP)
            assert gone.poll(PATIENCE_S * 1000), 'a reader that takes nothing is not cut off'
            had = []
            try:
                had = slow.rest()
            except (http.client.IncompleteRead, ConnectionResetError, json.JSONDecodeError, AssertionError):
                had = rows[:int(slow.last.split(':')[1])]
            assert 0 < len(had) < len(rows), len(had)
            assert start(desk, last=slow.last).take(len(rows) - len(had)) == rows[len(had):]
            desk.apply(stream, 'note.add', {'text': 'on'})
            assert quick.next()['position'] == len(rows) + 1
            assert hub.resident_mib() - before < 64


def test_stop():
    """A hub that is stopped ends what it says as it should."""
    with Hub(PROGRAM, SOURCE) as hub:
        desk = new_desk(hub)
        desk.open_case()
        readers = [start(desk) for _ in range(2)]
        for reader in readers:
            reader.next()
        hub.process.terminate()
        for reader in readers:
            assert reader.rest() == []


sys.exit(run_tests(globals()) > 0)
