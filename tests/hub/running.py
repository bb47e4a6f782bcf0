"""A hub as a city runs it, for tests: its door for watching, its logs, its stop.

Everything runs on loopback or Unix sockets, in a folder of its own, as the
user who runs the test.
"""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import time

PASSWORD = 'yichuang'
OPERATOR = 'C0301'


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout=30):
        super().__init__('localhost', timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def ask(connection, path, method='GET', body=None, headers=None):
    """(status, headers, bytes); the connection is closed."""
    with contextlib.closing(connection):
        # Who is refused before all was sent finds the answer, and nobody who reads on.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def wait_until(condition, seconds, what):
    until = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < until, f'{what} has not come within {seconds} s'
        time.sleep(0.02)
    return result


class Yard:
    """A folder, and the programs that run in it; each is ended by its own id."""

    def __init__(self, build, source, folder, stack):
        self.build, self.source, self.folder, self.stack = (pathlib.Path(build), pathlib.Path(source),
                                                             pathlib.Path(folder), stack)
        self.environment = dict(os.environ, YC_CATALOGUE=str(self.source / 'data/catalogue'))

    def program(self, name):
        return str(self.build / 'src' / name.split('-')[1] / name)

    def log(self, name):
        return self.folder / f'{name}.log'

    def start(self, name, command, *arguments, environment=None, ready=None, seconds=60, confine=None):
        with open(self.log(name), 'a', encoding='utf-8') as log:
            process = subprocess.Popen([command, *map(str, arguments)], stdout=log, stderr=log,
                                       env=dict(self.environment, **(environment or {})), preexec_fn=confine)
        self.stack.callback(self.end, process)
        if ready is not None:
            wait_until(lambda: pathlib.Path(ready).exists() or self.died(name, process), seconds, f'{name}')
        return process

    def died(self, name, process):
        assert process.poll() is None, (name, process.returncode, self.log(name).read_text()[-3000:])
        return False

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, name, *arguments, expected=0, stdin=None, seconds=120):
        done = subprocess.run([self.program(name), *map(str, arguments)], env=self.environment, capture_output=True,
                              text=True, timeout=seconds, input=stdin)
        assert done.returncode == expected, (name, arguments, done.returncode, done.stdout, done.stderr[-3000:])
        return done.stdout.strip()


class Hub:
    """yichuang-hub as a service manager starts it: it says when it is ready."""

    def __init__(self, yard, *arguments, name='hub', listen='127.0.0.1:0', confine=None):
        self.yard, self.name = yard, name
        self.data, self.watch = yard.folder / 'hub', yard.folder / 'watch'
        port_file = yard.folder / 'port'
        port_file.unlink(missing_ok=True)
        told_at = yard.folder / 'notify'
        told_at.unlink(missing_ok=True)
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        yard.stack.callback(self.told.close)
        self.told.bind(str(told_at))
        self.told.settimeout(60)
        self.process = yard.start(name, yard.program('yichuang-hub'), '--data', self.data, '--listen', listen, '--port-file',
                                  port_file, '--watch', f'unix:{self.watch}', '--training', *arguments,
                                  environment={'NOTIFY_SOCKET': str(told_at)}, confine=confine)
        assert self.hear() == 'READY=1'
        self.port = int(port_file.read_text())

    def hear(self):
        until = time.monotonic() + 60
        while True:
            self.told.settimeout(0.2)
            try:
                return self.told.recv(4096).decode()
            except TimeoutError:
                self.yard.died(self.name, self.process)
                assert time.monotonic() < until, 'nothing was told'

    def look(self, path):
        status, headers, body = ask(UnixConnection(self.watch), path)
        return status, headers, body.decode()

    def ask(self, path, method='GET', body=None, token=None, seconds=60):
        headers = {'Authorization': f'Bearer {token}'} if token else {}
        status, _, answer = ask(http.client.HTTPConnection('127.0.0.1', self.port, timeout=seconds), path, method,
                                json.dumps(body).encode() if body is not None else None, headers)
        return status, json.loads(answer)

    def admin(self, *words, stdin=None):
        return self.yard.run('yichuang-hub', 'admin', '--data', self.data, *words, stdin=stdin)

    def enrol(self, window):
        """A device's token; its keys sign nothing."""
        key = base64.b64encode(os.urandom(32)).decode()
        status, device = self.ask('/v1/enrol', 'POST', {'code': self.admin('enrol-code', '--window', window),
                                                        'name': 'watcher', 'key': key})
        assert status == 200, device
        assert self.ask('/v1/login', 'POST', {'operator': OPERATOR, 'password': PASSWORD, 'key': key},
                        device['token'])[0] == 200
        return device['token']

    def stop(self):
        """Returns its exit status, and how long it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60), time.monotonic() - began

    def rows(self):
        """(op, verdict, whose device) of every row, in the hub's order."""
        database = sqlite3.connect(f'file:{self.data / "hub.db"}?mode=ro', uri=True)
        with contextlib.closing(database):
            return [(json.loads(op), json.loads(verdict), device) for op, verdict, device in
                    database.execute('SELECT bytes, verdict, device FROM ops ORDER BY position')]


def texts(value):
    """Every text in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def personal(hub):
    """What the ops say of people: Chinese words, and long numbers, that forms hold."""
    found = set()
    for op, _, _ in hub.rows():
        if op['kind'] in ('fields.set', 'row.add', 'identity.add', 'case.open', 'ticket.issue', 'consent.give'):
            found.update(texts(op['body']))
    return {text for text in found
            if (re.search('[\u3400-\u9fff]', text) and len(text) >= 2) or re.fullmatch(r'[0-9]{7,}[0-9A-Z]*', text)}


def assert_silent(paths, words):
    """None of the words is in any of the files."""
    for path in paths:
        text = path.read_bytes().decode('utf-8', 'replace')
        said = [word for word in words if word in text]
        assert not said, (path.name, said[:5])
