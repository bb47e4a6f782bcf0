#!/usr/bin/python3
"""Cuts the power of a hub's and of a desk's machine while both work, and starts them again.

power-cuts.py --build DIR --source DIR --killpoint LIB [--runtime LIB] [--runs N] [--seed S]

Each has an ext4 of its own on a loop device. The desk takes a case from the
ticket to the receipt, with a paper; a writer of another make brings the hub
documents. Then one disk or both are shut down as a power cut does it: at a
durable call, at an answer, when the clerk has just seen something accepted, at
a moment drawn by the dice, some time after syncs have failed, or just after the
program was killed at a durable call and started again. The programs are killed
first, at that moment, and then the disk: a file system that is shut down under
them may, for a moment, still say of a sync that it was done. The file system
must be sound when it is mounted again. Then

 * every op that was answered is on the hub's disk, with its bytes, verdict,
   position, revision and value of the chain, every document to where it was
   answered to be there, and the chain is sound and has every head it signed;
 * what the clerk saw accepted is there, and what the desk's disk holds of the
   hub's history is the hub's history;
 * all go on to the end: the case is that of an undisturbed run, nothing is there
   twice, every document is whole, and all answers are what they were.

Before that the test is tested: a hub and a desk that forget their syncs, and a
hub that forgets those of its folders, must be found out. Needs root.
"""

import collections
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
import sweep  # noqa: E402
from desks import DeskRun, check_desk, check_documents, check_typed, read_rows, verify_chain  # noqa: E402
from disk import Disk, why_not  # noqa: E402
from sweep import Red  # noqa: E402
from writer import Document, Writer, check_answers, hub_client  # noqa: E402

EDITS = 5
# Moments that the kill-point library makes, and its name for what it does.
WAYS = {'call': 'before', 'eio': 'eio', 'killed': 'before'}
ALONE_CALLS = 600
AGAIN_S = 5  # for a hub that was killed to stand again
WAL_BYTES = 4 << 20
START_S = END_S = 60
WORK = ('--paper', 'commitment', '--edits', EDITS, '--pace', 2, '--finish')


class Yard(sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        self.use_catalogue('limited-company-2026.12.json')
        self.environment['YC_TEMPLATES'] = str(options.source / 'data/templates')
        self.document = Document(options.source / 'docs/hub-api.yaml')
        self.disks = {}
        memory = pathlib.Path('/dev/shm')
        self.place = pathlib.Path(tempfile.mkdtemp(prefix='yc-cuts-', dir=memory if memory.is_dir() else None))

    def prepare(self):
        self.start_devices()
        for name in ('hub', 'desk'):
            self.disks[name] = Disk(self.place, name)
        data = self.folder / 'template-hub'
        hub = self.start_hub(data)
        self.run(self.folder / 'template-desk', '--enrol-code', self.admin(data, 'admin', 'enrol-code', '--window', '3'),
                 '--enrol-only')
        self.writers = [hub_client.Desk(self.document, self.port, self.admin(data, 'admin', 'enrol-code', '--window', window))
                        .login('C0301') for window in ('1', '2')]
        self.stop(hub)
        # What a case without a cut is, and how many calls it takes at either.
        self.calls = {}
        self.straight = None
        for program in ('yichuang-hub', 'yichuang-ctl'):
            run = Run(self, random.Random(0), 'both', ('none',), preallocated=False)
            self.straight = run.go(count=program)
            self.calls[program] = int((self.folder / 'count').read_text())

    def lay_out(self, preallocated):
        """Both disks as the templates are. @preallocated: the logs are as long as after a day, so that no commit
        of a transaction brings more to the disk than itself"""
        for name, disk in self.disks.items():
            disk.empty()
            shutil.copytree(self.folder / f'template-{name}', disk.path / name)
            if preallocated:
                (disk.path / name / f'{name}.db-wal').write_bytes(bytes(WAL_BYTES))
        shutil.copy(self.folder / 'template-desk.key', self.disks['desk'].path / 'desk.key')
        for disk in self.disks.values():
            disk.sync()

    def close(self):
        super().close()
        for disk in self.disks.values():
            disk.close()
        shutil.rmtree(self.place, ignore_errors=True)


class Run:
    """One cut. @who: whose disk, 'hub', 'desk' or 'both'; @moment: when, see draw()."""

    def __init__(self, yard, dice, who, moment, preallocated, forget=None, alone=False):
        self.yard, self.dice, self.who, self.moment, self.forget, self.alone = yard, dice, who, moment, forget, alone
        self.preallocated = preallocated
        self.names = ('hub', 'desk') if who == 'both' else (who,)
        self.count, self.left, self.lock, self.dark = None, None, threading.Lock(), threading.Event()
        self.hub = self.desk = None
        self.again, self.lit, self.before = False, False, []
        self.data = yard.disks['hub'].path / 'hub'
        self.folder = yard.disks['desk'].path / 'desk'

    def extra(self, program):
        """The environment of @program, by what is to happen to it."""
        name = 'hub' if program == 'yichuang-hub' else 'desk'
        shim = sweep.shim(self.yard.options, program, self.yard.disks[name].path)
        if self.count == program:
            return dict(shim, YC_KILL_AT='0', YC_KILL_COUNT_FILE=str(self.yard.folder / 'count'))
        if name not in self.names:
            return None
        kind, *argument = self.moment
        extra = {'YC_KILL_FORGET': self.forget} if self.forget else {}
        # Of both it is the one that the dice name.
        if kind in WAYS and argument[0] == program and not self.again:
            extra.update(YC_KILL_AT=str(argument[1]), YC_KILL_MODE=WAYS[kind], YC_KILL_SYNCS=str(argument[2]))
        return dict(shim, **extra) if extra else None

    def cut(self):
        """Once; from whichever thread."""
        with self.lock:
            if not self.dark.is_set():
                running = [self.hub] if 'hub' in self.names else []
                if 'desk' in self.names and self.desk is not None:
                    running.append(self.desk.process)
                for process in running:
                    process.kill()
                for process in running:
                    process.wait()
                for name in self.names:
                    self.yard.disks[name].cut()
                self.dark.set()

    def heard(self, what):
        """A writer's answer or the clerk's line: is this the moment?"""
        if self.moment[0] != what and not (self.moment[0] == 'killed' and self.again):
            return
        with self.lock:
            self.left -= 1
            now = self.left == 0
        if now:
            self.cut()

    def start(self):
        yard = self.yard
        self.hub = yard.launch_hub(self.data, extra=self.extra('yichuang-hub'))
        if not self.wait_for_hub():
            return
        patience_s = (AGAIN_S,) if self.moment[0] == 'killed' else ()
        self.writers = [Writer(desk, yard.port, self.dice.random(), self.heard, *patience_s) for desk in yard.writers]
        if self.alone:
            del self.writers[1:]
        else:
            self.start_desk()
        for writer in self.writers:
            writer.start()

    def wait_for_hub(self):
        """Whether it stands; it may have met its moment before."""
        until = time.monotonic() + START_S
        while not (self.yard.folder / 'port').exists():
            if self.hub.poll() is not None:
                return False
            if time.monotonic() > until:
                raise Red('the hub does not start')
            time.sleep(0.01)
        return True

    def wait_for_moment(self):
        kind, *argument = self.moment
        if kind == 'none':
            return
        if kind in ('time', 'eio'):
            self.wait(lambda: False, argument[-1])
        elif kind in ('call', 'killed'):
            victim = self.hub if argument[0] == 'yichuang-hub' else self.desk and self.desk.process
            self.wait(lambda: victim is None or victim.poll() is not None, END_S)
            if kind == 'killed':
                self.start_again(argument[0])
        else:
            self.wait(self.dark.is_set, END_S)
        self.cut()

    def start_again(self, program):
        """What was killed, on the same disk, which has lost nothing so far."""
        if program == 'yichuang-hub':
            self.hub.wait()
            self.yard.processes.remove(self.hub)
            self.hub = self.yard.launch_hub(self.data)
            if not self.wait_for_hub():
                raise Red('the hub does not start again: ' + (self.yard.folder / 'yichuang-hub.log').read_text()[-600:])
            self.again = True
        elif self.desk is not None:
            self.desk.kill()
            self.before.append(self.desk)
            self.again = True
            self.start_desk()
        self.wait(self.dark.is_set, AGAIN_S)

    def start_desk(self):
        self.desk = DeskRun(self.yard, self.folder, *WORK, '--json', self.yard.folder / 'case.json',
                            extra=self.extra('yichuang-ctl'), heard=self.heard)

    def wait(self, condition, seconds):
        """Until then, or all work is done, or somebody has ended for whom there is nothing to do any more."""
        until = time.monotonic() + seconds
        while not condition() and time.monotonic() < until:
            if self.desk is not None and self.desk.process.poll() is not None and self.moment[0] in ('accepted', 'call', 'killed') and \
                    self.moment[1] != 'yichuang-hub':
                return
            time.sleep(0.005)

    def darken(self):
        """Everything on a dead disk ends, and the machine starts again."""
        yard = self.yard
        if 'hub' in self.names:
            yard.processes.remove(self.hub)
        for writer in self.writers:
            writer.end()
        if 'desk' in self.names and self.desk is not None:
            self.desk.kill()
        self.light()

    def light(self):
        self.lit = True
        for name in self.names:
            try:
                self.yard.disks[name].start_again()
            except OSError as error:
                raise Red(f'{error}') from None

    def check_disks(self):
        rows = read_rows(self.data, self.yard.folder / 'copy')
        check_answers(self.writers, self.data, rows)
        if 'desk' in self.names or self.desk is None:
            check_desk(self.folder, self.yard.folder / 'copy', rows)

    def finish_desk(self):
        """The case to its end, by the same desk where it still stands, else by a new start of it."""
        if self.alone:
            return
        if self.desk is None or 'desk' in self.names or self.desk.wait(END_S) != 0:
            self.before += [self.desk] if self.desk is not None else []
            self.again = True
            self.start_desk()
            if self.desk.wait(END_S) != 0:
                raise Red(f'the desk does not come to its end:\n{self.desk.text()}')
        for before in self.before:
            for word in ('accepted', 'there'):
                sweep.check_kept(sweep.facts(before.text(), word), self.desk.text())

    def check_end(self):
        """What all of them have come to: the shape of the case."""
        yard = self.yard
        ops = sweep.read_ops(self.data)
        check_documents(self.data)
        if self.alone:
            return None
        count = collections.Counter(op['kind'] for op, _ in ops if op['window'] == '3')
        if any(count[kind] != 1 for kind in ('ticket.issue', 'ticket.call', 'case.open', 'case.submit', 'document.add')):
            raise Red(f'{count}')
        check_typed(ops, '3', EDITS)
        waiting = check_desk(self.folder, yard.folder / 'copy', read_rows(self.data, yard.folder / 'copy'))
        if waiting:
            raise Red(f'{waiting} ops of the desk are not at the hub')
        return sweep.shape(yard.folder / 'case.json')

    def go(self, count=None):
        """The shape of the case at the end."""
        yard, self.count, self.writers = self.yard, count, []
        self.left = self.moment[-1] if self.moment[0] in ('op', 'piece', 'whole', 'accepted', 'killed') else None
        yard.lay_out(self.preallocated)
        try:
            self.start()
            self.wait_for_moment()
            if self.moment[0] == 'none':
                if self.desk.wait(END_S) != 0:
                    raise Red(self.desk.text())
                for writer in self.writers:
                    writer.end()
            else:
                self.darken()
                self.check_disks()
                if 'hub' in self.names:
                    self.hub = yard.start_hub(self.data)
                verify_chain(yard, self.data)
            for writer in self.writers:
                writer.finish()
            self.finish_desk()
            verify_chain(yard, self.data)
            shape = self.check_end()
            if yard.straight is not None and not self.alone and shape != yard.straight:
                raise Red('the end is not that of an undisturbed run')
            return shape
        finally:
            self.end()

    def end(self):
        for writer in self.writers:
            writer.going = False
        if self.desk is not None:
            self.desk.kill()
        for process in list(self.yard.processes):
            if process is self.hub:
                self.yard.stop(process)
        for writer in self.writers:
            writer.join(60)
        if self.dark.is_set() and not self.lit:
            self.light()


def draw(yard, dice):
    """Whose power is cut, and when: at a durable call, at an answer, at what the clerk sees, at any moment, after a failed sync."""
    who = yard.options.who or dice.choice(('hub', 'desk', 'both'))
    programs = {'hub': ['yichuang-hub'], 'desk': ['yichuang-ctl']}.get(who, ['yichuang-hub', 'yichuang-ctl'])
    program = dice.choice(programs)
    straight_s = 1.6 if yard.options.runtime is None else 3
    # A hub with writers alone is cut three times while a desk does one case.
    alone = who == 'hub' and dice.random() < 0.75
    calls = dict(yard.calls, **({'yichuang-hub': ALONE_CALLS} if alone else {}))
    kinds = {'hub': ('call', 'call', 'op', 'piece', 'whole', 'time', 'eio', 'killed'),
             'desk': ('call', 'call', 'accepted', 'accepted', 'time', 'eio', 'killed'),
             'both': ('call', 'op', 'accepted', 'time', 'eio', 'killed')}[who]
    kind = yard.options.moment or dice.choice(kinds)
    if kind == 'call':
        return who, alone, (kind, program, dice.randint(1, calls[program]), 0)
    if kind == 'eio':
        return who, alone, (kind, program, dice.randint(1, calls[program] // 4), dice.choice((1, 3, 1000)), dice.uniform(0.3, straight_s))
    if kind == 'killed':
        return who, alone, (kind, program, dice.randint(1, calls[program]), 0, dice.randint(1, 4))
    if kind == 'time':
        return who, alone, (kind, dice.uniform(0, straight_s))
    return who, alone, (kind, dice.randint(1, 24 if kind == 'accepted' else 40))


def check_found(yard, what, who, moment, forget, alone):
    """A fault on purpose: at the latest the fifth cut shows it."""
    for number in range(5):
        try:
            Run(yard, random.Random(number), who, moment, preallocated=True, forget=forget, alone=alone).go()
        except Red as red:
            print(f'# cut {number + 1}: ' + ' '.join(str(red).splitlines())[:300])
            return
    raise Red(f'{what} was not found out')


def check_cuts(yard, options):
    told = collections.Counter()
    for number in range(options.runs):
        dice = random.Random(f'{options.seed} {number}')
        who, alone, moment = draw(yard, dice)
        preallocated = dice.random() < 0.5
        try:
            Run(yard, dice, who, moment, preallocated, alone=alone).go()
        except Red as red:
            raise Red(f'seed {options.seed}, cut {number}: {who} at {moment}{", alone" if alone else ""}: {red}') from None
        told[who] += 1
        told[moment[0]] += 1
        if number % 25 == 24:
            print(f'# {number + 1} cuts', flush=True)
    print(f'# {options.runs} cuts, seed {options.seed}: ' + ', '.join(f'{name} {n}' for name, n in sorted(told.items())) +
          f'; {yard.calls["yichuang-hub"]} durable calls of the hub, {yard.calls["yichuang-ctl"]} of the desk')


def main():
    options = sweep.parse(__doc__, 500, seed={'default': int(time.time())},
                          moment={'choices': ('call', 'op', 'time', 'eio', 'killed'), 'help': 'cuts of this kind only'},
                          who={'choices': ('hub', 'desk', 'both'), 'help': 'whose power is cut'})
    yard = Yard(options)
    why = why_not(yard.place)
    if why is not None:
        yard.close()
        print(f'1..0 # SKIP {why}')
        return 0
    faults = (('a hub that forgets its syncs', 'hub', ('op', 6), 'syncs', True),
              ('a hub that forgets its folders', 'hub', ('whole', 3), 'folders', True),
              ('a desk that forgets its syncs', 'desk', ('accepted', 8), 'syncs', False))
    checks = [(f'{fault[0]} is found out', lambda fault=fault: check_found(yard, *fault)) for fault in faults]
    return sweep.run_checks(yard, (*checks, ('the power cut', lambda: check_cuts(yard, options))), yard.prepare)


if __name__ == '__main__':
    sys.exit(main())
