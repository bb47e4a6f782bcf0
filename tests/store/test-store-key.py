#!/usr/bin/python3
"""A store's key in a file, in GNOME's keyring and from systemd's credentials.

test-store-key.py CHILD [KILLPOINT [RUNTIME]]

Runs itself again in a D-Bus session of its own with folders of its own, where the
real gnome-keyring-daemon is started, locked, stopped and ended. What has to hold:
a key is made once; a place that does not give it is said and makes nothing new; a
moved key is in the new place alone, and a kill at any write of the move leaves it
in a place that is known.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

PASSWORD = 'keyring'

# A session in which nothing starts by being asked for.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


class Red(Exception):
    pass


def check(good, what):
    if not good:
        raise Red(what)


class Yard:
    def __init__(self, child, killpoint, runtime):
        self.child = child
        self.preload = ' '.join(part for part in (runtime, killpoint) if part) if killpoint else None
        self.killpoint = killpoint
        self.folder = pathlib.Path(os.environ['YC_TEST_FOLDER'])
        self.daemon = None
        self.environment = {name: value for name, value in os.environ.items() if name != 'CREDENTIALS_DIRECTORY'}
        self.environment['LC_ALL'] = 'C.UTF-8'

    def start_keyring(self):
        self.daemon = subprocess.Popen(['gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets'],
                                       stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.daemon.stdin.write(PASSWORD.encode())
        self.daemon.stdin.close()
        subprocess.run(['gdbus', 'wait', '--session', '--timeout', '20', 'org.freedesktop.secrets'], check=True)

    def stop_keyring(self):
        if self.daemon is not None:
            self.daemon.send_signal(signal.SIGCONT)
            self.daemon.terminate()
            self.daemon.wait(timeout=20)
        self.daemon = None

    def lock_keyring(self):
        subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path',
                        '/org/freedesktop/secrets', '--method', 'org.freedesktop.Secret.Service.Lock',
                        '[objectpath "/org/freedesktop/secrets/collection/login"]'], check=True, stdout=subprocess.DEVNULL)

    def ask(self, *words, extra=None):
        done = subprocess.run([self.child, *map(str, words)], env=dict(self.environment, **(extra or {})),
                              stdout=subprocess.PIPE, text=True, timeout=120)
        return done.stdout.strip(), done.returncode

    def good(self, *words, extra=None):
        said, code = self.ask(*words, extra=extra)
        check(code == 0, f'{words}: {said} ({code})')
        return said

    def refused(self, *words, says, extra=None):
        said, code = self.ask(*words, extra=extra)
        check(code == 1 and said.startswith('no ') and says in said, f'{words}: “{said}” ({code}), not “{says}”')

    def place(self, name):
        path = self.folder / name / 'key-place'
        return path.read_text().split() if path.exists() else None

    def key_file(self, name):
        return self.folder / f'{name}.key'


def check_file(yard):
    """As it was: made once, and not made anew for a store that is there."""
    store = yard.folder / 'plain'
    key = yard.good('obtain', store)
    check(key == yard.good('obtain', store) == yard.good('obtain', store, 'auto'), 'another key')
    check(yard.key_file('plain').stat().st_mode & 0o077 == 0 and yard.place('plain') is None, 'not as it was')
    yard.good('open', store)
    away = yard.key_file('plain').rename(yard.folder / 'away')
    yard.refused('open', store, says='Put the file back')
    check(not yard.key_file('plain').exists(), 'a new key was made')
    away.rename(yard.key_file('plain'))
    yard.good('open', store)
    yard.refused('obtain', store, 'keyring', says='file')


def check_absent(yard):
    """Without a keyring a new store has a file; one whose key is in it waits."""
    check(yard.good('obtain', yard.folder / 'none', 'auto').startswith('key '), 'no key')
    check(yard.place('none') is None and yard.key_file('none').exists(), 'not in a file')
    yard.refused('obtain', yard.folder / 'wants', 'keyring', says='keyring')
    check(not yard.key_file('wants').exists() and yard.place('wants') is None, 'something was made')


def check_keyring(yard):
    yard.start_keyring()
    store = yard.folder / 'ring'
    key = yard.good('obtain', store, 'auto')
    check(yard.place('ring')[0] == 'keyring' and not yard.key_file('ring').exists(), 'not in the keyring')
    check(key == yard.good('obtain', store) == yard.good('obtain', store, 'keyring'), 'another key')
    yard.good('open', store)
    hexadecimal = key.split()[1]
    raw = bytes.fromhex(hexadecimal)
    for path in yard.folder.rglob('*'):
        if path.is_file():
            data = path.read_bytes()
            check(raw not in data and hexadecimal.encode() not in data, f'the key is readable in {path.name}')
    yard.refused('obtain', store, 'file', says='keyring')


def check_locked(yard):
    store = yard.folder / 'ring'
    before = yard.good('obtain', store)
    yard.lock_keyring()
    yard.refused('open', store, says='locked')
    check(yard.place('ring')[0] == 'keyring' and not yard.key_file('ring').exists(), 'something was made')
    yard.refused('move', store, 'file', says='locked')
    # A new store is not held up by it.
    yard.good('obtain', yard.folder / 'beside', 'auto')
    check(yard.key_file('beside').exists(), 'not in a file')
    yard.stop_keyring()
    yard.start_keyring()
    check(yard.good('obtain', store) == before, 'another key after unlocking')


def check_hung(yard):
    """A service that holds its name and never answers."""
    store = yard.folder / 'ring'
    yard.daemon.send_signal(signal.SIGSTOP)
    yard.refused('open', store, says='does not answer')
    check(yard.place('ring')[0] == 'keyring' and not yard.key_file('ring').exists(), 'something was made')
    yard.good('obtain', yard.folder / 'meanwhile', 'auto')
    check(yard.key_file('meanwhile').exists(), 'not in a file')
    yard.daemon.send_signal(signal.SIGCONT)
    yard.good('open', store)


def check_wrong(yard):
    """Another key under the store's id is a wrong key, and is told from damage."""
    store = yard.folder / 'ring'
    right = yard.good('obtain', store).split()[1]
    identity = yard.place('ring')[1]
    yard.good('put', store, identity, '0' * 64)
    yard.refused('open', store, says='The key does not belong')
    yard.good('put', store, identity, right)
    yard.good('open', store)


def check_gone(yard):
    """The keyring is another one: nothing is made in it."""
    store = yard.folder / 'ring'
    keyrings = pathlib.Path(os.environ['XDG_DATA_HOME']) / 'keyrings'
    yard.stop_keyring()
    keyrings.rename(keyrings.with_name('kept'))
    yard.start_keyring()
    yard.refused('open', store, says='has no key')
    yard.refused('open', store, says='has no key')
    yard.stop_keyring()
    shutil.rmtree(keyrings)
    keyrings.with_name('kept').rename(keyrings)
    yard.start_keyring()
    yard.good('open', store)


def check_move(yard):
    """There and back; the old place is empty afterwards, and again changes nothing."""
    store = yard.folder / 'moved'
    key = yard.good('obtain', store)
    yard.good('open', store)
    for _ in range(2):
        yard.good('move', store, 'keyring')
        check(not yard.key_file('moved').exists() and yard.good('obtain', store) == key, 'not moved')
    yard.good('open', store)
    for _ in range(2):
        yard.good('move', store, 'file')
        check(yard.key_file('moved').exists() and yard.good('obtain', store) == key, 'not moved back')
    yard.good('open', store)
    path = store / 'key-place'
    path.write_text(path.read_text().replace('file', 'keyring'))
    yard.refused('obtain', store, says='has no key')
    path.write_text(path.read_text().replace('keyring', 'file'))
    # Another key in the way is never overwritten.
    yard.good('move', store, 'keyring')
    yard.key_file('moved').write_bytes(bytes(32))
    yard.refused('move', store, 'file', says='Another key')
    check(yard.key_file('moved').read_bytes() == bytes(32) and yard.good('obtain', store) == key, 'overwritten')


def check_killed(yard):
    """At every write of both moves."""
    if yard.preload is None:
        return
    for number, (start, target) in enumerate((('file', 'keyring'), ('keyring', 'file'))):
        at, killed = 1, True
        while killed:
            folder = yard.folder / f'kill-{number}-{at}'
            folder.mkdir()
            store = folder / 'desk'
            key = yard.good('obtain', store, start)
            yard.good('open', store)
            _, code = yard.ask('move', store, target, extra={
                'LD_PRELOAD': yard.preload, 'YC_KILL_DIR': str(folder), 'YC_KILL_AT': str(at), 'YC_KILL_MODE': 'before'})
            killed = code == -signal.SIGKILL
            check(killed or code == 0, f'{target} at {at}: {code}')
            check(yard.good('obtain', store) == key, f'{target} at {at}: another key')
            yard.good('open', store)
            yard.good('move', store, target)
            check(yard.good('obtain', store) == key, f'{target} at {at}: another key after moving again')
            check((folder / 'desk.key').exists() == (target == 'file'), f'{target} at {at}: left where it was')
            at += 1
        check(at > 4, f'only {at} writes on the way to the {target}')
        print(f'# to the {target}: killed at each of {at - 2} writes')


def check_credential(yard):
    credentials = yard.folder / 'credentials'
    credentials.mkdir()
    given = {'CREDENTIALS_DIRECTORY': str(credentials)}
    store = yard.folder / 'service'
    yard.refused('obtain', store, 'credential', says='credential', extra=given)
    (credentials / 'yichuang-desk.key').write_bytes(bytes(range(32)))
    check(yard.good('obtain', store, 'auto', extra=given) == 'key ' + bytes(range(32)).hex(), 'another key')
    check(yard.place('service')[0] == 'credential' and not yard.key_file('service').exists(), 'not from the credential')
    yard.good('open', store, extra=given)
    yard.refused('open', store, says='credential')
    (credentials / 'yichuang-desk.key').write_bytes(bytes(32))
    yard.refused('open', store, says='The key does not belong', extra=given)
    (credentials / 'yichuang-desk.key').write_bytes(bytes(31))
    yard.refused('open', store, says='credential', extra=given)

    other = yard.folder / 'to-service'
    key = yard.good('obtain', other)
    yard.good('open', other)
    (credentials / 'yichuang-desk.key').write_bytes(bytes(32))
    yard.refused('move', other, 'credential', says='another key', extra=given)
    check(yard.key_file('to-service').exists(), 'the file is gone')
    (credentials / 'yichuang-desk.key').write_bytes(yard.key_file('to-service').read_bytes())
    yard.good('move', other, 'credential', extra=given)
    check(not yard.key_file('to-service').exists() and yard.good('obtain', other, extra=given) == key, 'not moved')
    yard.refused('open', other, says='credential')
    yard.good('move', other, 'file', extra=given)
    yard.good('open', other)


CHECKS = (check_file, check_absent, check_keyring, check_locked, check_hung, check_wrong, check_gone, check_move, check_killed,
          check_credential)


def run_here(arguments):
    yard = Yard(*(arguments + [None, None])[:3])
    failed = 0
    print(f'1..{len(CHECKS)}')
    try:
        for number, what in enumerate(CHECKS, 1):
            try:
                what(yard)
                print(f'ok {number} {what.__name__[6:]}', flush=True)
            except (Red, subprocess.SubprocessError) as red:
                failed += 1
                print(f'# {red}\nnot ok {number} {what.__name__[6:]}', flush=True)
    finally:
        yard.stop_keyring()
    return 1 if failed else 0


def main():
    if 'YC_TEST_FOLDER' in os.environ:
        return run_here(sys.argv[1:])
    for tool in ('gnome-keyring-daemon', 'dbus-run-session', 'gdbus'):
        if shutil.which(tool) is None:
            print(f'1..0 # SKIP {tool} is missing')
            return 0
    folder = tempfile.mkdtemp(prefix='yc-keys-')
    try:
        runtime = pathlib.Path(folder) / 'runtime'
        runtime.mkdir(mode=0o700)
        environment = dict(os.environ, YC_TEST_FOLDER=folder, XDG_DATA_HOME=folder + '/data', XDG_CONFIG_HOME=folder + '/config',
                           XDG_CACHE_HOME=folder + '/cache', XDG_RUNTIME_DIR=str(runtime), HOME=folder)
        for name in ('DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'GNOME_KEYRING_CONTROL'):
            environment.pop(name, None)
        (pathlib.Path(folder) / 'bus.conf').write_text(BUS)
        return subprocess.run(['dbus-run-session', '--config-file', folder + '/bus.conf', '--', sys.executable, *sys.argv],
                              env=environment).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    raise SystemExit(main())
