"""What the applicant does at their display, and what the hub holds of it."""

import json
import sqlite3
import subprocess
import time

import atspi_driver
from atspi_driver import Failure, wait_for

DISPLAY = '客户屏'
FACES = {1: '非常满意', 2: '满意', 3: '基本满意', 4: '不满意', 5: '非常不满意'}


def find_display():
    found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', DISPLAY], capture_output=True, text=True,
                           check=False).stdout.split()
    return found[0] if found else None


def focus(window):
    subprocess.run(['xdotool', 'windowfocus', '--sync', window], check=True)


def picture(path):
    subprocess.run(['import', '-window', find_display(), str(path)], check=False)


def rate(desk, score, text=''):
    """Presses a digit and sends it, on the display; the clerk has the keyboard again then."""
    window = wait_for(find_display, 'the customer display')
    desk.expect(f'{score} {FACES[score]}')
    focus(window)
    desk.key(str(score))
    desk.expect('请点“提交评价”')
    if text:
        desk.key('shift+Tab')
        desk.type(text)
    desk.key('Return')
    desk.expect('谢谢您的评价')
    focus(desk.window)


def ops_of(hall, kind):
    """Bodies of all ops of a kind, as the hub holds them, oldest first."""
    file = next(f for f in (hall.folder / 'hub').iterdir() if f.suffix in ('.db', '.sqlite', '.sqlite3'))
    with sqlite3.connect(f'file:{file}?mode=ro', uri=True) as database:
        rows = database.execute('SELECT bytes FROM ops WHERE kind = ? ORDER BY position', (kind,)).fetchall()
    return [json.loads(row[0])['body'] for row in rows]


def wait_for_ops(hall, kind, count):
    return wait_for(lambda: (found := ops_of(hall, kind)) and len(found) >= count and found, f'{count} {kind} at the hub')


def catalogue_with(hall, **members):
    """The training catalogue with more members in its first matter's registration, or in the matter."""
    source = atspi_driver.SOURCE / 'data/catalogue/limited-company.json'
    catalogue = json.loads(source.read_text())
    matter = catalogue['matters'][0]
    matter['modules'][0].update(members.get('module', {}))
    matter.update(members.get('matter', {}))
    catalogue.update(members.get('head', {}))
    path = hall.folder / 'catalogue.json'
    path.write_text(json.dumps(catalogue, ensure_ascii=False))
    return path


def says_nothing_of(desk, score):
    """The window of the clerk is silent about what was given."""
    time.sleep(0.3)
    faces = {f'{n} {face}' for n, face in FACES.items()}  # the display's own, shown or not
    words = [w for w in desk.words() if FACES[score] in w and w not in faces]
    if words:
        raise Failure(f'the window says {words}')
