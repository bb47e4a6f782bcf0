#!/usr/bin/python3
"""Kills the taking in of a pack at its durable calls, and fills the disk at them.

pack-sweep.py --build DIR --source DIR --killpoint LIB [--runtime LIB] [--runs N | --all]

A hub that trusts a publisher is made once. Each run takes a pack in, at a hub that
does not run or at one that does, and is stopped before, after or in the middle of
its n-th write or sync, or finds the disk full from there on. Then the hub has the
pack, byte for byte, or it has not, and says which in every way alike; it opens
either way, and the next try comes to its end.
"""

import importlib.util
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.dont_write_bytecode = True
sys.path.append(str(HERE.parent / 'hub'))
spec = importlib.util.spec_from_file_location('backup_sweep', HERE / 'backup-sweep.py')
backup_sweep = importlib.util.module_from_spec(spec)
spec.loader.exec_module(backup_sweep)
import sweep  # noqa: E402
from packs import Publisher  # noqa: E402
from sweep import Red  # noqa: E402

VERSION = '2027.02'


class Yard(backup_sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        self.form = self.folder / 'form.json'
        form = json.loads((options.source / 'data/catalogue/limited-company-2026.12.json').read_text())
        self.form.write_text(json.dumps({**form, 'valid_from': '2020-01-01', 'valid_to': '2099-12-31'}))

    def pack(self, *words, **more):
        return self.hub_command('admin', '--data', self.data, '--catalogue', self.form, 'pack', *words, **more)

    def prepare(self):
        publisher = Publisher(self.program('yichuang-ctl'), self.options.source, self.folder)
        self.made = publisher.make(VERSION, '2020-01-02')
        self.pack('list', expected=0)
        self.pack('trust', publisher.key, '--name', 'p', expected=0)
        self.data.rename(self.folder / 'first')

    def kept(self):
        """The pack in the store, or None."""
        connection = sqlite3.connect(f'file:{self.data}/hub.db?mode=ro', uri=True)
        try:
            rows = connection.execute('SELECT bytes FROM packs WHERE version = ?', (VERSION,)).fetchall()
            revision = connection.execute("SELECT value FROM meta WHERE key = 'packs'").fetchall()
            sound = connection.execute('PRAGMA integrity_check').fetchall()
        finally:
            connection.close()
        if sound != [('ok',)] or revision != ([('1',)] if rows else []):
            raise Red(f'the store is {sound}, its revision {revision} with {len(rows)} packs')
        return rows[0][0] if rows else None

    def check(self, done):
        listed = f'form {VERSION}: pack' in self.pack('list', expected=0).stdout
        kept = self.kept()
        if kept not in (None, self.made.read_bytes()):
            raise Red('there is half a pack')
        if listed != (kept is not None) or (done.returncode == 0 and not listed):
            raise Red(f'it ended with {done.returncode}; the hub says {listed}, the store has {kept is not None}')
        self.pack('install', self.made, expected=0)
        if self.kept() != self.made.read_bytes():
            raise Red('the next try did not bring it')


def install_once(yard, extra, mode):
    shutil.rmtree(yard.data, ignore_errors=True)
    shutil.copytree(yard.folder / 'first', yard.data)
    done = yard.pack('install', yard.made, extra=extra)
    yard.check_ended(done, mode)
    yard.check(done)
    return done.returncode


def install_running(yard, extra, mode):
    """The hub is what is killed; who asked it is told nothing, or why not."""
    shutil.rmtree(yard.data, ignore_errors=True)
    shutil.copytree(yard.folder / 'first', yard.data)
    port = yard.folder / 'port'
    port.unlink(missing_ok=True)
    hub = subprocess.Popen([str(yard.program('yichuang-hub')), '--data', yard.data, '--listen', '127.0.0.1:0', '--port-file', port,
                            '--catalogue', yard.form, '--log', 'plain'], env={**yard.environment, **extra},
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        while hub.poll() is None and not port.exists():
            try:
                hub.wait(0.02)
            except subprocess.TimeoutExpired:
                pass
        done = yard.pack('install', yard.made)
        hub.terminate()
        said = hub.communicate(timeout=60)[1]
    finally:
        hub.kill()
        hub.wait()
    if hub.returncode not in (0, 1, -signal.SIGKILL) or (hub.returncode == 1 and mode not in ('full', 'eio')):
        raise Red(f'the hub ended with {hub.returncode}: {said[-2000:]}')
    yard.check(done)
    return hub.returncode if hub.returncode != 0 else done.returncode


def main():
    yard = Yard(sweep.parse(__doc__, 30))
    return sweep.run_checks(yard, (
        ('stopped', lambda: backup_sweep.try_calls(yard, 'stopped', install_once, yard.data)),
        ('running', lambda: backup_sweep.try_calls(yard, 'running', install_running, yard.data))), yard.prepare)


if __name__ == '__main__':
    sys.exit(main())
