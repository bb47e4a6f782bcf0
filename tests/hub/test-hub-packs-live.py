#!/usr/bin/python3
"""Packs at a hub that runs, while desks work at it: as a process, by its own commands."""

import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
import running  # noqa: E402
from hub_client import MATTER, Desk, Hub, new_id, staff_stream  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402
from packs import Publisher  # noqa: E402

PROGRAM, CTL, SOURCE = sys.argv[1:4]
API = Document(pathlib.Path(SOURCE) / 'docs/hub-api.yaml')
FIRST, SECOND = '2027.02', '2027.03'


def command(hub, *words):
    """(exit status, what it said)"""
    done = subprocess.run([PROGRAM, 'admin', '--data', hub.data, 'pack', *map(str, words)], capture_output=True, text=True,
                          timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def do(hub, *words):
    status, said = command(hub, *words)
    assert status == 0, said
    return said


class Waiting(threading.Thread):
    """A desk that waits for its hall's feed as long as a hub lets it."""

    def __init__(self, desk, packs):
        super().__init__(daemon=True)
        self.desk, self.packs, self.answer, self.seconds = desk, packs, None, None
        status, self.feed = desk.ask('getHallFeed', '/v1/halls/lc/feed?limit=500')
        assert status == 200 and self.feed['packs'] == packs, self.feed
        self.start()

    def run(self):
        began = time.monotonic()
        last = self.feed['rows'][-1] if self.feed['rows'] else None
        after = f'&after={last["position"]}&hash={last["hash"]}' if last else ''
        _, self.answer = self.desk.ask('getHallFeed', f'/v1/halls/lc/feed?limit=500&wait=25&epoch={self.feed["epoch"]}{after}')
        self.seconds = time.monotonic() - began

    def check(self, packs):
        self.join(60)
        assert self.answer is not None and self.answer['packs'] == packs, self.answer
        assert self.answer['rows'] == [] and self.seconds < 24, self.seconds


def let_wait(watch, desks, packs):
    """A Waiting for each of @desks, once the hub says that all of them wait."""
    waiting = [Waiting(desk, packs) for desk in desks]
    numbers = lambda: running.ask(running.UnixConnection(watch), '/metrics')[2].decode()
    running.wait_until(lambda: f'\nyichuang_hub_long_polls_waiting {len(waiting)}\n' in numbers(), 20, 'all that wait')
    return waiting


class Working(threading.Thread):
    """A desk that goes on with a case all the time."""

    def __init__(self, desk, stream):
        super().__init__(daemon=True)
        self.desk, self.stream, self.done, self.ended, self.trouble = desk, stream, 0, False, None
        self.start()

    def run(self):
        try:
            while not self.ended:
                self.desk.apply(self.stream, 'note.add', {'text': f'{self.done}'})
                self.done += 1
        except Exception as trouble:  # the test says it
            self.trouble = trouble

    def end(self):
        self.ended = True
        self.join(60)
        assert self.trouble is None and self.done > 0, (self.trouble, self.done)


def open_with(desk, version):
    """(stream, verdict) of a case that begins with @version"""
    stream = f'case-{new_id()}'
    op = desk.make(stream, 'case.open', {'matter': MATTER, 'version': version, 'hall': desk.known['hall']})
    status, answer = desk.put(op)
    assert status == 200, answer
    return stream, answer['verdict']


def newest(desk):
    _, signed = desk.ask('getCatalogue', '/v1/catalogue')
    return json.loads(signed['catalogue'])['version']


def assert_withdrawn(desk, version):
    _, verdict = open_with(desk, version)
    assert verdict['outcome'] == 'refused' and [r['code'] for r in verdict['reasons']] == ['version-withdrawn'], verdict


def test_while_desks_work():
    """Two versions and a withdrawal, without a restart; who waits hears of each at once."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix='yc-packs-'))
        watch = pathlib.Path(folder) / 'watch'
        hub = stack.enter_context(Hub(PROGRAM, SOURCE, arguments=('--watch', f'unix:{watch}')))
        publisher = Publisher(CTL, SOURCE, folder)
        first, second = publisher.make(FIRST, '2020-01-02'), publisher.make(SECOND, '2020-01-03')
        desks = [Desk(API, hub.port, hub.enrol_code(str(n))).login('C0301') for n in range(3, 6)]
        working = Working(desks[0], desks[0].open_case())
        status, said = command(hub, 'install', first)
        assert status == 1 and 'does not trust' in said and newest(desks[1]) == '2026.12', said
        do(hub, 'trust', publisher.key, '--name', publisher.name)
        working.end()
        waiting = let_wait(watch, desks[1:], 0)
        do(hub, 'install', first)
        for one in waiting:
            one.check(1)
        assert newest(desks[1]) == FIRST
        begun, verdict = open_with(desks[1], FIRST)
        assert verdict['outcome'] == 'applied', verdict
        working = Working(desks[1], begun)
        do(hub, 'install', second)
        assert 'here already' in do(hub, 'install', second)
        working.end()
        assert newest(desks[2]) == SECOND
        waiting = let_wait(watch, desks[1:], 2)
        said = do(hub, 'withdraw', SECOND, '--reason', '算错了')
        assert f'begin with {FIRST}' in said, said
        for one in waiting:
            one.check(3)
        assert_withdrawn(desks[0], SECOND)
        desks[1].apply(begun, 'note.add', {'text': 'after'})
        assert newest(desks[0]) == FIRST
        assert command(hub, 'install', publisher.make('2027.01', '2019-01-01'))[0] == 1
        assert f'form {SECOND}: pack' in do(hub, 'list') and 'WITHDRAWN' in do(hub, 'list')
        withdraw_by_op(hub, watch, desks)


def withdraw_by_op(hub, watch, desks):
    """An administrator at a desk: signed, on record, told at once, once."""
    hub.admin('operator-add', '--code', 'A0301', '--name', '周测试', '--roles', 'administrator', '--password-stdin')
    boss = Desk(API, hub.port, hub.enrol_code('9')).login('A0301')
    stream = staff_stream(f'version {FIRST} ')
    body = {'version': FIRST, 'reason': '表样有误'}
    status, problem = desks[0].put(desks[0].make(stream, 'catalogue.withdraw', body))
    assert (status, problem['code']) == (403, 'role'), problem
    waiting = let_wait(watch, desks[1:], 3)
    boss.apply(stream, 'catalogue.withdraw', body)
    for one in waiting:
        one.check(4)
    assert_withdrawn(desks[0], FIRST)
    assert newest(desks[0]) == '2026.12'
    _, shown = boss.ask('getStaffPacks', '/v1/staff/packs')
    assert [(row['version'], row['reason']) for row in shown['rows'] if row['withdrawn']] == [(FIRST, '表样有误'), (SECOND, '算错了')], shown
    for version, code in ((FIRST, 'not-in-force'), ('1999.1', 'no-such-version')):
        op = boss.make(staff_stream(f'version {version} '), 'catalogue.withdraw', {'version': version})
        status, answer = boss.put(op)
        assert status == 200 and [r['code'] for r in answer['verdict']['reasons']] == [code], answer
    kinds = [(json.loads(row['op'])['by'], json.loads(row['op'])['kind']) for row in boss.read_stream(staff_stream(f'version {SECOND} '))]
    assert kinds == [('hub', 'catalogue.withdraw')], kinds


def test_hostile_commands():
    """What is no pack, or too much of one, costs only whoever brought it."""
    with tempfile.TemporaryDirectory(prefix='yc-packs-') as folder, Hub(PROGRAM, SOURCE) as hub:
        folder = pathlib.Path(folder)
        publisher, other = Publisher(CTL, SOURCE, folder), Publisher(CTL, SOURCE, folder, '别人')
        do(hub, 'trust', publisher.key, '--name', publisher.name)
        good = publisher.make(FIRST, '2020-01-02').read_bytes()
        strange = other.make(FIRST, '2020-01-02').read_bytes()
        before = {name: rows for name, rows in hub.count().items() if name != 'files'}
        for wrong in (b'', b'{}', good[:-1], good[:1000], good.replace(b'catalogue.json', b'../cata.json12'), strange,
                      good.replace('请'.encode(), '情'.encode(), 1), good + b' x', b'[' * 100000):
            (folder / 'wrong').write_bytes(wrong)
            status, said = command(hub, 'install', folder / 'wrong')
            assert status == 1 and said.startswith('yichuang-hub: ') and len(said) > 20, said
        (folder / 'wrong').write_bytes(b' ' * (8 * 1024 * 1024 + 1))
        assert command(hub, 'install', folder / 'wrong')[0] == 1
        with socket.socket(socket.AF_UNIX) as endless:
            endless.connect(f'{hub.data}/admin.sock')
            try:
                for _ in range(10):
                    endless.sendall(b'x' * 1024 * 1024)
                endless.shutdown(socket.SHUT_WR)
                assert endless.recv(10) == b''
            except (BrokenPipeError, ConnectionResetError):
                pass
        for words in (('withdraw', '1999.1'), ('withdraw', "x' OR 1"), ('trust', 'short', '--name', 'n'), ('trust', publisher.key),
                      ('burn', 'all'), ('withdraw', '2026.12', '--reason', 'x' * 513)):
            assert command(hub, *words)[0] == 1, words
        after = {name: rows for name, rows in hub.count().items() if name != 'files'}
        assert after == before, (before, after)
        (folder / 'good').write_bytes(good)
        do(hub, 'install', folder / 'good')


def test_stopped_hub():
    """A hub that does not run takes packs too; it knows the program's forms then."""
    with tempfile.TemporaryDirectory(prefix='yc-packs-') as folder:
        folder = pathlib.Path(folder)
        publisher = Publisher(CTL, SOURCE, folder)
        pack, data = publisher.make(FIRST, '2020-01-02'), folder / 'hub'
        with Hub(PROGRAM, SOURCE, data=data) as hub:
            do(hub, 'trust', publisher.key, '--name', publisher.name)
        form = json.loads(pathlib.Path(SOURCE, 'data/catalogue/limited-company-2026.12.json').read_text())
        (folder / 'form.json').write_text(json.dumps({**form, 'valid_from': '2020-01-01', 'valid_to': '2099-12-31'}))
        forms = ('--catalogue', folder / 'form.json')
        do(hub, 'install', pack, *forms)
        with Hub(PROGRAM, SOURCE, data=data) as hub:
            assert newest(Desk(API, hub.port, hub.enrol_code('3'))) == FIRST


sys.exit(run_tests(globals()) > 0)
