#!/usr/bin/python3
"""Kills the desk in the scripted case, at every durable call and at random moments.

kill-sweep.py --build DIR --source DIR --killpoint LIB [--runtime LIB] [--runs N | --all] [--seed S]

A template is made once: a hub and a desk enrolled at it. Each run works on
copies of both. The desk runs `yichuang-ctl case` without a line under the
kill-point library and is stopped before, after or in the middle of its n-th
write, sync or rename; or, with the hub up, after a random time. Then the case
is run again without it, and what the first run showed as accepted must be
there. With --all every call is tried in every way, else an even sample.

Of every killed folder no synthetic name, number, phone or address may be
readable. Some runs are taken to the receipt and compared with an undisturbed
one: the same fields, the same history, one ticket, nothing twice.
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
        self.port = free_port()
        self.environment = dict(os.environ, YC_CATALOGUE=str(options.source / 'data/catalogue/limited-company.json'))
        self.environment['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'

    def program(self, name):
        return self.options.build / 'src' / name.removeprefix('yichuang-') / name

    def start(self, name, *arguments):
        process = subprocess.Popen([self.program(name), *map(str, arguments)], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=open(self.folder / f'{name}.log', 'a'))
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

    def start_devices(self):
        reader = self.start('yichuang-sim', 'card-reader', '--socket', self.folder / 'reader',
                            '--control', self.folder / 'control')
        printer = self.start('yichuang-sim', 'printer', '--socket', self.folder / 'printer',
                             '--output', self.folder / 'papers')
        self.wait_for(self.folder / 'control', reader)
        self.wait_for(self.folder / 'printer', printer)

    def start_hub(self, data):
        port_file = self.folder / 'port'
        port_file.unlink(missing_ok=True)
        hub = self.start('yichuang-hub', '--data', data, '--listen', f'127.0.0.1:{self.port}', '--training',
                         '--port-file', port_file)
        self.wait_for(port_file, hub)
        return hub

    def arguments(self, desk, *more):
        return [self.program('yichuang-ctl'), 'case', '--data', desk, '--hub', f'http://127.0.0.1:{self.port}',
                '--device', f'socket:{self.folder}/reader', '--device', f'socket:{self.folder}/printer',
                '--card-control', self.folder / 'control', *more]

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
        done = subprocess.run([self.program('yichuang-hub'), 'admin', '--data', self.folder / 'template-hub', 'enrol-code',
                               '--window', '3'], check=True, capture_output=True, text=True, env=self.environment)
        self.run(self.folder / 'template-desk', '--enrol-code', done.stdout.strip(), '--enrol-only')
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


def finish(yard, name, desk):
    """Takes a copy of the hub and the desk to the receipt: the shape of the case."""
    hub_data = yard.folder / f'{name}-hub'
    if not hub_data.exists():
        yard.copy('hub', f'{name}-hub')
    hub = yard.start_hub(hub_data)
    result = yard.folder / f'{name}.json'
    yard.run(desk, '--finish', '--json', result)
    yard.stop(hub)
    with contextlib.closing(sqlite3.connect(f'file:{hub_data}/hub.db?mode=ro', uri=True)) as connection:
        kinds = {}
        for (data,) in connection.execute('SELECT bytes FROM ops'):
            kind = json.loads(data)['kind']
            kinds[kind] = kinds.get(kind, 0) + 1
    for kind in ('ticket.issue', 'ticket.call', 'case.open', 'case.submit', 'case.receive', 'decision.record'):
        if kinds.get(kind) != 1:
            raise Red(f'{kinds.get(kind)} × {kind} at the hub')
    shutil.rmtree(hub_data)
    return shape(result)


def sweep(yard, options, straight):
    extra = {'LD_PRELOAD': ' '.join(str(p) for p in (options.runtime, options.killpoint) if p),
             'YC_KILL_PROGRAM': 'yichuang-ctl'}
    count_file = yard.folder / 'count'
    desk = yard.copy('desk', 'desk-count')
    yard.run(desk, extra=dict(extra, YC_KILL_DIR=str(desk), YC_KILL_AT='0', YC_KILL_COUNT_FILE=str(count_file)))
    calls = int(count_file.read_text())
    points = [(at, mode) for at in range(1, calls + 1) for mode in MODES]
    step = 1 if options.all else max(1, len(points) // options.runs)
    chosen = points[::step]
    killed = finished = 0
    for number, (at, mode) in enumerate(chosen):
        desk = yard.copy('desk', 'desk-run')
        out, dead = yard.run(desk, extra=dict(extra, YC_KILL_DIR=str(desk), YC_KILL_AT=str(at), YC_KILL_MODE=mode))
        killed += dead
        try:
            check_silent(desk)
            after, _ = yard.run(desk)
            check_kept(facts(out, 'accepted'), after)
            check_sound(desk)
            if number % 12 == 0:
                finished += 1
                if finish(yard, 'run', desk) != straight:
                    raise Red('the end is not that of an undisturbed run')
        except Red as red:
            raise Red(f'killed {mode} call {at} of {calls}: {red}') from None
    print(f'# {calls} durable calls; {len(chosen)} runs, {killed} killed, {finished} taken to the receipt')


def random_moments(yard, straight, seed, times=20):
    rng = random.Random(seed)
    killed = 0
    for number in range(times):
        name = f'moment-{number}'
        hub_data = yard.copy('hub', f'{name}-hub')
        desk = yard.copy('desk', name)
        hub = yard.start_hub(hub_data)
        shown, dead = [], False
        out, dead = yard.run(desk, '--finish', kill_after=rng.uniform(0.05, yard.straight_seconds))
        killed += dead
        check_silent(desk)
        yard.stop(hub)
        if finish(yard, name, desk) != straight:
            raise Red(f'seed {seed}, moment {number}: the end is not that of an undisturbed run')
        shutil.rmtree(desk)
    print(f'# {times} random moments (seed {seed}), {killed} killed')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--source', type=pathlib.Path, required=True)
    parser.add_argument('--killpoint', type=pathlib.Path, required=True)
    parser.add_argument('--runtime', type=pathlib.Path)
    parser.add_argument('--runs', type=int, default=60)
    parser.add_argument('--all', action='store_true')
    parser.add_argument('--seed', type=int, default=int(time.time()))
    options = parser.parse_args()
    yard = Yard(options)
    checks = ('every durable call', 'random moments')
    failed = 0
    print(f'1..{len(checks)}')
    try:
        yard.start_devices()
        yard.make_templates()
        began = time.monotonic()
        straight = finish(yard, 'straight', yard.copy('desk', 'straight'))
        yard.straight_seconds = time.monotonic() - began
        for number, name in enumerate(checks, 1):
            try:
                sweep(yard, options, straight) if number == 1 else random_moments(yard, straight, options.seed)
                print(f'ok {number} {name}', flush=True)
            except Red as red:
                failed += 1
                print(''.join(f'# {line}\n' for line in str(red).splitlines()), end='')
                print(f'not ok {number} {name}', flush=True)
    finally:
        yard.close()
    return 1 if failed else 0


if __name__ == '__main__':
    raise SystemExit(main())
