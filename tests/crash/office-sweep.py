#!/usr/bin/python3
"""Kills the hub while offices decide a case, at its durable calls, and offices in between.

office-sweep.py --build DIR --source DIR --killpoint LIB [--runtime LIB] [--runs N | --all]

A template is made once: a hub with a case that was approved while no office
was there. Each run works on a copy. Hub and offices are started; the hub is
stopped before, after or in the middle of its n-th write, sync or rename, and
every other run the offices are killed too. Then all is started again and must
come to its end by itself: every module asked once, acknowledged at most once
and done once, as its office's book has it, and the case finished once.
"""

import argparse
import collections
import contextlib
import importlib.util
import json
import pathlib
import shutil
import signal
import sqlite3
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location('kill_sweep', HERE / 'kill-sweep.py')
kill_sweep = importlib.util.module_from_spec(spec)
spec.loader.exec_module(kill_sweep)
Red = kill_sweep.Red
MODULES = {'seals': 'police', 'invoices': 'tax', 'social': 'social', 'medical': 'medical', 'fund': 'fund', 'bank': 'bank'}
FINISH_S = 60


class Yard(kill_sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        # The version whose seals their maker brings: no desk is there to cut them.
        self.environment['YC_CATALOGUE'] = str(options.source / 'data/catalogue/limited-company-2026.12.json')
        self.office_port = kill_sweep.free_port()
        self.offices_file = self.folder / 'offices.json'
        self.offices_file.write_text(json.dumps({office: {'url': f'http://127.0.0.1:{self.office_port}/{office}',
                                                          'token': 'office-training'} for office in MODULES.values()}))

    def start_offices(self, books):
        port_file = self.folder / 'office-port'
        port_file.unlink(missing_ok=True)
        offices = self.start('yichuang-sim', 'office', 'all', '--listen', f'127.0.0.1:{self.office_port}', '--data', books,
                             '--port-file', port_file)
        self.wait_for(port_file, offices)
        return offices

    def start_hub_with_offices(self, data, extra=None):
        port_file = self.folder / 'port'
        port_file.unlink(missing_ok=True)
        before = self.environment
        self.environment = dict(before, **(extra or {}))
        hub = self.start('yichuang-hub', '--data', data, '--listen', f'127.0.0.1:{self.port}', '--training', '--offices',
                         self.offices_file, '--port-file', port_file)
        self.environment = before
        return hub

    def make_templates(self):
        super().make_templates()
        hub = self.start_hub(self.folder / 'template-hub')
        self.run(self.folder / 'template-desk', '--finish')
        self.wait_for_kind(self.folder / 'template-hub', 'module.done', 1)
        self.stop(hub)

    def read_ops(self, data):
        with contextlib.closing(sqlite3.connect(f'file:{data}/hub.db?mode=ro', uri=True)) as connection:
            return [(json.loads(op), json.loads(verdict)) for op, verdict in
                    connection.execute('SELECT bytes, verdict FROM ops ORDER BY position')]

    def count(self, data):
        return collections.Counter((op['kind'], op['body'].get('module')) for op, verdict in self.read_ops(data)
                                   if verdict['outcome'] == 'applied')

    def wait_for_kind(self, data, kind, number, hub=None):
        """Until the store has it, or the hub has ended; whether it has it."""
        until = time.monotonic() + FINISH_S
        while time.monotonic() < until:
            with contextlib.suppress(sqlite3.Error):
                if sum(n for (k, _), n in self.count(data).items() if k == kind) >= number:
                    return True
            if hub is not None and hub.poll() is not None:
                return False
            time.sleep(0.02)
        raise Red(f'no {kind} within {FINISH_S} s: {sorted(self.count(data).items(), key=str)}')

    def count_answers(self):
        """Answers by request, as the offices tell them."""
        told = collections.Counter()
        for office in MODULES.values():
            request = urllib.request.Request(f'http://127.0.0.1:{self.office_port}/{office}/v1/answers?after=0',
                                             headers={'Authorization': 'Bearer office-training'})
            with urllib.request.urlopen(request, timeout=20) as answer:
                told.update(entry['request'] for entry in json.load(answer)['answers'])
        return told


def check(yard, data):
    count = yard.count(data)
    asked = {op['body']['request'] for op, _ in yard.read_ops(data) if op['kind'] == 'module.start'}
    for module in MODULES:
        for kind in ('module.start', 'module.done'):
            if count[kind, module] != 1:
                raise Red(f'{count[kind, module]} × {kind} of {module}')
        if count['module.acknowledge', module] > 1:
            raise Red(f'{module} acknowledged more than once')
    for kind in ('case.finish', 'case.receive', 'case.submit'):
        if count[kind, None] != 1:
            raise Red(f'{count[kind, None]} × {kind}')
    # An answer may be late: the case was approved when the template was made.
    if any(kind in ('module.refuse', 'module.correct', 'answer.reject') for kind, _ in count):
        raise Red(f'something went otherwise: {sorted(count, key=str)}')
    told = yard.count_answers()
    if set(told) != asked or set(told.values()) != {1}:
        raise Red(f'the offices were asked {len(told)} times, {told.values()}, for {len(asked)} requests')


def go(yard, number, extra=None, kill_offices=False):
    """One run on copies; whether the hub was killed."""
    data, books = yard.copy('hub', 'run-hub'), yard.folder / f'books-{number}'
    offices = yard.start_offices(books)
    hub = yard.start_hub_with_offices(data, extra)
    killed = not yard.wait_for_kind(data, 'case.finish', 1, hub)
    if kill_offices:
        yard.stop(offices, signal.SIGKILL)
        offices = yard.start_offices(books)
    if killed:
        if hub.returncode != -signal.SIGKILL:
            raise Red(f'the hub ended with {hub.returncode}: {(yard.folder / "yichuang-hub.log").read_text()[-600:]}')
        yard.processes.remove(hub)
        kill_sweep.check_sound(data)
        hub = yard.start_hub_with_offices(data)
        if not yard.wait_for_kind(data, 'case.finish', 1, hub):
            raise Red(f'the second hub ended with {hub.returncode}: {(yard.folder / "yichuang-hub.log").read_text()[-600:]}')
    check(yard, data)
    yard.stop(hub)
    yard.stop(offices)
    shutil.rmtree(books)
    return killed


def sweep(yard, options):
    extra = {'LD_PRELOAD': ' '.join(str(p) for p in (options.runtime, options.killpoint) if p),
             'YC_KILL_PROGRAM': 'yichuang-hub', 'YC_KILL_DIR': str(yard.folder / 'run-hub')}
    counted = yard.folder / 'count'
    go(yard, 'count', dict(extra, YC_KILL_AT='0', YC_KILL_COUNT_FILE=str(counted)))
    calls = int(counted.read_text())
    points = [(at, mode) for at in range(1, calls + 1) for mode in kill_sweep.MODES]
    chosen = points[::1 if options.all else max(1, len(points) // options.runs)]
    killed = 0
    for number, (at, mode) in enumerate(chosen):
        try:
            killed += go(yard, number, dict(extra, YC_KILL_AT=str(at), YC_KILL_MODE=mode), number % 2 == 1)
        except Red as red:
            raise Red(f'killed {mode} call {at} of {calls}: {red}') from None
    print(f'# {calls} durable calls of the hub; {len(chosen)} runs, {killed} killed, offices killed in every other one')
    if killed < len(chosen) / 2:
        raise Red('the hub was hardly ever killed')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--source', type=pathlib.Path, required=True)
    parser.add_argument('--killpoint', type=pathlib.Path, required=True)
    parser.add_argument('--runtime', type=pathlib.Path)
    parser.add_argument('--runs', type=int, default=40)
    parser.add_argument('--all', action='store_true')
    options = parser.parse_args()
    yard = Yard(options)
    print('1..1')
    try:
        yard.start_devices()
        yard.make_templates()
        sweep(yard, options)
        print('ok 1 offices and hub killed')
        return 0
    except Red as red:
        print(''.join(f'# {line}\n' for line in str(red).splitlines()), end='')
        print('not ok 1 offices and hub killed')
        return 1
    finally:
        yard.close()


if __name__ == '__main__':
    sys.exit(main())
