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

import contextlib
import shutil
import sqlite3
import sys

sys.dont_write_bytecode = True
import sweep  # noqa: E402
from sweep import Red  # noqa: E402

PIECE = 'registration/licence-original'
STARTED, DONE, UNKNOWN = 2, 3, 4


def let_make(catalogue):
    catalogue['matters'][0]['modules'][0]['outputs'] = [
        {'key': 'licence-original', 'label': '营业执照正本', 'kind': 'paper', 'handed': True, 'made': 'licence',
         'made_from': ['/name/region', '/name/trade', '/name/industry', '/name/form']}]


class Yard(sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        self.use_catalogue('limited-company.json', let_make)
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


def check_disk(yard, desk):
    journal = read_journal(desk)
    for job in yard.list_begun():
        if journal.get(job) not in (STARTED, DONE, UNKNOWN):
            raise Red(f'{job} was begun at the bench, and the journal has {journal.get(job)}')


def check_end(yard, data):
    begun = yard.list_begun()
    if len(begun) != len(set(begun)):
        raise Red('a job was begun twice')
    ops = [op for op, verdict in sweep.read_ops(data) if verdict['outcome'] == 'applied']
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


def try_calls(yard):
    def once(number, mode, extra):
        """Whether it was killed; how many pieces were begun; how many were unknown."""
        hub, desk = yard.begin_run()
        try:
            _, dead = yard.make(desk, extra=extra)
            check_disk(yard, desk)
            sweep.check_silent(desk)
            yard.make(desk)
            sweep.check_sound(desk)
        finally:
            yard.stop(hub)
        begun, unknown = check_end(yard, yard.folder / 'run-hub')
        shutil.rmtree(yard.folder / 'run-hub')
        return dead, begun, unknown

    calls, results = sweep.try_calls(yard, 'yichuang-ctl', yard.folder / 'run-desk', once)
    killed, begun, unknown = (sum(column) for column in zip(*results))
    print(f'# {calls} durable calls; {len(results)} runs, {killed} killed; {begun} pieces begun, {unknown} left unknown')
    if unknown == 0:
        raise Red('no run was killed between start and done')


def main():
    yard = Yard(sweep.parse(__doc__, 60))

    def prepare():
        yard.start_devices()
        yard.make_templates()

    return sweep.run_checks(yard, [('every durable call from asking to done', lambda: try_calls(yard))], prepare)


if __name__ == '__main__':
    sys.exit(main())
