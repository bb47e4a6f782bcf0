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


def agree(desk, yes=True):
    """Answers what the display asks before anything that identifies them is taken in."""
    desk.expect('撤回同意')
    window = wait_for(find_display, 'the customer display')
    focus(window)
    desk.key('1' if yes else '2')
    wait_for(lambda: find_display() is None, 'the display to give the window back')
    focus(desk.window)


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


def all_ops(hall):
    """(kind, body) of all ops, as the hub holds them, oldest first."""
    file = next(f for f in (hall.folder / 'hub').iterdir() if f.suffix in ('.db', '.sqlite', '.sqlite3'))
    with sqlite3.connect(f'file:{file}?mode=ro', uri=True) as database:
        rows = database.execute('SELECT kind, bytes FROM ops ORDER BY position').fetchall()
    return [(kind, json.loads(data)['body']) for kind, data in rows]


def ops_of(hall, kind):
    """Bodies of all ops of a kind."""
    return [body for other, body in all_ops(hall) if other == kind]


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


def read(desk):
    """The paper on the display, to its end; the button that says so takes the focus."""
    wait_for(lambda: focused_anew(desk, 'Next', 'Next', 'Next') == '✓  已阅读全文', 'the end of the paper')
    desk.key('Return')
    desk.expect('本人签名')


def focused_anew(desk, *keys):
    for key in keys:
        desk.key(key)
        time.sleep(0.5)  # a page that is only glanced at was not seen
    desk.told = None
    return desk.focused()


def write_name(window):
    """Three strokes of a mouse, in the middle of the field."""
    for stroke in range(3):
        left = 450 + 120 * stroke
        subprocess.run(['xdotool', 'mousemove', '--window', window, str(left), '280', 'mousedown', '1'], check=True)
        for step in range(1, 12):
            subprocess.run(['xdotool', 'mousemove', '--window', window, str(left + 7 * step), str(280 + 9 * step)],
                           check=True)
            time.sleep(0.01)
        subprocess.run(['xdotool', 'mouseup', '1'], check=True)


def sign(desk, name, look=lambda: None):
    """Reads what is on the display and signs it as @name; @look is called before it is finished."""
    desk.expect(f'{name} 正在阅读')  # before that the display would give the keyboard back
    window = wait_for(find_display, 'the customer display')
    subprocess.run(['xdotool', 'windowraise', window, 'windowfocus', '--sync', window], check=True)
    read(desk)
    desk.expect(f'请 {name} 本人签名')
    write_name(window)
    look()
    wait_for(lambda: focused_anew(desk, 'Tab') == '✓  签好了', 'the name to be finished')
    desk.key('Return')
