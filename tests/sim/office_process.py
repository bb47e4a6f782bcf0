"""yichuang-sim office as a process, and requests to it."""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

TOKEN = 'office-training'
CREDIT_CODE = '91371502MA0000015B'
FORM = {'/domicile/area': '371502', '/name/trade': '鲁西示例', '/legal-representative/name': '张测试',
        '/legal-representative/number': '11010519491231002X', '/finance/name': '李测试', '/bank/bank': 'icbc'}
SEALS = {'seal-official': '37150201000001', 'seal-finance': '37150201000002', 'seal-legal-rep': '37150201000005'}


def new_id():
    return os.urandom(16).hex()


def request(module, form=None, inputs=None, **more):
    now = int(time.time() * 1000)
    body = {'case': new_id(), 'number': 'LC2026112400001', 'matter': 'limited-company-establishment', 'module': module,
            'sent': now, 'deadline': now + 60000, 'form': FORM if form is None else form,
            'inputs': {'registration': {'credit-code': CREDIT_CODE}, 'seals': SEALS} if inputs is None else inputs,
            'documents': []}
    return {**body, **more}


def luhn(text):
    digits = [int(c) for c in reversed(text)]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0


class Office:
    def __init__(self, program, which='all', folder=None, script=None):
        self.temporary = tempfile.TemporaryDirectory(prefix='yc-office-')
        self.folder = pathlib.Path(folder or self.temporary.name)
        self.program, self.which = program, which
        self.control = self.folder / 'control'
        self.script = self.folder / 'script'
        self.script.write_text(script or '')
        self.start()

    def start(self):
        port_file = self.folder / 'port'
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [self.program, 'office', self.which, '--listen', '127.0.0.1:0', '--port-file', port_file, '--hub-file',
             self.folder / 'offices.json', '--data', self.folder / 'books', '--script', self.script, '--control',
             self.control], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not port_file.exists():
            assert self.process.poll() is None and time.monotonic() < deadline, 'the office did not start'
            time.sleep(0.01)
        self.port = int(port_file.read_text())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(20) == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.temporary.cleanup()

    def tell(self, *words):
        done = subprocess.run([self.program, 'tell', self.control, *words], capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, done.stderr

    def ask(self, method, path, body=None, token=TOKEN):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=40)
        headers = {'Authorization': f'Bearer {token}'} if token else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text)

    def put(self, office, body, id=None):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask('PUT', f'/{office}/v1/requests/{id or new_id()}', text)

    def answers(self, office, after=0, wait=5):
        status, page = self.ask('GET', f'/{office}/v1/answers?after={after}&wait={wait}')
        assert status == 200, page
        return page['answers']

    def decide(self, office, body):
        """Puts a request; gives the office's next answer."""
        before = self.ask('GET', f'/{office}/v1/answers')[1]['head']
        status, receipt = self.put(office, body)
        assert status == 202, receipt
        return self.answers(office, before)[0]
