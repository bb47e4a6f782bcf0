#!/usr/bin/env python3
"""yichuang-ctl store, on the folder of a desk that does not run.

test-store-ctl.py CHILD CTL
"""

import fcntl
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

CHILD, CTL = sys.argv[1:3]
KEY = bytes([7, 7, 7]) + bytes(29)  # the child's


def ctl(*words, status=0):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('DBUS_SESSION_BUS_ADDRESS', 'CREDENTIALS_DIRECTORY', 'XDG_RUNTIME_DIR', 'DISPLAY')}
    done = subprocess.run([CTL, 'store', *map(str, words)], capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def make_desk(folder):
    desk = folder / 'desk'
    subprocess.run([CHILD, desk], check=True, stdout=subprocess.DEVNULL, timeout=60)
    (folder / 'desk.key').write_bytes(KEY)
    return desk


def formats(desk):
    connection = sqlite3.connect(desk / 'desk.db')
    found = {row[0][0] for table in ('ops', 'rows', 'settings') for row in connection.execute(f'SELECT sealed FROM {table}')}
    connection.close()
    return found | {path.read_bytes()[0] for path in (desk / 'blobs').iterdir()}


def check_recrypt(folder):
    desk = make_desk(folder)
    assert formats(desk) == {2}
    assert 'nothing is left' in ctl('recrypt', '--data', desk, '--cipher', 'sm4-gcm')
    assert formats(desk) == {3}
    # The choice is the store's from then on.
    assert ctl('recrypt', '--data', desk).startswith('0 records')
    subprocess.run([CHILD, desk, 'x'], check=True, stdout=subprocess.DEVNULL, timeout=60)
    assert formats(desk) == {3}
    ctl('recrypt', '--data', desk, '--cipher', 'aes-256-gcm')
    assert formats(desk) == {2}


def check_refused(folder):
    desk = make_desk(folder)
    assert 'rot13' in ctl('recrypt', '--data', desk, '--cipher', 'rot13', status=2)
    assert 'Usage' in ctl('recrypt', status=2)
    assert 'Usage' in ctl('key', '--data', desk, '--to', 'auto', status=2)
    assert 'no folder' in ctl('recrypt', '--data', folder / 'other', status=1)
    with open(desk / 'lock', 'r+') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert 'use' in ctl('recrypt', '--data', desk, '--cipher', 'sm4-gcm', status=1)
    (folder / 'desk.key').write_bytes(bytes(32))
    assert 'does not belong' in ctl('recrypt', '--data', desk, '--cipher', 'sm4-gcm', status=1)
    (folder / 'desk.key').unlink()
    assert 'Put the file back' in ctl('recrypt', '--data', desk, status=1)
    assert formats(desk) == {2} and not (folder / 'desk.key').exists()


def check_key(folder):
    """Where there is no keyring the key stays where it is."""
    desk = make_desk(folder)
    assert 'keyring' in ctl('key', '--data', desk, '--to', 'keyring', status=1)
    assert 'credential' in ctl('key', '--data', desk, '--to', 'credential', status=1)
    assert (folder / 'desk.key').read_bytes() == KEY and not (desk / 'key-place').exists()
    assert 'file' in ctl('key', '--data', desk, '--to', 'file')
    assert (folder / 'desk.key').read_bytes() == KEY


def check_purges(folder):
    desk = make_desk(folder)
    assert ctl('purges', '--data', desk).startswith('0 cases')


CHECKS = (check_recrypt, check_refused, check_key, check_purges)


def main():
    failed = 0
    print(f'1..{len(CHECKS)}')
    for number, check in enumerate(CHECKS, 1):
        with tempfile.TemporaryDirectory(prefix='yc-store-ctl-') as folder:
            try:
                check(pathlib.Path(folder))
                print(f'ok {number} {check.__name__[6:]}', flush=True)
            except AssertionError as wrong:
                failed += 1
                print(f'# {wrong}\nnot ok {number} {check.__name__[6:]}', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    raise SystemExit(main())
