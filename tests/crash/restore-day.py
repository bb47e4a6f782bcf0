#!/usr/bin/python3
"""A hub with offices and desks is lost after a backup, and set back to it while all of them know more.

restore-day.py --build DIR --source DIR --killpoint LIB

The backup is made while a desk is in the middle of its case. Then that case
and another one, of a desk that was enrolled only after the backup, go on to
their end, the hub is killed, and the backup is put back at the same port. The
desks come with what they hold; the second with a new code. At the end the
restored hub has every op of a desk once, with the verdict it had; every case
has the number and the code it had; and the offices were asked once for each
module of each case, and have decided once.
"""

import collections
import contextlib
import json
import shutil
import signal
import sqlite3
import sys
import time

sys.dont_write_bytecode = True
import sweep  # noqa: E402
from sweep import Red  # noqa: E402
import offices  # noqa: E402
from offices import MODULES  # noqa: E402


class Yard(offices.Yard):
    def code(self, data, window, hall='lc'):
        return self.admin(data, 'admin', 'enrol-code', '--window', window, '--hall', hall)

    def open_hub(self, data):
        hub = self.launch_hub_with_offices(data)
        self.wait_for(self.folder / 'port', hub)
        return hub


def by_id(rows):
    return {op['id']: (op, verdict) for op, verdict in rows}


def given(rows):
    """What people were told, by case: its number, its code."""
    told = collections.defaultdict(dict)
    for op, verdict in rows:
        if op['kind'] == 'case.receive' and verdict['outcome'] == 'applied':
            told[op['stream']]['number'] = op['body']['number']
        if op['kind'] == 'module.done' and op['body'].get('module') == 'registration':
            told[op['stream']]['code'] = op['body']['items'][0]['value']
    return dict(told)


def requests(rows):
    return {(op['stream'], op['body']['module']): op['body']['request'] for op, _ in rows if op['kind'] == 'module.start'}


def finished(rows):
    return sum(op['kind'] == 'case.finish' for op, _ in rows)


def check(yard, before, after):
    """@before: rows of the hub that is lost; @after: of the one in its place."""
    known, lost = by_id(after), []
    if len(known) != len(after):
        raise Red('an op is there twice')
    for op, verdict in before:
        if op['by'] == 'hub':
            continue
        now = known.get(op['id'])
        if now is None:
            lost.append(f'{op["kind"]} of {op["window"]}')
        elif now[0] != op or (now[1]['outcome'], now[1]['reasons']) != (verdict['outcome'], verdict['reasons']):
            raise Red(f'{op["kind"]}: {verdict} became {now[1]}')
    if lost:
        raise Red(f'lost: {lost}')
    if given(before) != given(after):
        raise Red(f'people were told {given(before)}, and now {given(after)}')
    if requests(before) != requests(after):
        raise Red(f'offices were asked {requests(before)}, and now {requests(after)}')
    told = yard.count_answers()
    if set(told) != set(requests(after).values()) or set(told.values()) != {1}:
        raise Red(f'the offices have decided {dict(told)}')
    for stream in given(after):
        ended = collections.Counter(op['body'].get('module') for op, verdict in after if op['stream'] == stream and
                                    op['kind'] == 'module.done' and verdict['outcome'] == 'applied')
        if any(ended[module] != 1 for module in (*MODULES, 'registration')):
            raise Red(f'{stream}: {dict(ended)}')
    bad = [op['kind'] for op, _ in after if op['kind'] in ('module.refuse', 'module.correct', 'answer.reject')]
    if bad:
        raise Red(f'something went otherwise: {bad}')


def wait_for(yard, data, condition, what):
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with contextlib.suppress(sqlite3.Error):
            rows = sweep.read_ops(data)
            if condition(rows):
                return rows
        time.sleep(0.1)
    raise Red(f'{what}: {collections.Counter(op["kind"] for op, _ in sweep.read_ops(data))}')


def run(yard):
    data, backups, new = yard.folder / 'hub', yard.folder / 'backups', yard.folder / 'new'
    offices = yard.start_offices(yard.folder / 'books')
    hub = yard.open_hub(data)
    # The script takes the ticket that waits in its hall, so each desk has one of its own.
    yard.admin(data, 'admin', 'hall-add', '--code', 'dc', '--name', '东昌府区政务服务中心', '--city', '聊城市')
    first, second = yard.folder / 'first', yard.folder / 'second'
    yard.run(first, '--enrol-code', yard.code(data, '3'), '--enrol-only')
    # In the middle of its case: the desk ends where the script says, the hub is copied, the desk goes on.
    out, _ = yard.run(first, kill_after=2)
    yard.admin(data, 'admin', 'backup', '--to', backups)
    at_backup = len(sweep.read_ops(data))
    yard.run(first, '--finish')
    yard.run(second, '--enrol-code', yard.code(data, '4', 'dc'), '--finish')
    before = wait_for(yard, data, lambda rows: finished(rows) == 2, 'the cases did not end')
    yard.stop(hub, signal.SIGKILL)
    backup, = backups.glob('backup-*')
    said = yard.admin(new, 'restore', '--from', backup)
    print(f'# {len(before)} rows before, {at_backup} at the backup. {said.split(": ", 1)[1]}')
    shutil.move(data, yard.folder / 'lost')
    hub = yard.open_hub(new)
    print('# restored', flush=True)
    # The second first: it is not known here, and has what the first has not.
    yard.run(second, '--enrol-code', yard.code(new, '4', 'dc'), '--finish')
    yard.run(first, '--finish')
    after = wait_for(yard, new, lambda rows: finished(rows) == 2, 'the cases did not end again')
    check(yard, before, after)
    print(f'# {len(after)} rows after; numbers and codes: {json.dumps(given(after), ensure_ascii=False)}')
    yard.stop(hub)
    yard.stop(offices)


def main():
    yard = Yard(sweep.parse(__doc__, 1))
    return sweep.run_checks(yard, [('a hub set back under desks and offices', lambda: run(yard))], yard.start_devices)


if __name__ == '__main__':
    sys.exit(main())
