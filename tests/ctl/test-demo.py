#!/usr/bin/python3
"""yichuang-ctl from outside: the demo online and offline, and cards from files."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

BUILD, SOURCE, VECTORS = (pathlib.Path(argument) for argument in sys.argv[1:4])
CTL = BUILD / 'src/ctl/yichuang-ctl'
ENVIRONMENT = dict(os.environ, YC_CATALOGUE=str(SOURCE / 'data/catalogue'), YC_SEALS=str(SOURCE / 'data/seals'),
                   YC_TEMPLATES=str(SOURCE / 'data/templates'),
                   YC_GUARD=str(BUILD / 'src/devices/yichuang-guard'))
CREDIT_SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'


def run(*arguments, environment=ENVIRONMENT):
    return subprocess.run([CTL, *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=120)


def demo(folder, *more):
    done = run('demo', '--out', folder, *more)
    assert done.returncode == 0, done.stdout + done.stderr
    seconds = float(re.findall(r'([0-9.]+) s  done', done.stdout)[0])
    print(f'# demo {" ".join(more)}: {seconds} s')
    return json.loads((folder / 'case.json').read_text())


# Numbers differ, and an office that answers at once may do so before its receipt is kept.
def shape(case):
    fields = sorted((re.sub('[0-9a-f]{32}', 'ROW', path), str(f['value'])) for path, f in case['fields'].items())
    return case['status'], fields, sorted((e['kind'], e['detail'], e['outcome']) for e in case['events']
                                          if e['kind'] not in ('case.receive', 'module.done', 'module.acknowledge'))


def check_credit_code(code):
    """GB 32100, by a second hand."""
    total = sum(CREDIT_SIGNS.index(sign) * (3 ** place % 31) for place, sign in enumerate(code[:17]))
    assert len(code) == 18 and CREDIT_SIGNS[(31 - total % 31) % 31] == code[17], code


def check_papers(folder, case):
    papers = b''.join(path.read_bytes() for path in sorted(folder.glob('papers/*.bin')))
    text = papers.decode('gb18030', errors='ignore')
    for words in ('排队号票', '3-001', '受理回执', case['number'], case['title'], case['credit_code'], '【训练】'):
        assert words in text, words


def test_demo(folder):
    online = demo(folder / 'online')
    offline = demo(folder / 'offline', '--offline')
    for one, other in zip(shape(online), shape(offline), strict=True):
        assert one == other, [entry for entry in [*one, *other] if one.count(entry) != other.count(entry)]
    for case, name in ((online, 'online'), (offline, 'offline')):
        assert re.fullmatch(r'LC\d{8}\d{5}', case['number']), case['number']
        check_credit_code(case['credit_code'])
        check_papers(folder / name, case)
        check_seals(folder / name, case)
        check_forms(folder / name, case)
    again = run('demo', '--out', folder / 'online')
    assert again.returncode == 1 and 'holds a demo already' in again.stdout


def check_forms(folder, case):
    """On the form printer, each once, with a picture: who collects invoices, and what was handed over."""
    stems = [folder / 'forms' / f'job-{number:04}' for number in (1, 2, 3)]
    for stem, words in zip(stems, ('纳税人类别', '本人已核对并领取上列物件')):  # titles are larger than the printer's type
        text = stem.with_suffix('.txt').read_text()
        for part in (words, case['credit_code'], '【训练】'):
            assert part in text, (stem, part, text)
        assert pathlib.Path(f'{stem}-1.png').stat().st_size > 10000, stem
    assert not stems[2].with_suffix('.bin').exists(), 'a third form'
    printed = [event['detail'] for event in case['events'] if event['kind'] == 'print.record']
    assert printed == ['receipt', 'invoices', 'handover'], printed


def check_seals(folder, case):
    """Five seals are cut, each once, before the bank is asked and all is given out; what the machine made is there."""
    kinds = [event['kind'] for event in case['events'] if event['outcome'] == 'applied']
    for kind in ('job.ask', 'job.grant', 'job.start', 'job.done'):
        assert kinds.count(kind) == 5, (kind, kinds.count(kind))
    steps = [(event['kind'], event['detail']) for event in case['events']]
    last_made = len(steps) - 1 - [kind for kind, _ in steps][::-1].index('job.done')
    assert steps.index(('module.start', 'bank')) > last_made, 'the bank was asked before the seals were there'
    assert [kind for kind, _ in steps].index('handover.sign') > last_made and kinds.count('case.finish') == 1
    plates = list((folder / 'plates').glob('*.png'))
    assert len(plates) == 1 and plates[0].stat().st_size > 20000, plates


def test_cards(folder):
    """Against the places that the text block's table gives, read by a second hand."""
    for name, number_bytes in (('resident', 36), ('j', 36), ('i', 30), ('y', 36)):
        data = (VECTORS / name).read_bytes()
        text = data[14:14 + 256]
        number = text[122:122 + number_bytes].decode('utf-16-le').rstrip()
        path = folder / name
        path.write_bytes(data)
        done = run('card', 'decode', path, '--json')
        assert done.returncode == 0, (name, done.stderr)
        assert json.loads(done.stdout)['number'] == number, (name, number, done.stdout)


def test_bad_cards(folder):
    good = (VECTORS / 'resident').read_bytes()
    bad = {'empty': b'', 'cut': good[:-1], 'half': good[:600], 'flipped': good[:200] + bytes([good[200] ^ 1]) + good[201:],
           'length': bytes.fromhex('AAAAAA96690004200122'), 'preamble': bytes.fromhex('00AAAA96690003200122'),
           'huge': good * 9}
    for name, data in bad.items():
        path = folder / f'bad-{name}'
        path.write_bytes(data)
        done = run('card', 'decode', path, '--json')
        assert done.returncode == 1 and done.stderr.strip() and not done.stdout, (name, done)
    assert run('card', 'decode', folder / 'nowhere', '--json').returncode == 1
    assert run('card').returncode == 2


def wait_for(path, process):
    end = time.monotonic() + 30
    while not path.exists():
        assert process.poll() is None and time.monotonic() < end, f'{path.name} did not come'
        time.sleep(0.02)


def start(stack, ready, *command):
    process = subprocess.Popen([str(word) for word in command], env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    wait_for(ready, process)


def test_failing_case(folder):
    """What fails says so, closes what it opened and exits with 1: a broken reader."""
    place = folder / 'failing'
    place.mkdir()
    sim, hub = BUILD / 'src/sim/yichuang-sim', BUILD / 'src/hub/yichuang-hub'
    with contextlib.ExitStack() as stack:
        start(stack, place / 'control', sim, 'card-reader', '--socket', place / 'reader', '--control', place / 'control')
        start(stack, place / 'port', hub, '--data', place / 'hub', '--listen', '127.0.0.1:0', '--training', '--port-file',
              place / 'port')
        subprocess.run([sim, 'tell', place / 'control', 'fail', 'status'], env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
        url = f'http://127.0.0.1:{(place / "port").read_text().strip()}'
        for number in range(5):
            code = subprocess.run([hub, 'admin', '--data', place / 'hub', 'enrol-code', '--window', '3'], env=ENVIRONMENT,
                                  capture_output=True, text=True, check=True).stdout.strip()
            done = run('case', '--data', place / f'desk-{number}', '--hub', url, '--enrol-code', code, '--device',
                       f'socket:{place / "reader"}', '--card-control', place / 'control')
            assert done.returncode == 1 and 'failed: ' in done.stdout, (done.returncode, done.stdout + done.stderr)


def main():
    tests = [test_demo, test_cards, test_bad_cards, test_failing_case]
    failed = 0
    print(f'1..{len(tests)}')
    with tempfile.TemporaryDirectory(prefix='yc-ctl-') as folder:
        for number, test in enumerate(tests, 1):
            try:
                test(pathlib.Path(folder))
                print(f'ok {number} {test.__name__}')
            except (AssertionError, subprocess.TimeoutExpired) as error:
                failed += 1
                print(''.join(f'# {line}\n' for line in str(error).splitlines()), end='')
                print(f'not ok {number} {test.__name__}')
    return 1 if failed else 0


raise SystemExit(main())
