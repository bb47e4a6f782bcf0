#!/usr/bin/python3
"""Kills a backup and the putting back of one at their durable calls, and fills the disk at them.

backup-sweep.py --build DIR --source DIR --killpoint LIB [--runtime LIB] [--runs N | --all]

A hub is made once. Each run makes a backup of it, beside one that is there,
and is stopped before, after or in the middle of its n-th write, sync, link or
rename, or finds the disk full from there on. Whatever then looks like a
backup must be one: it is restored, and holds what the hub holds. The next run
must come to its end and leave nothing else. In the same way a backup is put
back: a folder that was left half done opens no hub, and is taken by the next
try.
"""

import contextlib
import hashlib
import shutil
import signal
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
import sweep  # noqa: E402
from sweep import Red  # noqa: E402

MODES = (*sweep.MODES, 'full', 'eio')


class Yard(sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        self.data, self.to, self.new = self.folder / 'hub', self.folder / 'backups', self.folder / 'new'

    def hub_command(self, *words, extra=None, expected=None):
        done = subprocess.run([str(self.program('yichuang-hub')), *map(str, words)], capture_output=True, text=True,
                              env=dict(self.environment, **(extra or {})), timeout=120, check=False)
        if expected is not None and done.returncode != expected:
            raise Red(f'{words} ended with {done.returncode}: {done.stdout}{done.stderr[-2000:]}')
        return done

    def back_up(self, **more):
        return self.hub_command('admin', '--data', self.data, 'backup', '--to', self.to, '--keep', '2', **more)

    def restore(self, backup, **more):
        return self.hub_command('restore', '--from', backup, '--data', self.new, **more)

    def whole(self):
        return sorted(self.to.glob('backup-*'))

    def make_hub(self):
        """A hub with a row and three documents, without a desk: a store as the program makes it."""
        hub = self.start_hub(self.data)
        self.stop(hub)
        with contextlib.closing(sqlite3.connect(self.data / 'hub.db')) as connection, connection:
            for content in (b'one', b'two' * 5000, b''):
                digest = hashlib.sha256(content).hexdigest()
                path = self.data / 'blobs' / digest[:2] / digest
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                connection.execute('INSERT INTO blobs VALUES (?, ?, 0)', (digest, len(content)))
        (self.data / 'blobs').chmod(0o700)

    def dump(self, database):
        with contextlib.closing(sqlite3.connect(f'file:{database}?mode=ro', uri=True)) as connection:
            return [line for line in connection.iterdump() if "'epoch'" not in line and "'restored'" not in line]

    def epoch(self, data):
        with contextlib.closing(sqlite3.connect(f'file:{data}/hub.db?mode=ro', uri=True)) as connection:
            return connection.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]

    def check_restored(self):
        if self.dump(self.new / 'hub.db') != self.dump(self.data / 'hub.db') or self.epoch(self.new) == self.epoch(self.data):
            raise Red('what was restored is not what was backed up, with a new epoch')
        for kind in ('blobs', 'hub.key'):
            old = {p.relative_to(self.data): p.read_bytes() for p in [self.data / kind, *(self.data / kind).rglob('*')] if p.is_file()}
            new = {p.relative_to(self.new): p.read_bytes() for p in [self.new / kind, *(self.new / kind).rglob('*')] if p.is_file()}
            if old != new:
                raise Red(f'{kind}: {sorted(map(str, old))} became {sorted(map(str, new))}')

    def check_ended(self, done, mode):
        if done.returncode not in (0, 1, -signal.SIGKILL) or (done.returncode == 1 and not done.stderr.startswith('yichuang-hub: ')):
            raise Red(f'it ended with {done.returncode}: {done.stderr[-2000:]}')
        if done.returncode == 1 and mode not in ('full', 'eio'):
            raise Red(f'it failed: {done.stderr}')


def back_up_once(yard, extra, mode):
    shutil.rmtree(yard.to, ignore_errors=True)
    shutil.copytree(yard.folder / 'first', yard.to)
    done = yard.back_up(extra=extra)
    yard.check_ended(done, mode)
    made = len(yard.whole())
    if made < 1 or (done.returncode == 0 and made != 2):
        raise Red(f'it ended with {done.returncode}, and there are {made} backups')
    for backup in yard.whole():
        shutil.rmtree(yard.new, ignore_errors=True)
        yard.restore(backup, expected=0)
        yard.check_restored()
    yard.back_up(expected=0)
    left = [path.name for path in yard.to.iterdir() if not path.name.startswith('backup-')]
    if left != ['lock'] or len(yard.whole()) != 2:
        raise Red(f'the next run left {left} and {len(yard.whole())} backups')
    return done.returncode


def restore_once(yard, extra, mode):
    backup, = (yard.folder / 'first').glob('backup-*')
    shutil.rmtree(yard.new, ignore_errors=True)
    yard.new.mkdir()
    done = yard.restore(backup, extra=extra)
    yard.check_ended(done, mode)
    if (yard.new / 'hub.db').exists():
        yard.check_restored()
        return done.returncode
    if done.returncode == 0:
        raise Red('it said that it was done')
    if (yard.new / 'hub.db.part').exists():
        refused = yard.hub_command('admin', '--data', yard.new, 'status')
        if refused.returncode != 1 or 'restore it again' not in refused.stderr or (yard.new / 'hub.db').exists():
            raise Red(f'a hub opened a folder that is half restored: {refused.stdout}{refused.stderr}')
    yard.restore(backup, expected=0)
    yard.check_restored()
    return done.returncode


def try_calls(yard, what, once, folder):
    def one(number, mode, extra):
        return once(yard, extra, mode)

    calls, ended = sweep.try_calls(yard, 'yichuang-hub', folder, one, MODES)
    print(f'# {what}: {calls} durable calls, {len(ended)} runs, {ended.count(-signal.SIGKILL)} killed, {ended.count(1)} failed')
    if ended.count(-signal.SIGKILL) < len(ended) / 3 or not ended.count(1):
        raise Red('it was hardly ever disturbed')


def main():
    yard = Yard(sweep.parse(__doc__, 40))

    def prepare():
        yard.make_hub()
        yard.back_up(expected=0)
        yard.to.rename(yard.folder / 'first')

    return sweep.run_checks(yard, (('backup', lambda: try_calls(yard, 'backup', back_up_once, yard.to)),
                                   ('restore', lambda: try_calls(yard, 'restore', restore_once, yard.new))), prepare)


if __name__ == '__main__':
    sys.exit(main())
