#!/usr/bin/env python3
"""Takes a whole case through the counter and finds no call in the main thread
that can wait for a disk, a device or a peer.

    test-main-thread.py MAINTHREAD [SANITIZER RUNTIME]

The demo has no window, so it may write down its result itself; that one write
is let pass, and shows that the shim was looking.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

BUILD, SOURCE = (pathlib.Path(os.environ[f'YC_TEST_{root}_ROOT']) for root in ('BUILD', 'SOURCE'))
SHIM, RUNTIME = sys.argv[1], sys.argv[2:]
ALLOWED = 'yc_ctl_script_write_case'
HEAD = 'main thread: '


def findings_of(folder, *more):
    """Each with its call chain."""
    log = folder / 'log'
    environment = dict(os.environ, LD_PRELOAD=' '.join([*RUNTIME, SHIM]), YC_MAINTHREAD_LOG=str(log),
                       YC_MAINTHREAD_PROGRAM='yichuang-ctl',
                       YC_CATALOGUE=str(SOURCE / 'data/catalogue'), YC_SEALS=str(SOURCE / 'data/seals'),
                       YC_TEMPLATES=str(SOURCE / 'data/templates'), YC_GUARD=str(BUILD / 'src/devices/yichuang-guard'))
    # Leaks are other tests' matter, and python is no program of ours.
    environment['ASAN_OPTIONS'] = 'detect_leaks=0:abort_on_error=1'
    done = subprocess.run([BUILD / 'src/ctl/yichuang-ctl', 'demo', '--out', folder / 'out', *more],
                          capture_output=True, text=True, env=environment, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [HEAD + part for part in log.read_text().split(HEAD)[1:]] if log.exists() else []


def check(folder, *more):
    findings = findings_of(folder, *more)
    assert any(ALLOWED in finding for finding in findings), 'the shim saw nothing, not even what is there'
    others = [finding for finding in findings if ALLOWED not in finding]
    assert not others, f'{len(others)} findings:\n' + ''.join(others)


def main():
    failed = 0
    print('1..2')
    for number, more in enumerate(((), ('--offline',)), 1):
        name = f'demo {" ".join(more)}'.strip()
        with tempfile.TemporaryDirectory(prefix='yc-flow-') as folder:
            try:
                check(pathlib.Path(folder), *more)
                print(f'ok {number} {name}')
            except (AssertionError, subprocess.TimeoutExpired) as error:
                failed += 1
                print(''.join(f'# {line}\n' for line in str(error).splitlines()), end='')
                print(f'not ok {number} {name}')
    return 1 if failed else 0


sys.exit(main())
