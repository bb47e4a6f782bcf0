#!/usr/bin/python3
"""Kills a desk while it has something made, at every durable call from asking to done.

job-sweep.py --build DIR --source DIR --killpoint LIB [--runtime LIB] [--runs N | --all]

A template is made once: a hub and a desk with a case that is approved, whose
licence is a piece that the hall makes. Each run works on copies. With the hub
up, the desk asks, starts and ends the work at a bench (a file that is no part
of its folder, as a machine is not), and is stopped before, after or in the
middle of its n-th write, sync or rename. Then:

 * what was begun at the bench is in the desk's journal as started: never a
   start that is not on disk;
 * the desk is run again, sees what was left unknown, looks at the bench, says
   what it sees, and comes to one piece;
 * nothing was begun twice; the hub has taken one start of each grant, and every
   start that the bench knows.
"""

import argparse
import contextlib
import importlib.util
import json
import pathlib
import shutil
import sqlite3

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location('kill_sweep', HERE / 'kill-sweep.py')
kill_sweep = importlib.util.module_from_spec(spec)
spec.loader.exec_module(kill_sweep)
Red = kill_sweep.Red
MODES = kill_sweep.MODES
PIECE = 'registration/licence-original'
STARTED, DONE, UNKNOWN = 2, 3, 4


class Yard(kill_sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        catalogue = json.loads((options.source / 'data/catalogue/limited-company.json').read_text())
        catalogue['valid_to'] = '2099-12-31'
        catalogue['matters'][0]['modules'][0]['outputs'] = [
            {'key': 'licence-original', 'label': '营业执照正本', 'kind': 'paper', 'handed': True, 'made': 'licence',
             'made_from': ['/name/region', '/name/trade', '/name/industry', '/name/form']}]
        path = self.folder / 'made.json'
        path.write_text(json.dumps(catalogue))
        self.environment['YC_CATALOGUE'] = str(path)
        self.bench = self.folder / 'bench'

    def make_templates(self):
        super().make_templates()
        hub = self.start_hub(self.folder / 'template-hub')
        self.run(self.folder / 'template-desk', '--finish')
        self.stop(hub)

    def begin_run(self):
        self.bench.unlink(missing_ok=True)
        return self.start_hub(self.copy('hub', 'run-hub')), self.copy('desk', 'run-desk')

    def make(self, desk, extra=None):
        return self.run(desk, '--finish', '--bench', self.bench, extra=extra)

    def list_begun(self):
        lines = self.bench.read_text().splitlines() if self.bench.exists() else []
        return [line.split()[1] for line in lines if line.startswith('begin ')]


def read_journal(desk):
    with contextlib.closing(sqlite3.connect(f'file:{next(desk.glob("*.db"))}?mode=ro', uri=True)) as connection:
        return dict(connection.execute("SELECT id, state FROM jobs WHERE kind = ?", (PIECE,)))


def read_hub(data):
    with contextlib.closing(sqlite3.connect(f'file:{data}/hub.db?mode=ro', uri=True)) as connection:
        return [(json.loads(op), json.loads(verdict)['outcome']) for op, verdict in
                connection.execute('SELECT bytes, verdict FROM ops ORDER BY position')]


def check_disk(yard, desk):
    journal = read_journal(desk)
    for job in yard.list_begun():
        if journal.get(job) not in (STARTED, DONE, UNKNOWN):
            raise Red(f'{job} was begun at the bench, and the journal has {journal.get(job)}')


def check_end(yard, data):
    begun = yard.list_begun()
    if len(begun) != len(set(begun)):
        raise Red('a job was begun twice')
    ops = [op for op, outcome in read_hub(data) if outcome == 'applied']
    starts = [op['body']['job'] for op in ops if op['kind'] == 'job.start']
    if len(starts) != len(set(starts)):
        raise Red('the hub took two starts of one grant')
    if not set(begun) <= set(starts):
        raise Red('the hub does not know of a start')
    made = {op['body']['job'] for op in ops if op['kind'] == 'job.done' or
            op['kind'] == 'job.settle' and op['body']['outcome'] == 'made'}
    if len(made) != 1 or not made <= set(begun):
        raise Red(f'{len(made)} pieces were made')
    if sum(op['kind'] == 'case.finish' for op in ops) != 1:
        raise Red('the case is not finished')
    return len(begun), sum(op['kind'] == 'job.unknown' for op in ops)


def one_run(yard, extra):
    """Whether it was killed; how many pieces were begun; how many were unknown."""
    hub, desk = yard.begin_run()
    try:
        _, dead = yard.make(desk, extra=extra(desk))
        check_disk(yard, desk)
        kill_sweep.check_silent(desk)
        yard.make(desk)
        kill_sweep.check_sound(desk)
    finally:
        yard.stop(hub)
    begun, unknown = check_end(yard, yard.folder / 'run-hub')
    shutil.rmtree(yard.folder / 'run-hub')
    return dead, begun, unknown


def sweep(yard, options):
    shim = {'LD_PRELOAD': ' '.join(str(p) for p in (options.runtime, options.killpoint) if p),
            'YC_KILL_PROGRAM': 'yichuang-ctl'}
    count_file = yard.folder / 'count'
    one_run(yard, lambda desk: dict(shim, YC_KILL_DIR=str(desk), YC_KILL_AT='0', YC_KILL_COUNT_FILE=str(count_file)))
    calls = int(count_file.read_text())
    points = [(at, mode) for at in range(1, calls + 1) for mode in MODES]
    chosen = points[::1 if options.all else max(1, len(points) // options.runs)]
    killed = unknown = begun = 0
    for at, mode in chosen:
        try:
            dead, pieces, doubts = one_run(yard, lambda desk: dict(shim, YC_KILL_DIR=str(desk), YC_KILL_AT=str(at),
                                                                   YC_KILL_MODE=mode))
        except Red as red:
            raise Red(f'killed {mode} call {at} of {calls}: {red}') from None
        killed += dead
        begun += pieces
        unknown += doubts
    print(f'# {calls} durable calls; {len(chosen)} runs, {killed} killed; {begun} pieces begun, {unknown} left unknown')
    if unknown == 0:
        raise Red('no run was killed between start and done')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--source', type=pathlib.Path, required=True)
    parser.add_argument('--killpoint', type=pathlib.Path, required=True)
    parser.add_argument('--runtime', type=pathlib.Path)
    parser.add_argument('--runs', type=int, default=60)
    parser.add_argument('--all', action='store_true')
    options = parser.parse_args()
    yard = Yard(options)
    print('1..1')
    try:
        yard.start_devices()
        yard.make_templates()
        sweep(yard, options)
        print('ok 1 every durable call from asking to done')
        return 0
    except Red as red:
        print(''.join(f'# {line}\n' for line in str(red).splitlines()), end='')
        print('not ok 1 every durable call from asking to done')
        return 1
    finally:
        yard.close()


if __name__ == '__main__':
    raise SystemExit(main())
