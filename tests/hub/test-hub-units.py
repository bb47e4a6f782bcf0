#!/usr/bin/python3
"""The hub's systemd units: sound, tight, and not too tight for the hub.

systemd-analyze reads them as they are built. Then a hub runs a desk's morning
under the very list of system calls that its unit allows: the first other one
ends it.

    test-hub-units.py BUILD SOURCE
"""

import contextlib
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import running  # noqa: E402

BUILD, SOURCE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
EXPOSURE_MAX = 1.5  # of 10, as systemd-analyze counts
NUMBERS = pathlib.Path('/usr/include/x86_64-linux-gnu/asm/unistd_64.h')
AUDIT_ARCH_X86_64 = 0xC000003E
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, KILL = 0x7FFF0000, 0x80000000
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06


def analyze(*words):
    return subprocess.run(['systemd-analyze', *map(str, words)], capture_output=True, text=True, timeout=60)


def check_unit(folder, name):
    """As it is built, but for the program's place, which is not there before it is installed."""
    built = BUILD / 'packaging' / name
    text = built.read_text()
    assert '@' not in re.sub(r'@[a-z-]+(?=[\s])', '', text.split('SystemCallFilter', 1)[0]), 'something was not filled in'
    program = re.search(r'^ExecStart=(\S+)', text, re.MULTILINE)[1]
    unit = folder / built.name
    unit.write_text(text.replace(program, str(BUILD / 'src/hub/yichuang-hub')))
    done = analyze('verify', '--man=no', '--recursive-errors=no', unit)
    assert done.returncode == 0 and not done.stderr.strip(), (done.returncode, done.stderr)
    done = analyze('security', '--offline=true', f'--threshold={int(EXPOSURE_MAX * 10)}', '--no-pager', unit)
    assert done.returncode == 0, done.stdout
    print('# ' + done.stdout.strip().splitlines()[-1].strip().encode('ascii', 'ignore').decode())
    # And a unit that is not tight would be told so.
    unit.write_text(re.sub('(?m)^(Private|Protect|Restrict|SystemCall|Capab|NoNew|IPAddress|MemoryDeny).*$', '', unit.read_text()))
    assert analyze('security', '--offline=true', f'--threshold={int(EXPOSURE_MAX * 10)}', '--no-pager', unit).returncode != 0
    return text


def check_timer(folder):
    """It starts the backup's unit, at night."""
    timer = folder / 'yichuang-hub-backup.timer'
    shutil.copy(SOURCE / 'packaging/systemd' / timer.name, timer)
    done = analyze('verify', '--man=no', '--recursive-errors=no', timer)
    assert done.returncode == 0 and not done.stderr.strip(), (done.returncode, done.stderr)
    when = re.search('^OnCalendar=(.*)$', timer.read_text(), re.MULTILINE)[1]
    assert analyze('calendar', when).returncode == 0


def expand(name):
    """The system calls of a set, with those of the sets in it."""
    if not name.startswith('@'):
        return {name}
    done = analyze('syscall-filter', '--no-pager', name)
    assert done.returncode == 0, done.stderr
    words = [line.strip() for line in done.stdout.splitlines()[1:] if line.strip() and not line.strip().startswith('#')]
    return set().union(*(expand(word) for word in words))


def allowed_calls(text):
    calls = set()
    for value in re.findall(r'^SystemCallFilter=(.*)$', text, re.MULTILINE):
        named = set().union(*(expand(word) for word in value.lstrip('~').split()))
        calls = calls - named if value.startswith('~') else calls | named
    # systemd always leaves these: without them nothing starts.
    return calls | expand('@default') | {'execve'}


def build_filter(calls):
    numbers = {name: int(number) for name, number in re.findall(r'#define __NR_(\w+)\s+(\d+)', NUMBERS.read_text())}
    lines = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, AUDIT_ARCH_X86_64), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    for name in sorted(calls & set(numbers)):
        lines += [(EQUAL, 0, 1, numbers[name]), (RETURN, 0, 0, ALLOW)]
    lines.append((RETURN, 0, 0, KILL))
    return b''.join(struct.pack('HBBI', *line) for line in lines), len(lines)


def confine(program, count):
    """For subprocess: from here on only those calls."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack('HxxxxxxP', count, ctypes.addressof(code)))

    def enter(kept=(code, head)):  # both must outlive this function
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or \
           libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_ulong(ctypes.addressof(head)), 0, 0) != 0:
            os._exit(77)
    return enter


def check_confined(yard, text):
    calls = allowed_calls(text)
    if os.geteuid() == 0:
        calls.add('fchown')  # SQLite gives files back to their owner, where root runs it
    yard.confine = confine(*build_filter(calls))
    # The filter bites: a call that is not on the list ends the program.
    bitten = subprocess.run(['/usr/bin/python3', '-c', 'import os; os.setuid(os.getuid())'], preexec_fn=yard.confine, check=False)
    if bitten.returncode == 77:
        print('# SKIP no seccomp here')
        return
    assert bitten.returncode == -signal.SIGSYS, bitten.returncode
    hub = running.Hub(yard, confine=yard.confine)
    token = hub.enrol('9')
    assert hub.look('/readyz')[0] == 200 and hub.look('/metrics')[0] == 200
    assert hub.ask('/v1/halls/lc/feed', token=token)[0] == 200
    reader, control, printer = yard.folder / 'reader', yard.folder / 'control', yard.folder / 'printer'
    yard.start('reader', yard.program('yichuang-sim'), 'card-reader', '--socket', reader, '--control', control, ready=control)
    yard.start('printer', yard.program('yichuang-sim'), 'printer', '--socket', printer, '--output', yard.folder / 'papers',
               ready=printer)
    said = yard.run('yichuang-ctl', 'case', '--data', yard.folder / 'desk', '--hub', f'http://127.0.0.1:{hub.port}',
                    '--enrol-code', hub.admin('enrol-code', '--window', '3'), '--device', f'socket:{reader}', '--device',
                    f'socket:{printer}', '--card-control', control, '--finish')
    assert 'approved by rules' in said, said
    assert 'backup-' in hub.admin('backup', '--to', yard.folder / 'backups', '--keep', '1')
    status, seconds = hub.stop()
    assert status == 0, (status, yard.log('hub').read_text()[-2000:])
    print(f'# a case and a stop within {len(calls)} system calls')


def main():
    if shutil.which('systemd-analyze') is None:
        print('1..0 # SKIP systemd-analyze is not installed')
        return
    with tempfile.TemporaryDirectory(prefix='yc-units-') as folder, contextlib.ExitStack() as stack:
        yard = running.Yard(BUILD, SOURCE, folder, stack)
        yard.environment['YC_CATALOGUE'] = str(SOURCE / 'data/catalogue/limited-company-2026.12.json')
        check_unit(yard.folder, 'yichuang-hub-backup.service')
        check_timer(yard.folder)
        text = check_unit(yard.folder, 'yichuang-hub.service')
        if NUMBERS.exists() and os.uname().machine == 'x86_64':
            check_confined(yard, text)
    print('1..1\nok 1 the units of a hub')


main()
