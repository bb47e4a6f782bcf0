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

import collections
import random
import shutil
import sys
import time

sys.dont_write_bytecode = True
import sweep  # noqa: E402
from sweep import Red  # noqa: E402


def finish(yard, name, desk):
    """Takes a copy of the hub and the desk to the receipt: the shape of the case."""
    hub_data = yard.folder / f'{name}-hub'
    if not hub_data.exists():
        yard.copy('hub', f'{name}-hub')
    hub = yard.start_hub(hub_data)
    result = yard.folder / f'{name}.json'
    yard.run(desk, '--finish', '--json', result)
    yard.stop(hub)
    kinds = collections.Counter(op['kind'] for op, _ in sweep.read_ops(hub_data))
    for kind in ('ticket.issue', 'ticket.call', 'case.open', 'case.submit', 'case.receive', 'decision.record'):
        if kinds[kind] != 1:
            raise Red(f'{kinds[kind]} × {kind} at the hub')
    shutil.rmtree(hub_data)
    return sweep.shape(result)


def try_calls(yard, straight):
    def once(number, mode, extra):
        """Whether it was killed, and whether the case was taken to the receipt."""
        desk = yard.copy('desk', 'desk-run')
        out, dead = yard.run(desk, extra=extra)
        if number is None:
            return dead, False
        sweep.check_silent(desk)
        after, _ = yard.run(desk)
        sweep.check_kept(sweep.facts(out, 'accepted'), after)
        sweep.check_sound(desk)
        if number % 12 == 0 and finish(yard, 'run', desk) != straight:
            raise Red('the end is not that of an undisturbed run')
        return dead, number % 12 == 0

    calls, results = sweep.try_calls(yard, 'yichuang-ctl', yard.folder / 'desk-run', once)
    killed, finished = (sum(column) for column in zip(*results))
    print(f'# {calls} durable calls; {len(results)} runs, {killed} killed, {finished} taken to the receipt')


def try_moments(yard, straight, seed, times=20):
    rng = random.Random(seed)
    killed = 0
    for number in range(times):
        name = f'moment-{number}'
        hub_data = yard.copy('hub', f'{name}-hub')
        desk = yard.copy('desk', name)
        hub = yard.start_hub(hub_data)
        _, dead = yard.run(desk, '--finish', kill_after=rng.uniform(0.05, yard.straight_seconds))
        killed += dead
        sweep.check_silent(desk)
        yard.stop(hub)
        if finish(yard, name, desk) != straight:
            raise Red(f'seed {seed}, moment {number}: the end is not that of an undisturbed run')
        shutil.rmtree(desk)
    print(f'# {times} random moments (seed {seed}), {killed} killed')


def main():
    options = sweep.parse(__doc__, 60, seed={'type': int, 'default': int(time.time())})
    yard = sweep.Yard(options)
    straight = []

    def prepare():
        yard.start_devices()
        yard.make_templates()
        began = time.monotonic()
        straight.append(finish(yard, 'straight', yard.copy('desk', 'straight')))
        yard.straight_seconds = time.monotonic() - began

    return sweep.run_checks(yard, (('every durable call', lambda: try_calls(yard, *straight)),
                                   ('random moments', lambda: try_moments(yard, *straight, options.seed))), prepare)


if __name__ == '__main__':
    sys.exit(main())
