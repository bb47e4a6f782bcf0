#!/usr/bin/python3
"""A day of a hall: three windows, forty cases each, offices with their own ideas.

Real hub, real offices, three real desks without anybody at them
(yichuang-ctl day). Then every figure the hub gives is held against a recount
of the raw ops (recount.py), and every move of a module against the books of
the offices: none has moved by itself.

    test-day.py BUILD SOURCE [CASES]
"""

import base64
import contextlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

BUILD, SOURCE = (pathlib.Path(argument) for argument in sys.argv[1:3])
CASES = int(sys.argv[3]) if len(sys.argv) > 3 else 40
sys.path.insert(0, str(SOURCE / 'tests/hub'))
import recount  # noqa: E402

CATALOGUES = pathlib.Path(os.environ.get('YC_TEST_CATALOGUES', SOURCE / 'data/catalogue'))
ENVIRONMENT = dict(os.environ, YC_CATALOGUE=str(CATALOGUES))
HUB, SIM, CTL = BUILD / 'src/hub/yichuang-hub', BUILD / 'src/sim/yichuang-sim', BUILD / 'src/ctl/yichuang-ctl'
WINDOWS = {'1': 'C0301', '2': 'C0302', '3': 'C0303'}
PASSWORD = 'yichuang'
# What goes otherwise than it should; "request N" is the office's N-th.
SCRIPT = """\
police request 3 correct /legal-representative/name 姓名与证件不符
police request 9 twice
police request 14 wrong-code
police request 20 other-case
police request 27 silent
tax request 4 refuse 暂不予核定
tax request 11 malformed
tax all slow 40
social request 6 twice
medical request 8 correct /legal-representative/name 姓名与证件不符
fund request 5 silent
bank request 7 refuse 开户资料不全
bank request 12 twice
bank all slow 60
"""
WAIT_S = 400


def ask(url, token=None, body=None):
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None)
    if token:
        request.add_header('Authorization', f'Bearer {token}')
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


class Hall:
    def __init__(self, folder, stack):
        self.folder, self.stack = folder, stack
        (folder / 'script').write_text(SCRIPT)
        self.start('offices', folder / 'offices-port', SIM, 'office', 'all', '--listen', '127.0.0.1:0', '--data',
                   folder / 'books', '--script', folder / 'script', '--hub-file', folder / 'offices.json', '--port-file',
                   folder / 'offices-port')
        self.start('hub', folder / 'port', HUB, '--data', folder / 'hub', '--listen', '127.0.0.1:0', '--training',
                   '--offices', folder / 'offices.json', '--port-file', folder / 'port')
        self.url = f'http://127.0.0.1:{(folder / "port").read_text().strip()}'
        for operator in ('C0302', 'C0303'):
            self.admin('operator-add', '--code', operator, '--name', f'{operator}测试', '--roles', 'clerk',
                       '--password-stdin', stdin=PASSWORD + '\n')

    def start(self, name, ready, *command):
        log = open(self.folder / f'{name}.log', 'w')
        process = subprocess.Popen([str(word) for word in command], env=ENVIRONMENT, stdout=log, stderr=log)
        self.stack.callback(self.end, name, process)
        until = time.monotonic() + 60
        while ready is not None and not ready.exists():
            assert process.poll() is None and time.monotonic() < until, (name, (self.folder / f'{name}.log').read_text())
            time.sleep(0.02)
        return process

    def end(self, name, process):
        if process.poll() is None:
            process.terminate()
        assert process.wait(30) in (0, -15), (name, process.returncode, (self.folder / f'{name}.log').read_text()[-2000:])

    def admin(self, *words, stdin=None):
        done = subprocess.run([HUB, 'admin', '--data', self.folder / 'hub', *words], env=ENVIRONMENT, capture_output=True,
                              text=True, timeout=60, input=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def open_window(self, window, operator):
        reader, control = self.folder / f'reader-{window}', self.folder / f'control-{window}'
        self.start(f'reader-{window}', control, SIM, 'card-reader', '--socket', reader, '--control', control)
        others = [word for other in WINDOWS if other != window for word in ('--to', other)]
        return self.start(f'window-{window}', None, CTL, 'day', '--data', self.folder / f'desk-{window}', '--hub', self.url,
                          '--enrol-code', self.admin('enrol-code', '--window', window), '--operator', operator, '--device',
                          f'socket:{reader}', '--card-control', control, '--cases', CASES, '--seed', window, '--patience',
                          8000, '--bench', self.folder / f'bench-{window}', *others)

    def supervise(self):
        """A device with a supervisor at it; only reads, so its keys sign nothing."""
        key = base64.b64encode(os.urandom(32)).decode()
        device = ask(f'{self.url}/v1/enrol', body={'code': self.admin('enrol-code', '--window', '9'), 'name': 'board',
                                                   'key': key})
        ask(f'{self.url}/v1/login', device['token'], {'operator': 'S0301', 'password': PASSWORD, 'key': key})
        return device['token']


def work(hall):
    began = time.monotonic()
    windows = {window: hall.open_window(window, operator) for window, operator in WINDOWS.items()}
    for window, process in windows.items():
        assert process.wait(max(WAIT_S - (time.monotonic() - began), 1)) == 0, \
            (window, (hall.folder / f'window-{window}.log').read_text()[-3000:])
    print(f'# {len(windows)} windows, {CASES} cases each: {time.monotonic() - began:.1f} s')


def read_ops(hall):
    database = sqlite3.connect(f'file:{hall.folder / "hub/hub.db"}?mode=ro', uri=True)
    rows = database.execute('SELECT bytes, verdict FROM ops ORDER BY position').fetchall()
    database.close()
    return [(json.loads(op), json.loads(verdict)) for op, verdict in rows]


def check_figures(hall, token):
    """Every figure of every row, by window, by person and by matter."""
    catalogues = [json.loads(path.read_text()) for path in sorted(CATALOGUES.glob('*.json'))]
    end = int(time.time() * 1000)
    begin = end - 3600_000
    figures = 0
    for by in ('window', 'person', 'matter'):
        answer = ask(f'{hall.url}/v1/figures?from={begin}&to={end}&by={by}', token)
        mine = recount.recount(hall.folder / 'hub/hub.db', catalogues, recount.Query(begin, end, answer['now'], by))
        assert mine == answer['rows'], (by, json.dumps(mine, ensure_ascii=False), json.dumps(answer['rows'], ensure_ascii=False))
        figures += sum(count_numbers(row) for row in mine)
    print(f'# {figures} figures in three views are what a recount of the raw ops says')
    return answer['rows'][0]


def count_numbers(value):
    if isinstance(value, dict):
        return sum(count_numbers(part) for part in value.values())
    if isinstance(value, list):
        return sum(count_numbers(part) for part in value)
    return isinstance(value, (int, float))


def check_day(whole):
    """It was a day in which everything happened that is counted; else nothing has been shown."""
    counts, cases = whole['counts'], CASES * len(WINDOWS)
    print(f'# of {cases}: ' + ', '.join(f'{name} {number}' for name, number in counts.items()))
    print(f'# waited {whole["waited"]}, handled {whole["handled"]}, stages {whole["stages"]}')
    assert counts['done'] >= cases * 0.6 and counts['decided'] >= counts['done'], counts
    assert 0 < counts['electronic'] < counts['done'] and 0 < counts['handed'] < counts['done'] + 1, counts
    for name in ('no-show', 'transferred', 'in-hand', 'rated-1', 'rated-2', 'rated-3', 'rated-4', 'rated-5'):
        assert counts[name] > 0 or cases < 100, (name, counts)
    assert whole['stages']['office'] > 0 and whole['stages']['touch'] > 0, whole['stages']


def check_moves(hall):
    """Each move of a module is an answer in an office's book: of its request, its case, its outcome."""
    told = {}
    for office in ('police', 'tax', 'social', 'medical', 'fund', 'bank'):
        page = {'answers': [None]}
        after = 0
        where = json.loads((hall.folder / 'offices.json').read_text())[office]
        while page['answers']:
            page = ask(f'{where["url"]}/v1/answers?after={after}', where['token'])
            for answer in page['answers']:
                told.setdefault(answer['request'], []).append({**answer, 'office': office})
                after = answer['seq']
    outcomes = {'module.done': 'done', 'module.correct': 'correct', 'module.refuse': 'refuse'}
    requests, moved = {}, set()
    for op, verdict in read_ops(hall):
        if verdict['outcome'] != 'applied':
            continue
        if op['kind'] == 'module.start':
            requests[op['body']['request']] = (op['stream'], op['body']['office'])
        if op['kind'] not in outcomes:
            continue
        request = op['body'].get('request')
        if request is None:
            assert op['body']['module'] == 'registration', op
            continue
        stream, office = requests[request]
        assert op['by'] == 'hub' and op['stream'] == stream and request not in moved, op
        moved.add(request)
        assert any(answer['office'] == office and f'case-{answer["case"]}' == stream and
                   answer['outcome'] == outcomes[op['kind']] for answer in told.get(request, [])), (op, told.get(request))
    print(f'# {len(requests)} requests to offices, {len(moved)} moves of a module, each with its office\'s answer')
    assert len(moved) > 2 * CASES, len(moved)


def main():
    with tempfile.TemporaryDirectory(prefix='yc-day-') as folder, contextlib.ExitStack() as stack:
        hall = Hall(pathlib.Path(folder), stack)
        token = hall.supervise()
        work(hall)
        check_day(check_figures(hall, token))
        check_moves(hall)
    print('1..1\nok 1 a day of three windows')


main()
