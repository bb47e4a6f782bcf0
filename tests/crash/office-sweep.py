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

import shutil
import signal
import sys

sys.dont_write_bytecode = True
import sweep  # noqa: E402
from sweep import Red  # noqa: E402
from offices import MODULES, Yard  # noqa: E402


def check(yard, data):
    count = yard.count(data)
    asked = {op['body']['request'] for op, _ in sweep.read_ops(data) if op['kind'] == 'module.start'}
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
    hub = yard.launch_hub_with_offices(data, extra)
    killed = not yard.wait_for_kind(data, 'case.finish', 1, hub)
    if kill_offices:
        yard.stop(offices, signal.SIGKILL)
        offices = yard.start_offices(books)
    if killed:
        if hub.returncode != -signal.SIGKILL:
            raise Red(f'the hub ended with {hub.returncode}: {(yard.folder / "yichuang-hub.log").read_text()[-600:]}')
        yard.processes.remove(hub)
        sweep.check_sound(data)
        hub = yard.launch_hub_with_offices(data)
        if not yard.wait_for_kind(data, 'case.finish', 1, hub):
            raise Red(f'the second hub ended with {hub.returncode}: {(yard.folder / "yichuang-hub.log").read_text()[-600:]}')
    check(yard, data)
    yard.stop(hub)
    yard.stop(offices)
    shutil.rmtree(books)
    return killed


def try_calls(yard):
    def once(number, mode, extra):
        return go(yard, number, extra, number is not None and number % 2 == 1)

    calls, killed = sweep.try_calls(yard, 'yichuang-hub', yard.folder / 'run-hub', once)
    print(f'# {calls} durable calls of the hub; {len(killed)} runs, {sum(killed)} killed, offices killed in every other one')
    if sum(killed) < len(killed) / 2:
        raise Red('the hub was hardly ever killed')


def main():
    yard = Yard(sweep.parse(__doc__, 40))

    def prepare():
        yard.start_devices()
        yard.make_templates()

    return sweep.run_checks(yard, [('offices and hub killed', lambda: try_calls(yard))], prepare)


if __name__ == '__main__':
    sys.exit(main())
