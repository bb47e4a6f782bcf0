#!/usr/bin/python3
"""yichuang-ctl print: the same paper as the PDF, on a form printer and on a receipt printer."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BUILD, SOURCE = Path(sys.argv[1]), Path(sys.argv[2])
CTL, SIM = BUILD / 'src/ctl/yichuang-ctl', BUILD / 'src/sim/yichuang-sim'
DATA = SOURCE / 'tests/ctl/form-legacy.json'
PLACE_MAX_MM = 0.2
POINT_MM = 25.4 / 72
CELL_MM = 24 / 180 * 25.4
ENV = os.environ | {'YC_CATALOGUE': str(SOURCE / 'data/catalogue'), 'YC_TEMPLATES': str(SOURCE / 'data/templates'),
                    # Cairo keeps its fonts until the end; leaks of ours are found by tests in one process.
                    'ASAN_OPTIONS': 'abort_on_error=1:detect_leaks=0'}
count = 0


def run(*args, status=0):
    done = subprocess.run([str(arg) for arg in args], env=ENV, capture_output=True, text=True, timeout=120)
    assert done.returncode == status, f'{args}: {done.returncode}\n{done.stdout}{done.stderr}'
    return done.stdout + done.stderr


def test(work):
    global count
    count += 1
    with tempfile.TemporaryDirectory() as folder:
        try:
            work(Path(folder))
            print(f'ok {count} {work.__name__}')
        except Exception as error:
            print(f'not ok {count} {work.__name__}\n# ' + str(error).replace('\n', '\n# '))


def print_form(folder, template='invoices', *options, printer='escp-k'):
    run(CTL, 'print', '--printer', printer, template, DATA, '-o', folder / 'form.bin', '--date', '2026-11-27', *options)
    return (folder / 'form.bin').read_bytes()


def read_back(folder):
    """The printer's own characters: [(x, y, text)], in mm, runs as the machine would show them."""
    run(SIM, 'form', folder / 'form.bin', folder / 'form')
    lines = (folder / 'form.txt').read_text().splitlines()
    return [(float(line[:7]), float(line[8:15]), line[17:]) for line in lines if not line.startswith('---')]


def words_of_pdf(folder, template='invoices'):
    """[(x, middle of y, text)] in mm, as another program sees them in the PDF."""
    run(CTL, 'doc', 'render', template, DATA, '-o', folder / 'form.pdf', '--date', '2026-11-27')
    html = run('pdftotext', '-bbox', folder / 'form.pdf', '-')
    words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', html)
    return [(float(x0) * POINT_MM, (float(y0) + float(y1)) / 2 * POINT_MM, text, (float(x1) - float(x0)) * POINT_MM)
            for x0, y0, x1, y1, text in words]


def native(word):
    """Whether the machine writes all of it in full width, so that its place can be compared."""
    return all('一' <= c <= '龥' and c not in '镕喆' for c in word)


def test_places_are_those_of_the_pdf(folder):
    print_form(folder)
    runs = read_back(folder)
    compared = 0
    for x, middle, word, width in words_of_pdf(folder):
        box = width / len(word)
        starts = [run[0] for run in runs if run[2].startswith(word) and abs(run[1] + CELL_MM / 2 - middle) < 3]
        if not native(word) or box > 5 or not starts:
            continue
        beside = min(abs(start - x - (box - CELL_MM) / 2) for start in starts)
        assert beside <= PLACE_MAX_MM, f'{word}: {beside:.3f} mm beside its place'
        compared += 1
    assert compared >= 15, f'only {compared} words compared'


def test_says_what_the_pdf_says(folder):
    print_form(folder, 'invoices')
    text = ''.join(run[2] for run in read_back(folder))
    for words in ('纳税人名称', '91371500MA3XXXXX0B', '人民币壹拾万元整', '周领票', '增值税专用发票', '得转借、转让、代开', '签字'):
        assert words in text, f'{words} is missing'
    assert '镕' not in text and '𬭚' not in text, 'a character GB 2312 has not was sent as a code'


def test_gbk_writes_more(folder):
    print_form(folder, 'invoices', '--glyphs', 'gbk')
    text = ''.join(run[2] for run in read_back(folder))
    assert '镕喆' in text and '𬭚' not in text


def test_offset_moves_everything(folder):
    print_form(folder)
    before = read_back(folder)
    print_form(folder, 'invoices', '--offset-x-mm=2.54', '--offset-y-mm=-1.27')
    after = read_back(folder)
    assert len(before) == len(after)
    for (x0, y0, a), (x1, y1, b) in zip(before, after):
        assert a == b and abs(x1 - x0 - 2.54) < 0.1 and abs(y1 - y0 + 1.27) < 0.1, f'{a}: {x1 - x0:.2f} {y1 - y0:.2f}'


def test_same_bytes(folder):
    assert print_form(folder) == print_form(folder)


def test_sheets_are_ejected(folder):
    assert print_form(folder, 'invoices', '--sheets').endswith(b'\x1b\x19R')
    assert print_form(folder).endswith(b'\r\x0c')


def test_tractor_forms(folder):
    """The same paper on the 140 mm form, which is 5.5 in: several forms, each exactly as long as the paper."""
    for template in (SOURCE / 'data/templates').glob('*.json'):
        content = json.loads(template.read_text())
        if content['id'] == 'invoices':
            content['page'] = {'width_mm': 241, 'height_mm': 140, 'top_mm': 12, 'bottom_mm': 14, 'left_mm': 30, 'right_mm': 30}
        (folder / template.name).write_text(json.dumps(content, ensure_ascii=False))
    data = print_form(folder, 'invoices', '--templates', folder)
    assert data.count(b'\x1b2\x1bC\x21') == 1, 'the length is not 33 lines of 1/6 in'
    read_back(folder)
    lengths = re.findall(r'--- page \d+, ([\d.]+) mm', (folder / 'form.txt').read_text())
    assert len(lengths) >= 2 and set(lengths) == {'139.7'}, lengths


def test_receipt(folder):
    data = print_form(folder, 'handover', printer='escpos')
    assert data.startswith(b'\x1b@\x1c&') and data.endswith(b'\x1dVB\x00')
    assert '出件清单'.encode('gb18030') in data
    code = '聊登受字〔2026〕第000123号'.encode()
    assert b'1P0' + code in data, 'the QR code is missing'
    assert '\n  91371500MA3XXXXX0B\n'.encode() in data, 'a cell is broken that fits a line of its own'


def test_calibration(folder):
    run(CTL, 'print', '--calibration', '241x139.7', '-o', folder / 'form.bin')
    runs = read_back(folder)
    for x, _y, text in runs:
        if text.isdigit() and 100 <= int(text) <= 110 and abs(x - int(text)) < 6:
            break
    else:
        raise AssertionError(f'no number where its millimetre is: {runs}')


def test_refusals(folder):
    out = folder / 'x.bin'
    run(CTL, 'print', 'invoices', DATA, '-o', out, status=2)
    run(CTL, 'print', '--printer', 'laser', 'invoices', DATA, '-o', out, status=2)
    for words, args in (('no template has this id', ('--printer', 'escp-k', 'nothing', DATA)),
                        ('gb2312 or gbk', ('--printer', 'escp-k', '--glyphs', 'big5', 'invoices', DATA)),
                        ('outside the paper', ('--printer', 'escp-k', '--offset-y-mm=25', 'invoices', DATA)),
                        ('25 mm at most', ('--printer', 'escp-k', '--offset-x-mm=26', 'invoices', DATA)),
                        ('WIDTHxHEIGHT', ('--calibration', '241')),
                        ('450 mm a side', ('--calibration', '241x9999'))):
        said = run(CTL, 'print', *args, '-o', out, status=1)
        assert words in said, said
    assert not out.exists()


print('1..10')
for work in (test_places_are_those_of_the_pdf, test_says_what_the_pdf_says, test_gbk_writes_more, test_offset_moves_everything,
             test_same_bytes, test_sheets_are_ejected, test_tractor_forms, test_receipt, test_calibration, test_refusals):
    test(work)
