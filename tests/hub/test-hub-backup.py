#!/usr/bin/python3
"""A backup of a hub: taken while it runs, whole or not there, and put back only where it is sound.

What a backup is to be is counted and digested here by other code than the hub's.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from hub_client import Client, Desk, Hub  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402

PROGRAM, SOURCE = sys.argv[1:3]
API = Document(pathlib.Path(SOURCE) / 'docs/hub-api.yaml')
NAME = re.compile(r'backup-\d{8}T\d{6}Z')


def run(*words, status=0):
    """What it said, on whichever side."""
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return (done.stdout if status == 0 else done.stderr).strip()


def back_up(data, to, *words, status=0):
    return run('admin', '--data', data, 'backup', '--to', to, *words, status=status)


def restore(backup, data, status=0):
    return run('restore', '--from', backup, '--data', data, status=status)


def backups(to):
    return sorted(path for path in to.iterdir() if NAME.fullmatch(path.name))


def read_rows(database):
    with contextlib.closing(sqlite3.connect(f'file:{database}?mode=ro', uri=True)) as connection:
        return connection.execute('SELECT position, hash, bytes, verdict FROM ops ORDER BY position').fetchall()


def read_meta(database):
    with contextlib.closing(sqlite3.connect(f'file:{database}?mode=ro', uri=True)) as connection:
        return dict(connection.execute('SELECT key, value FROM meta'))


def check_backup(backup):
    """That it is what it says; its head."""
    head, *lines = (backup / 'manifest').read_text().splitlines(keepends=True)
    head = json.loads(head)
    assert head['format'] == 1 and head['files'] == len(lines)
    assert head['digest'] == hashlib.sha256(''.join(lines).encode()).hexdigest()
    files = {line['name']: line for line in map(json.loads, lines)}
    found = {str(path.relative_to(backup)) for path in backup.rglob('*') if path.is_file()} - {'manifest'}
    assert found == set(files), found ^ set(files)
    for name, line in files.items():
        data = (backup / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (line['size'], line['sha256']), name
    assert all(path.stat().st_mode & 0o077 == 0 for path in (backup, backup / 'hub.key', backup / 'hub.db'))
    with contextlib.closing(sqlite3.connect(f'file:{backup}/hub.db?mode=ro', uri=True)) as connection:
        assert connection.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        assert {f'blobs/{name[:2]}/{name}' for name, in connection.execute('SELECT sha256 FROM blobs')} == \
            {name for name in files if name.startswith('blobs/')}
        last = connection.execute('SELECT position, hash FROM ops ORDER BY position DESC LIMIT 1').fetchone() or (0, '')
        assert (head['position'], head['hash']) == last
        assert head['schema'] == connection.execute('PRAGMA user_version').fetchone()[0]
    assert head['epoch'] == read_meta(backup / 'hub.db')['epoch']
    return head


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix='yc-backup-') as path:
        yield pathlib.Path(path)


def bring(desk, stream, data):
    digest = desk.announce(stream, data)
    status, answer = desk.piece(digest, len(data), 0, data)
    assert status == 200 and answer['whole'], answer
    return digest


def make_hub(data):
    """One that has ended, with a few rows and documents; its desk."""
    with Hub(PROGRAM, SOURCE, data) as hub:
        desk = Desk(API, hub.port, hub.enrol_code('3')).login('C0301')
        stream = desk.open_case()
        for text in (b'one', b'two' * 9999):
            bring(desk, stream, text)
    return desk


def test_running():
    """A backup in the middle of work: one moment of it, and nobody waits long."""
    with folder() as place, Hub(PROGRAM, SOURCE, place / 'hub') as hub:
        over, waits, told = threading.Event(), [], []

        def work(window):
            desk = Desk(API, hub.port, hub.enrol_code(window)).login('C0301')
            stream, number = desk.open_case(), 0
            while not over.is_set():
                began, number = time.monotonic(), number + 1
                told.append(desk.apply(stream, 'note.add', {'text': f'{window}-{number}' + '文' * 500}))
                waits.append(time.monotonic() - began)
                if number % 5 == 0:
                    bring(desk, stream, os.urandom(20000))

        threads = [threading.Thread(target=work, args=(window,)) for window in ('3', '4', '5')]
        for thread in threads:
            thread.start()
        heads = []
        try:
            for _ in range(4):
                count = len(told)
                said = back_up(place / 'hub', place / 'backups', '--keep', '3')
                assert NAME.search(said) and 'position' in said, said
                heads.append(check_backup(backups(place / 'backups')[-1]))
                while len(told) < count + 20:
                    time.sleep(0.01)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        assert len(backups(place / 'backups')) == 3
        assert all(a['position'] < b['position'] for a, b in zip(heads, heads[1:])), heads
        rows = read_rows(place / 'hub/hub.db')
        assert len(told) < len(rows) and max(waits) < 5, (len(told), len(rows), max(waits))
        for backup in backups(place / 'backups'):
            copy = read_rows(backup / 'hub.db')
            assert copy == rows[:len(copy)]
        # Documents are there once, whoever names them, as long as the file system can do that.
        one = next((backups(place / 'backups')[-1] / 'blobs').rglob('*/*'))
        assert one.stat().st_ino == (place / 'hub' / one.relative_to(backups(place / 'backups')[-1])).stat().st_ino
        assert not list((place / 'backups').glob('.part*'))
        print(f'# {len(rows)} rows, the longest wait of an op {max(waits) * 1000:.0f} ms')


def test_restored():
    """A hub without its program is backed up by the command itself, and what was restored is the same but for its epoch."""
    with folder() as place:
        desk = make_hub(place / 'hub')
        back_up(place / 'hub', place / 'backups')
        backup, = backups(place / 'backups')
        head = check_backup(backup)
        said = restore(backup, place / 'new')
        assert head['time'] in said and str(head['position']) in said and '\n' not in said, said
        check_backup(backup)
        assert (place / 'new/hub.key').read_bytes() == (place / 'hub/hub.key').read_bytes()
        assert read_rows(place / 'new/hub.db') == read_rows(place / 'hub/hub.db')
        before, after = read_meta(place / 'hub/hub.db'), read_meta(place / 'new/hub.db')
        assert before['epoch'] == head['epoch'] != after['epoch'] and len(after['epoch']) == len(before['epoch'])
        assert {k: v for k, v in after.items() if k not in ('epoch', 'restored')} == \
            {k: v for k, v in before.items() if k != 'epoch'}
        with Hub(PROGRAM, SOURCE, place / 'new') as hub:
            assert Client(API, hub.port, desk.token).ask('getHallFeed', '/v1/halls/lc/feed')[1]['epoch'] == after['epoch']
        # Twice the same backup gives two epochs.
        restore(backup, place / 'second')
        assert read_meta(place / 'second/hub.db')['epoch'] not in (before['epoch'], after['epoch'])


@contextlib.contextmanager
def credentials(place, key=None):
    """As systemd gives them to a service."""
    (place / 'credentials').mkdir(exist_ok=True)
    if key is not None:
        (place / 'credentials/yichuang-hub.key').write_bytes(key)
    os.environ['CREDENTIALS_DIRECTORY'] = str(place / 'credentials')
    try:
        yield
    finally:
        del os.environ['CREDENTIALS_DIRECTORY']


def test_key_from_credential():
    """The key leaves the folder for systemd's credential, a backup says so and has it not, and no hub begins without it."""
    with folder() as place:
        desk = make_hub(place / 'hub')
        key = (place / 'hub/hub.key').read_bytes()
        with credentials(place, bytes(32)):
            assert 'another key' in run('admin', '--data', place / 'hub', 'status', status=1)
        assert (place / 'hub/hub.key').read_bytes() == key and not (place / 'hub/hub.key-place').exists()
        with credentials(place, b'short'):
            assert '32 bytes' in run('admin', '--data', place / 'hub', 'status', status=1)
        with credentials(place, key), Hub(PROGRAM, SOURCE, place / 'hub') as hub:
            assert Client(API, hub.port, desk.token).ask('getHallFeed', '/v1/halls/lc/feed')[0] == 200
            assert not (place / 'hub/hub.key').exists() and (place / 'hub/hub.key-place').read_text().startswith('credential ')
            back_up(place / 'hub', place / 'backups')
        assert not any(key in path.read_bytes() for path in place.glob('hub/*') if path.is_file())
        # Without it, or with another one, nothing begins and nothing is made.
        assert 'has not come' in run('admin', '--data', place / 'hub', 'status', status=1)
        with credentials(place, bytes(32)):
            assert 'another hub' in run('admin', '--data', place / 'hub', 'status', status=1)
        assert not (place / 'hub/hub.key').exists()
        # A file that a kill has left goes with the next start.
        (place / 'hub/hub.key').write_bytes(key)
        with credentials(place, key):
            run('admin', '--data', place / 'hub', 'status')
            back_up(place / 'hub', place / 'backups')
        assert not (place / 'hub/hub.key').exists()

        for backup in backups(place / 'backups'):
            names = {json.loads(line).get('name') for line in (backup / 'manifest').read_text().splitlines()}
            assert 'hub.key-place' in names and 'hub.key' not in names, names
            assert not any(key in path.read_bytes() for path in backup.rglob('*') if path.is_file())
        restore(backups(place / 'backups')[-1], place / 'new')
        assert 'has not come' in run('admin', '--data', place / 'new', 'status', status=1)
        with credentials(place, key), Hub(PROGRAM, SOURCE, place / 'new') as hub:
            assert Client(API, hub.port, desk.token).ask('getHallFeed', '/v1/halls/lc/feed')[0] == 200
        assert read_rows(place / 'new/hub.db') == read_rows(place / 'hub/hub.db')


def test_refused_places():
    with folder() as place:
        make_hub(place / 'hub')
        for inside in ('hub', 'hub/backups', 'hub/../hub/x', 'link/y'):
            if inside.startswith('link'):
                (place / 'link').symlink_to(place / 'hub')
            assert 'own folder' in back_up(place / 'hub', place / inside, status=1)
        (place / 'file').write_text('no folder')
        assert 'Cannot make the folder' in back_up(place / 'hub', place / 'file/below', status=1)
        assert '--to' in run('admin', '--data', place / 'hub', 'backup', status=1)
        assert 'number' in back_up(place / 'hub', place / 'backups', '--keep', '-1', status=1)
        # A document that is not what its name says: no backup that would say it were whole.
        next((place / 'hub/blobs').rglob('*/*')).write_bytes(b'rotten')
        assert 'damaged' in back_up(place / 'hub', place / 'backups', status=1)
        assert backups(place / 'backups') == [] and not list((place / 'backups').glob('.part*'))


def test_other_file_system():
    """Where no link can be made documents are copied, and linked to the backup before."""
    memory = pathlib.Path('/dev/shm')
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == pathlib.Path(tempfile.gettempdir()).stat().st_dev:
        print('# SKIP no other file system')
        return
    with folder() as place, tempfile.TemporaryDirectory(prefix='yc-backup-', dir=memory) as there:
        make_hub(place / 'hub')
        to = pathlib.Path(there)
        for _ in range(2):
            back_up(place / 'hub', to)
        first, second = backups(to)
        check_backup(second)
        for path in (first / 'blobs').rglob('*/*'):
            assert path.stat().st_ino == (second / path.relative_to(first)).stat().st_ino
        # One that has gone bad in the backup before is not taken from there.
        bad = next((second / 'blobs').rglob('*/*'))
        bad.write_bytes(b'rotten')
        back_up(place / 'hub', to)
        check_backup(backups(to)[-1])


def test_keep():
    with folder() as place:
        make_hub(place / 'hub')
        names = []
        (place / 'backups').mkdir()
        (place / 'backups/backup-of-something').mkdir()
        (place / 'backups/.part-new').mkdir()
        (place / 'backups/.part-new/hub.db').write_text('half')
        for _ in range(4):
            back_up(place / 'hub', place / 'backups', '--keep', '2')
            names.append(backups(place / 'backups')[-1])
        assert backups(place / 'backups') == names[-2:] and len(set(names)) == 4
        assert (place / 'backups/backup-of-something').exists() and not list((place / 'backups').glob('.part*'))
        back_up(place / 'hub', place / 'backups')
        assert len(backups(place / 'backups')) == 3


def test_damaged():
    """Every file of a backup that is not as it was: nothing is restored, nothing is left."""
    with folder() as place:
        make_hub(place / 'hub')
        back_up(place / 'hub', place / 'backups')
        good, = backups(place / 'backups')
        files = [path.relative_to(good) for path in good.rglob('*') if path.is_file()]
        assert len(files) == 5
        for file in files:
            for damage in ('flip', 'cut', 'longer', 'gone', 'link'):
                bad, data = place / 'bad', place / 'new'
                shutil.copytree(good, bad)
                content = (bad / file).read_bytes()
                (bad / file).unlink()
                if damage == 'flip':
                    (bad / file).write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:] if len(content) > 9
                                             else bytes([content[0] ^ 1]) + content[1:])
                elif damage == 'link' and file.name != 'manifest':
                    (bad / file).symlink_to(good / file)
                elif damage != 'gone':
                    (bad / file).write_bytes(content[:-1] if damage == 'cut' else content + b'\n')
                said = restore(bad, data, status=1)
                assert said.startswith('yichuang-hub: ') and not data.exists(), (file, damage, said)
                shutil.rmtree(bad)
        # A manifest that is sound and names what no backup has.
        head, *lines = (good / 'manifest').read_text().splitlines(keepends=True)
        for name in ('../evil', '/etc/passwd', 'blobs/../../x', 'lock', 'blobs/aa/' + 'a' * 64):
            shutil.copytree(good, place / 'bad')
            evil = [*lines, json.dumps({'name': name, 'size': 3, 'sha256': hashlib.sha256(b'one').hexdigest()}) + '\n']
            new = {**json.loads(head), 'files': len(evil), 'digest': hashlib.sha256(''.join(evil).encode()).hexdigest()}
            (place / 'bad/manifest').write_text(json.dumps(new) + '\n' + ''.join(evil))
            assert 'no backup has' in restore(place / 'bad', place / 'new', status=1)
            shutil.rmtree(place / 'bad')
        for change, word in (({'format': 2}, 'newer'), ({'schema': 99}, 'newer'), ({'format': None}, 'manifest')):
            shutil.copytree(good, place / 'bad')
            (place / 'bad/manifest').write_text(json.dumps({**json.loads(head), **change}) + '\n' + ''.join(lines))
            assert word in restore(place / 'bad', place / 'new', status=1)
            shutil.rmtree(place / 'bad')
        assert not (place / 'new').exists()


def test_refused_folders():
    """A backup is put into an empty folder that nobody uses."""
    with folder() as place:
        make_hub(place / 'hub')
        back_up(place / 'hub', place / 'backups')
        backup, = backups(place / 'backups')
        before = read_rows(place / 'hub/hub.db')
        assert 'not empty' in restore(backup, place / 'hub', status=1)
        with Hub(PROGRAM, SOURCE, place / 'hub'):
            assert 'in use' in restore(backup, place / 'hub', status=1)
        assert read_rows(place / 'hub/hub.db') == before
        (place / 'new').mkdir()
        (place / 'new/notes').write_text('not ours')
        assert 'not empty' in restore(backup, place / 'new', status=1)
        assert (place / 'new/notes').read_text() == 'not ours' and len(list((place / 'new').iterdir())) <= 2
        run('restore', '--data', place / 'x', status=2)
        assert 'no such command' in run('admin', '--data', place / 'hub', 'new-epoch', status=1)


def test_stopped():
    """A hub that is asked to stop does not wait for a backup; the program that asked for it is told."""
    with folder() as place:
        hub = Hub(PROGRAM, SOURCE, place / 'hub')
        desk = Desk(API, hub.port, hub.enrol_code('3')).login('C0301')
        stream = desk.open_case()
        for number in range(60):
            bring(desk, stream, bytes([number]) * (1 << 20))
        asked = subprocess.Popen([PROGRAM, 'admin', '--data', place / 'hub', 'backup', '--to', place / 'backups'],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not list((place / 'backups').glob('.part-new/blobs/*')) and asked.poll() is None:
            time.sleep(0.001)
        began = time.monotonic()
        with hub:
            pass
        took = time.monotonic() - began
        _, said = asked.communicate(timeout=60)
        made = backups(place / 'backups')
        assert (asked.returncode, len(made)) in ((1, 0), (0, 1)), (asked.returncode, made, said)
        assert not list((place / 'backups').glob('.part*')) and took < 10, took
        assert asked.returncode == 0 or said.startswith('yichuang-hub: '), said
        back_up(place / 'hub', place / 'backups')
        check_backup(backups(place / 'backups')[-1])


sys.exit(run_tests(globals()))
