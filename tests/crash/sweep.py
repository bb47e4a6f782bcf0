"""What the sweeps share: the yard with its programs, the options, the loop over durable calls, the checks.

A sweep runs a program under the kill-point library (tests/shims): once to count
its durable calls, then anew for each of them that was chosen, and each way.
"""

import argparse
import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

SECRETS = ['张测试', '李测试', '王测试', '鲁西示例', '11010519491231002X', '37150219880214004X',
           '13900000001', '13900000002', '13900000003', '测试路1号', '示例路', '110105194912310062', '企业开办']
MODES = ('before', 'after', 'torn')


class Red(Exception):
    pass


def free_port():
    """Below those that connections draw for themselves: nobody else takes it while the hub is down."""
    for port in random.sample(range(20000, 30000), 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(('127.0.0.1', port))
                return port
            except OSError:
                continue
    raise Red('no port is free')


class Yard:
    """The folder, the long-living simulators and the templates."""

    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='yc-crash-'))
        self.processes = []
        self.address, self.port = '127.0.0.1', free_port()
        self.environment = dict(os.environ, YC_CATALOGUE=str(options.source / 'data/catalogue/limited-company.json'))
        self.environment['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'

    def program(self, name):
        return self.options.build / 'src' / name.removeprefix('yichuang-') / name

    def start(self, name, *arguments, extra=None, within=()):
        """@extra: of its environment; @within: a command that runs it"""
        with open(self.folder / f'{name}.log', 'a', encoding='utf-8') as log:
            process = subprocess.Popen([*within, self.program(name), *map(str, arguments)],
                                       env=dict(self.environment, **(extra or {})),
                                       stdout=subprocess.DEVNULL, stderr=log)
        self.processes.append(process)
        return process

    def stop(self, process, how=signal.SIGTERM):
        process.send_signal(how)
        process.wait(timeout=30)
        self.processes.remove(process)

    def close(self):
        for process in list(self.processes):
            self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait_for(self, path, process):
        deadline = time.monotonic() + 60
        while not path.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                logs = ''.join(log.read_text(errors='replace')[-500:] for log in self.folder.glob('*.log'))
                raise Red(f'{path.name} did not come:\n{logs}')
            time.sleep(0.02)

    def start_devices(self, mark=''):
        """A card reader and a printer. @mark: where each desk has its own, which one's"""
        reader = self.start('yichuang-sim', 'card-reader', '--socket', self.folder / f'reader{mark}',
                            '--control', self.folder / f'control{mark}')
        printer = self.start('yichuang-sim', 'printer', '--socket', self.folder / f'printer{mark}',
                             '--output', self.folder / f'papers{mark}')
        self.wait_for(self.folder / f'control{mark}', reader)
        self.wait_for(self.folder / f'printer{mark}', printer)

    def mark(self, desk):
        """Of the devices at @desk, a folder."""
        return ''

    def launch_hub(self, data, *more, extra=None, within=()):
        """Does not wait: under the kill-point library it may never listen."""
        port_file = self.folder / 'port'
        port_file.unlink(missing_ok=True)
        return self.start('yichuang-hub', '--data', data, '--listen', f'{self.address}:{self.port}', '--training',
                          '--port-file', port_file, *more, extra=extra, within=within)

    def start_hub(self, data, *more, extra=None, within=()):
        hub = self.launch_hub(data, *more, extra=extra, within=within)
        self.wait_for(self.folder / 'port', hub)
        return hub

    def admin(self, data, *words):
        """What yichuang-hub says to `words[0] --data DATA words[1:]`."""
        done = subprocess.run([self.program('yichuang-hub'), words[0], '--data', data, *map(str, words[1:])],
                              capture_output=True, text=True, env=self.environment, timeout=120, check=False)
        if done.returncode != 0:
            raise Red(f'{words} ended with {done.returncode}: {done.stderr}')
        return done.stdout.strip()

    def use_catalogue(self, name, change=None):
        """A form of data/catalogue that is valid on every day; @change: what else is done to it."""
        catalogue = json.loads((self.options.source / 'data/catalogue' / name).read_text())
        catalogue.update(valid_from='2020-01-01', valid_to='2099-12-31')
        if change is not None:
            change(catalogue)
        path = self.folder / 'catalogue.json'
        path.write_text(json.dumps(catalogue))
        self.environment['YC_CATALOGUE'] = str(path)

    def arguments(self, desk, *more):
        mark = self.mark(desk)
        return [self.program('yichuang-ctl'), 'case', '--data', desk, '--hub', f'http://{self.address}:{self.port}',
                '--device', f'socket:{self.folder}/reader{mark}', '--device', f'socket:{self.folder}/printer{mark}',
                '--card-control', self.folder / f'control{mark}', *more]

    def run(self, desk, *more, extra=None, kill_after=None):
        """What it said, and whether it was killed."""
        process = subprocess.Popen([str(a) for a in self.arguments(desk, *more)], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, env=dict(self.environment, **(extra or {})))
        try:
            out, _ = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
        if process.returncode not in (0, -signal.SIGKILL):
            raise Red(f'exit {process.returncode}:\n{out.decode(errors="replace")}')
        return out.decode(errors='replace'), process.returncode == -signal.SIGKILL

    def make_templates(self):
        hub = self.start_hub(self.folder / 'template-hub')
        code = self.admin(self.folder / 'template-hub', 'admin', 'enrol-code', '--window', '3')
        self.run(self.folder / 'template-desk', '--enrol-code', code, '--enrol-only')
        self.stop(hub)

    def copy(self, what, name):
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder / f'template-{what}', target)
        if what == 'desk':
            shutil.copy(self.folder / 'template-desk.key', self.folder / f'{name}.key')
        return target


def facts(out, word):
    return re.findall(rf'^ *[0-9.]+ s  {word}: (.*)$', out, re.M)


def check_sound(desk):
    database = next(desk.glob('*.db'))
    with contextlib.closing(sqlite3.connect(f'file:{database}?mode=ro', uri=True)) as connection:
        answer = connection.execute('PRAGMA integrity_check').fetchone()[0]
    if answer != 'ok':
        raise Red(f'integrity_check: {answer}')


def check_silent(folder):
    """Nobody's data stands readable in any file of @folder."""
    needles = [(secret, secret.encode(code)) for secret in SECRETS for code in ('utf-8', 'utf-16-le', 'utf-16-be')]
    for path in folder.rglob('*'):
        if path.is_file():
            data = path.read_bytes()
            for secret, needle in needles:
                if needle in data:
                    raise Red(f'{path.relative_to(folder)} tells {secret}')


def check_kept(shown, out):
    """What was accepted before the kill is there, or the case is past it."""
    there = facts(out, 'there')
    past = 'everything filled in' in there
    for fact in shown:
        if fact not in there and not (past and not fact.startswith(('ticket', 'case', 'submitted'))):
            raise Red(f'“{fact}” was shown as accepted and is not there:\n{out}')


def shape(path):
    case = json.loads(path.read_text())
    fields = sorted((re.sub('[0-9a-f]{32}', 'ROW', path), str(field['value'])) for path, field in case['fields'].items())
    events = sorted((e['kind'], e['outcome']) for e in case['events'])
    return case['status'], fields, events


def read_ops(data):
    """Of a hub, which may run: (op, verdict), in its order."""
    with contextlib.closing(sqlite3.connect(f'file:{data}/hub.db?mode=ro', uri=True, timeout=20)) as connection:
        return [(json.loads(op), json.loads(verdict)) for op, verdict in
                connection.execute('SELECT bytes, verdict FROM ops ORDER BY position')]


def parse(text, runs, **more):
    """The options of a sweep. @text: its docstring; @runs: how many without --all; @more: arguments for each further option"""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--source', type=pathlib.Path, required=True)
    parser.add_argument('--killpoint', type=pathlib.Path)
    parser.add_argument('--runtime', type=pathlib.Path, help='of the sanitizer: it has to come first')
    parser.add_argument('--runs', type=int, default=runs)
    parser.add_argument('--all', action='store_true', help='every call in every way')
    for name, arguments in more.items():
        parser.add_argument(f'--{name}', **arguments)
    return parser.parse_args()


def shim(options, program, folder):
    """The environment in which @program's durable calls below @folder count."""
    return {'LD_PRELOAD': ' '.join(str(p) for p in (options.runtime, options.killpoint) if p),
            'YC_KILL_PROGRAM': program, 'YC_KILL_DIR': str(folder)}


def choose(options, calls, ways):
    """(call, way): all of them, or so many as --runs says, evenly over the calls and by turns over the ways."""
    if options.all or options.runs >= calls * len(ways):
        return [(at, way) for at in range(1, calls + 1) for way in ways]
    return [(i * calls // options.runs + 1, ways[i % len(ways)]) for i in range(options.runs)]


def try_calls(yard, program, folder, once, modes=MODES):
    """Calls once(number, mode, environment) for each chosen call of @program below @folder, in each way.

    The first time nothing is to be disturbed; number is None then.
    Returns: how many durable calls there are, and what once() returned
    """
    extra, counted = shim(yard.options, program, folder), yard.folder / 'count'
    once(None, None, dict(extra, YC_KILL_AT='0', YC_KILL_COUNT_FILE=str(counted)))
    calls = int(counted.read_text())
    results = []
    for number, (at, mode) in enumerate(choose(yard.options, calls, modes)):
        try:
            results.append(once(number, mode, dict(extra, YC_KILL_AT=str(at), YC_KILL_MODE=mode)))
        except Red as red:
            raise Red(f'{mode} at call {at} of {calls}: {red}') from None
    return calls, results


def run_checks(yard, checks, prepare):
    """Tells of each (name, function) in TAP, and how many failed; the yard is closed. @prepare: what all of them need"""
    def leave(*_):
        raise SystemExit(1)

    # Whoever ends a test that takes too long leaves no mounts and namespaces behind.
    signal.signal(signal.SIGTERM, leave)
    failed = 0
    print(f'1..{len(checks)}', flush=True)
    try:
        prepare()
        for number, (name, check) in enumerate(checks, 1):
            began = time.monotonic()
            try:
                check()
                verdict = 'ok'
            except Red as red:
                print(''.join(f'# {line}\n' for line in str(red).splitlines()), end='')
                failed, verdict = failed + 1, 'not ok'
            print(f'# {time.monotonic() - began:.1f} s\n{verdict} {number} {name}', flush=True)
    except Red as red:
        print(f'Bail out! {red}')
        return 1
    finally:
        yard.close()
    return 1 if failed else 0
