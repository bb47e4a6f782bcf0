"""A desk's side of docs/hub-api.yaml, written from that document alone, and a hub to speak to.

All that the hub says to a Client is held against the document.
"""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PASSWORD = 'yichuang'
BOOT = os.urandom(16).hex()
MATTER, VERSION = 'limited-company-establishment', '2026.12'


def new_id():
    return os.urandom(16).hex()


def encode(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode()


def public_key(pair):
    raw = pair.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def verify(key, signature, data):
    """Raises when @signature is not @key's."""
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(signature), data)


def clocks():
    return int(time.time() * 1000), int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000)


def sm3(data):
    return hashlib.new('sm3', data).hexdigest()


def chain(rows):
    """The chain's values over @rows of the table `ops` (COLUMNS), as the document says."""
    values, value = [], '0' * 64
    for position, stream, revision, id, hall, kind, device, at, received, op, signature, verdict in rows:
        head = (f'yichuang-row-v1 {stream} {revision} {id.hex()} {hall} {kind} {device.hex() if device else "-"} {at} '
                f'{received} {len(op)} {len(signature)} {len(verdict)}\n')
        digest = sm3(head.encode() + op + signature + verdict)
        value = sm3(f'yichuang-chain-v1 {value} {position} {digest}\n'.encode())
        values.append(value)
    return values


COLUMNS = 'position, stream, revision, id, hall, kind, device, at, received, bytes, signature, verdict'


def staff_stream(what):
    """The stream of administrators' ops about @what: 'operator C0301 ', 'place lc 3', 'device ID '."""
    return 'staff-' + hashlib.sha256(f'yichuang-staff {what}'.encode()).hexdigest()[:32]


class Hub:
    """yichuang-hub for training, as a process, with a catalogue that is always valid.

    @data: (optional) where it keeps what it has; else that goes with it
    @port: 0 draws one
    @arguments: more of the program's
    @version: of the form
    """

    def __init__(self, program, source, data=None, port=0, arguments=(), version=VERSION):
        self.temporary = tempfile.TemporaryDirectory(prefix='yc-hub-api-')
        folder = pathlib.Path(self.temporary.name)
        self.program, self.data, port_file = program, data or folder / 'hub', folder / 'port'
        catalogue = json.loads((pathlib.Path(source) / f'data/catalogue/limited-company-{version}.json').read_text())
        (folder / 'catalogue.json').write_text(json.dumps({**catalogue, 'valid_from': '2020-01-01',
                                                           'valid_to': '2099-12-31'}))
        # What the sanitizer keeps of what was freed is not the hub's memory.
        options = f'{os.environ.get("ASAN_OPTIONS", "")}:quarantine_size_mb=4'.lstrip(':')
        self.process = subprocess.Popen(
            [program, '--data', self.data, '--listen', f'127.0.0.1:{port}', '--port-file', port_file, '--catalogue',
             folder / 'catalogue.json', '--training', '--training-password', PASSWORD, *arguments],
            env={**os.environ, 'ASAN_OPTIONS': options})
        deadline = time.monotonic() + 60
        while not port_file.exists():
            assert self.process.poll() is None and time.monotonic() < deadline, 'the hub did not start'
            time.sleep(0.01)
        self.port = int(port_file.read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        ended = self.process.wait(60)
        self.temporary.cleanup()
        assert ended == 0, f'the hub ended with {ended}'

    def kill(self):
        """As the power does it."""
        self.process.kill()
        self.process.wait()
        self.temporary.cleanup()

    def admin(self, *words):
        done = subprocess.run([self.program, 'admin', '--data', self.data, *words], capture_output=True, text=True,
                              input=PASSWORD + '\n', timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def enrol_code(self, window, hall=None):
        return self.admin('enrol-code', '--window', window, *(['--hall', hall] if hall else []))

    def count(self):
        """How many rows each table has, and the files of documents."""
        database = sqlite3.connect(f'file:{self.data}/hub.db?mode=ro', uri=True, timeout=20)
        try:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            rows = {name: database.execute(f'SELECT count(*) FROM {name}').fetchone()[0] for name in names}
        finally:
            database.close()
        return {**rows, 'files': sorted(str(path.relative_to(self.data)) for path in self.data.rglob('*')
                                        if path.is_file() and not path.name.startswith('hub.db'))}

    def read_rows(self):
        """What the store holds for ever: (rows of COLUMNS, the hashes beside them)."""
        database = sqlite3.connect(f'file:{self.data}/hub.db?mode=ro', uri=True, timeout=20)
        try:
            rows = database.execute(f'SELECT {COLUMNS}, hash FROM ops ORDER BY position').fetchall()
        finally:
            database.close()
        return [row[:-1] for row in rows], [row[-1] for row in rows]

    def resident_mib(self):
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return int(status.split('VmRSS:')[1].split()[0]) // 1024


class Client:
    """Somebody at the hub's doors, with or without a token."""

    def __init__(self, document, port, token=None):
        self.document, self.port, self.token = document, port, token

    def send(self, method, target, body=None, headers=None, timeout=60):
        """The status, the headers and the body as they came."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            token = {'Authorization': f'Bearer {self.token}'} if self.token else {}
            connection.request(method, target, body, {**token, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def ask(self, name, target, body=None, headers=None):
        """Asks at the door whose operationId is @name; what it says must be in the document."""
        operation = self.document.operation(name)
        method = next(m for _, m, o in self.document.operations() if o is operation).upper()
        status, came, data = self.send(method, target, body, headers)
        kind = came['Content-Type']
        assert kind == {200: 'application/json'}.get(status, 'application/problem+json') or name == 'getBlob', kind
        answer = data if kind == 'application/octet-stream' else json.loads(data)
        self.document.check_answer(operation, status, answer)
        if status in (429, 503):
            assert int(came['Retry-After']) >= 1
        return status, answer

    def code(self, name, target, body=None, headers=None):
        """(status, code of the problem), or (200, None)."""
        status, answer = self.ask(name, target, body, headers)
        return status, answer['code'] if status != 200 else None


class Desk(Client):
    """A device that a code has made known, and the session at it."""

    def __init__(self, document, port, enrol_code):
        super().__init__(document, port)
        self.pair = Ed25519PrivateKey.generate()
        self.enrol_code, self.session, self.grant, self.shown = enrol_code, None, None, None
        self.enrol()

    def try_enrol(self, code, proof=None, **more):
        proof = proof or base64.b64encode(self.pair.sign(b'yichuang-enrol ' + code.encode())).decode()
        request = {'code': code, 'name': 'Python', 'key': public_key(self.pair), 'proof': proof, **more}
        self.document.check('EnrolRequest', request)
        return self.ask('postEnrol', '/v1/enrol', encode(request))

    def enrol(self):
        status, self.known = self.try_enrol(self.enrol_code)
        assert status == 200, self.known
        self.token, self.epoch = self.known['token'], self.known['epoch']

    def try_login(self, operator, password=PASSWORD):
        pair = Ed25519PrivateKey.generate()
        status, answer = self.ask('postLogin', '/v1/login', encode(
            {'operator': operator, 'password': password, 'key': public_key(pair)}))
        return status, answer, pair

    def login(self, operator, password=PASSWORD):
        status, answer, pair = self.try_login(operator, password)
        assert status == 200, answer
        verify(self.known['key'], answer['signature'], answer['grant'].encode())
        grant = json.loads(answer['grant'])
        self.document.check('Grant', grant)
        assert grant['operator'] == operator and grant['key'] == public_key(pair)
        assert grant['device'] == self.known['device'] and grant['window'] == self.known['window']
        assert grant['expires'] - grant['issued'] == 12 * 3600 * 1000
        self.session, self.grant = pair, grant
        self.shown = base64.b64encode(answer['grant'].encode()).decode() + '.' + answer['signature']
        return self

    def make(self, stream, kind, body, seen=0, **more):
        """An op; @more: what is otherwise in it"""
        wall, boottime = clocks()
        op = {'v': 1, 'id': new_id(), 'stream': stream, 'kind': kind, 'by': self.grant['operator'],
              'grant': self.grant['id'], 'window': self.grant['window'],
              'when': {'wall': wall, 'boot': BOOT, 'boottime': boottime}, 'seen': seen, 'body': body}
        return {**op, **more}

    def head(self, data, pair=None):
        wall, boottime = clocks()
        return {'Yc-Signature': base64.b64encode((pair or self.session).sign(data)).decode(),
                'Yc-Sending': f'{wall} {BOOT} {boottime}', 'Yc-Epoch': self.epoch, 'Content-Type': 'application/json'}

    def put_bytes(self, id, data, pair=None, headers=None):
        return self.ask('putOp', f'/v1/ops/{id}', data, {**self.head(data, pair), **(headers or {})})

    def put(self, op, pair=None):
        return self.put_bytes(op['id'], encode(op), pair)

    def batch(self, ops, pair=None):
        """A body of postOps: @ops as dicts or as bytes."""
        body = b''
        for op in ops:
            data = op if isinstance(op, bytes) else encode(op)
            line = {'id': json.loads(data)['id'], 'size': len(data),
                    'signature': base64.b64encode((pair or self.session).sign(data)).decode()}
            body += encode(line) + b'\n' + data + b'\n'
        return body

    def post_bytes(self, body, headers=None):
        wall, boottime = clocks()
        return self.ask('postOps', '/v1/ops', body, {
            'Yc-Sending': f'{wall} {BOOT} {boottime}', 'Yc-Epoch': self.epoch,
            'Content-Type': 'application/yichuang-ops', **(headers or {})})

    def post(self, ops):
        """(status, what became of it) of each of @ops."""
        status, answer = self.post_bytes(self.batch(ops))
        assert status == 200 and len(answer['answers']) == len(ops), answer
        return [(one['status'], one['answer']['verdict']['outcome'] if one['status'] == 200 else one['answer']['code'])
                for one in answer['answers']]

    def apply(self, stream, kind, body, **more):
        """An op that must be applied; gives the answer."""
        op = self.make(stream, kind, body, **more)
        self.document.check('Op', op)
        status, answer = self.put(op)
        assert status == 200 and answer['verdict']['outcome'] == 'applied', answer
        return answer

    def act(self, kind, operator, **body):
        """What an administrator does to an operator: the op and its answer."""
        op = self.make(staff_stream(f'operator {operator} '), kind, {'operator': operator, **body})
        self.document.check('Op', op)
        return op, self.put(op)

    def draw(self, op):
        return self.ask('postStaffCode', '/v1/staff/codes', encode({'op': op['id']}))

    def choose(self, operator, code, password):
        request = {'operator': operator, 'code': code, 'password': password}
        return self.ask('postPassword', '/v1/password', encode(request))

    def read_head(self):
        """The signed head: (as it came, what it says)."""
        status, signed = self.ask('getAuditHead', '/v1/audit/head')
        assert status == 200, signed
        verify(self.known['key'], signed['signature'], signed['head'].encode())
        first, *lines = signed['head'].splitlines()
        assert first == 'yichuang-audit-head-v1'
        head = dict(line.split(' ') for line in lines)
        return signed, {**head, 'position': int(head['position']), 'time': int(head['time'])}

    def open_case(self, version=VERSION):
        stream = f'case-{new_id()}'
        self.apply(stream, 'case.open', {'matter': MATTER, 'version': version, 'hall': self.known['hall']})
        return stream

    def announce(self, stream, data):
        """A document of @stream with these bytes; gives its digest."""
        digest = hashlib.sha256(data).hexdigest()
        self.apply(stream, 'document.add', {'document': new_id(), 'kind': 'scan', 'title': '扫描件',
                                            'sha256': digest, 'size': len(data)})
        return digest

    def piece(self, digest, size, offset, data):
        return self.ask('putBlob', f'/v1/blobs/{digest}?size={size}&offset={offset}', data,
                        {'Content-Type': 'application/octet-stream'})

    def read_feed(self, name, path, limit=500):
        """All rows, page by page; ops and signatures are checked on the way."""
        rows, epoch, after, last = [], '', 0, ''
        while True:
            query = f'?limit={limit}' + (f'&epoch={epoch}&after={after}&hash={last}' if epoch else '')
            status, feed = self.ask(name, path + query)
            assert status == 200, feed
            if not feed['rows']:
                return rows
            rows += feed['rows']
            epoch, last = feed['epoch'], rows[-1]['hash']
            after = rows[-1]['position' if name == 'getHallFeed' else 'revision']

    def read_stream(self, stream, limit=500):
        rows = self.read_feed('getStreamFeed', f'/v1/streams/{stream}/feed', limit)
        for revision, row in enumerate(rows, 1):
            op = json.loads(row['op'])
            self.document.validate({'$ref': '#/components/schemas/Op'}, op)
            assert row['revision'] == revision and op['stream'] == row['stream'] == stream
            if op['by'] == 'hub':
                verify(self.known['key'], row['signature'], row['op'].encode())
        return rows
