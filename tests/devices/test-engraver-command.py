#!/usr/bin/python3
"""yichuang-sim engraver as a process: a desk engraves over a socket and over a terminal, and a picture is there.

Arguments: yichuang-sim, the guard, the desk (engrave-desk).
"""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

SIM, GUARD, DESK = (os.path.abspath(path) for path in sys.argv[1:4])


class Engraver:
    def __init__(self, folder, *arguments):
        self.folder = pathlib.Path(folder)
        self.control = self.folder / 'control'
        self.process = subprocess.Popen([SIM, 'engraver', '--control', str(self.control), '--bed', '60x60', '--output',
                                         str(self.folder / 'pictures'), *arguments], stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        assert self.process.stdout.readline() == 'ready\n'
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(10) == 0

    def tell(self, *words):
        subprocess.run([SIM, 'tell', str(self.control), *words], check=True, stdout=subprocess.DEVNULL, timeout=10)

    def engrave(self, address):
        return subprocess.run([DESK, GUARD, str(self.folder / 'journals'), address, os.urandom(16).hex(), '60'],
                              timeout=60, stderr=subprocess.DEVNULL).returncode

    def pictures(self, count):
        """Their paths, when there are so many; a picture comes half a second after the head has come to rest."""
        end = time.monotonic() + 10
        while len(list(self.folder.glob('pictures/*.png'))) < count and time.monotonic() < end:
            time.sleep(0.1)
        return sorted(self.folder.glob('pictures/*.png'))


def size(png):
    """In dots, as its head says."""
    return struct.unpack('>II', png.read_bytes()[16:24])


def test_socket():
    with tempfile.TemporaryDirectory(prefix='yc-engraver-') as folder:
        with Engraver(folder, '--socket', f'{folder}/socket', '--board', 'M2') as engraver:
            engraver.tell('pace', '20')
            assert engraver.engrave(f'socket:{folder}/socket') == 0
            first, = engraver.pictures(1)
            assert size(first) == (1182, 1182), size(first)
            engraver.tell('new-plate')
            assert engraver.engrave(f'socket:{folder}/socket') == 0
            assert len(engraver.pictures(2)) == 2
            assert first.read_bytes() == engraver.pictures(2)[1].read_bytes()


def test_terminal():
    with tempfile.TemporaryDirectory(prefix='yc-engraver-') as folder:
        with Engraver(folder, '--kind', 'grbl', '--pty', f'{folder}/line') as engraver:
            engraver.tell('pace', '20')
            assert engraver.engrave(f'tty:{folder}/line') == 1  # locked: it was not sent home
            assert not list(engraver.folder.glob('pictures/*.png'))
            engraver.tell('no-homing')
            assert engraver.engrave(f'tty:{folder}/line') == 0
            assert size(engraver.pictures(1)[0]) == (1182, 1182)


def test_wrong_words():
    for words in (['--kind', 'plotter', '--socket', '/nonexistent/s'], ['--pty', '/nonexistent/p'],
                  ['--kind', 'grbl'], ['--socket', '/nonexistent/s', '--bed', '0x9']):
        run = subprocess.run([SIM, 'engraver', *words], capture_output=True, text=True, timeout=10)
        assert run.returncode == 1 and run.stderr.startswith('yichuang-sim: '), (words, run)


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith('test_')]
    print(f'1..{len(tests)}')
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} {name}', flush=True)
        except Exception as error:  # one test that fails must not hide the others
            failed += 1
            print(f'not ok {number} {name}\n# {type(error).__name__}: {error}', flush=True)
    return failed > 0


sys.exit(main())
