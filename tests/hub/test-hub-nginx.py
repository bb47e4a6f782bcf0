#!/usr/bin/python3
"""nginx in front of a hub, as packaging/nginx/yichuang-hub.conf has it.

Debian's nginx without rights, a throw-away authority, the real hub with
--certificates behind it and the real desk's client in front: a whole case goes
through. Then those without a certificate, or with a wrong one, and those who
send too much or too slowly, are turned away, while an honest desk goes on.

    test-hub-nginx.py BUILD SOURCE
"""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import running  # noqa: E402

BUILD, SOURCE = (pathlib.Path(argument) for argument in sys.argv[1:3])
NOBODY = 65534
FOLDER_MODE = 0o711
# Of a body between two reads, and of a head, which a handshake is part of.
BODY_S, HEAD_S = 1, 4
HONEST_MAX_S = 2
AUTHORITY = """\
[ca]
default_ca = halls
[halls]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
certificate = {folder}/halls.pem
private_key = {folder}/halls.key
default_md = sha256
default_days = 30
default_crl_days = 30
policy = policy
unique_subject = no
[policy]
commonName = supplied
[hub]
subjectAltName = IP:127.0.0.1
[desk]
extendedKeyUsage = clientAuth
"""
WRAPPER = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log warn;
events {{ worker_connections 512; }}
http {{
  client_body_temp_path {folder}/temp-body;
  proxy_temp_path {folder}/temp-proxy;
  fastcgi_temp_path {folder}/temp-1;
  uwsgi_temp_path {folder}/temp-2;
  scgi_temp_path {folder}/temp-3;
  include {folder}/site.conf;
}}
"""


class Authority:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / 'index').write_text('')
        (folder / 'serial').write_text('1000')
        (folder / 'ca.cnf').write_text(AUTHORITY.format(folder=folder))
        self.make_key('halls')
        self.openssl('req', '-x509', '-new', '-key', folder / 'halls.key', '-subj', '/CN=throw-away halls', '-days', '30', '-out',
                     folder / 'halls.pem')
        self.tell_revoked()

    def openssl(self, *arguments):
        done = subprocess.run(['openssl', *map(str, arguments)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (arguments, done.stderr)

    def make_key(self, name):
        self.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', self.folder / f'{name}.key')
        os.chmod(self.folder / f'{name}.key', 0o600)

    def issue(self, name, subject, section='desk', *days):
        self.make_key(name)
        self.openssl('req', '-new', '-key', self.folder / f'{name}.key', '-subj', f'/CN={subject}', '-out',
                     self.folder / f'{name}.csr')
        self.openssl('ca', '-batch', '-notext', '-config', self.folder / 'ca.cnf', '-extensions', section, '-in',
                     self.folder / f'{name}.csr', '-out', self.folder / f'{name}.pem', *days)
        return self.pair(name)

    def pair(self, name):
        return self.folder / f'{name}.pem', self.folder / f'{name}.key'

    def revoke(self, name):
        self.openssl('ca', '-config', self.folder / 'ca.cnf', '-revoke', self.folder / f'{name}.pem')
        self.tell_revoked()

    def tell_revoked(self):
        self.openssl('ca', '-config', self.folder / 'ca.cnf', '-gencrl', '-out', self.folder / 'halls.crl')


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def change(text, was, now):
    assert text.count(was) == 1, (was, text.count(was))
    return text.replace(was, now)


class Front:
    """The file that is shipped; but for ports, places and how long it waits."""

    def __init__(self, yard, hub, halls):
        self.halls, self.port = halls, free_port()
        self.folder = yard.folder / 'front'
        self.folder.mkdir()
        text = (SOURCE / 'packaging/nginx/yichuang-hub.conf').read_text()
        text = change(text, 'listen 443 ssl;', f'listen 127.0.0.1:{self.port} ssl;')
        text = change(text, '  listen [::]:443 ssl;\n', '')
        text = change(text, '  server 127.0.0.1:8470;', f'  server 127.0.0.1:{hub.port};')
        text = change(text, 'client_header_timeout 10s;', f'client_header_timeout {HEAD_S}s;')
        text = change(text, 'client_body_timeout 10s;', f'client_body_timeout {BODY_S}s;')
        text = change(text, '/var/log/nginx/yichuang-hub-error.log error;', f'{self.folder}/error.log warn;')
        text = text.replace('/var/log/nginx/', f'{self.folder}/')
        text = text.replace('/etc/yichuang/tls/', f'{self.folder}/')
        text = '\n'.join(line for line in text.splitlines() if not line.startswith('#')) + '\n'
        assert '/etc/yichuang' not in text and '/var/log' not in text, text
        (self.folder / 'site.conf').write_text(text)
        (self.folder / 'nginx.conf').write_text(WRAPPER.format(folder=self.folder))
        for name in ('halls.pem', 'halls.crl', 'hub.pem', 'hub.key'):
            shutil.copy(halls.folder / name, self.folder / name)
        self.start(yard)

    def start(self, yard):
        """As a user with no rights also where the test has all of them."""
        who = {}
        os.chmod(yard.folder, FOLDER_MODE)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, NOBODY, NOBODY)
            who = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}
        command = [shutil.which('nginx') or '/usr/sbin/nginx', '-p', self.folder, '-e', self.folder / 'nginx-error.log', '-c',
                   self.folder / 'nginx.conf']
        with open(yard.log('nginx'), 'w', encoding='utf-8') as log:
            self.process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log, **who)
        yard.stack.callback(yard.end, self.process)
        running.wait_until(lambda: self.listens() or yard.died('nginx', self.process), 30, 'nginx')

    def listens(self):
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', self.port), 1):
            return True
        return False

    def context(self, pair):
        context = ssl.create_default_context(cafile=str(self.halls.folder / 'halls.pem'))
        if pair is not None:
            context.load_cert_chain(*map(str, pair))
        return context

    def connect(self, pair):
        return http.client.HTTPSConnection('127.0.0.1', self.port, timeout=30, context=self.context(pair))

    def ask(self, pair, path, method='GET', body=None, **headers):
        """(status, JSON)"""
        status, _, answer = running.ask(self.connect(pair), path, method, body,
                                        {name.replace('_', '-'): value for name, value in headers.items()})
        return status, json.loads(answer)

    def open(self, pair):
        plain = socket.create_connection(('127.0.0.1', self.port), 30)
        return self.context(pair).wrap_socket(plain, server_hostname='127.0.0.1')

    def log(self):
        return [json.loads(line) for line in (self.folder / 'yichuang-hub.log').read_text().splitlines()]


class Honest(threading.Thread):
    """A desk that asks all the time, on one connection, and how long it waits."""

    def __init__(self, front, pair):
        super().__init__(daemon=True)
        self.connection, self.going, self.waits, self.wrong = front.connect(pair), True, [], []

    def run(self):
        while self.going:
            began = time.monotonic()
            try:
                self.connection.request('GET', '/v1/health')
                answer = self.connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.wrong.append(answer.status)
            except (OSError, http.client.HTTPException) as problem:
                self.wrong.append(problem)
                return
            self.waits.append(time.monotonic() - began)
            time.sleep(0.05)

    def end(self):
        self.going = False
        self.join(60)
        assert not self.wrong and len(self.waits) > 10, (self.wrong, len(self.waits))
        assert max(self.waits) < HONEST_MAX_S, max(self.waits)
        return max(self.waits)


def desk_arguments(front, pair, ca=None):
    return ['--hub', f'https://127.0.0.1:{front.port}', '--tls-ca', ca or front.halls.folder / 'halls.pem', '--tls-cert', pair[0],
            '--tls-key', pair[1]]


def check_case(yard, hub, front, pair):
    """Ops go up, the feed comes down, all of it by the desk's own client."""
    reader, control, printer = yard.folder / 'reader', yard.folder / 'control', yard.folder / 'printer'
    yard.start('reader', yard.program('yichuang-sim'), 'card-reader', '--socket', reader, '--control', control, ready=control)
    yard.start('printer', yard.program('yichuang-sim'), 'printer', '--socket', printer, '--output', yard.folder / 'papers',
               ready=printer)
    desk = ['case', '--data', yard.folder / 'desk', '--device', f'socket:{reader}', '--device', f'socket:{printer}',
            '--card-control', control]
    said = yard.run('yichuang-ctl', *desk, *desk_arguments(front, pair), '--enrol-code',
                    hub.admin('enrol-code', '--window', '3'), '--enrol-only')
    # What it was enrolled with it keeps: the address, the authority, the certificate.
    said = yard.run('yichuang-ctl', *desk, '--finish')
    assert 'approved by rules' in said, said
    # The folder that the desk's lies in is none of its business.
    assert stat.S_IMODE(yard.folder.stat().st_mode) == FOLDER_MODE, oct(yard.folder.stat().st_mode)
    doors = {line['path'].split('/')[2] for line in front.log() if line['status'] == 200}
    assert doors >= {'enrol', 'login', 'ops', 'halls', 'streams', 'catalogue'}, doors
    assert {line['desk'] for line in front.log()} == {'lc.3'} and all(line['tls'] == 'TLSv1.3' for line in front.log())
    print(f'# a case in {sum(1 for line in front.log() if line["path"].startswith("/v1/ops/"))} ops through nginx')


def check_certificates(yard, hub, front, good, other):
    """Who has none, or a wrong one, is turned away, and told so."""
    halls = front.halls
    stranger = Authority(yard.folder / 'strangers')
    assert front.ask(good, '/v1/health')[0] == 200
    for name, pair in (('none', None), ('expired', halls.pair('expired')), ('revoked', halls.pair('revoked')),
                       ('stranger', stranger.issue('lc.3', 'lc.3'))):
        status, problem = front.ask(pair, '/v1/health')
        assert status == 403 and problem['code'] == 'no-certificate', (name, status, problem)
    # A name that is no desk's is a certificate, and opens nothing that a device may.
    token = enrol(front, good, hub.admin('enrol-code', '--window', '3'))
    for pair, forged in ((other, 'lc.3'), (halls.pair('nameless'), 'lc.3'), (other, None)):
        headers = {'Authorization': f'Bearer {token}'}
        if forged:
            headers['Yc_Certificate'] = forged
        status, problem = front.ask(pair, '/v1/halls/lc/feed', **headers)
        assert status == 403 and problem['code'] == 'certificate', (status, problem)
    status, problem = hub.ask('/v1/halls/lc/feed', token=token)
    assert status == 403 and problem['code'] == 'certificate', problem
    assert front.ask(good, '/v1/halls/lc/feed', Authorization=f'Bearer {token}')[0] == 200
    return token


def enrol(front, pair, code):
    key = base64.b64encode(os.urandom(32)).decode()
    status, device = front.ask(pair, '/v1/enrol', 'POST', json.dumps({'code': code, 'name': 'watcher', 'key': key}))
    assert status == 200, device
    return device['token']


def check_words(yard, front, good):
    """What is wrong with a file is said by its name; the desk never sends anything then."""
    halls, stranger = front.halls, yard.folder / 'strangers'
    public = yard.folder / 'public.key'
    shutil.copy(good[1], public)
    os.chmod(public, 0o644)
    junk = yard.folder / 'junk.pem'
    junk.write_text('this is no certificate\n')
    wrong = (
        ((yard.folder / 'nowhere.pem', good[1]), None, 'nowhere.pem: No such file or directory'),
        ((good[0], public), None, 'public.key: everybody may read this key'),
        ((junk, good[1]), None, 'junk.pem: there is no certificate in it'),
        ((good[0], junk), None, 'junk.pem: '),
        ((good[0], halls.pair('other')[1]), None, 'other.key: the key belongs to another certificate'),
        (halls.pair('expired'), None, 'expired.pem: the certificate has expired'),
        (halls.pair('early'), None, 'early.pem: the certificate is not valid yet'),
        (good, stranger / 'halls.pem', "The hub's certificate is not believed: no authority that this desk believes"),
        (good, junk, 'junk.pem: there is no certificate in it'),
        (halls.pair('revoked'), None, 'The hub says 403 no-certificate: The desk has no certificate that is taken here'),
    )
    os.chmod(junk, 0o600)
    for i, (pair, ca, words) in enumerate(wrong):
        said = yard.run('yichuang-ctl', 'case', '--data', yard.folder / f'wrong-{i}', *desk_arguments(front, pair, ca),
                        '--enrol-code', '1111-2222-3333', '--enrol-only', expected=1)
        assert words in said, (words, said)
    print(f'# {len(wrong)} wrong certificates, keys and authorities, each with its reason')


def check_doors(front, good, token):
    for path in ('/metrics', '/healthz', '/readyz', '/', '/v1', '/.yichuang/busy', '/v1/../metrics'):
        status, problem = front.ask(good, path)
        assert status == 404 and problem['code'] == 'no-such-door', (path, status, problem)
    cursor = front.ask(good, '/v1/halls/lc/feed?limit=500', Authorization=f'Bearer {token}')[1]
    last = cursor['rows'][-1]
    began = time.monotonic()
    status, feed = front.ask(good, f'/v1/halls/lc/feed?epoch={cursor["epoch"]}&after={last["position"]}&hash={last["hash"]}&wait=2',
                             Authorization=f'Bearer {token}')
    assert status == 200 and not feed['rows'] and 1.5 < time.monotonic() - began < 20, (status, time.monotonic() - began)


def check_events(front, good, token):
    """Events come through as they are, one by one, and none is kept back."""
    rows = front.ask(good, '/v1/halls/lc/feed?limit=500', Authorization=f'Bearer {token}')[1]['rows']
    connection = front.connect(good)
    connection.request('GET', '/v1/halls/lc/feed', headers={'Accept': 'text/event-stream', 'Authorization': f'Bearer {token}'})
    answer = connection.getresponse()
    assert answer.status == 200 and answer.headers['Content-Type'] == 'text/event-stream', answer.status
    data = []
    while len(data) < len(rows):
        line = answer.readline().decode()
        assert line, 'the events ended'
        if line.startswith('data: '):
            data.append(json.loads(line[6:]))
    assert data == rows, (len(data), len(rows))
    connection.close()
    print(f'# {len(rows)} events through the proxy')


def put_op(front, pair, token, body, **more):
    return front.ask(pair, '/v1/ops/' + '0' * 31 + '1', 'PUT', body, Authorization=f'Bearer {token}',
                     Yc_Signature='A' * 86 + '==', Yc_Sending='1 ' + '0' * 31 + '1 1', **more)


def count_status(front, status):
    return sum(1 for line in front.log() if line['status'] == status)


def check_large(front, pair, token):
    """Too much is refused before it is read; what fits comes through."""
    status, problem = put_op(front, pair, token, b'x' * (10 << 20))
    assert status == 413 and problem['code'] == 'too-big', (status, problem)
    status, problem = put_op(front, pair, token, b'[' * 60000)
    assert status == 422 and problem['code'] == 'malformed', (status, problem)
    piece = f'/v1/blobs/{"a" * 64}?size={64 << 20}&offset=0'
    status, problem = front.ask(pair, piece, 'PUT', b'x' * (4 << 20), Authorization=f'Bearer {token}')
    assert status == 409 and problem['code'] == 'not-announced', (status, problem)
    status, problem = front.ask(pair, piece, 'PUT', b'x' * (5 << 20), Authorization=f'Bearer {token}')
    assert status == 413, (status, problem)
    status, problem = front.ask(pair, '/v1/health', X_Y='z' * 9000)
    assert status == 431 and problem['code'] == 'headers', (status, problem)
    before = count_status(front, 431)
    with contextlib.suppress(OSError, http.client.HTTPException):
        front.ask(pair, '/v1/health', **{f'X-{i}': 'y' * 1000 for i in range(200)})
    running.wait_until(lambda: count_status(front, 431) > before, 30, 'a flood of headers refused')
    status, problem = front.ask(pair, '/v1/health?' + 'x' * 9000)
    assert status == 414 and problem['code'] == 'too-long', (status, problem)


def check_slow(front, pair, token):
    """Bodies and heads that stop coming: the connection ends, and the hub has not even heard of them."""
    head = (f'PUT /v1/ops/{"0" * 31}1 HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n'
            f'Yc-Signature: {"A" * 86}==\r\nYc-Sending: 1 {"0" * 31}1 1\r\nContent-Length: 1000\r\n\r\n').encode()
    before = count_status(front, 408)
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(front.open(pair)) for _ in range(10)]
        for i, one in enumerate(slow):
            one.sendall(head + b'{"v":1' if i % 2 else head[:40])
        for one in slow:
            one.settimeout(30)
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                answer = one.recv(4096)
                assert answer == b'' or b' 408 ' in answer, answer
    running.wait_until(lambda: count_status(front, 408) >= before + 10, 30, 'ten times 408')


def check_many(front, pair):
    """More connections than one desk needs are told to come again."""
    with contextlib.ExitStack() as stack:
        many = [stack.enter_context(front.open(pair)) for _ in range(40)]
        for one in many:
            # A head that is whole, of a body that is not: it is counted as long as it is waited for.
            one.sendall(b'POST /v1/enrol HTTP/1.1\r\nHost: hub\r\nContent-Length: 10\r\n\r\n')
        told = 0
        for one in many:
            one.settimeout(30)
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                told += b' 429 ' in one.recv(4096)
        assert told >= 10, told


def check_attacks(front, good, other, other_token):
    """By one desk, while another works."""
    honest = Honest(front, good)
    honest.start()
    check_large(front, other, other_token)
    check_slow(front, other, other_token)
    check_many(front, other)
    longest = honest.end()
    print(f'# beside it all an honest desk asked {len(honest.waits)} times and waited {longest * 1000:.0f} ms at the most')


def check_logs(yard, hub, front, good, token):
    words = running.personal(hub)
    name = max((word for word in words if 2 <= len(word) <= 4), key=len)
    quoted = ''.join(f'%{byte:02X}' for byte in name.encode())
    assert front.ask(good, f'/v1/cases?q={quoted}', Authorization=f'Bearer {token}')[0] == 200
    ids = {line['request'] for line in front.log() if line['status'] == 200}
    assert ids & {json.loads(line).get('request') for line in yard.log('hub').read_text().splitlines()}
    logs = [front.folder / 'yichuang-hub.log', front.folder / 'error.log', front.folder / 'nginx-error.log', yard.log('nginx'),
            yard.log('hub')]
    running.assert_silent(logs, words | {quoted})
    # Not even when the hub behind it has gone.
    hub.stop()
    assert front.ask(good, f'/v1/cases?q={quoted}', Authorization=f'Bearer {token}')[0] == 503
    running.assert_silent(logs, words | {quoted})
    assert 'temporary file' not in (front.folder / 'error.log').read_text()


def find_place():
    """Where a user without rights gets to the folder that is made for them."""
    places = (tempfile.gettempdir(), '/var/tmp', '/dev/shm')
    return next((place for place in places if os.path.isdir(place) and os.stat(place).st_mode & 0o001), None)


def main():
    if shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin') is None:
        print('1..0 # SKIP nginx is not installed')
        return
    with tempfile.TemporaryDirectory(prefix='yc-nginx-', dir=find_place()) as folder, contextlib.ExitStack() as stack:
        yard = running.Yard(BUILD, SOURCE, folder, stack)
        yard.environment['YC_CATALOGUE'] = str(SOURCE / 'data/catalogue/limited-company-2026.12.json')
        halls = Authority(yard.folder / 'halls')
        halls.issue('hub', 'hub', 'hub')
        good, other = halls.issue('good', 'lc.3'), halls.issue('other', 'lc.4')
        halls.issue('nameless', 'somebody')
        halls.issue('expired', 'lc.3', 'desk', '-startdate', '20200101000000Z', '-enddate', '20210101000000Z')
        halls.issue('early', 'lc.3', 'desk', '-startdate', '20980101000000Z', '-enddate', '20990101000000Z')
        halls.issue('revoked', 'lc.3')
        halls.revoke('revoked')
        hub = running.Hub(yard, '--certificates')
        front = Front(yard, hub, halls)
        check_case(yard, hub, front, good)
        token = check_certificates(yard, hub, front, good, other)
        check_words(yard, front, good)
        check_doors(front, good, token)
        check_events(front, good, token)
        check_attacks(front, good, other, enrol(front, other, hub.admin('enrol-code', '--window', '4')))
        check_logs(yard, hub, front, good, token)
    print('1..1\nok 1 nginx in front of a hub')


main()
