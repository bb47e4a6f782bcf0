#!/usr/bin/python3
"""A hub that was set back to a backup, and desks that hold newer work.

Each test has a hub, a backup of it, work after that, and the backup put back
while the desks stay as they are.
"""

import base64
import contextlib
import hashlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from hub_client import VERSION, Desk, Hub, encode, new_id, public_key  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402

PROGRAM, SOURCE = sys.argv[1:3]
MAKING = '2027.01'  # a version whose seals are made at the window
API = Document(pathlib.Path(SOURCE) / 'docs/hub-api.yaml')


def run(*words):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout.strip()


class Place:
    """A folder with a hub that can be set back; desks find it at the same port."""

    def __init__(self, stack, version):
        self.version = version
        self.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix='yc-restored-')))
        self.lives, self.hub = 0, None
        self.start(0)
        stack.callback(self.stop)

    def data(self):
        return self.folder / f'hub-{self.lives}'

    def start(self, port):
        self.hub = Hub(PROGRAM, SOURCE, self.data(), port, version=self.version)

    def stop(self):
        self.hub.__exit__()

    def back_up(self):
        self.hub.admin('backup', '--to', str(self.folder / 'backups'))

    def set_back(self):
        """As after a fire: the hub is gone, the newest backup is put elsewhere."""
        port = self.hub.port
        self.hub.kill()
        self.lives += 1
        backup = sorted((self.folder / 'backups').glob('backup-*'))[-1]
        said = run('restore', '--from', backup, '--data', self.data())
        assert 'position' in said, said
        self.start(port)

    def desk(self, window, operator='C0301'):
        return Desk(API, self.hub.port, self.hub.enrol_code(window)).login(operator)


@contextlib.contextmanager
def place(version=VERSION):
    with contextlib.ExitStack() as stack:
        yield Place(stack, version)


def expect(answer, status, code):
    assert (answer[0], answer[1].get('code')) == (status, code), answer


def learn(desk):
    """What a desk does at 409 new-epoch."""
    desk.epoch = desk.ask('getHealth', '/v1/health')[1]['epoch']


def again(desk, op, shown=None, session=None):
    """The same op once more, with or without its grant."""
    return desk.put_bytes(op['id'], encode(op), session or desk.session, {'Yc-Grant': shown} if shown else {})


def same(one, other):
    """Whether two verdicts say the same, of moments that are one but for what the way takes."""
    return {**one, 'at': 0} == {**other, 'at': 0} and abs(one['at'] - other['at']) < 2000


def test_grant():
    """Ops made under a grant that the hub has lost."""
    with place() as here:
        desk = Desk(API, here.hub.port, here.hub.enrol_code('3'))
        here.back_up()
        desk.login('C0301')
        stream = f'case-{new_id()}'
        ops = [desk.make(stream, 'case.open', {'matter': 'limited-company-establishment', 'version': '2026.12', 'hall': 'lc'}),
               desk.make(stream, 'note.add', {'text': '材料已核对'})]
        before = [desk.put(op)[1] for op in ops]
        # A hub that has lost nothing reads no grant that is brought.
        expect(desk.put_bytes(ops[0]['id'], encode(ops[0]), headers={'Yc-Grant': 'x'}), 422, 'malformed')
        unknown = desk.make(stream, 'note.add', {'text': 'x'}, grant=new_id())
        expect(again(desk, unknown, desk.shown), 403, 'grant')
        here.set_back()
        expect(again(desk, ops[0]), 409, 'new-epoch')
        learn(desk)
        expect(again(desk, ops[0]), 403, 'grant')
        for op, was in zip(ops, before):
            status, answer = again(desk, op, desk.shown)
            assert status == 200 and same(answer['verdict'], was['verdict']), (answer, was)
        # It is known from now on.
        assert desk.put(desk.make(stream, 'note.add', {'text': '已补传'}))[0] == 200
        assert [json.loads(row['op'])['id'] for row in desk.read_stream(stream)][:2] == [op['id'] for op in ops]


def test_grant_attacks():
    """What is shown to a hub that was set back, by who would like more than he was given."""
    with place() as here:
        desk, other = (Desk(API, here.hub.port, here.hub.enrol_code(window)) for window in '34')
        here.back_up()
        subprocess.run([PROGRAM, 'admin', '--data', here.data(), 'operator-add', '--code', 'C0777', '--name', '新人', '--roles',
                        'clerk', '--password-stdin'], input='yichuang\n', text=True, check=True, stdout=subprocess.DEVNULL)
        desk.login('C0301')
        other.login('C0301')
        stream = desk.open_case()
        late = Desk(API, here.hub.port, here.hub.enrol_code('5')).login('C0301')
        unknown = Desk.__new__(Desk)
        unknown.__dict__.update(desk.__dict__)
        unknown.login('C0777')
        here.set_back()
        for one in (desk, other, late, unknown):
            learn(one)
        text, signature = desk.shown.split('.')
        granted = json.loads(base64.b64decode(text))

        def show(changes, key=None):
            """A grant with changes, signed by @key or with the hub's signature of another text."""
            data = encode({**granted, **changes})
            said = base64.b64encode(key.sign(data)).decode() if key else signature
            return base64.b64encode(data).decode() + '.' + said

        op = desk.make(stream, 'case.open', {'matter': 'limited-company-establishment', 'version': '2026.12', 'hall': 'lc'})
        foreign = Ed25519PrivateKey.generate()
        for shown in (show({}, foreign), show({'roles': ['supervisor']}), show({'expires': granted['expires'] + 1}),
                      show({'expires': granted['expires'] * 2}, foreign), other.shown, late.shown,
                      base64.b64encode(encode(op)).decode() + '.' + signature):
            expect(again(desk, op, shown), 403, 'grant')
        for shown in ('', '.', text, text + '.', '.' + signature, text + '.' + signature[:-4], text + '.' + signature + '.',
                      ','.join([desk.shown] * 5), 'A' * 6000 + '.' + signature, text + ' ' + signature):
            assert again(desk, op, shown)[1].get('code') in ('malformed', 'grant'), shown
        # The grant of an operator that this hub does not know.
        by = unknown.make(stream, 'case.open', op['body'])
        expect(again(unknown, by, unknown.shown), 403, 'grant')
        # Another device with the right grant, and the right device with another's op.
        expect(again(other, op, desk.shown, desk.session), 403, 'grant')
        expect(again(desk, op, desk.shown, other.session), 403, 'signature')
        # Made after it had ended, by a desk whose clock was set on.
        ended = desk.make(stream, 'case.open', op['body'])
        status, answer = again(desk, {**ended, 'id': new_id(), 'by': 'S0301'}, desk.shown)
        expect((status, answer), 403, 'grant')
        expect(again(desk, desk.make(stream, 'job.void', {'job': new_id(), 'reason': 'x'}), desk.shown), 403, 'role')
        # A lost device is nobody, whatever it shows.
        expect(again(late, late.make(stream, 'case.open', op['body']), late.shown), 403, 'device')
        assert again(desk, op, desk.shown)[0] == 200


def test_device():
    """A device that was enrolled after the backup: with a new code and its key it is who it was."""
    with place() as here:
        here.desk('3')
        here.back_up()
        lost = here.desk('4')
        before, stream = lost.known, f'case-{new_id()}'
        op = lost.make(stream, 'case.open', {'matter': 'limited-company-establishment', 'version': '2026.12', 'hall': 'lc'})
        assert lost.put(op)[0] == 200
        here.set_back()
        learn(lost)
        expect(again(lost, op, lost.shown), 403, 'device')
        assert lost.code('getHallFeed', '/v1/halls/lc/feed') == (403, 'device')
        code = here.hub.enrol_code('4')
        # Somebody who knows the public key only.
        expect(lost.try_enrol(code, base64.b64encode(Ed25519PrivateKey.generate().sign(b'yichuang-enrol ' + code.encode())).decode()),
               422, 'malformed')
        other_code = here.hub.enrol_code('4')
        expect(lost.try_enrol(code, base64.b64encode(lost.pair.sign(b'yichuang-enrol ' + other_code.encode())).decode()),
               422, 'malformed')
        # A code for another window does not put it there, and stays good for who it is for.
        wrong = here.hub.enrol_code('9')
        expect(lost.try_enrol(wrong, hall='lc', window='4'), 401, 'code')
        assert Desk(API, here.hub.port, wrong).known['window'] == '9'
        lost.enrol_code = code
        lost.enrol()
        assert lost.known['device'] == before['device'] and lost.token != before['token']
        expect(again(lost, op), 403, 'grant')
        assert again(lost, op, lost.shown)[0] == 200
        # The same window again: the same device. Another window: another one, and the first is as it was.
        lost.enrol_code = other_code
        lost.enrol()
        assert lost.known['device'] == before['device']
        status, elsewhere = lost.try_enrol(here.hub.enrol_code('5'))
        assert status == 200 and elsewhere['device'] != before['device'] and elsewhere['window'] == '5'
        assert lost.login('C0301').put(lost.make(stream, 'note.add', {'text': '还在'}))[0] == 200


def test_held():
    """Physical work at a hub that was set back: nothing shown makes it forget that somebody else may have it."""
    with place() as here:
        desk = here.desk('3')
        stream, other = desk.open_case(), desk.open_case()
        here.back_up()
        here.set_back()
        learn(desk)
        assert 'release-jobs' in here.hub.admin('status')
        job = new_id()
        body = {'job': job, 'piece': 'seals/seal-official', 'kind': 'seal', 'artwork': 'a' * 64, 'machine': 'm', 'desk':
                desk.known['device'], 'items': [{'path': '/name/trade', 'digest': 'b' * 64}]}
        ask = desk.make(stream, 'job.ask', body)
        grant = {'v': 1, 'id': new_id(), 'stream': stream, 'kind': 'job.grant', 'by': 'hub', 'grant': '0' * 32, 'window': '',
                 'when': ask['when'], 'seen': 1, 'body': {k: body[k] for k in ('job', 'piece', 'artwork', 'machine', 'desk')}}

        def say(op, key):
            return base64.b64encode(encode(op)).decode() + '.' + base64.b64encode(key.sign(encode(op))).decode()

        rows = len(desk.read_stream(stream))
        foreign = Ed25519PrivateKey.generate()
        for said in (None, say(grant, foreign), say(grant, desk.session), say({**grant, 'stream': other}, foreign),
                     say({**grant, 'by': 'C0301'}, desk.session), desk.shown):
            answer = desk.put_bytes(ask['id'], encode(ask), headers={'Yc-Said': said} if said else {})
            expect(answer, 409, 'held')
        for said in ('x', say(grant, foreign) + ',', ','.join([say(grant, foreign)] * 5)):
            expect(desk.put_bytes(ask['id'], encode(ask), headers={'Yc-Said': said}), 422, 'malformed')
        # What would be refused waits too; all else goes on, and cases that began since.
        expect(desk.put(desk.make(stream, 'job.start', {'job': job, 'artwork': 'a' * 64})), 409, 'held')
        assert len(desk.read_stream(stream)) == rows
        desk.apply(stream, 'note.add', {'text': '其余照常'})
        status, answer = desk.put(desk.make(desk.open_case(), 'job.ask', body))
        assert status == 200 and answer['verdict']['outcome'] == 'refused'
        # The word of whoever runs the hub; it is for this restoring, and for no later one.
        here.hub.admin('release-jobs')
        assert 'release-jobs' not in here.hub.admin('status')
        status, answer = desk.put(ask)
        assert status == 200 and answer['verdict']['outcome'] == 'refused', answer
        here.back_up()
        here.set_back()
        learn(desk)
        expect(desk.put(desk.make(stream, 'job.ask', {**body, 'job': new_id()})), 409, 'held')


def test_owed():
    """All desks have been here, and a piece that one of them has stands in no case yet: nobody else gets it."""
    with place(MAKING) as here:
        desk, second = here.desk('3'), here.desk('4')
        stream, other = desk.open_case(MAKING), desk.open_case(MAKING)
        here.back_up()
        here.set_back()
        learn(desk)
        second.epoch = desk.epoch
        key = Ed25519PrivateKey.from_private_bytes((here.data() / 'hub.key').read_bytes())
        assert public_key(key) == desk.known['key']

        def body(desk):
            return {'job': new_id(), 'piece': 'seals/seal-official', 'kind': 'seal', 'artwork': 'a' * 64, 'machine': 'm',
                    'desk': desk.known['device'], 'items': [{'path': '/name/trade', 'digest': 'b' * 64}]}

        made = body(desk)
        ask = desk.make(stream, 'job.ask', made)
        grant = {'v': 1, 'id': new_id(), 'stream': stream, 'kind': 'job.grant', 'by': 'hub', 'grant': '0' * 32, 'window': '',
                 'when': ask['when'], 'seen': 1, 'body': {k: made[k] for k in ('job', 'piece', 'artwork', 'machine', 'desk')}}
        said = base64.b64encode(encode(grant)).decode() + '.' + base64.b64encode(key.sign(encode(grant))).decode()
        # The case is not approved here yet, so the ask rests on what is still on its way.
        shown = lambda: desk.put_bytes(ask['id'], encode(ask), headers={'Yc-Said': said})
        expect(shown(), 409, 'held')
        here.hub.admin('release-jobs')
        status, answer = second.put(second.make(stream, 'job.ask', body(second)))
        assert status == 200 and 'piece-granted' in [reason['code'] for reason in answer['verdict']['reasons']], answer
        status, answer = second.put(second.make(other, 'job.ask', body(second)))
        assert status == 200 and 'piece-granted' not in [reason['code'] for reason in answer['verdict']['reasons']], answer
        # All have been here, and what it rested on has not come: the hub stands by what it has signed.
        status, answer = shown()
        assert status == 200 and answer['verdict']['outcome'] == 'applied', answer
        last = desk.read_stream(stream)[-1]
        assert json.loads(last['op']) == grant and last['verdict']['outcome'] == 'applied', last
        desk.apply(stream, 'job.start', {'job': made['job'], 'artwork': 'a' * 64})
        status, answer = second.put(second.make(stream, 'job.ask', body(second)))
        assert status == 200 and answer['verdict']['outcome'] == 'refused', answer


def work(desk, shared, over, done):
    """A case of its own, documents, and a say in a case that is everybody's; all of it goes into @done."""
    own, number = f'case-{new_id()}', 0
    todo = [desk.make(own, 'case.open', {'matter': 'limited-company-establishment', 'version': '2026.12', 'hall': 'lc'})]
    while todo or not over.is_set():
        number += 1
        data = os.urandom(5000)
        digest = hashlib.sha256(data).hexdigest()
        todo += [desk.make(own, 'note.add', {'text': f'第{number}条'}),
                 desk.make(shared, 'fields.set', {'source': 'typed', 'items': [
                     {'path': '/name/trade', 'value': f'{desk.known["window"]}-{number}', 'was': None}]})]
        if number % 4 == 0:
            todo.append(desk.make(own, 'document.add', {'document': new_id(), 'kind': 'scan', 'title': '扫描件',
                                                        'sha256': digest, 'size': len(data)}))
        for op in todo:
            status, answer = desk.put(op)
            assert status == 200, answer
            done.append((op, answer, data if op['kind'] == 'document.add' else None))
            if op['kind'] == 'document.add':
                assert desk.piece(digest, len(data), 0, data)[1]['whole']
        todo = []


def bring_back(desk, done):
    """As a desk does it: everything that it holds, in its order, by the same ids."""
    learn(desk)
    for op, _, data in done:
        status, answer = again(desk, op)
        if (status, answer.get('code')) == (403, 'grant'):
            status, answer = again(desk, op, desk.shown)
        assert status == 200, answer
        if data:
            digest = hashlib.sha256(data).hexdigest()
            assert desk.piece(digest, len(data), 0, data)[1]['whole']


def run_all(function, cases):
    failed = []

    def guard(arguments):
        try:
            function(*arguments)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guard, args=(arguments,)) for arguments in cases]
    for thread in threads:
        thread.start()
    return threads, failed


def test_load():
    """A backup in the middle of work, work that goes on, a hub that is killed, and everybody who brings it back."""
    with place() as here:
        over, done, shared = threading.Event(), {}, f'case-{new_id()}'
        desks = [here.desk(window) for window in ('3', '4', '5')]
        desks[0].apply(shared, 'case.open', {'matter': 'limited-company-establishment', 'version': '2026.12', 'hall': 'lc'})
        threads, failed = run_all(work, [(desk, shared, over, done.setdefault(desk, [])) for desk in desks])

        def wait_for_more(count):
            until = sum(map(len, done.values())) + count
            while sum(map(len, done.values())) < until and not failed:
                time.sleep(0.01)

        wait_for_more(60)
        here.back_up()
        late = here.desk('6')
        more, failed_late = run_all(work, [(late, shared, over, done.setdefault(late, []))])
        wait_for_more(120)
        over.set()
        for thread in threads + more:
            thread.join()
        assert not failed + failed_late, failed + failed_late
        here.set_back()
        with contextlib.closing(sqlite3.connect(f'file:{here.data()}/hub.db?mode=ro', uri=True)) as connection:
            kept = connection.execute('SELECT count(*) FROM ops').fetchone()[0]
        late.enrol_code = here.hub.enrol_code('6')
        late.enrol()
        threads, failed = run_all(bring_back, list(done.items()))
        for thread in threads:
            thread.join()
        assert not failed, failed
        with contextlib.closing(sqlite3.connect(f'file:{here.data()}/hub.db?mode=ro', uri=True)) as connection:
            rows = [(json.loads(op), json.loads(verdict)) for op, verdict in connection.execute('SELECT bytes, verdict FROM ops')]
        there = {op['id']: (op, verdict) for op, verdict in rows}
        assert len(there) == len(rows) and kept < len(rows), (kept, len(rows))
        otherwise = 0
        for desk, ops in done.items():
            for op, answer, data in ops:
                now, verdict = there[op['id']]
                assert now == op
                if not same({**verdict, 'contests': []}, {**answer['verdict'], 'contests': []}):
                    # Only where desks wrote into one field at once can another have come first.
                    assert op['stream'] == shared and {verdict['outcome'], answer['verdict']['outcome']} <= {'applied', 'contested'}
                    otherwise += 1
                if data:
                    digest = hashlib.sha256(data).hexdigest()
                    assert (here.data() / 'blobs' / digest[:2] / digest).read_bytes() == data
                    status, _, came = desk.send('GET', f'/v1/blobs/{digest}?offset=0&limit=100000')
                    assert (status, came) == (200, data)
        count = sum(map(len, done.values()))
        print(f'# {kept} rows in the backup, {len(rows)} brought back; {count} receipts, {otherwise} with another order in one field')


sys.exit(run_tests(globals()))
