"""Drives the real window as a clerk would: by keys, and by what can be heard.

Keys go in through XTest (xdotool); what is on the screen is read from the
accessibility tree, which is what a screen reader has. Nothing here reaches
into the program. Everything runs on a display and a session bus of its own:
run_inside() sees to that.
"""

import contextlib
import os
import pathlib
import random
import shutil
import socket
import signal
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('YC_TEST_SOURCE_ROOT', pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get('YC_TEST_BUILD_ROOT', SOURCE / 'build'))
WAIT_S = 90  # a sanitized build on a busy machine
POLL_S = 0.05
DISPLAY_TRIES = 5
FOCUS_TRIES = 3
TEXT_MAX = 4096  # characters; GTK 4.8 does not take -1 for all
ROOT = '/org/a11y/atspi/accessible/root'
STATE_FOCUSED = 1 << 12  # AT-SPI's number for it
INSIDE = 'YC_DESK_TEST_INSIDE'


def run_inside(screen='1366x768x24'):
    """Starts this script again with a display and a bus of its own, unless it has them."""
    if os.environ.get(INSIDE):
        return
    for tool in ('Xvfb', 'dbus-run-session', 'xdotool'):
        if shutil.which(tool) is None:
            print(f'1..0 # SKIP {tool} is not installed')
            sys.exit(0)
    environment = dict(os.environ)
    environment.update({
        INSIDE: '1', 'GDK_BACKEND': 'x11', 'GSK_RENDERER': 'cairo', 'GTK_A11Y': 'atspi',
        'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'zh_CN', 'PANGO_LANGUAGE': 'zh-cn', 'GSETTINGS_BACKEND': 'memory',
        'YC_LOCALE_DIR': str(BUILD / 'po'),
    })
    environment.pop('WAYLAND_DISPLAY', None)
    with open_display(screen) as number:
        environment['DISPLAY'] = f':{number}'
        done = subprocess.run(['dbus-run-session', '--', sys.executable, os.path.abspath(sys.argv[0]), *sys.argv[1:]],
                              env=environment)
    sys.exit(done.returncode)


def start_display(number, screen):
    """The server, once it takes connections; None where the number is taken."""
    told, tell = os.pipe()
    server = subprocess.Popen(['Xvfb', f':{number}', '-displayfd', str(tell), '-screen', '0', screen, '-noreset', '-r',
                               '-nolisten', 'tcp'],
                              pass_fds=[tell], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(tell)
    with os.fdopen(told) as pipe:
        if pipe.readline().strip():
            return server
    server.wait()
    return None


@contextlib.contextmanager
def open_display(screen):
    """A display of our own. Its number is drawn, not the lowest that is free: a
    server that ends takes its socket's file along, also when another has just
    put one of the same name there."""
    for number in random.sample(range(100, 10000), DISPLAY_TRIES):
        server = start_display(number, screen)
        if server is not None:
            break
    else:
        raise Failure('Xvfb did not start')
    try:
        yield number
    finally:
        server.terminate()
        server.wait()


class Failure(Exception):
    pass


def wait_for(question, what, seconds=WAIT_S):
    """The first true answer of question(); Failure when none comes. To ask costs the
    desk as much as it costs us, so it is left alone for as long as that took."""
    end = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failure(f'waited {seconds} s for {what}')
        time.sleep(max(POLL_S, time.monotonic() - began))


class Process:
    """A program of ours, with its words kept in a file."""

    def __init__(self, name, arguments, log, environment=None, stdin=None):
        self.name = name
        self.log = log
        self.out = open(log, 'ab')
        self.child = subprocess.Popen([str(a) for a in arguments], stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                                      stdout=self.out, stderr=subprocess.STDOUT, env=environment)

    def is_running(self):
        return self.child.poll() is None

    def pids(self):
        """The program's, and those of what it started in its turn (a wrapper may stand before it)."""
        found = [self.child.pid]
        for pid in found:
            for children in pathlib.Path(f'/proc/{pid}/task').glob('*/children'):
                try:
                    found += [int(child) for child in children.read_text().split()]
                except OSError:  # the thread has ended
                    pass
        return found

    def kill(self):
        """SIGKILL, as when the power goes."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def stop(self, seconds=5):
        """Ends it politely; its exit status."""
        if self.is_running():
            self.child.terminate()
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self.out.close()
        return self.child.returncode


def free_port():
    """Below those that connections draw for themselves: while the hub is down a desk
    that tries such a port can meet itself, and keep the port from the hub."""
    for port in random.sample(range(20000, 30000), 50):
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
                return port
            except OSError:
                continue
    raise Failure('no port is free')


class Hall:
    """A training hall in a folder: a hub, simulated devices, an operator."""

    PASSWORD = 'training'
    OPERATOR = 'C0301'
    OPERATOR_NAME = '王测试'
    PASSWORD_FIELD = '密码'
    SIGN_IN = '聊城市政务服务中心 · 3号窗口'
    NOTHING_MISSING = '没有缺项'

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='yc-desk-'))
        self.processes = []
        self.held = []  # kept until the last of them has ended
        self.hub = None
        self.port = free_port()

    def program(self, name):
        return BUILD / 'src' / name.removeprefix('yichuang-') / name if name != 'yichuang' else BUILD / 'src/desk/yichuang'

    def start(self, name, *arguments, environment=None, log=None, wrapper=()):
        process = Process(name, [*wrapper, self.program(name), *arguments],
                          self.folder / f'{log or name}.log', environment)
        self.processes.append(process)
        return process

    def start_hub(self, catalogue=None, more=()):
        """On the port it had before, if it had one: the desk goes on looking there."""
        port_file = self.folder / 'port'
        port_file.unlink(missing_ok=True)
        self.hub = self.start('yichuang-hub', '--data', self.folder / 'hub', '--training',
                              '--training-password', self.PASSWORD,
                              '--catalogue', catalogue or SOURCE / 'data/catalogue/limited-company.json',
                              '--listen', f'127.0.0.1:{self.port}', '--port-file', port_file, *more)
        wait_for(lambda: port_file.exists() and port_file.read_text().strip(), 'the hub')

    def start_offices(self):
        """All six behind one port; what the hub must be told of them."""
        port_file, hub_file = self.folder / 'offices-port', self.folder / 'offices.json'
        self.start('yichuang-sim', 'office', 'all', '--listen', '127.0.0.1:0', '--data', self.folder / 'books',
                   '--control', self.folder / 'offices-control', '--hub-file', hub_file, '--port-file', port_file,
                   log='offices')
        wait_for(lambda: port_file.exists() and hub_file.exists(), 'the offices')
        return '--offices', hub_file

    def tell_offices(self, *words):
        subprocess.run([self.program('yichuang-sim'), 'tell', self.folder / 'offices-control', *words], check=True,
                       stdout=subprocess.DEVNULL)

    def admin(self, *arguments, words=None):
        """@words: what the command reads."""
        done = subprocess.run([self.program('yichuang-hub'), 'admin', '--data', self.folder / 'hub', *arguments]
                              + (['--password-stdin'] if words else []), input=words,
                              check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def start_devices(self):
        self.start('yichuang-sim', 'card-reader', '--socket', self.folder / 'reader', '--control',
                   self.folder / 'reader-control', log='reader')
        self.start('yichuang-sim', 'printer', '--socket', self.folder / 'printer', '--output', self.folder / 'papers',
                   log='printer')
        for name in ('reader', 'reader-control', 'printer'):
            wait_for(lambda n=name: (self.folder / n).exists(), f'the simulated {name}')

    def start_desk(self, window='3', usb=False, wrapper=(), environment=None, more=()):
        """With devices behind sockets, or, with @usb, on a bus that the real libusb sees."""
        options = ['--data', self.folder / 'desk', '--hub', f'http://127.0.0.1:{self.port}']
        if not (self.folder / 'desk').exists():
            options += ['--enrol-code', self.admin('enrol-code', '--window', window)]
        if usb:
            wrapper = [BUILD / 'tests/devices/mock-usb-run', '--control', self.folder / 'bus',
                       '--output', self.folder / 'papers', '--', *wrapper]
            options += ['--card-control', self.folder / 'bus/reader']
            (self.folder / 'bus').mkdir(exist_ok=True)
            environment = dict(os.environ, ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0')
        else:
            options += ['--no-usb','--device', f'socket:{self.folder}/reader', '--device', f'socket:{self.folder}/printer',
                        '--card-control', self.folder / 'reader-control']
        # No scanner's driver but those that a test sets up: they look at every bus there is.
        (self.folder / 'no-scanners').mkdir(exist_ok=True)
        (self.folder / 'no-scanners/dll.conf').touch()
        environment = {'SANE_CONFIG_DIR': str(self.folder / 'no-scanners'), **(environment or os.environ)}
        return self.start('yichuang', *options, *more, wrapper=wrapper, environment=environment)

    def papers(self):
        """Those that are whole: one that is being written has letters of its own behind its name."""
        return sorted(paper for paper in (self.folder / 'papers').glob('job-*') if paper.suffix in ('.bin', '.txt'))

    def show_logs(self):
        for log in sorted(self.folder.glob('*.log')):
            text = log.read_text(errors='replace')
            if text.strip():
                print(''.join(f'# {log.name}: {line}\n' for line in text.splitlines()[-40:]), end='')

    def close(self):
        """Stops what was started, newest first; the names of those that ended badly."""
        bad = []
        for process in reversed(self.processes):
            running = process.is_running()
            status = process.stop()
            # A program that was killed on purpose is no failure; one that aborted is.
            if status not in (0, -signal.SIGTERM, -signal.SIGKILL) and (running or status != 0):
                bad.append(f'{process.name} ({status})')
        return bad


class Desk:
    """The window, by keys and by the accessibility tree."""

    def __init__(self, process):
        import gi
        gi.require_version('Gio', '2.0')
        from gi.repository import Gio, GLib
        self.glib = GLib
        self.process = process
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                    Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None, None)
        self.name = wait_for(self._find_application, 'the desk in the accessibility tree')
        self.told = None  # what said last that it has the focus
        self.bus.signal_subscribe(self.name, 'org.a11y.atspi.Event.Object', 'StateChanged', None, 'focused',
                                  Gio.DBusSignalFlags.NONE, self._hear_focus)
        self.window = wait_for(self._find_window, 'the window on the display')
        subprocess.run(['xdotool', 'windowfocus', '--sync', self.window], check=False)

    def _ask(self, name, path, interface, method, arguments=None):
        return self.bus.call_sync(name, path, interface, method, arguments, None, 0, WAIT_S * 1000, None).unpack()[0]

    def _find_application(self):
        if not self.process.is_running():
            raise Failure(f'the desk ended with {self.process.child.returncode}')
        for name, _ in self._ask('org.a11y.atspi.Registry', ROOT,
                                 'org.a11y.atspi.Accessible', 'GetChildren'):
            pid = self._ask('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                            'GetConnectionUnixProcessID', self.glib.Variant('(s)', (name,)))
            if pid in self.process.pids():
                return name
        return None

    def _find_window(self):
        for pid in self.process.pids():
            found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(pid)],
                                   capture_output=True, text=True)
            if found.stdout.split():
                return found.stdout.split()[0]
        return None

    # -- by ear ---------------------------------------------------------------

    def _children(self, nodes):
        """The children of all @nodes, asked at once; a node that has gone has none."""
        context = self.glib.MainContext.default()
        found, open_questions = [], len(nodes)

        def answered(bus, result):
            nonlocal open_questions
            open_questions -= 1
            try:
                found.extend(bus.call_finish(result).unpack()[0])
            except self.glib.Error:
                pass

        for name, path in nodes:
            self.bus.call(name, path, 'org.a11y.atspi.Accessible', 'GetChildren', None, None, 0, WAIT_S * 1000, None,
                          answered)
        while open_questions > 0:
            context.iteration(True)
        return found

    def _cached(self):
        """All that was ever told of and still is: by its path, how many children it says
        it has, its name, its states."""
        try:
            found = self._ask(self.name, '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems')
        except self.glib.Error:
            if not self.process.is_running():
                raise Failure(f'the desk ended with {self.process.child.returncode}') from None
            return {}
        return {item[0][1]: (item[4], item[6], item[9][0]) for item in found}

    def items(self):
        """(name, states, path) of all that the window tells of. GTK 4.8 makes what it
        tells of when its parent is asked for children, so the tree is gone through from
        the top; only who says that it has none is not asked (a window says so of itself
        always). That includes the pages of a stack that are not shown (which they are it
        does not say): ask for words that stand in one place only."""
        cached = self._cached()
        windows = [path for _, path in self._children([(self.name, ROOT)])]
        level = [path for _, path in self._children([(self.name, path) for path in windows])]
        seen = {*windows, *level}
        while level:
            asked = [(self.name, path) for path in level if path not in cached or cached[path][0] > 0]
            level = [path for _, path in self._children(asked) if path not in seen and path.startswith('/cn/')]
            seen.update(level)
        if not seen <= cached.keys():
            cached = self._cached()
        return [(name, states, path) for path, (_, name, states) in cached.items() if path in seen]

    def texts(self):
        """What stands in every field, shown or not, that the window tells of, by its name."""
        context = self.glib.MainContext.default()
        items = self.items()
        found, open_questions = [], len(items)

        def answered(bus, result, name):
            nonlocal open_questions
            open_questions -= 1
            with contextlib.suppress(self.glib.Error):  # what has no text, or has gone
                found.append((name, bus.call_finish(result).unpack()[0]))

        for name, _, path in items:
            self.bus.call(self.name, path, 'org.a11y.atspi.Text', 'GetText', self.glib.Variant('(ii)', (0, TEXT_MAX)),
                          None, 0, WAIT_S * 1000, None, answered, name)
        while open_questions > 0:
            context.iteration(True)
        return found

    def words(self):
        return [name for name, _, _ in self.items() if name]

    def hears(self, words):
        return any(words in name for name in self.words())

    def said(self):
        """What each window said last: a toast may be over before the tree is gone through,
        so the window keeps it as its description."""
        found = []
        for name, path in self._children([(self.name, ROOT)]):
            with contextlib.suppress(self.glib.Error):  # a window that has gone says nothing
                found.append(self._ask(name, path, 'org.freedesktop.DBus.Properties', 'Get',
                                       self.glib.Variant('(ss)', ('org.a11y.atspi.Accessible', 'Description'))))
        return found

    def expect(self, words, seconds=WAIT_S):
        wait_for(lambda: any(words in said for said in self.said()) or self.hears(words), f'“{words}” on the screen', seconds)

    def _hear_focus(self, bus, sender, path, interface, signal, parameters):
        if parameters.unpack()[1]:
            self.told = path

    def _is_focused(self, path):
        try:
            return bool(self._ask(self.name, path, 'org.a11y.atspi.Accessible', 'GetState')[0] & STATE_FOCUSED)
        except self.glib.Error:
            return False

    def focused_path(self):
        """Where what has the focus stands in the tree; None where nothing has it. What
        said so last is asked whether it still is so, and where it is not, what has said
        so in the meantime; a page that is new says nothing before it has been gone
        through, so then all is gone through."""
        context = self.glib.MainContext.default()
        asked = None
        for _ in range(FOCUS_TRIES):
            while context.pending():
                context.iteration(False)
            if self.told != asked and self.told and self._is_focused(self.told):
                return self.told
            asked = self.told
            time.sleep(POLL_S / FOCUS_TRIES)
        self.told = next((path for _, states, path in self.items() if states & STATE_FOCUSED), None)
        return self.told

    def focused(self):
        """The name of what has the focus; "" where it has none, or nothing has it."""
        path = self.focused_path()
        try:
            return self._ask(self.name, path, 'org.freedesktop.DBus.Properties', 'Get',
                             self.glib.Variant('(ss)', ('org.a11y.atspi.Accessible', 'Name'))) if path else ''
        except self.glib.Error:
            return ''

    def focused_text(self):
        """What stands in the field that has the focus."""
        try:
            return self._ask(self.name, self.focused_path(), 'org.a11y.atspi.Text', 'GetText',
                             self.glib.Variant('(ii)', (0, TEXT_MAX)))
        except (self.glib.Error, TypeError):
            return ''

    # -- by hand --------------------------------------------------------------

    def off_the_record(self):
        """For what only a training hall needs; who counts keys does not count these."""
        return contextlib.nullcontext()

    def sign_in(self):
        self.expect(Hall.SIGN_IN)
        self.sign_in_as(Hall.OPERATOR, Hall.OPERATOR_NAME)

    def sign_in_as(self, operator, words):
        """At the door; @words: what is on the screen behind it."""
        self.type(operator)
        self.key('Tab')
        self.type(Hall.PASSWORD)
        self.key('Return')
        self.expect(words)
        wait_for(lambda: self.focused() not in ('', Hall.PASSWORD_FIELD), 'the work page with the focus')

    def fill_in(self, answers, until=None, most=80):
        """Goes from one missing thing to the next with Ctrl+J, as a clerk does,
        and answers each by its name, until nothing is missing or @until is asked."""
        asked = []
        for _ in range(most):
            name = self.next_missing()
            if name is None or name == until:
                return asked
            if asked.count(name) >= 3:
                raise Failure(f'“{name}” is asked for again and again: what is typed is not kept')
            if name not in answers:
                raise Failure(f'asked for “{name}”, and has no answer; asked before: {asked}')
            self.answer(answers[name], leave=False)
            asked.append(name)
        raise Failure(f'still asked after {most} answers: {asked[-5:]}')

    def next_missing(self):
        """Ctrl+J: the name of what is missing next, None where nothing is. It may come
        back to where it began, where that is all that is left: so after a while the
        whole window is asked, which costs much more than to ask where the focus is."""
        before, looks = self.focused_path(), 0

        def gone():
            nonlocal looks
            looks += 1
            now = self.focused_path()
            return now and (now != before or (looks > 6 and self.hears(Hall.NOTHING_MISSING)) or looks > 9)

        self.key('ctrl+j')
        wait_for(gone, 'a field with the focus')
        return None if self.focused_path() == before and self.hears(Hall.NOTHING_MISSING) else self.focused()

    def answer(self, answer, leave=True):
        """A text, the keys that choose, or what somebody does. @leave: go on with Tab,
        where no other key leaves the field."""
        if callable(answer):
            answer(self)
        elif isinstance(answer, tuple):
            self.key(*answer)
        else:
            self.write(answer)
            if leave:
                self.key('Tab')

    def write(self, text, tries=5):
        """Types, looks, and types again where the display lost a character: it
        may still be learning one while the key is pressed."""
        for attempt in range(tries):
            self.key('ctrl+a')
            self.type(text, 1 + attempt)
            try:
                wait_for(lambda: self.focused_text() == text, f'“{text}” in the field', 2)
                return
            except Failure:
                pass
        raise Failure(f'“{text}” does not arrive in the field: “{self.focused_text()}” does')

    def key(self, *keys):
        for key in keys:
            subprocess.run(['xdotool', 'key', '--clearmodifiers', '--delay', '5', key], check=True)

    def press_and_see(self, key, seconds=5):
        """Presses a key that moves the focus, and waits until it has; where it cannot, goes on."""
        before = self.focused_path()
        self.key(key)
        with contextlib.suppress(Failure):
            wait_for(lambda: self.focused_path() != before, 'the focus to move', seconds)

    def type(self, text, slowness=1):
        """Chinese goes in slowly: each character is put on a spare key first."""
        delay = 12 if text.isascii() else 80
        subprocess.run(['xdotool', 'type', '--clearmodifiers', '--delay', str(delay * slowness), text], check=True)

    def screenshot(self, path):
        subprocess.run(['import', '-window', 'root', str(path)], check=False)


def report(name, hall, steps):
    """Runs the steps of one test and says how it went, in TAP."""
    try:
        steps(hall)
        bad = hall.close()
        if bad:
            raise Failure('ended badly: ' + ', '.join(bad))
    except Exception as error:  # every failure is told with what the programs said
        picture = hall.folder / 'failure.png'
        subprocess.run(['import', '-window', 'root', str(picture)], check=False)
        print(f'# a picture of it: {picture}')
        hall.close()
        print(f'not ok 1 {name}\n# {type(error).__name__}: {error}')
        hall.show_logs()
        print('1..1')
        return 1
    print(f'ok 1 {name}\n1..1')
    shutil.rmtree(hall.folder, ignore_errors=True)
    return 0
