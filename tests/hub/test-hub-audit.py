#!/usr/bin/python3
"""The audit chain: a real hub's folder, changed in every way, and yichuang-ctl audit verify.

    test-hub-audit.py HUB CTL SOURCE

One hub is filled by a desk that was written from docs/hub-api.yaml, and remembers heads
on the way. Then copies of its folder are changed by SQL, as somebody could who has the
machine; the verifier must name the row. RANDOM_SEED in the environment repeats a run
of the last test.
"""

import base64
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from hub_client import COLUMNS, Desk, Hub, chain, new_id  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402

HUB, CTL, SOURCE = sys.argv[1:4]
API = Document(pathlib.Path(SOURCE) / 'docs/hub-api.yaml')
ROUNDS = 40
ALL = f'{COLUMNS}, hash'


def audit(folder, *words):
    """(exit status, the report) of verify."""
    done = subprocess.run([CTL, 'audit', 'verify', '--data', folder, '--json', *words], capture_output=True, text=True,
                          timeout=120, check=False)
    assert done.returncode in (0, 1, 2), (done.returncode, done.stderr)
    return done.returncode, json.loads(done.stdout) if done.returncode < 2 else done.stderr


def write_line(desk, signed):
    return json.dumps({**signed, 'key': desk.known['key']}) + '\n'


class Scene:
    """A hub's folder after it has ended, and the heads that its desk remembers."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix='yc-hub-audit-')
        self.base = pathlib.Path(self.temporary.name)
        self.folder, self.heads, self.count = self.base / 'kept', self.base / 'heads', 0
        with Hub(HUB, SOURCE) as hub:
            self.key, lines = self.fill(hub)
            # While it runs, too.
            self.heads.write_text(''.join(lines))
            status, report = audit(hub.data, '--heads', self.heads)
            assert status == 0 and report['good'], report
            hub.process.terminate()
            hub.process.wait(60)
            shutil.copytree(hub.data, self.folder)
        self.positions = [json.loads(line)['head'].splitlines()[2].split()[1] for line in lines]
        self.rows = self.read(self.folder)

    @staticmethod
    def fill(hub):
        desk = Desk(API, hub.port, hub.enrol_code('3')).login('C0301')
        other = Desk(API, hub.port, hub.enrol_code('4')).login('C0301')
        lines = [write_line(desk, desk.read_head()[0])]
        for round_ in range(4):
            stream, visit = desk.open_case(), f'visit-{new_id()}'
            other.apply(visit, 'ticket.issue', {'number': f'A{round_:03}', 'service': 'company', 'hall': 'lc'})
            for number in range(4):
                (desk, other)[number % 2].apply(stream, 'note.add', {'text': f'材料已核对 {number}'})
            desk.put(desk.make(stream, 'fields.set', {'source': 'typed', 'items': [
                {'path': '/moon', 'value': 'x', 'was': None}]}))
            # Not behind the very last row of all: a head is older than the newest rows.
            lines.append(write_line(desk, desk.read_head()[0]))
        return desk.known['key'], lines

    @staticmethod
    def read(folder):
        database = sqlite3.connect(folder / 'hub.db')
        rows = database.execute(f'SELECT {ALL} FROM ops ORDER BY position').fetchall()
        database.close()
        return rows

    def copy(self):
        self.count += 1
        folder = self.base / f'copy-{self.count}'
        shutil.copytree(self.folder, folder)
        return folder

    def change(self, *statements):
        """A copy with these statements carried out."""
        folder = self.copy()
        database = sqlite3.connect(folder / 'hub.db')
        for text, *values in statements:
            database.execute(text, values)
        database.commit()
        database.close()
        return folder

    def rewrite(self, rows):
        """A copy with these rows, all chained anew: what somebody does who knows the formula."""
        rows = [(position, *row[1:12]) for position, row in enumerate(rows, 1)]
        folder = self.change(('DELETE FROM ops',))
        database = sqlite3.connect(folder / 'hub.db')
        database.executemany(f'INSERT INTO ops ({ALL}) VALUES ({", ".join("?" * 13)})',
                             [(*row, value) for row, value in zip(rows, chain(rows))])
        database.commit()
        database.close()
        return folder

    def expect(self, folder, position, what, heads=False, only=True):
        """@what is found at @position, with the row's stream and op, and (unless @only is false) nothing else."""
        status, report = audit(folder, '--key', self.key, *(('--heads', self.heads) if heads else ()))
        assert status == 1, (what, position, report)
        found = [(f['position'], f['what']) for f in report['findings']]
        assert (position, what) in found, (position, what, report)
        assert not only or found == [(position, what)], (what, report)
        return next(f for f in report['findings'] if (f['position'], f['what']) == (position, what))

    def name(self, position):
        """A row's stream and op, as a finding names them."""
        return self.rows[position - 1][1], self.rows[position - 1][3].hex()


SCENE = Scene()


def named(finding):
    return finding['stream'], finding['op']


def test_untouched():
    status, report = audit(SCENE.folder, '--heads', SCENE.heads)
    assert status == 0 and report['good'] and report['rows'] == len(SCENE.rows) == report['position']
    assert report['value'] == SCENE.rows[-1][-1] == chain([row[:12] for row in SCENE.rows])[-1]
    assert report['heads'] == report['agree'] == 5 and str(report['agreed']) == SCENE.positions[-1]
    assert report['unchecked'] == 0
    status, report = audit(SCENE.folder)
    assert status == 0 and report['heads'] == 0 and report['agreed'] == 0
    for words, said in ((('--key', SCENE.key), 'proves nothing'), (('--heads', str(SCENE.heads)), 'as it was settled')):
        done = subprocess.run([CTL, 'audit', 'verify', '--data', SCENE.folder, *words], capture_output=True, text=True,
                              timeout=60, check=True)
        assert said in done.stdout, done.stdout


def read_files(folder):
    """All but SQLite's two files beside a database, which come and go with whoever reads it."""
    return {path.name: path.read_bytes() for path in folder.iterdir()
            if path.is_file() and not path.name.endswith(('-shm', '-wal'))}


def test_nothing_is_written():
    folder = SCENE.copy()
    before = read_files(folder)
    assert audit(folder)[0] == 0
    assert read_files(folder) == before and 'hub.db' in before


def test_op():
    at = next(row[0] for row in SCENE.rows if '材料已核对'.encode() in row[9])
    op = SCENE.rows[at - 1][9].replace('材料已核对'.encode(), '材料未核对'.encode())
    folder = SCENE.change((f'UPDATE ops SET bytes = ? WHERE position = {at}', op))
    assert named(SCENE.expect(folder, at, 'changed-op')) == SCENE.name(at)
    # Also where all of the chain was made anew.
    rows = list(SCENE.rows)
    rows[at - 1] = (*rows[at - 1][:9], op, *rows[at - 1][10:])
    assert named(SCENE.expect(SCENE.rewrite(rows), at, 'changed-op')) == SCENE.name(at)
    # Another signature is as bad.
    folder = SCENE.change((f'UPDATE ops SET signature = (SELECT signature FROM ops WHERE position = 9) WHERE position = {at}',))
    assert named(SCENE.expect(folder, at, 'changed-op')) == SCENE.name(at)


def test_verdict():
    position = next(row[0] for row in SCENE.rows if b'refused' in row[11])
    verdict = SCENE.rows[position - 1][11]
    better = json.loads(verdict)
    better.update(outcome='applied', reasons=[])
    better = json.dumps(better, separators=(',', ':')).encode()
    folder = SCENE.change((f'UPDATE ops SET verdict = ? WHERE position = {position}', better))
    assert named(SCENE.expect(folder, position, 'changed-verdict')) == SCENE.name(position)
    # Chained anew to the end, only a head tells: the first that was signed behind it.
    rows = list(SCENE.rows)
    rows[position - 1] = (*rows[position - 1][:11], better, SCENE.rows[position - 1][12])
    folder = SCENE.rewrite(rows)
    assert audit(folder, '--key', SCENE.key)[0] == 0
    first = next(int(text) for text in SCENE.positions if int(text) >= position)
    finding = SCENE.expect(folder, first, 'head-contradicts', heads=True, only=False)
    assert f'behind position {max([int(text) for text in SCENE.positions if int(text) < position])}' in finding['detail']


def test_last_row():
    last = len(SCENE.rows)
    folder = SCENE.change((f'UPDATE ops SET received = received - 1 WHERE position = {last}',))
    assert named(SCENE.expect(folder, last, 'changed-verdict')) == SCENE.name(last)
    # By a head it is told apart from a changed value.
    folder = SCENE.change((f"UPDATE ops SET hash = '{'0' * 64}' WHERE position = {last}",))
    status, report = audit(folder, '--heads', SCENE.heads)
    assert [(f['position'], f['what']) for f in report['findings']] == [(last, 'changed-value'), (last, 'head-contradicts')]


def test_columns():
    for column, value, what in (('received', 17, 'changed-verdict'), ('at', 17, 'changed-verdict'),
                                ('kind', 'case.open', 'changed-row'), ('id', os.urandom(16), 'changed-row'),
                                ('device', None, 'changed-row')):
        folder = SCENE.change((f'UPDATE ops SET {column} = ? WHERE position = 9', value))
        finding = SCENE.expect(folder, 9, what)
        assert finding['stream'] == SCENE.name(9)[0] and (column == 'id' or named(finding) == SCENE.name(9))


def test_dropped():
    folder = SCENE.change(('DELETE FROM ops WHERE position = 5',))
    finding = SCENE.expect(folder, 5, 'dropped')
    assert finding['stream'] == SCENE.rows[4][1] and f'revision {SCENE.rows[4][2]} ' in finding['detail']
    # And those behind it moved up.
    folder = SCENE.change(('DELETE FROM ops WHERE position = 5',), ('UPDATE ops SET position = position + 10000 WHERE position > 5',),
                          ('UPDATE ops SET position = position - 10001 WHERE position > 10000',))
    finding = SCENE.expect(folder, 5, 'dropped')
    assert finding['stream'] == SCENE.rows[4][1]
    # Two at once.
    folder = SCENE.change(('DELETE FROM ops WHERE position IN (5, 6)',))
    status, report = audit(folder, '--heads', SCENE.heads)
    assert [(f['position'], f['what']) for f in report['findings']] == [(5, 'dropped'), (6, 'dropped')], report
    # Where all is chained anew, its stream lacks it all the same.
    rows = [row for row in SCENE.rows if row[0] != 5]
    status, report = audit(SCENE.rewrite(rows), '--key', SCENE.key)
    assert status == 1 and {(f['what'], f['stream']) for f in report['findings']} == {('dropped', SCENE.rows[4][1])}


def test_dropped_last():
    last = len(SCENE.rows)
    folder = SCENE.change((f'DELETE FROM ops WHERE position = {last}',))
    assert audit(folder, '--key', SCENE.key)[0] == 0
    SCENE.expect(folder, last, 'head-contradicts', heads=True)
    assert int(SCENE.positions[-1]) == last


def exchange(a, b, columns=None):
    """Statements that exchange two rows: their places, or what is at their places."""
    if columns is None:
        return (('UPDATE ops SET position = 100000 WHERE position = ?', a), ('UPDATE ops SET position = ? WHERE position = ?', a, b),
                ('UPDATE ops SET position = ? WHERE position = 100000', b))
    first, second = ([SCENE.rows[at - 1][1:12]] for at in (a, b))
    names = COLUMNS.split(', ')[1:]
    clear = ('UPDATE ops SET id = randomblob(16), revision = revision + 5000 WHERE position IN (?, ?)', a, b)
    texts = 'UPDATE ops SET ' + ', '.join(f'{name} = ?' for name in names) + ' WHERE position = ?'
    return clear, (texts, *second[0], a), (texts, *first[0], b)


def test_reordered():
    last = len(SCENE.rows)
    for a, b in ((6, 7), (7, 8), (20, 22), (5, 9), (3, 20), (1, 2), (1, 3), (1, last), (last - 1, last), (last - 2, last)):
        for columns in (None, COLUMNS):
            folder = SCENE.change(*exchange(a, b, columns))
            status, report = audit(folder, '--key', SCENE.key)
            found = {(f['position'], f['what'], f['op']) for f in report['findings']}
            wanted = {(a, 'reordered', SCENE.name(b)[1]), (b, 'reordered', SCENE.name(a)[1])}
            assert status == 1 and found == wanted, (a, b, columns, report)


def test_inserted():
    row = list(SCENE.rows[9][:12])
    old, row[1], row[2], row[3] = row[3].hex(), f'case-{new_id()}', 1, os.urandom(16)
    row[9] = row[9].replace(SCENE.rows[9][1].encode(), row[1].encode()).replace(old.encode(), row[3].hex().encode())
    values = ', '.join('?' * 13)
    for position in (2, 8, len(SCENE.rows)):
        folder = SCENE.change((f'UPDATE ops SET position = position + 10000 WHERE position >= {position}',),
                              ('UPDATE ops SET position = position - 9999 WHERE position > 10000',),
                              (f'INSERT INTO ops ({ALL}) VALUES ({values})', position, *row[1:], 'f' * 64))
        finding = SCENE.expect(folder, position, 'inserted')
        assert named(finding) == (row[1], row[3].hex())
    # Before all others.
    folder = SCENE.change((f'INSERT INTO ops ({ALL}) VALUES ({values})', 0, *row[1:], 'f' * 64))
    assert named(SCENE.expect(folder, 0, 'inserted')) == (row[1], row[3].hex())
    # At the end, chained soundly: nobody has signed it.
    rows = [*SCENE.rows, (len(SCENE.rows) + 1, *row[1:], '')]
    finding = SCENE.expect(SCENE.rewrite(rows), len(rows), 'changed-op')
    assert named(finding) == (row[1], row[3].hex())


def test_value():
    folder = SCENE.change((f"UPDATE ops SET hash = '{'a' * 64}' WHERE position = 8",))
    assert named(SCENE.expect(folder, 8, 'changed-value')) == SCENE.name(8)
    # And all after it: the rows are sound, so a head is needed.
    rows = [row[:12] for row in SCENE.rows]
    moved = chain([(rows[7][0], *rows[7][1:8], rows[7][8] + 1, *rows[7][9:]), *rows[8:]])
    folder = SCENE.change(*(('UPDATE ops SET hash = ? WHERE position = ?', value, at) for at, value in enumerate(moved, 8)))
    assert audit(folder, '--key', SCENE.key)[0] == 1
    later = [int(text) for text in SCENE.positions if int(text) >= 8]
    SCENE.expect(folder, later[0], 'head-contradicts', heads=True, only=False)


def test_heads():
    lines = SCENE.heads.read_text().splitlines(keepends=True)
    other = SCENE.base / 'other'
    # A head that somebody has changed, and one by another key.
    other.write_text(lines[0] + lines[2].replace('position ', 'position 1'))
    status, report = audit(SCENE.folder, '--heads', other)
    assert status == 1 and [f['what'] for f in report['findings']] == ['head-not-signed'] and report['agree'] == 1
    status, report = audit(SCENE.folder, '--heads', SCENE.heads, '--key', base64.b64encode(os.urandom(32)).decode())
    assert status == 1 and {f['what'] for f in report['findings']} >= {'head-not-signed'} and report['heads'] == 0
    for text in ('{', '{}', lines[0].replace('yichuang-audit', 'yichuang-other'), lines[0].replace('"signature": "', '"signature": "AA')):
        other.write_text(text)
        status, said = audit(SCENE.folder, '--heads', other)
        assert status == 2 and 'line 1' in said, said


def test_unreadable():
    empty = SCENE.base / 'empty'
    empty.mkdir()
    assert audit(empty)[0] == 2 and not list(empty.iterdir())
    sqlite3.connect(empty / 'hub.db').execute('CREATE TABLE ops (position)').connection.close()
    assert audit(empty)[0] == 2
    assert 'older' in audit(SCENE.change(('PRAGMA user_version = 6',)))[1]
    assert 'newer' in audit(SCENE.change(('PRAGMA user_version = 99',)))[1]
    folder = SCENE.copy()
    data = (folder / 'hub.db').read_bytes()
    (folder / 'hub.db').write_bytes(data[:4096] + os.urandom(len(data) - 4096))
    assert audit(folder)[0] == 2
    assert audit(SCENE.folder, '--heads', SCENE.base / 'nowhere')[0] == 2
    assert audit(SCENE.folder, '--key', 'AAAA')[0] == 2


def test_migrated():
    """A store of the first version: the hub chains what was in it, and goes on from there."""
    folder = SCENE.base / 'old'
    folder.mkdir()
    database = sqlite3.connect(folder / 'hub.db')
    database.executescript((pathlib.Path(SOURCE) / 'tests/hub/kept/v1.sql').read_text())
    old = [row[-1] for row in database.execute(f'SELECT {ALL} FROM ops ORDER BY position')]
    database.close()
    subprocess.run([HUB, 'admin', '--data', folder, 'status'], check=True, timeout=60, capture_output=True)
    rows = SCENE.read(folder)
    assert [row[-1] for row in rows] == chain([row[:12] for row in rows]) and len(rows) == len(old) > 5
    assert not {row[-1] for row in rows} & set(old)
    status, report = audit(folder)
    assert status == 0 and report['rows'] == len(rows), report


def tamper(dice, rows):
    """One change of @rows (with their hashes), and what must be found: a set of positions, one of which is named."""
    kind = dice.choice(('byte', 'hash', 'drop', 'swap', 'number'))
    at = dice.randrange(len(rows) - 1)
    row = list(rows[at])
    if kind == 'byte':
        column = dice.choice((9, 10, 11))
        data = bytearray(row[column])
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        row[column] = bytes(data)
        return [('UPDATE ops SET bytes = ?, signature = ?, verdict = ? WHERE position = ?', *row[9:12], row[0])], {at + 1}
    if kind == 'hash':
        return [('UPDATE ops SET hash = ? WHERE position = ?', os.urandom(32).hex(), row[0])], {at + 1}
    if kind == 'drop':
        return [('DELETE FROM ops WHERE position = ?', row[0])], {at + 1}
    if kind == 'swap':
        other = dice.choice([n for n in range(len(rows)) if n != at])
        return list(exchange(at + 1, other + 1)), {at + 1, other + 1}
    column = dice.choice(('received', 'at'))
    return [(f'UPDATE ops SET {column} = {column} + ? WHERE position = ?', dice.choice((-1, 1)) * dice.randint(1, 10**6),
             row[0])], {at + 1}


def test_random():
    """Whatever one change is: it is found, named where it is, and nothing else is."""
    seed = int(os.environ.get('RANDOM_SEED') or random.SystemRandom().randrange(2**32))
    print(f'# RANDOM_SEED={seed}')
    dice = random.Random(seed)
    for round_ in range(ROUNDS):
        statements, places = tamper(dice, SCENE.rows)
        folder = SCENE.change(*statements)
        status, report = audit(folder, '--key', SCENE.key)
        shutil.rmtree(folder)
        found = {f['position'] for f in report['findings']}
        assert status == 1 and found and found <= places, (seed, round_, statements, places, report)


sys.exit(run_tests(globals()) > 0)
