#!/usr/bin/python3
"""Fills the disk of a hub or of a desk, or fails their syncs, while both work.

full-sweep.py --build DIR --source DIR --killpoint LIB [--runtime LIB] [--runs N | --all]

A desk takes a case with a paper from the ticket to the receipt. From the n-th
durable call of the one or the other on there is no room, or the n-th sync
fails. What was not kept is not shown as accepted, and answered with "later".
A while after that the hub is started again with room, and the desk, which has
gone on, comes to its end by itself; or the desk, which may have given up, is
started again. Then all that was shown as accepted is there, nothing is there
twice, and the case is that of an undisturbed run.
"""

import collections
import sys
import time

sys.dont_write_bytecode = True
import sweep  # noqa: E402
from desks import DeskRun, check_desk, check_documents, check_typed, read_rows, verify_chain  # noqa: E402
from sweep import Red  # noqa: E402

EDITS = 3
WORK = ('--paper', 'commitment', '--edits', EDITS, '--pace', 2, '--finish')
MODES = ('full', 'eio')
END_S, SICK_S = 90, 2.5


class Yard(sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        self.use_catalogue('limited-company-2026.12.json')
        self.environment['YC_TEMPLATES'] = str(options.source / 'data/templates')
        self.hub, self.desk, self.straight = self.folder / 'run-hub', self.folder / 'run-desk', None

    def prepare(self):
        self.start_devices()
        self.make_templates()
        self.straight = Run(self, None, None).go()


class Run:
    """@program: whose disk; @extra: its environment, (nullable) for none"""

    def __init__(self, yard, program, extra, counting=False):
        self.yard, self.counting = yard, counting
        self.hub_extra = extra if program == 'yichuang-hub' else None
        self.desk_extra = extra if program == 'yichuang-ctl' else None
        self.desk = None

    def start_hub(self, extra):
        """It may not start where there is no room: then it says why and ends."""
        hub = self.yard.launch_hub(self.yard.hub, extra=extra)
        until = time.monotonic() + END_S
        while not (self.yard.folder / 'port').exists() and hub.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        if extra is None and hub.poll() is not None:
            raise Red('the hub does not start')
        return hub

    def start_desk(self, extra):
        self.desk = DeskRun(self.yard, self.yard.desk, *WORK, '--json', self.yard.folder / 'case.json', extra=extra)
        return self.desk

    def mend_hub(self, hub):
        until = time.monotonic() + SICK_S
        while self.desk.process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        self.yard.stop(hub)
        return self.start_hub(None)

    def go(self):
        """The shape of the case at the end; how often a desk gave up is in @gave_up."""
        yard = self.yard
        yard.copy('hub', 'run-hub')
        yard.copy('desk', 'run-desk')
        hub = self.start_hub(self.hub_extra)
        try:
            first = self.start_desk(self.desk_extra)
            if self.hub_extra is not None and not self.counting:
                hub = self.mend_hub(hub)
            self.gave_up = first.wait(END_S)
            if self.gave_up not in (0, 1):
                raise Red(f'the desk ended with {self.gave_up}:\n{first.text()}')
            if self.gave_up:
                if self.desk_extra is None and ' failed: ' not in first.text():
                    raise Red(f'the desk gave up:\n{first.text()}')
                if self.start_desk(None).wait(END_S) != 0:
                    raise Red(f'the desk does not come to its end:\n{self.desk.text()}')
                sweep.check_kept(sweep.facts(first.text(), 'accepted'), self.desk.text())
            return self.check()
        finally:
            self.desk.kill()
            yard.stop(hub)

    def check(self):
        yard, ops = self.yard, sweep.read_ops(self.yard.hub)
        count = collections.Counter(op['kind'] for op, _ in ops)
        if any(count[kind] != 1 for kind in ('ticket.issue', 'ticket.call', 'case.open', 'case.submit', 'document.add',
                                             'case.receive', 'print.record')):
            raise Red(f'{count}')
        check_typed(ops, '3', EDITS)
        check_documents(yard.hub)
        verify_chain(yard, yard.hub)
        if check_desk(yard.desk, yard.folder / 'copy', read_rows(yard.hub, yard.folder / 'copy')):
            raise Red('not all that the desk holds is at the hub')
        shape = sweep.shape(yard.folder / 'case.json')
        if yard.straight is not None and shape != yard.straight:
            raise Red('the end is not that of an undisturbed run')
        return shape


def try_calls(yard, program, folder):
    def once(number, mode, extra):
        run = Run(yard, program, extra, counting=number is None)
        run.go()
        return run.gave_up

    calls, gave_up = sweep.try_calls(yard, program, folder, once, MODES)
    print(f'# {program}: {calls} durable calls, {len(gave_up)} runs, in {sum(gave_up)} the clerk had to begin again')


def main():
    yard = Yard(sweep.parse(__doc__, 40))
    return sweep.run_checks(yard, (('the hub\'s disk', lambda: try_calls(yard, 'yichuang-hub', yard.hub)),
                                   ('the desk\'s disk', lambda: try_calls(yard, 'yichuang-ctl', yard.desk))), yard.prepare)


if __name__ == '__main__':
    sys.exit(main())
