#!/usr/bin/python3
"""What a hostile peer may try at the hub's doors, each with the answer that docs/hub-api.yaml names for it.

After every attack: nothing more is in any table of the store and no file of a
document has come, the hub answers others at once, and at the end its memory
has not grown beyond a limit. ARCHITECTURE.md ("Attacks tried") lists them.
"""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import socket
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from hub_client import BOOT, Client, Desk, Hub, encode, new_id, public_key, staff_stream  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402

PROGRAM, SOURCE = sys.argv[1:3]
API = Document(pathlib.Path(SOURCE) / 'docs/hub-api.yaml')
AT_ONCE_S = 5  # a hub with sanitizers on a slow machine; a hub that is held up needs 15 and more
GROWN_MAX_MIB = 64
WAITERS = 60
YEAR_MS = 365 * 24 * 3600 * 1000


class Scene:
    """A hub, a clerk's desk with a case and a document, another hall's, a reviewer's and a helper's."""

    def __init__(self, hub):
        self.hub = hub
        self.anybody = Client(API, hub.port)
        hub.admin('hall-add', '--code', 'qd', '--name', '另一大厅', '--city', '另一市')
        self.desk = Desk(API, hub.port, hub.enrol_code('3')).login('C0301')
        self.other = Desk(API, hub.port, hub.enrol_code('12', 'qd')).login('H0301')
        self.second = Desk(API, hub.port, hub.enrol_code('4')).login('R0301')
        hub.admin('operator-add', '--code', 'A0301', '--name', '周测试', '--roles', 'administrator', '--password-stdin')
        self.boss = Desk(API, hub.port, hub.enrol_code('9')).login('A0301')
        self.added, answer = self.boss.act('operator.add', 'C0310', name='吴测试', roles='clerk')
        assert answer[0] == 200
        self.stream = self.desk.open_case()
        self.data = os.urandom(5000)
        self.digest = self.desk.announce(self.stream, self.data)
        self.note = self.desk.make(self.stream, 'note.add', {'text': '材料已核对'})
        self.kept = self.desk.put(self.note)
        assert self.kept[0] == 200
        self.resident_mib = hub.resident_mib()

    @contextlib.contextmanager
    def nothing_kept(self):
        """What happens inside leaves nothing behind, and the hub serves others."""
        before = self.hub.count()
        yield
        self.well()
        after = self.hub.count()
        assert before == after, {name: (before[name], after[name]) for name in after if before[name] != after[name]}

    def well(self):
        begun = time.monotonic()
        assert self.anybody.ask('getHealth', '/v1/health')[0] == 200
        assert time.monotonic() - begun < AT_ONCE_S, 'the hub was held up'

    def op(self, body=None, **more):
        return self.desk.make(self.stream, 'note.add', {'text': 'a'} if body is None else body, **more)

    def start_put(self):
        """An op's head, without what says how long its body is."""
        head = {'Host': 'hub', 'Authorization': f'Bearer {self.desk.token}', **self.desk.head(b'')}
        lines = [f'PUT /v1/ops/{new_id()} HTTP/1.1', *(f'{name}: {head[name]}' for name in head)]
        return ''.join(line + '\r\n' for line in lines).encode()

    def raw(self, data, wait_s=10, half_close=False):
        """Bytes over a connection of their own; what came back until the hub closed it."""
        with socket.create_connection(('127.0.0.1', self.hub.port), timeout=wait_s) as peer:
            with contextlib.suppress(ConnectionError):
                peer.sendall(data)
                if half_close:
                    peer.shutdown(socket.SHUT_WR)
                came = b''
                while b'\r\n\r\n' not in came and (block := peer.recv(65536)):
                    came += block
                return came
            return b''


def expect(got, status, code):
    assert (got[0], got[1]['code'] if isinstance(got[1], dict) else got[1]) == (status, code), got


def check_authentication(scene):
    desk, other, port = scene.desk, scene.other, scene.hub.port
    device, secret = desk.token.split('.')
    targets = (('getCatalogue', '/v1/catalogue'), ('getHallFeed', '/v1/halls/lc/feed'), ('findCases', '/v1/cases?q=ab'),
               ('getStreamFeed', f'/v1/streams/{scene.stream}/feed'), ('getList', '/v1/lists/firms'),
               ('getFigures', '/v1/figures?from=1&to=2'), ('getBlob', f'/v1/blobs/{scene.digest}'))
    tokens = ((None, 401, 'token'), ('x', 401, 'token'), (f'{device}', 401, 'token'), (f'{device}.', 403, 'device'),
              (f'{device}.{"A" * 43}', 403, 'device'), (f'{new_id()}.{secret}', 403, 'device'),
              (f'{other.token.split(".")[0]}.{secret}', 403, 'device'), (f'{device}.{secret}.x', 401, 'token'),
              ('y' * 200, 401, 'token'))
    for token, status, code in tokens:
        for name, target in targets:
            expect(Client(API, port, token).code(name, target), status, code)
    key = public_key(Ed25519PrivateKey.generate())
    for guess in ('0000-0000-0000', 'AAAA-AAAA-AAAA', "' OR 1=1 --", desk.enrol_code):
        body = encode({'code': guess, 'name': 'x', 'key': key})
        expect(scene.anybody.code('postEnrol', '/v1/enrol', body), 401, 'code')


def check_objects(scene):
    """Another hall's device knows every name, and gets nothing by it."""
    other, stream, digest = scene.other, scene.stream, scene.digest
    expect(other.code('getStreamFeed', f'/v1/streams/{stream}/feed'), 403, 'role')
    expect(other.code('getHallFeed', '/v1/halls/lc/feed'), 403, 'role')
    expect(other.code('getBlob', f'/v1/blobs/{digest}'), 404, 'no-such-blob')
    expect(other.piece(digest, len(scene.data), 0, scene.data), 403, 'role')
    expect(other.code('postCaseCode', f'/v1/cases/{stream}/code'), 403, 'role')
    expect(other.put(other.make(stream, 'note.add', {'text': 'a'})), 403, 'role')
    look = {'purpose': 'review', 'items': [{'path': '/agent/number'}]}
    expect(other.put(other.make(stream, 'person.reveal', look)), 403, 'role')
    assert other.ask('getList', '/v1/lists/firms')[1] == {'rows': [], 'total': 0}
    assert other.ask('findCases', '/v1/cases?q=LC')[1] == {'cases': []}


def check_functions(scene):
    """Whoever is logged in may do what the roles allow, and nothing else."""
    desk, other, second, stream = scene.desk, scene.other, scene.second, scene.stream
    decision = {'module': 'registration', 'outcome': 'approved', 'by': 'person'}
    expect(desk.put(desk.make(stream, 'decision.record', decision)), 403, 'role')
    expect(desk.put(desk.make(stream, 'case.receive', {'number': 'LC1'})), 403, 'role')
    job = {'job': new_id(), 'piece': 'seal-official', 'artwork': 'x', 'machine': 'm', 'desk': desk.known['device']}
    expect(other.put(other.make(f'case-{new_id()}', 'job.grant', job)), 403, 'role')
    expect(desk.put(desk.make(stream, 'job.void', {'job': new_id(), 'reason': 'x'})), 403, 'role')
    expect(second.put(second.make(stream, 'fields.set', {'source': 'typed', 'items': []})), 403, 'role')
    expect(second.code('postCaseCode', f'/v1/cases/{stream}/code'), 403, 'role')
    for who in (desk, other, second):
        expect(who.code('getFigures', '/v1/figures?from=1&to=2'), 403, 'role')
        expect(who.code('getCounted', '/v1/figures/cases?from=1&to=2&measure=done'), 403, 'role')
        expect(who.code('getReveals', '/v1/reveals?from=1&to=2'), 403, 'role')


def check_administration(scene):
    """An administrator's doors, ops and codes, for those who are none; and theirs, sent again."""
    targets = (('getStaffOperators', '/v1/staff/operators'), ('getStaffWindows', '/v1/staff/windows'),
               ('getStaffDevices', '/v1/staff/devices'), ('getStaffPacks', '/v1/staff/packs'), ('getStreamFeed', f'/v1/streams/{scene.added["stream"]}/feed'))
    for who in (scene.desk, scene.other, scene.second):
        for name, target in targets:
            expect(who.code(name, target), 403, 'role')
        expect(who.draw(scene.added), 403, 'role')
        withdrawal = who.make(staff_stream('version 2026.12 '), 'catalogue.withdraw', {'version': '2026.12'})
        expect(who.put(withdrawal), 403, 'role')
        own = who.grant['operator']
        expect(who.act('operator.set', own, roles='administrator', was='clerk')[1], 403, 'role')
        expect(who.act('operator.add', 'A0666', name='x', roles='administrator')[1], 403, 'role')
        # By the administrator's name, with one's own key; by their op, at one's own desk: the answer of before, no more.
        stolen = who.make(staff_stream(f'operator {own} '), 'operator.unlock', {'operator': own}, by='A0301',
                          grant=scene.boss.grant['id'], window='9')
        expect(who.put(stolen), 403, 'grant')
        expect(scene.boss.put(stolen, who.session), 403, 'signature')
        assert who.put(scene.added, scene.boss.session)[1] == scene.boss.put(scene.added)[1]
    for body in ({'operator': 'C0301'}, {'operator': 'C0310', 'reason': 'a\tb'}, {'operator': 'C 310'}, {'operator': 'hub'}):
        expect(scene.boss.put(scene.boss.make(scene.added['stream'], 'operator.lock', body)), 422, 'malformed')
    expect(scene.boss.act('operator.add', 'C0311', name='吴‮测试', roles='clerk')[1], 422, 'malformed')
    expect(scene.boss.act('operator.add', 'C0311', name='吴测试', roles='hub')[1], 422, 'malformed')
    for version in ('2026 12', '../2026.12', "2026.12' OR 1", '年'):
        expect(scene.boss.put(scene.boss.make(staff_stream(f'version {version} '), 'catalogue.withdraw', {'version': version})),
               422, 'malformed')
    expect(scene.boss.act('operator.chose', 'C0310')[1], 403, 'role')
    expect(scene.boss.put(scene.boss.make(scene.stream, 'note.add', {'text': 'a'})), 403, 'role')


def check_device_names(scene):
    """What a list would show as something else."""
    key = public_key(Ed25519PrivateKey.generate())
    for name in ('a\u0085b', '\u202edesk', '\u2028', '\ufeff', 'x' * 129, ''):
        body = encode({'code': scene.desk.enrol_code, 'name': name, 'key': key})
        expect(scene.anybody.code('postEnrol', '/v1/enrol', body), 422, 'malformed')


def check_one_time_code(scene):
    """Guessed at from every desk, five times in all; then the right one is worth nothing either."""
    status, drawn = scene.boss.draw(scene.added)
    assert status == 200
    expect(scene.boss.draw(scene.added), 409, 'drawn')
    for who in (scene.desk, scene.other, scene.second, scene.desk, scene.other):
        expect(who.choose('C0310', 'AAAA-AAAA-AAAA', 'a long password'), 401, 'code')
        expect(who.choose('C0301', drawn['code'], 'a long password'), 401, 'code')
        expect(who.choose('X9999', drawn['code'], 'a long password'), 401, 'code')
    expect(scene.desk.choose('C0310', drawn['code'], 'a long password'), 401, 'code')
    expect(scene.anybody.code('postPassword', '/v1/password', b'{}'), 401, 'token')
    expect(scene.desk.try_login('C0310', '')[:2], 422, 'malformed')


def check_withdrawn(scene):
    """An administrator at a device that another one has withdrawn."""
    scene.hub.admin('operator-add', '--code', 'A0302', '--name', '郑测试', '--roles', 'administrator', '--password-stdin')
    thief = Desk(API, scene.hub.port, scene.hub.enrol_code('8')).login('A0302')
    id = thief.known['device']
    scene.boss.apply(staff_stream(f'device {id} '), 'device.withdraw', {'device': id})
    expect(thief.act('operator.lock', 'A0301')[1], 403, 'device')
    expect(thief.code('getStaffOperators', '/v1/staff/operators'), 403, 'device')
    expect(thief.try_login('A0302')[:2], 403, 'device')
    expect(thief.try_enrol(thief.enrol_code), 401, 'code')
    # With its token copied to another desk the grant is no better.
    op = thief.make(staff_stream('operator A0301 '), 'operator.lock', {'operator': 'A0301'})
    expect(scene.second.put(op, thief.session), 403, 'grant')


def check_replay(scene):
    """An op is kept once, and only by who may sign it."""
    desk, second, note = scene.desk, scene.second, scene.note
    data = encode(note)
    assert desk.put(note) == scene.kept and second.put(note, desk.session) == scene.kept
    expect(desk.put({**note, 'body': {'text': 'b'}}), 422, 'other-bytes')
    expect(desk.put_bytes(note['id'], data + b' '), 422, 'other-bytes')
    expect(desk.put_bytes(new_id(), data), 422, 'malformed')
    op = scene.op()
    expect(desk.put(op, second.session), 403, 'signature')
    expect(desk.put(op, Ed25519PrivateKey.generate()), 403, 'signature')
    other = {'Yc-Signature': desk.head(data)['Yc-Signature']}
    expect(desk.put_bytes(op['id'], encode(op), headers=other), 403, 'signature')
    expect(second.put(scene.op(), desk.session), 403, 'grant')
    for forged in ({'grant': second.grant['id']}, {'grant': new_id()}, {'grant': '0' * 32, 'by': 'hub', 'window': ''},
                   {'by': 'R0301'}, {'by': 'hub'}, {'window': '4'}):
        expect(desk.put(scene.op(**forged)), 403, 'grant')


def check_batches(scene):
    """Among others an op gets what it would have got alone, and takes none of them with it."""
    desk, second = scene.desk, scene.second
    assert desk.post([scene.note]) == [(200, 'applied')]
    forged = [scene.op(by='hub'), {**scene.note, 'body': {'text': 'b'}}, scene.op(grant=second.grant['id'])]
    assert [code for _, code in desk.post(forged)] == ['grant', 'other-bytes', 'not-tried']
    assert [code for _, code in desk.post(forged[1:])] == ['other-bytes', 'not-tried']
    body = desk.batch([scene.op()], second.session)
    assert [one['answer']['code'] for one in desk.post_bytes(body)[1]['answers']] == ['signature']
    expect(Client(desk.document, desk.port).ask('postOps', '/v1/ops', body), 401, 'token')
    swapped = desk.batch([scene.op(), scene.op()]).split(b'\n')
    swapped[1], swapped[3] = swapped[3], swapped[1]
    expect(desk.post_bytes(b'\n'.join(swapped)), 422, 'malformed')
    for line in (b'{"id":1,"id":2}', b'{' * 40, b'x' * 2000, b'{"size":-1}', b'{"id":"%s","size":1e3}' % new_id().encode(),
                 b'{"id":"%s","size":9007199254740993}' % new_id().encode()):
        expect(desk.post_bytes(line + b'\n{}\n'), 422, 'malformed')
    expect(desk.post_bytes(b'\xff' * 4096), 422, 'malformed')
    expect(desk.post_bytes(b'\n' * 2**21), 413, 'too-big')


def check_forged_grant(scene):
    """A grant with other roles, and a hub's signature that is none: nobody asks for what is brought."""
    desk = scene.desk
    changed = json.dumps({**desk.grant, 'roles': ['supervisor', 'reviewer']})
    expect(desk.put(desk.make(scene.stream, 'job.void', {'job': new_id(), 'reason': 'x'}, roles=['supervisor'],
                              granted=changed[:4000])), 403, 'role')
    own = {'v': 1, 'by': 'hub', 'grant': '0' * 32, 'window': ''}
    expect(desk.put(desk.make(scene.stream, 'case.receive', {'number': 'LC1'}, **own)), 403, 'grant')
    expect(desk.try_login("C0301' --")[:2], 401, 'login')


def check_clocks(scene):
    """Years away, before 1970, at the ends of the range: kept, and never after receipt nor before the last."""
    desk = scene.desk
    floor = scene.kept[1]['verdict']['at']
    limit = 1 << 53
    for wall, boot, boottime in ((limit, new_id(), 0), (-limit, new_id(), limit), (0, BOOT, limit), (1, BOOT, -limit),
                                 (int(time.time() * 1000) + 50 * YEAR_MS, new_id(), 1)):
        op = scene.op(when={'wall': wall, 'boot': boot, 'boottime': boottime})
        for sending in (f'{limit} {BOOT} {limit}', f'-{limit} {BOOT} 0'):
            status, answer = desk.put_bytes(op['id'], encode(op), headers={'Yc-Sending': sending})
            assert status == 200, answer
            assert floor <= answer['verdict']['at'] <= answer['received'], (answer, floor)
        floor = answer['verdict']['at']
    for when in ({'wall': limit + 1}, {'wall': 1.5}, {'boot': 'x'}, {'boottime': '1'}):
        expect(desk.put(scene.op(when={**scene.note['when'], **when})), 422, 'malformed')
    for sending in ('', '1 2', f'x {BOOT} 1', f'1 {BOOT} -1', f'1 {BOOT} {limit + 1}', '1 ' * 60):
        op = scene.op()
        expect(desk.put_bytes(op['id'], encode(op), headers={'Yc-Sending': sending}), 422, 'malformed')


def put_as(scene, data):
    """Signed by one who may, under an id that nobody has used."""
    return scene.desk.put_bytes(new_id(), data)


def check_bytes(scene):
    """Bytes that readers of JSON differ about."""
    id = new_id()
    op = encode(scene.op(id=id))
    head = op[:-1]
    text = b'"text":"a"'
    bad = [b'', b'{}', b'[]', b'null', b'"x"', op + b'x', op[:-1], b'\xef\xbb\xbf' + op, op.decode().encode('utf-16'),
           head + b',"v":1}', head + b',"\\u0076":1}', head + b',"x":NaN}', head + b',"x":Infinity}',
           head + b',"x":1.0}', head + b',"x":1e3}', head + b',"x":9007199254740993}',
           head + b',"x":-99999999999999999999}',
           head + b',"x":01}', head + b',"x":"' + b'y' * 4097 + b'"}',
           head + b',"x":' + b'[' * 10000 + b']' * 10000 + b'}', b'[' * 60000,
           op.replace(b'"v":1', b'"v":2'), op.replace(b'"seen":0', b'"seen":-1')]
    bad += [op.replace(text, b'"text":' + value) for value in (
        b'"\x01"', b'"\n"', b'"\\u0000"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\xff"', b'"\xc0\xaf"',
        b'"\xed\xa0\x80"', b'"e\xcc\x81"', b'""', b'true', b'{}', b'[]', b'1.5', b'"a","text":"b"')]
    bad += [op.replace(text, text + b',"items":' + value) for value in (
        b'[' + b','.join([b'{}'] * 513) + b']', b'{}', b'[1]', b'[[]]', b'[{"a":[]}]')]
    for data in bad:
        assert data != op
        status, problem = scene.desk.put_bytes(id, data)
        expect((status, problem), 422, 'malformed')
    for name, target in (('postLogin', '/v1/login'), ('postEnrol', '/v1/enrol'), ('postCode', '/v1/codes')):
        for data in (b'', b'{}', b'[' * 4000, b'{"code":"1","code":"2"}', b'\xff', b'{"code":1e999}'):
            expect(scene.desk.code(name, target, data), 422, 'malformed')
        expect(scene.desk.code(name, target, b' ' * 5000), 413, 'too-big')


def check_sizes(scene):
    """Ten MiB where 64 KiB may come, and more headers, path and piece than may come."""
    desk = scene.desk
    op = scene.op()
    expect(desk.put_bytes(op['id'], b' ' * 65537), 413, 'too-big')
    answer = scene.raw(scene.start_put() + b'Content-Length: 10485760\r\n\r\n' + b' ' * 65536)
    assert answer.startswith(b'HTTP/1.1 413 '), answer
    answer = scene.raw(scene.start_put() + b'Transfer-Encoding: chunked\r\n\r\n20000\r\n' + b' ' * 0x20000)
    assert answer.startswith(b'HTTP/1.1 413 '), answer
    expect(desk.code('getHealth', '/v1/health', headers={f'X-{i}': 'y' for i in range(70)}), 431, 'headers')
    expect(desk.code('getHealth', '/v1/health', headers={'X': 'y' * 9000}), 431, 'headers')
    expect(desk.code('findCases', '/v1/cases?q=' + 'y' * 2048), 414, 'too-long')
    assert not scene.raw(b'GET /v1/health HTTP/1.1\r\nX: ' + b'y' * 4000000).startswith(b'HTTP/1.1 200')
    digest = scene.digest
    expect(desk.piece(digest, 5000, 0, bytes(0x400001)), 413, 'too-big')


def check_half_closed(scene):
    """Who says no more is answered, or dropped; nobody waits for them."""
    assert scene.raw(b'GET /v1/health HTTP/1.1\r\nHost: h\r\n\r\n', half_close=True)[:13] in (b'HTTP/1.1 200 ', b'')
    assert b' 200 ' not in scene.raw(scene.start_put() + b'Content-Length: 900\r\n\r\n{"v":', half_close=True)
    assert b' 200 ' not in scene.raw(b'GET /v1/hea', half_close=True)


def check_slow(scene):
    """Bodies that trickle hold up nobody but themselves; what came late is not kept."""
    with contextlib.ExitStack() as stack:
        peers = []
        for _ in range(20):
            peer = stack.enter_context(socket.create_connection(('127.0.0.1', scene.hub.port), timeout=30))
            peer.sendall(scene.start_put() + b'Content-Length: 900\r\n\r\n{')
            peers.append(peer)
        for _ in range(3):
            scene.well()
            for peer in peers:
                peer.sendall(b' ')


def check_many_polls(scene):
    """Readers that wait are no threads: others are served beside them, and one op wakes them all."""
    feed = scene.desk.ask('getHallFeed', '/v1/halls/lc/feed')[1]
    last = feed['rows'][-1]
    path = f'/v1/halls/lc/feed?epoch={feed["epoch"]}&after={last["position"]}&hash={last["hash"]}&wait=25'
    with concurrent.futures.ThreadPoolExecutor(WAITERS) as pool:
        waiting = [pool.submit(scene.desk.send, 'GET', path) for _ in range(WAITERS)]
        time.sleep(0.5)
        scene.well()
        kept = scene.desk.put(scene.op())[1]
        for answer in waiting:
            status, _, body = answer.result(30)
            assert status == 200 and json.loads(body)['rows'][0]['hash'] == kept['hash']


def check_injection(scene):
    """SQL, patterns and paths are texts like any other."""
    desk = scene.desk
    texts = ("' OR '1'='1", '%%', '__', "x'); DROP TABLE ops; --", '"; SELECT 1', '\\%', '../..', 'a\x01b', '/*',
             '${x}')
    for text in texts:
        quoted = urllib.parse.quote(text, safe='')
        assert desk.ask('findCases', f'/v1/cases?q={quoted}') == (200, {'cases': []}), text
        status, _, body = desk.send('GET', f'/v1/lists/{quoted}')
        assert status in (400, 404), (text, status, body)
        if text != '__':  # which an operator may be called
            expect(desk.code('getList', f'/v1/lists/firms?operator={quoted}'), 422, 'malformed')
        expect(desk.code('getCatalogue', f'/v1/catalogue?version={quoted}'), 422, 'malformed')
    for query in ('', 'q=', 'q=a', 'q=' + 'a' * 65, 'x=abc'):
        expect(desk.code('findCases', f'/v1/cases?{query}'), 422, 'malformed')
    for raw in ('%FF%FE', 'ab%00', '%C0%AF', '%ED%A0%80'):
        status, _, body = desk.send('GET', f'/v1/cases?q={raw}')
        assert status in (400, 422), (raw, status, body)
    for name in ('..%2F..%2Fhub.db', '..', '%2e%2e', scene.digest.upper(), scene.digest[:63], scene.digest + '.part',
                 scene.digest[:63] + '%00', scene.digest[:63] + '/'):
        for method, query in (('GET', ''), ('PUT', '?size=5&offset=0')):
            status, _, body = desk.send(method, f'/v1/blobs/{name}{query}', b'x' if method == 'PUT' else None)
            assert status in (400, 404), (name, status, body)
    for name in ('..', 'lc%2F..', "lc'%20OR%20'1", 'lc%00', 'lc%20'):
        status, _, body = desk.send('GET', f'/v1/halls/{name}/feed')
        assert status in (400, 403, 404), (name, status, body)


def check_numbers(scene):
    """Negative, huge, no numbers: none is cut to fit."""
    desk = scene.desk
    for number in ('-1', '99999999999999999999', '9007199254740993', 'NaN', '1.5', '0x10', '', '+', '1e3', '%31%00'):
        for name, target in (('getHallFeed', '/v1/halls/lc/feed?after='), ('getHallFeed', '/v1/halls/lc/feed?wait='),
                             ('getHallFeed', '/v1/halls/lc/feed?limit='), ('getList', '/v1/lists/firms?after='),
                             ('getFigures', '/v1/figures?to=2&from='),
                             ('getBlob', f'/v1/blobs/{scene.digest}?offset=')):
            if number == '%31%00':
                status, _, body = desk.send('GET', target + number)
                assert status in (400, 422), (target, status, body)
            else:
                expect(desk.code(name, target + number), 422, 'malformed')
    beyond = f'/v1/halls/lc/feed?epoch={desk.epoch}&after={1 << 53}&hash={"0" * 64}'
    expect(desk.code('getHallFeed', beyond), 409, 'new-epoch')
    expect(desk.code('getHallFeed', '/v1/halls/lc/feed?after=1'), 409, 'new-epoch')
    expect(desk.code('getFigures', f'/v1/figures?from=0&to={401 * 24 * 3600 * 1000}'), 422, 'malformed')


def check_pieces(scene):
    """Pieces that overlap, are elsewhere, or are more than the document."""
    desk, data, digest = scene.desk, scene.data, scene.digest
    for size, offset, piece, status, code in (
            (5000, -1, b'x', 422, 'malformed'), (5000, 5001, b'x', 422, 'malformed'), (-5, 0, b'x', 422, 'malformed'),
            (0, 0, b'', 422, 'malformed'), (1 << 28 | 1, 0, b'x', 422, 'malformed'),
            (1 << 62, 0, b'x', 422, 'malformed'), (1 << 64, 0, b'x', 422, 'malformed'),
            (5000, 1 << 63, b'x', 422, 'malformed'), (4999, 0, b'x', 403, 'role'),
            (1 << 28, 0, b'x', 403, 'role'), (5000, 1, b'x', 409, 'offset'), (5000, 5000, b'', 409, 'offset'),
            (5000, 0, data + b'x', 422, 'malformed')):
        expect(desk.piece(digest, size, offset, piece), status, code)
    expect(desk.piece('0' * 64, 5, 0, b'x'), 409, 'not-announced')


def check_overlap(scene):
    """A piece twice, and one that begins within another, change nothing of what is there."""
    desk, data, digest = scene.desk, scene.data, scene.digest
    assert desk.piece(digest, 5000, 0, data[:3000])[1] == {'offset': 3000, 'whole': False}
    for offset in (0, 1500, 2999, 3001):
        status, problem = desk.piece(digest, 5000, offset, b'z' * 1000)
        assert (status, problem['code'], problem['offset']) == (409, 'offset', 3000)
    assert desk.piece(digest, 5000, 3000, data[3000:])[1] == {'offset': 5000, 'whole': True}
    assert desk.ask('getBlob', f'/v1/blobs/{digest}')[1] == data


def check_codes(scene):
    """A code is used once; guesses lock the device that guesses, for the right code too."""
    given = scene.desk.ask('postCaseCode', f'/v1/cases/{scene.stream}/code')[1]['code']
    first = Desk(API, scene.hub.port, scene.hub.enrol_code('13', 'qd')).login('C0301')
    assert first.ask('postCode', '/v1/codes', encode({'code': given}))[0] == 200
    guesser = scene.other
    expect(guesser.code('postCode', '/v1/codes', encode({'code': given})), 403, 'code')
    for i in range(4):
        wrong = f'{(int(given) + 1 + i) % 10 ** 8:08}'
        expect(guesser.code('postCode', '/v1/codes', encode({'code': wrong})), 403, 'code')
    given = scene.desk.ask('postCaseCode', f'/v1/cases/{scene.stream}/code')[1]['code']
    expect(guesser.code('postCode', '/v1/codes', encode({'code': given})), 429, 'locked')
    expect(guesser.code('getStreamFeed', f'/v1/streams/{scene.stream}/feed'), 403, 'role')


def check_enrolment_flood(scene):
    """Guessing is slowed down for all together, before a store is asked."""
    body = encode({'code': 'AAAA-AAAA-AAAA', 'name': 'x', 'key': public_key(Ed25519PrivateKey.generate())})
    answers = []
    while (429, 'busy') not in answers and len(answers) < 500:
        answers.append(scene.anybody.code('postEnrol', '/v1/enrol', body))
    assert set(answers) == {(401, 'code'), (429, 'busy')}, set(answers)


def check_passwords(scene):
    """Five wrong ones close the account, at every device, for the right one too."""
    for i in range(5):
        expect(scene.second.try_login('R0301', f'wrong {i}')[:2], 401, 'login')
    expect(scene.second.try_login('R0301')[:2], 429, 'locked')
    expect(scene.desk.try_login('R0301')[:2], 429, 'locked')
    expect(scene.second.try_login('nobody')[:2], 401, 'login')


# What must leave nothing behind, and what keeps what it says it keeps.
SPOTLESS = (check_administration, check_device_names, check_authentication, check_objects, check_functions,
            check_replay, check_batches, check_forged_grant, check_bytes,
            check_sizes, check_half_closed, check_slow, check_injection, check_numbers, check_pieces, check_passwords,
            check_enrolment_flood)
KEEPING = (check_one_time_code, check_withdrawn, check_overlap, check_codes, check_clocks, check_many_polls)


def under_attack(check):
    def test():
        if not SCENE:
            SCENE.append(Scene(HUB))
        with SCENE[0].nothing_kept() if check in SPOTLESS else contextlib.nullcontext():
            check(SCENE[0])
        SCENE[0].well()
    return test


def test_memory():
    """All of it together has not filled the hub's memory."""
    grown = HUB.resident_mib() - SCENE[0].resident_mib
    print(f'# the hub has grown by {grown} MiB')
    assert grown < GROWN_MAX_MIB, grown


SCENE = []
# The flood last: after it nobody enrols for a while.
ORDER = sorted(SPOTLESS + KEEPING, key=lambda check: check is check_enrolment_flood)
TESTS = {f'test_{check.__name__[6:]}': under_attack(check) for check in ORDER}
with Hub(PROGRAM, SOURCE) as HUB:
    FAILED = run_tests({**TESTS, 'test_memory': test_memory})
sys.exit(FAILED > 0)
