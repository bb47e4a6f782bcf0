#!/usr/bin/python3
"""yichuang-ctl seal job and time from outside: what a machine would be sent, read without any of our code."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BUILD, SOURCE = (pathlib.Path(argument) for argument in sys.argv[1:3])
CTL = BUILD / 'src/ctl/yichuang-ctl'
ENVIRONMENT = dict(os.environ, YC_SEALS=str(SOURCE / 'data/seals'), LC_ALL='C.UTF-8', LANGUAGE='')
FIVE = ('--kind', 'all', '--name', '聊城示例信息科技有限公司', '--person', '张示例', '--code', '3715000012345',
        '--credit-code', '91350100M000100Y43')
ONE = ('--kind', 'legal-rep', '--person', '张示例')


def seal(verb, *arguments, status=0):
    done = subprocess.run([CTL, 'seal', verb, *map(str, arguments)], capture_output=True, text=True, env=ENVIRONMENT, timeout=120)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout, done.stderr


def crc(payload):
    """Dallas/Maxim: x⁸ + x⁵ + x⁴ + 1, reflected."""
    value = 0
    for byte in payload:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8C if value & 1 else 0)
    return value


def test_packets(folder):
    """Packets carry the stream, 30 letters each, filled up with F, with their check byte."""
    seal('job', *ONE, '--machine', 'lihuiyu-m2', '--material', 'rubber', '--format', 'stream', '-o', folder / 'stream')
    seal('job', *ONE, '--machine', 'lihuiyu-m2', '--material', 'rubber', '-o', folder / 'packets')
    stream, wire = (folder / 'stream').read_bytes(), (folder / 'packets').read_bytes()
    assert len(wire) % 34 == 0 and stream.endswith(b'FNSE')
    carried = b''
    for at in range(0, len(wire), 34):
        packet = wire[at:at + 34]
        assert packet[:2] == b'\xa6\x00' and packet[32] == 0xa6 and packet[33] == crc(packet[2:32])
        carried += packet[2:32].rstrip(b'F')
    assert carried.replace(b'F', b'') == stream.replace(b'F', b'')
    laser = [letter for letter in re.sub(rb'IV?C?V?[0-9]+[0-9GC]*|S1[EP]|NSE|FNSE', b'', stream).decode() if letter in 'DU']
    assert laser and laser[-1] == 'U' and all(a != b for a, b in zip(laser, laser[1:]))


def walk(text):
    """Each move of a program: (x, y) before, after, and the power at which it is made."""
    place, power, motion, on = [0.0, 0.0], 0, None, False
    for line in text.splitlines():
        before = tuple(place)
        for letter, number in re.findall(r'([A-Z])(-?[0-9.]+)', line):
            number = float(number)
            if letter == 'G' and number in (0, 1):
                motion = int(number)
            elif letter == 'M':
                on = number == 4
            elif letter in 'XY':
                place['XY'.index(letter)] = number
            elif letter == 'S':
                power = number
        if tuple(place) != before:
            yield before, tuple(place), power if motion == 1 and on else 0


def test_gcode(folder):
    """It burns inside the bed, is dark at the end, and its longest line fits into a controller."""
    seal('job', *FIVE, '--machine', 'grbl', '--material', 'rubber', '-o', folder / 'gcode')
    text = (folder / 'gcode').read_text()
    assert text.endswith('M5S0\n') and max(map(len, text.splitlines())) < 80
    burnt = 0
    for before, after, power in walk(text):
        assert all(0 <= value <= 400 for value in before + after) and 0 <= power <= 1000
        burnt += abs(after[0] - before[0]) * (power / 1000) if before[1] == after[1] else 0
    # Five pieces of 43, 41, 41 mm, 43 × 33 mm and a square of 21 mm, less their ink and slopes.
    area = 3.1416 / 4 * (43 ** 2 + 41 ** 2 + 41 ** 2 + 43 * 33) + 21 ** 2
    assert 0.6 * area < burnt * 0.0508 < 0.95 * area, (burnt * 0.0508, area)


def test_time(_folder):
    """Five seals in rubber: within fifteen minutes and three quarters of the naive time, and sections add up."""
    for machine in ('lihuiyu-m2', 'lihuiyu-b2', 'grbl'):
        arguments = (*FIVE, '--machine', machine, '--material', 'rubber', '--dpi', 500, '--speed', 250, '--passes', 1, '--json')
        times = json.loads(seal('time', *arguments)[0])
        again = json.loads(seal('time', *arguments)[0])
        print(f'# {machine}: {times["total_s"] / 60:.1f} min, naive {times["naive_s"] / 60:.1f} min, '
              f'ratio {times["total_s"] / times["naive_s"]:.2f}')
        assert times == again
        assert times['total_s'] <= 15 * 60 and times['total_s'] <= 0.75 * times['naive_s']
        ends = [section['end_s'] for section in times['sections']]
        assert ends == sorted(ends) and abs(ends[-1] - times['total_s']) < 1e-6
        assert {'official', 'finance', 'invoice', 'contract', 'legal-rep'} <= {s['label'] for s in times['sections'] if s['mode'] == 'vector'}
    slow = json.loads(seal('time', *FIVE, '--machine', 'lihuiyu-m2', '--material', 'rubber', '--speed', 150, '--passes', 2, '--json')[0])
    print(f'# at 150 mm/s, two passes: {slow["total_s"] / 60:.1f} min, naive {slow["naive_s"] / 60:.1f} min')
    assert slow['total_s'] > 2 * times['total_s']


def test_film(folder):
    """A photosensitive seal is a page, and banks do not take a private one."""
    _, hint = seal('job', *ONE, '--material', 'photosensitive', '-o', folder / 'film.pdf')
    assert (folder / 'film.pdf').read_bytes().startswith(b'%PDF-') and 'anks' in hint
    _, hint = seal('job', '--kind', 'official', '--name', '聊城示例信息科技有限公司', '--material', 'photosensitive', '-o', folder / 'film.pdf')
    assert hint == ''


def test_picture(folder):
    seal('time', *ONE, '--machine', 'grbl', '--material', 'infiltration', '--picture', folder / 'way.png', '-o', folder / 'times')
    assert (folder / 'way.png').read_bytes().startswith(b'\x89PNG') and 'together' in (folder / 'times').read_text()


def test_refuses(folder):
    """What cannot be is one line that says why, and no file."""
    machine = ('--machine', 'lihuiyu-m2', '--material', 'rubber')
    wrong = ((*ONE, '--machine', 'lihuiyu-m3', '--material', 'rubber'), (*ONE, '--machine', 'grbl', '--material', 'granite'),
             (*ONE, *machine, '--format', 'gcode'), (*ONE, '--machine', 'grbl', '--material', 'rubber', '--format', 'packets'),
             (*ONE, *machine, '--dpi', 600), (*ONE, *machine, '--speed', 900), (*ONE, *machine, '--speed', 'nan'),
             (*ONE, *machine, '--passes', 99), (*ONE, *machine, '--plate', '20x'), (*ONE, *machine, '--plate', '10x10'),
             (*ONE, *machine, '--plate', 'x'), (*ONE, *machine, '--dpi', -1), machine, ('--kind', 'official,seal', *machine),
             ('--kind', 'official', *machine), ('--kind', ','.join(['legal-rep'] * 65), '--person', '张示例', *machine),
             ('--kind', ','.join(['legal-rep'] * 64), '--person', '张示例', *machine, '--plate', '100x100'),
             (*FIVE[:4], '--code', '1,2', *machine), (*ONE, '--material', 'photosensitive', '--format', 'stream'),
             (*ONE, '--material', 'photosensitive', '--machine', 'printer'))
    for arguments in wrong:
        out, words = seal('job', *arguments, '-o', folder / 'none', status=1)
        assert out == '' and words.count('\n') == 1 and len(words) > 10, (arguments, out, words)
        assert not (folder / 'none').exists(), arguments
    seal('job', *ONE, *machine, status=2)
    seal('cut', *ONE, status=2)


TESTS = (test_packets, test_gcode, test_time, test_film, test_picture, test_refuses)


def main():
    print(f'1..{len(TESTS)}')
    failed = 0
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory(prefix='yc-seal-job-') as folder:
            try:
                test(pathlib.Path(folder))
            except AssertionError as error:
                failed += 1
                print(f'not ok {number} - {test.__name__}\n# {str(error)[:2000]}')
            else:
                print(f'ok {number} - {test.__name__}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
