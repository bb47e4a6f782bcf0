#!/usr/bin/env python3
"""Signing on the real customer display: by a pen with pressure, and by a mouse.

    test-pen.py --compositor PROGRAM --display PROGRAM [--pictures FOLDER]

The pen is a tablet of a headless Wayland compositor; the mouse is xdotool's, in
a virtual X display. Each reads the paper to its end first, as an applicant
would: the button that says so is not there before. What the display keeps is
then held against what the hand did. --pictures keeps what it looked like.
"""

import argparse
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time

WAIT_S_MAX = 60
READ = '已阅读全文'
FINISH = '签好了'
ONWARD = ('继续', '下一页')


class Screen:
    """A program that tells where things are, line by line."""

    def __init__(self, command, env, log):
        self.lines = queue.Queue()
        self.buttons, self.pad, self.fresh = {}, None, []
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                        encoding='utf-8')
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip('\n'))
        self.lines.put(None)

    def wait(self, word):
        """Until a line begins with word; what is said of places on the way is kept."""
        while True:
            line = self.lines.get(timeout=WAIT_S_MAX)
            if line is None:
                raise AssertionError(f'the display ended before “{word}”')
            self._take(line)
            if line.startswith(word):
                return line

    def _take(self, line):
        if line == 'there':
            self.buttons = {label: place for kind, place, label in self.fresh if kind == 'button'}
            self.pad = next((place for kind, place, _ in self.fresh if kind == 'pad'), None)
            self.fresh = []
        elif line.startswith('button '):
            _, x, y, label = line.split(' ', 3)
            self.fresh.append(('button', (int(x), int(y)), label))
        elif line.startswith('pad '):
            self.fresh.append(('pad', tuple(int(n) for n in line.split()[1:5]), ''))

    def find(self, *words):
        """Where the first button is whose label has one of the words, or None."""
        return next((place for label, place in self.buttons.items() if any(w in label for w in words)), None)

    def until(self, true):
        while not true():
            self.wait('there')

    def say(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def read_to_the_end(screen, press):
    """Presses “onward” until the paper can be said to have been read; returns how often."""
    presses = 0
    screen.until(lambda: screen.find(*ONWARD))
    while not screen.find(READ):
        assert not screen.pad, 'the ink field is open before the paper was read'
        if screen.find(*ONWARD) and presses < 40:
            before = dict(screen.buttons)
            press(screen.find(*ONWARD))
            presses += 1
            if dict(screen.buttons) == before:
                screen.wait_a_little()
        else:
            screen.wait('there')
    press(screen.find(READ))
    screen.until(lambda: screen.pad)
    return presses


def settle(screen, seconds=0.35):
    """Takes what is said within a moment."""
    import time
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            line = screen.lines.get(timeout=max(0.01, end - time.monotonic()))
        except queue.Empty:
            return
        if line is None:
            raise AssertionError('the display ended')
        screen._take(line)


def load(path):
    with open(path, encoding='utf-8') as stream:
        return json.load(stream)


def strokes_of(ink):
    """The samples of each stroke, the lifting left out."""
    strokes, at = [], []
    for sample in ink['samples']:
        if len(sample) == 4 and sample[3] == -1:
            strokes.append(at)
            at = []
        else:
            at.append(sample)
    assert not at, 'the pen was not lifted'
    return strokes


def environment(**more):
    env = dict(os.environ, GSK_RENDERER='cairo', GTK_A11Y='none', LC_ALL='C.UTF-8', **more)
    # What is written is looked at here, not what libraries keep.
    env['ASAN_OPTIONS'] = 'detect_leaks=0'
    return env


def picture(tool, name, folder, env):
    if folder and shutil.which(tool[0]):
        subprocess.run([*tool, os.path.join(folder, name)], env=env, check=False, timeout=30)


def by_pen(options, folder):
    """A ramp of pressure arrives as a ramp, at the places and in the time it was made."""
    out = os.path.join(folder, 'pen.json')
    runtime = os.path.join(folder, 'run')
    os.mkdir(runtime, 0o700)
    env = environment(XDG_RUNTIME_DIR=runtime, GDK_BACKEND='wayland')
    for name in ('DISPLAY', 'WAYLAND_DISPLAY'):
        env.pop(name, None)
    with open(os.path.join(folder, 'pen.log'), 'w+', encoding='utf-8') as log:
        screen = Screen([options.compositor, options.display, out], env, log)
        screen.wait_a_little = lambda: settle(screen)

        def press(place):
            screen.say(f'tap {place[0]} {place[1]}')
            screen.wait('done')
            settle(screen)
        try:
            env['WAYLAND_DISPLAY'] = screen.wait('display ').split()[1]
            screen.wait('mapped')
            presses = read_to_the_end(screen, press)
            assert presses >= 3, f'two pages that are higher than the screen were read with {presses} presses'
            x, y, width, height = screen.pad
            for part, samples in ((0.3, 60), (0.6, 40)):
                screen.say(f'pen {x + width * 0.2:.0f} {y + height * part:.0f} '
                           f'{x + width * 0.7:.0f} {y + height * (part - 0.2):.0f} {samples}')
                screen.wait('done')
            screen.until(lambda: screen.find(FINISH))
            picture(['grim'], 'pen.png', options.pictures, env)
            screen.say('tap {} {}'.format(*screen.find(FINISH)))
            screen.wait('signed')
        except Exception:
            log.seek(0)
            sys.stderr.write(log.read()[-4000:])
            raise
        finally:
            screen.stop()
    ink = load(out)
    strokes = strokes_of(ink)
    assert ink['device'] == 'pen', ink['device']
    assert len(strokes) == 2, len(strokes)
    for stroke, made in zip(strokes, (60, 40)):
        pressures = [sample[3] for sample in stroke]
        xs = [sample[0] for sample in stroke]
        assert len(stroke) >= made * 0.9, f'{len(stroke)} of {made} samples'
        assert pressures == sorted(pressures), 'the pressure does not rise'
        assert pressures[0] <= 140 and pressures[-1] >= 1000, (pressures[0], pressures[-1])
        assert len(set(pressures)) >= made * 0.8, f'{len(set(pressures))} different pressures'
        assert xs == sorted(xs) and xs[-1] - xs[0] > 50000, (xs[0], xs[-1])
    time_ms = sum(sample[2] for sample in strokes[0])
    assert 200 <= time_ms <= 5000, time_ms
    return f'{len(strokes[0])} + {len(strokes[1])} samples, pressure {strokes[0][0][3]} to {strokes[0][-1][3]}'


def by_mouse(options, folder):
    """A mouse is recorded as a mouse, without a pressure."""
    out = os.path.join(folder, 'mouse.json')
    env = environment(GDK_BACKEND='x11')
    with open(os.path.join(folder, 'mouse.log'), 'w+', encoding='utf-8') as log:
        screen = Screen([options.display, out], env, log)
        screen.wait_a_little = lambda: settle(screen)

        def mouse(*words):
            subprocess.run(['xdotool', *[str(word) for word in words]], env=env, check=True, timeout=30)

        def press(place):
            mouse('mousemove', *place)
            settle(screen, 0.1)
            mouse('click', 1)
            settle(screen)
        try:
            read_to_the_end(screen, press)
            x, y, width, height = screen.pad
            mouse('mousemove', x + width // 5, y + height // 2)
            mouse('mousedown', 1)
            for step in range(40):
                mouse('mousemove', x + width // 5 + 10 * step, y + height // 2 + (step % 8) * 6)
                time.sleep(0.015)  # a frame takes the moves that came in it as one
            mouse('mouseup', 1)
            settle(screen)
            screen.until(lambda: screen.find(FINISH))
            picture(['import', '-window', 'root'], 'mouse.png', options.pictures, env)
            press_at = screen.find(FINISH)
            mouse('mousemove', *press_at)
            mouse('click', 1)
            screen.wait('signed')
        except Exception:
            log.seek(0)
            sys.stderr.write(log.read()[-4000:])
            raise
        finally:
            screen.stop()
    ink = load(out)
    strokes = strokes_of(ink)
    assert ink['device'] == 'mouse', ink['device']
    assert len(strokes) == 1, len(strokes)
    assert len(strokes[0]) >= 20, len(strokes[0])
    assert all(len(sample) == 3 for sample in strokes[0]), 'a mouse claims a pressure'
    return f'{len(strokes[0])} samples, no pressure'


def under_x():
    """Starts again in a virtual X display, unless there is one."""
    if os.environ.get('YC_PEN_INSIDE'):
        return
    os.execvpe('xvfb-run', ['xvfb-run', '-a', '-s', '-screen 0 1366x768x24', 'dbus-run-session', '--', sys.executable,
                            *sys.argv], dict(os.environ, YC_PEN_INSIDE='1'))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--compositor', required=True)
    parser.add_argument('--display', required=True)
    parser.add_argument('--pictures')
    options = parser.parse_args()
    under_x()
    failed = False
    print('1..2', flush=True)
    for number, (name, run) in enumerate((('pen', by_pen), ('mouse', by_mouse)), 1):
        with tempfile.TemporaryDirectory(prefix='yc-pen-') as folder:
            try:
                print(f'ok {number} - {name}: {run(options, folder)}', flush=True)
            except (AssertionError, queue.Empty, subprocess.SubprocessError, OSError) as error:
                failed = True
                print(f'not ok {number} - {name}: {error or type(error).__name__}', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
