"""A printer of nobody's: CUPS's own ippeveprinter behind a private cupsd that passes files on
as they are. Both listen on loopback; ippeveprinter wants a system bus with Avahi, and where
the machine has none it gets one of its own. Nothing is announced. A machine has one Avahi at
a time, so there is one such hall at a time."""

import atexit
import contextlib
import fcntl
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from atspi_driver import Failure, Process, free_port, wait_for

QUEUE = 'counter'
AVAHI_PID = pathlib.Path('/run/avahi-daemon/pid')
LOCK = pathlib.Path(tempfile.gettempdir()) / 'yc-print-hall.lock'
TURN_S_MAX = 300
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_type="signal"/><allow send_requested_reply="true" send_type="method_return"/>
<allow send_requested_reply="true" send_type="error"/><allow receive_type="method_call"/>
<allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/></policy></busconfig>
"""
AVAHI = """[server]
host-name=yc-test
use-ipv6=no
allow-interfaces=lo
[publish]
publish-workstation=no
"""
CUPSD = """Listen 127.0.0.1:{port}
Browsing Off
DefaultAuthType None
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
FILES = """ServerRoot {folder}/root
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/spool
ErrorLog {folder}/error
AccessLog {folder}/access
PageLog {folder}/pages
SystemGroup root
"""


def program(name):
    found = shutil.which(name, path=f'{os.environ.get("PATH", "")}:/usr/sbin:/sbin')
    if not found:
        raise Failure(f'{name} is not installed')
    return found


class PrintHall:
    """One queue, the default, and the files that its printer was given."""

    def __init__(self, hall):
        # cupsd works as a user of its own, who must be able to come here.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='yc-print-', dir='/var/tmp'))
        self.folder.chmod(0o755)
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        for name in ('root', 'spool', 'cache', 'state', 'out'):
            (self.folder / name).mkdir()
        self.hall = hall
        self.printer, self.port = free_port(), free_port()
        self.environment = {'CUPS_SERVER': f'127.0.0.1:{self.port}'}
        self.lock = open(LOCK, 'w')
        hall.held.append(self.lock)  # this object ends before its programs do
        wait_for(self._is_our_turn, 'another test to be done with its printer', TURN_S_MAX)
        self.own_bus = not self._has_avahi()
        if self.own_bus:
            self._start_bus()
        self._start_printer()
        self._start_queue()

    def _is_our_turn(self):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    @staticmethod
    def _has_avahi():
        """One that runs; one that was killed leaves its file behind."""
        with contextlib.suppress(OSError):
            return pathlib.Path(f'/proc/{AVAHI_PID.read_text().strip()}/comm').read_text().strip() == 'avahi-daemon'
        return False

    def _write(self, name, text):
        (self.folder / name).write_text(text.format(folder=self.folder, port=self.port))
        return self.folder / name

    def _start(self, name, *arguments, bus=True):
        # Made by others: what it does in memory is not this test's.
        environment = {key: value for key, value in os.environ.items() if key not in ('LD_PRELOAD', 'CUPS_SERVER')}
        if bus and self.own_bus:
            environment['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={self.folder}/bus'
        process = Process(name, [program(name), *arguments], self.folder / f'{name}.log', environment)
        self.hall.processes.append(process)
        return process

    def _start_bus(self):
        self._start('dbus-daemon', f'--config-file={self._write("bus.conf", BUS)}', '--nofork', '--nopidfile', bus=False)
        wait_for(lambda: (self.folder / 'bus').exists(), 'a system bus')
        avahi = self._start('avahi-daemon', '-f', self._write('avahi.conf', AVAHI), '--no-drop-root', '--no-chroot', '--no-rlimits')
        wait_for(lambda: 'startup complete' in avahi.log.read_text(), 'Avahi')

    def _start_printer(self):
        printer = self._start('ippeveprinter', '-p', self.printer, '-r', 'off', '-d', self.folder / 'out', '-k',
                              '-f', 'application/pdf', 'Counter')
        wait_for(lambda: self._answers(printer, self.printer), 'the printer')

    @staticmethod
    def _answers(process, port):
        if not process.is_running():
            raise Failure(f'{process.name} ended: {process.log.read_text().strip()}')
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', port)) == 0

    def _start_queue(self):
        queue = self._start('cupsd', '-f', '-c', self._write('cupsd.conf', CUPSD), '-s', self._write('cups-files.conf', FILES), bus=False)
        wait_for(lambda: self._answers(queue, self.port), 'the queue')
        for words in (['-p', QUEUE, '-E', '-v', f'ipp://127.0.0.1:{self.printer}/ipp/print', '-m', 'raw'], ['-d', QUEUE]):
            subprocess.run([program('lpadmin'), *words], check=True, capture_output=True,
                           env={**os.environ, **self.environment})

    def printed(self):
        """Each file as it came to the printer, in order."""
        return [path.read_bytes() for path in sorted((self.folder / 'out').glob('*.pdf'))]
