#!/usr/bin/python3
"""Cuts, mutes, resets, holes and slows the lines between desks and a hub while all of them work.

partitions.py --build DIR --source DIR [--desks N] [--runs N] [--seed S]

Hub and desks are in network namespaces of their own (lines.py). Each desk takes
a case from the ticket to the receipt, makes a paper that goes to the hub, and
types on and on; to each line happens one thing after the other, drawn by the
dice: --runs of them in all, for all lines together. Then

 * each desk has come to its end by itself, and the case is that of an
   undisturbed run;
 * the hub has everything once, in the order in which it was typed, every
   document whole, and a sound chain; what the desk has of its history is that;
 * no desk stood still: while nothing at all came through, what was typed was
   taken as ever.

Needs root.
"""

import collections
import os
import random
import shutil
import sys
import threading
import time

sys.dont_write_bytecode = True
import lines  # noqa: E402
import sweep  # noqa: E402
from desks import DeskRun, check_desk, check_documents, check_typed, read_rows, verify_chain  # noqa: E402
from sweep import Red  # noqa: E402

HALLS = (('lc', None), ('dc', '东昌府区政务服务中心'), ('cp', '茌平区政务服务中心'))
EDITS, PACE_MS = 60, 50
WORK = ('--paper', 'commitment', '--edits', EDITS, '--pace', PACE_MS, '--finish')
ROUND = 10  # of these to each line, while one case lasts
END_S = 150
# While a line is dead as long as this and somebody types, so much is taken at the least.
DEAD_S, TAKEN_MIN = 1.5, 3


class Yard(sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        self.use_catalogue('limited-company-2026.12.json')
        self.environment['YC_TEMPLATES'] = str(options.source / 'data/templates')
        self.address, self.lines, self.straight = lines.HUB, None, None
        self.told, self.taken = collections.Counter(), 0

    def make_templates(self):
        data = self.folder / 'template-hub'
        hub = self.start_hub(data)
        for number, (hall, name) in enumerate(HALLS[:self.options.desks]):
            if name is not None:
                self.admin(data, 'admin', 'hall-add', '--code', hall, '--name', name, '--city', '聊城市')
            code = self.admin(data, 'admin', 'enrol-code', '--window', str(3 + number), '--hall', hall)
            desk = DeskRun(self, self.folder / f'template-{number}', '--enrol-code', code, '--enrol-only',
                           within=self.lines.within(self.lines.desks[number]))
            if desk.wait(END_S) != 0:
                raise Red(desk.text())
        self.stop(hub)

    def start_hub(self, data, *more, **options):
        return super().start_hub(data, *more, within=self.lines.within(self.lines.hub), **options)

    def mark(self, desk):
        return desk.name.rsplit('-', 1)[1]

    def prepare(self):
        for number in range(self.options.desks):
            self.start_devices(str(number))
        self.make_templates()
        self.straight = Round(self, None, 0).go()[0]

    def close(self):
        super().close()
        if self.lines is not None:
            self.lines.close()


class Round:
    """A case at each desk. @dice: (nullable) of what happens; @faults: how much of it to each line"""

    def __init__(self, yard, dice, faults):
        self.yard, self.dice, self.faults, self.failure = yard, dice, faults, None
        self.data = yard.folder / 'hub'
        self.played = [[] for _ in yard.lines.desks]

    def lay_out(self):
        for path in self.yard.folder.glob('desk-*'):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.yard.folder / 'template-hub', self.data)
        for number in range(len(self.yard.lines.desks)):
            shutil.copytree(self.yard.folder / f'template-{number}', self.yard.folder / f'desk-{number}')
            shutil.copy(self.yard.folder / f'template-{number}.key', self.yard.folder / f'desk-{number}.key')

    def befall(self, number, desk, dice):
        """One thing after the other to this desk's line, while it works."""
        try:
            # It is known to the hub, so that it has a session; from then on anything may happen.
            until = time.monotonic() + END_S
            while not desk.moments and desk.process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
            for _ in range(self.faults):
                if desk.process.poll() is not None:
                    return
                fault = lines.Fault(self.yard.lines, number, dice.choice(list(lines.KINDS)), dice.uniform(0.1, 3), dice.randint(100, 20000))
                fault.play()
                if fault.kind == 'down':
                    self.yard.lines.route(number)
                self.played[number].append(fault)
                time.sleep(dice.uniform(0, 1))
        except OSError as failure:
            self.failure = failure

    def go(self):
        """The shapes of the cases."""
        yard = self.yard
        self.lay_out()
        hub = yard.start_hub(self.data)
        desks = [DeskRun(yard, yard.folder / f'desk-{number}', *WORK, '--json', yard.folder / f'desk-{number}.json',
                         within=yard.lines.within(name)) for number, name in enumerate(yard.lines.desks)]
        threads = [threading.Thread(target=self.befall, args=(number, desk, random.Random(self.dice.random())))
                   for number, desk in enumerate(desks)] if self.dice is not None else []
        try:
            for thread in threads:
                thread.start()
            for number, desk in enumerate(desks):
                if desk.wait(END_S) != 0:
                    raise Red(f'desk {number} ended with {desk.process.returncode} after '
                              f'{[(f.kind, round(f.seconds, 1)) for f in self.played[number]]}:\n{desk.text()[-3000:]}')
            for thread in threads:
                thread.join()
            if self.failure is not None:
                raise Red(f'a line could not be changed: {self.failure}')
            return [self.check(number, desk) for number, desk in enumerate(desks)]
        finally:
            for desk in desks:
                desk.kill()
            for thread in threads:
                thread.join()
            yard.stop(hub)

    def check(self, number, desk):
        yard, window = self.yard, str(3 + number)
        ops, rows = sweep.read_ops(self.data), read_rows(self.data, yard.folder / 'copy')
        count = collections.Counter(op['kind'] for op, _ in ops if op['window'] == window)
        if any(count[kind] != 1 for kind in ('ticket.issue', 'ticket.call', 'case.open', 'case.submit', 'document.add',
                                             'print.record')):
            raise Red(f'window {window}: {count}')
        check_typed(ops, window, EDITS)
        check_documents(self.data)
        verify_chain(yard, self.data)
        waiting = check_desk(yard.folder / f'desk-{number}', yard.folder / 'copy', rows)
        if waiting:
            raise Red(f'{waiting} ops of window {window} are not at the hub')
        self.check_pace(number, desk)
        shape = sweep.shape(yard.folder / f'desk-{number}.json')
        if yard.straight is not None and shape != yard.straight:
            raise Red(f'window {window}: the end is not that of an undisturbed run')
        return shape

    def check_pace(self, number, desk):
        typed = [moment for moment, what in desk.moments if what.startswith('edit ')]
        for fault in self.played[number]:
            self.yard.told[fault.kind] += 1
            if fault.kind not in lines.DEAD or fault.seconds < DEAD_S or not typed[0] < fault.began < fault.ended < typed[-1]:
                continue
            taken = sum(fault.began < moment < fault.ended for moment in typed)
            if taken < TAKEN_MIN:
                raise Red(f'while the line was dead ({fault.kind}, {fault.seconds:.1f} s) only {taken} edits were taken')
            self.yard.taken += taken


def check_storms(yard):
    number, options = 0, yard.options
    while sum(yard.told.values()) < options.runs:
        faults = min(ROUND, -(-(options.runs - sum(yard.told.values())) // options.desks))
        try:
            Round(yard, random.Random(f'{options.seed} {number}'), faults).go()
        except Red as red:
            raise Red(f'seed {options.seed}, round {number}: {red}') from None
        number += 1
    print(f'# {sum(yard.told.values())} in {number} rounds, seed {options.seed}: ' +
          ', '.join(f'{kind} {n}' for kind, n in sorted(yard.told.items())) +
          f'; {yard.taken} edits were taken while a line was dead')


def main():
    options = sweep.parse(__doc__, 60, seed={'default': int(time.time())}, desks={'type': int, 'default': 3, 'choices': (1, 2, 3)})
    yard = Yard(options)
    try:
        if os.geteuid() != 0:
            raise OSError('namespaces are made by root alone')
        yard.lines = lines.Lines(options.desks)
    except OSError as error:
        yard.close()
        print(f'1..0 # SKIP no network namespaces with nftables here: {error}')
        return 0
    return sweep.run_checks(yard, [('what befalls lines', lambda: check_storms(yard))], yard.prepare)


if __name__ == '__main__':
    sys.exit(main())
