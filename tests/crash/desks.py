"""Desks at work, watched while they are, and what a hub and a desk have on their disks afterwards."""

import contextlib
import hashlib
import shutil
import sqlite3
import subprocess
import threading
import time

import sweep
from sweep import Red

ACKNOWLEDGED = 3  # of an op in a desk's store


class DeskRun(threading.Thread):
    """The scripted case on a desk's folder, and what the clerk sees of it while it goes on.

    @more: further options of `yichuang-ctl case`; @extra: of its environment
    @heard: (optional) called with 'accepted' or 'there' each time; @within: a command that runs it
    @moments: (monotonic s, what was accepted)
    """

    def __init__(self, yard, data, *more, extra=None, heard=None, within=()):
        super().__init__(daemon=True)
        self.heard, self.lines, self.moments = heard, [], []
        words = [*within, *yard.arguments(data, *more)]
        self.process = subprocess.Popen([str(word) for word in words], env=dict(yard.environment, **(extra or {})), text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.start()

    def run(self):
        for line in self.process.stdout:
            self.lines.append(line)
            if ' accepted: ' in line:
                self.moments.append((time.monotonic(), line.split(' accepted: ')[1].strip()))
            for word in ('accepted', 'there'):
                if self.heard is not None and f' {word}: ' in line:
                    self.heard(word)
        self.process.stdout.close()

    def wait(self, seconds):
        """How it ended; everything it said is in @lines then."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Red(f'the desk does not come to its end:\n{self.text()}') from None
        self.join()
        return code

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.join()

    def text(self):
        return ''.join(self.lines)


def read_rows(data, copy):
    """The hub's history as it is on the disk, without changing anything there."""
    copy.mkdir()
    for path in data.glob('hub.db*'):
        if not path.name.endswith('-shm'):
            shutil.copy(path, copy)
    with contextlib.closing(sqlite3.connect(copy / 'hub.db')) as connection:
        if connection.execute('PRAGMA integrity_check').fetchone()[0] != 'ok':
            raise Red('the hub\'s database is damaged')
        rows = {id.hex(): row for id, *row in connection.execute(
            'SELECT id, position, stream, revision, hash, bytes, verdict FROM ops')}
    shutil.rmtree(copy)
    return rows


def check_desk(data, copy, rows):
    """That what a desk's disk has from the hub is the hub's."""
    copy.mkdir()
    for path in data.glob('desk.db*'):
        if not path.name.endswith('-shm'):
            shutil.copy(path, copy)
    with contextlib.closing(sqlite3.connect(copy / 'desk.db')) as connection:
        if connection.execute('PRAGMA integrity_check').fetchone()[0] != 'ok':
            raise Red('the desk\'s database is damaged')
        kept = connection.execute('SELECT id, position, stream, revision, hash FROM rows').fetchall()
        answered = connection.execute('SELECT id, position, stream, revision FROM ops WHERE state = ?',
                                      (ACKNOWLEDGED,)).fetchall()
        waiting = connection.execute('SELECT count(*) FROM ops WHERE state <> ?', (ACKNOWLEDGED,)).fetchone()[0]
    shutil.rmtree(copy)
    for id, *row in kept + answered:
        if id not in rows or tuple(rows[id][:len(row)]) != tuple(row):
            raise Red(f'the desk knows {id} as {row}, and the hub has {rows.get(id)}')
    return waiting


def check_typed(ops, window, edits):
    """That the address came as it was typed, each time once and in order. @ops: of the hub; @edits: besides the first"""
    typed = [item['value'] for op, _ in ops if op['window'] == window and op['kind'] == 'fields.set'
             for item in op['body']['items'] if item['path'] == '/domicile/address']
    if len(typed) != edits + 1 or typed[1:] != sorted(set(typed[1:])):
        raise Red(f'typed were {typed}')


def check_documents(data):
    """That every document that was announced is whole, and is what its name says."""
    with contextlib.closing(sqlite3.connect(f'file:{data}/hub.db?mode=ro', uri=True, timeout=20)) as connection:
        announced = {name for (name,) in connection.execute('SELECT sha256 FROM blob_refs')}
        whole = {name for (name,) in connection.execute('SELECT sha256 FROM blobs')}
    if announced != whole:
        raise Red(f'{len(announced - whole)} of {len(announced)} documents are not whole')
    for name in whole:
        if hashlib.sha256((data / 'blobs' / name[:2] / name).read_bytes()).hexdigest() != name:
            raise Red(f'document {name} is not what its name says')


def verify_chain(yard, data):
    done = subprocess.run([yard.program('yichuang-ctl'), 'audit', 'verify', '--data', data], capture_output=True, text=True,
                          env=yard.environment, timeout=60, check=False)
    if done.returncode != 0:
        raise Red(f'the chain: {done.stdout}{done.stderr}')
