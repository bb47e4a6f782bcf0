#!/usr/bin/python3
"""yichuang-ctl seal from outside: each format read by another program, reports, refusals."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

BUILD, SOURCE = (pathlib.Path(argument) for argument in sys.argv[1:3])
CTL = BUILD / 'src/ctl/yichuang-ctl'
TEXTS = ['--name', '聊城市示范科技有限公司', '--code', '3715021234567']
CREDIT = ['--credit-code', '91371500MA3C00001X']
DPI = 600
INK = 128         # darker than this is ink
DIFFERENT = 0.01  # of the ink's dots, between two programs


def run(*arguments, status=0):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, timeout=120,
                          env={**os.environ, 'YC_SEALS': str(SOURCE / 'data/seals'), 'LC_ALL': 'C.UTF-8'})
    out = done.stdout.decode(errors='replace') + done.stderr.decode(errors='replace')
    assert status is None or done.returncode == status, f'{arguments}: {done.returncode}\n{out}'
    return out


def seal(verb, *arguments, status=0):
    return run(CTL, 'seal', verb, *arguments, status=status)


def art(folder, name, kind, *more):
    path = folder / name
    seal('art', '--kind', kind, *TEXTS, *(CREDIT if kind == 'invoice' else []), '--ink', 'black', *more, '-o', path)
    return path


def dots(path):
    """Width, height and gray bytes of a picture, by ImageMagick."""
    done = subprocess.run(['convert', str(path), '-background', 'white', '-alpha', 'remove', '-colorspace', 'Gray', '-depth', '8',
                           'pgm:-'], capture_output=True, check=True)
    magic, size, top, gray = done.stdout.split(b'\n', 3)
    assert magic == b'P5' and top == b'255'
    width, height = map(int, size.split())
    return width, height, gray


def compare(one, two):
    """How many of the ink's dots are ink in one only."""
    assert one[:2] == two[:2], (one[:2], two[:2])
    ink = sum(a < INK for a in one[2])
    other = sum((a < INK) != (b < INK) for a, b in zip(one[2], two[2]))
    assert ink > 10000
    return other / ink


def test_formats(folder):
    """rsvg, poppler and cairo draw the same seal."""
    for kind in ('official', 'invoice'):
        png = dots(art(folder, f'{kind}.png', kind))
        svg, pdf = art(folder, f'{kind}.svg', kind), art(folder, f'{kind}.pdf', kind)
        run('rsvg-convert', '-d', DPI, '-p', DPI, svg, '-o', folder / 'rsvg.png')
        drawn = compare(png, dots(folder / 'rsvg.png'))
        assert drawn < DIFFERENT, f'rsvg: {drawn}'
        run('pdftocairo', '-png', '-singlefile', '-r', DPI, pdf, folder / 'poppler')
        drawn = compare(png, dots(folder / 'poppler.png'))
        assert drawn < DIFFERENT, f'poppler: {drawn}'
        size = [line for line in run('pdfinfo', pdf).splitlines() if line.startswith('Page size')][0].split()
        width, height = float(size[2]), float(size[4])
        assert abs(width / 72 * 25.4 - 40) < 0.01 and abs(height / 72 * 25.4 - (30 if kind == 'invoice' else 40)) < 0.01
        assert run('pdffonts', pdf).count('\n') == 2  # no font: all of it is outlines


def test_svg(folder):
    """Its size is in mm and each shape says what it is."""
    root = xml.parse(art(folder, 'a.svg', 'finance')).getroot()
    space = '{http://www.w3.org/2000/svg}'
    assert root.get('width') == '38.0000mm'
    paths = root.findall(f'{space}path')
    name = ''.join(p.findtext(f'{space}title') for p in paths if p.get('class') == 'name')
    title = ''.join(p.findtext(f'{space}title') for p in paths if p.get('class') == 'title')
    assert (name, title) == (TEXTS[1], '财务专用章')
    assert [p.get('class') for p in paths].count('star') == 1


def test_dxf(folder):
    """ezdxf reads closed polylines in mm, on a layer for each role, y up."""
    import ezdxf
    from ezdxf import bbox
    document = ezdxf.readfile(str(art(folder, 'a.dxf', 'contract', '--profile', '58', '--cuts', '3')))
    lines = list(document.modelspace())
    assert document.dxfversion == 'AC1009'
    assert {e.dxftype() for e in lines} == {'POLYLINE'} and all(e.is_closed for e in lines)
    extents = bbox.extents(lines)
    assert abs(extents.size.x - 58) < 0.02 and abs(extents.size.y - 58) < 0.02
    layers = [e.dxf.layer for e in lines]
    assert layers.count('border') == 3 and layers.count('star') == 1
    star = [v.dxf.location for e in lines if e.dxf.layer == 'star' for v in e.vertices]
    code = [v.dxf.location for e in lines if e.dxf.layer == 'code' for v in e.vertices]
    assert len(star) == 10 and max(v.y for v in code) < min(v.y for v in star)


def test_mirror(folder):
    """Mirrored twice it is itself."""
    plain, mirrored = art(folder, 'a.png', 'official'), art(folder, 'b.png', 'official', '--mirror')
    run('convert', mirrored, '-flop', folder / 'c.png')
    assert compare(dots(plain), dots(mirrored)) > 0.2
    assert compare(dots(plain), dots(folder / 'c.png')) < DIFFERENT


def test_report(folder):
    """Every measure of the invoice seal's notice is told, and the fonts."""
    seal('report', '--kind', 'invoice', *TEXTS, *CREDIT, '--serial', '2', '-o', folder / 'r.json')
    told = json.loads((folder / 'r.json').read_text())
    by = {m['id']: m for m in told['measures']}
    wanted = {'width': 40, 'height': 30, 'border-line': 1, 'name-height': 4.2, 'name-border-gap': 0.5, 'credit-height': 3.7,
              'credit-width': 1.3, 'credit-total': 26, 'title-height': 4.6, 'title-width': 3, 'title-top': 4.2,
              'serial-height': 2.2, 'serial-width': 1.7, 'serial-top': 10}
    for measure, value in wanted.items():
        assert by[measure]['wanted'] == value and abs(by[measure]['measured'] - value) <= 0.05, by[measure]
    assert by['name-span']['wanted'] == [210, 260]
    assert told['exact'] and told['type'] == '03' and told['profile'] == '40x30'
    assert {f['role'] for f in told['fonts']} == {'name', 'title', 'credit-code', 'serial', 'code'}
    assert ''.join(f['characters'] for f in told['fonts'] if f['role'] == 'title')[0] == '发'
    words = seal('report', '--kind', 'invoice', *TEXTS, *CREDIT)
    assert 'as the rule wants it' in words and 'credit code, in all' in words


def test_too_fine(folder):
    """Artwork of a long name is exact, and its report says when the material can't hold it."""
    out = seal('report', '--kind', 'invoice', '--name', '龘' * 40, *CREDIT, '--material', 'photosensitive', status=1)
    assert 'as the rule wants it; TOO FINE for the material' in out and '龘' in out


def test_same_bytes(folder):
    for ending in ('svg', 'pdf', 'png', 'dxf'):
        one, two = (art(folder, f'{n}.{ending}', 'official', '--cuts', '4').read_bytes() for n in 'ab')
        assert one == two, ending


def test_refused(folder):
    out = folder / 'no.svg'
    for arguments, says in (
            (['--kind', 'oval', *TEXTS], '--kind is one of'),
            (['--kind', 'official', '--name', ''], 'missing'),
            (['--kind', 'official', '--name', '公司\n名称'], 'U+000A'),
            (['--kind', 'official', '--name', '聊城ᠠ公司'], 'U+1820'),
            (['--kind', 'official', '--name', '字' * 41], '41 characters'),
            (['--kind', 'official', *TEXTS[:2], '--code', '12'], '13 to 14 digits'),
            (['--kind', 'official', *TEXTS, '--profile', '77'], '“77”'),
            (['--kind', 'official', *TEXTS, '--cuts', '-1'], 'not negative'),
            (['--kind', 'official', *TEXTS, '--ink', 'blue'], 'red or black'),
            (['--kind', 'invoice', *TEXTS], 'missing'),
            (['--kind', 'legal-rep', '--person', '一'], '1 characters'),
            (['--kind', 'official', *TEXTS, '--profiles', SOURCE / 'README.md'], 'README.md')):
        assert says in seal('art', *arguments, '-o', out, status=1), arguments
        assert not out.exists()
    assert 'ends in .svg' in seal('art', '--kind', 'official', *TEXTS, '-o', folder / 'a.jpg', status=1)
    assert '--material is one of' in seal('report', '--kind', 'official', *TEXTS, '--material', 'jade', status=1)
    seal('paint', status=2)


def main():
    tests = [(n, f) for n, f in globals().items() if n.startswith('test_')]
    print(f'1..{len(tests)}')
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print(f'ok {number} {name[5:]}', flush=True)
            except AssertionError as error:
                failed += 1
                print(f'not ok {number} {name[5:]}\n# ' + str(error).replace('\n', '\n# '), flush=True)
    return failed > 0


sys.exit(main())
