#!/usr/bin/python3
"""The supervisor's hall: some applicants at three windows, a real hub, and every
number on the page as an independent recount of the ops says; by keys alone."""

import csv
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from xml.etree import ElementTree

import atspi_driver

SCREEN = os.environ.get('YC_SCREEN', '1366x768')
atspi_driver.run_inside(f'{SCREEN}x24')

sys.path.insert(0, str(atspi_driver.SOURCE / 'tests/hub'))
import recount  # noqa: E402

CATALOGUE = atspi_driver.SOURCE / 'data/catalogue/limited-company.json'
SUPERVISOR = 'S0301'
OPENED = '可先办理其他业务'  # on the page of a case alone
NUMBERS = (('在办', lambda c: str(c['in-hand'])), ('办结', lambda c: str(c['done'])), ('过号', lambda c: str(c['no-show'])))


def clock(ms):
    seconds = ms // 1000
    if seconds < 3600:
        return f'{seconds // 60}:{seconds % 60:02}'
    return f'{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}'


def percent(count, of):
    return f'{100 * count / of:.0f}%' if of else '–'


class Supervisor(atspi_driver.Desk):
    def sign_in(self):
        self.expect('9号窗口')
        self.type(SUPERVISOR)
        self.key('Tab')
        self.type(atspi_driver.Hall.PASSWORD)
        self.key('Return')
        self.expect('支测试')
        self.expect('守诺率')


def count(hall, by, week=False):
    """By the ops alone, for today, or since Monday."""
    now = int(time.time() * 1000)
    query = recount.Query(0, 0, now, by)
    query.begin, query.end = query.day, query.day + recount.DAY
    if week:
        query.begin -= ((query.day + recount.ZONE) // recount.DAY + 3) % 7 * recount.DAY
    catalogue = json.loads((hall.folder / 'catalogue.json').read_text())
    return recount.recount(hall.folder / 'hub/hub.db', [catalogue], query)


def tiles(all_row):
    """What the tiles say, as far as it does not hang on the day before."""
    counts, waited, handled = all_row['counts'], all_row['waited'], all_row['handled']
    return [f"等候 {counts['waiting']}, 叫号前等候 {clock(waited['median'])}（n={waited['n']}）",
            f"在办 {counts['in-hand']}, 即将超时 {counts['breaking']}",
            f"办结 {counts['done']}, ",
            f"办理用时（中位） {clock(handled['median'])}, 九成在 {clock(handled['p90'])} 内（n={handled['n']}",
            f"守诺率 {percent(counts['kept'], counts['promised'])}, {counts['kept']}/{counts['promised']}",
            f"全程电子化率 {percent(counts['electronic'], counts['done'])}, {counts['electronic']}/{counts['done']}",
            f"过号 {counts['no-show']}, 转窗 {counts['transferred']}"]


def label(by, key):
    if by == 'window':
        return f'{key}号窗口' if key else '尚未叫号'
    if by == 'person':
        return f'王测试 {key}' if key else '尚未叫号'
    return '有限责任公司设立' if key else '尚无办件'


def lines(by, row):
    """What the buttons of a row say."""
    name, counts = label(by, row['key']), row['counts']
    said = [f'{name}, {word}: {value(counts)}' for word, value in NUMBERS]
    for word, part in (('等候用时', row['waited']), ('办理用时', row['handled'])):
        said.append(f'{name}, {word}: ' + (f"{clock(part['median'])} · {clock(part['p90'])}" if part['n'] else '–'))
    kept = percent(counts['kept'], counts['promised'])
    return said + [f'{name}, 守诺: ' + (f"{kept}  {counts['kept']}/{counts['promised']}" if counts['promised'] else kept)]


def expect_all(hall, desk, by, week=False):
    """Everything that the recount says stands on the page; time goes on between
    the two, so that what is about to break may be asked for twice."""
    def said():
        rows = count(hall, by, week)
        wanted = tiles(rows[0]) + [line for row in rows[1:] for line in lines(by, row)]
        words = desk.words()
        missing[:] = [want for want in wanted if not any(word.startswith(want) for word in words)]
        return not missing

    missing = []
    try:
        atspi_driver.wait_for(said, f'the figures by {by}')
    except atspi_driver.Failure as failure:
        raise atspi_driver.Failure(f'{failure}: {missing[:4]}') from None


def show_counted(hall, desk, name, measure, title):
    """A number, pressed, shows as many as it says; Esc goes back to it."""
    for _ in range(40):
        if desk.focused().startswith(name):
            break
        desk.key('Tab')
    else:
        raise atspi_driver.Failure(f'“{name}” is never focused')
    total = count(hall, 'none')[0]['counts'][measure]
    desk.key('Return')
    desk.expect(f'{title} · 全部 · {total}')
    shown = [word for word in desk.words() if word.count(', ') == 2 and '开办' in word and 'C0301' in word]
    if total and len(set(shown)) < total:
        raise atspi_driver.Failure(f'{len(set(shown))} of {total} are shown behind “{title}”')
    look(desk, f'counted-{measure}')
    desk.key('Escape')
    atspi_driver.wait_for(lambda: desk.focused().startswith(name), 'the focus back on the number')


def open_first(hall, desk):
    """Return, as soon as the list stands there, opens its first case; the list is
    still there afterwards."""
    desk.key('Return')
    desk.expect('在办 · 全部 · ')
    atspi_driver.wait_for(lambda: any('开办' in word and 'C0301' in word for word in desk.words()), 'the rows')
    desk.key('Return')
    desk.expect(OPENED)
    look(desk, 'opened')
    desk.key('alt+5', 'Escape')
    atspi_driver.wait_for(lambda: desk.focused().startswith('在办 '), 'the focus back on the number')


def look_at_person(desk):
    """What the supervisor looks at in somebody's case is on their own list, with its purpose."""
    desk.key('p')
    desk.expect('个人信息查看记录 · 0 次')
    desk.key('Escape', 'alt+2', 'ctrl+1', 'ctrl+i')
    desk.expect('3  审查材料')
    desk.key('3')
    desk.expect('本次查看已记录')
    desk.key('alt+5', 'p')
    desk.expect('个人信息查看记录 · 1 次')
    desk.expect('按人员： 支测试 S0301 1 次（1 件）')
    desk.expect('按事由： 审查材料 1 次（1 件）')
    desk.expect('支测试 S0301 · 审查材料, ')
    look(desk, 'looks')
    desk.key('Return')
    desk.expect(OPENED)
    desk.key('alt+5', 'Escape')
    atspi_driver.wait_for(lambda: not desk.focused().startswith('支测试'), 'the figures')


def save(hall, desk, name):
    """The bytes of a file that was saved under @name."""
    path = hall.folder / name
    desk.key('x')
    desk.expect('保存数据')
    time.sleep(1)
    desk.key('ctrl+a')
    desk.type(str(path))
    desk.key('Return')
    desk.expect(f'数据已保存到 {name}')
    return path.read_bytes()


def read_ods(data):
    """The cells of the first sheet."""
    office = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.testzip() or archive.namelist()[0] != 'mimetype':
            raise atspi_driver.Failure(f'no sound OpenDocument file: {archive.namelist()}')
        content = ElementTree.fromstring(archive.read('content.xml'))
    return [[''.join(cell.itertext()) for cell in row.iter(f'{office}table-cell')] for row in content.iter(f'{office}table-row')]


def export(hall, desk):
    """The file says what the recount says; an OpenDocument spreadsheet the same as CSV."""
    data = save(hall, desk, 'figures.csv')
    if not data.startswith(b'\xef\xbb\xbf'):
        raise atspi_driver.Failure('the file has no byte order mark')
    table = list(csv.reader(io.StringIO(data.decode('utf-8-sig'))))
    compare_table(hall, table)
    if 'libarchive' in (atspi_driver.BUILD / 'meson-info/intro-dependencies.json').read_text():
        compare_table(hall, read_ods(save(hall, desk, 'figures.ods')))


def compare_table(hall, table):
    rows = count(hall, 'window')
    measures = recount.VISIT_MEASURES + recount.CASE_MEASURES
    for cells, row in zip(table[1:], rows, strict=True):
        said = dict(zip(measures, (int(cell) for cell in cells[2:20]), strict=True))
        # Time goes on between the two: more promises are about to break later.
        if cells[0] != (row['key'] or '') or said | {'breaking': 0} != row['counts'] | {'breaking': 0}:
            raise atspi_driver.Failure(f'the file says {cells}, the recount {row}')


def look(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    folder = os.environ.get('YC_PICTURES')
    if folder:
        time.sleep(0.5)
        desk.screenshot(f'{folder}/hall-{name}-{SCREEN}.png')


def start_hub(hall):
    """With a promise of one minute, so that one is soon about to be broken."""
    catalogue = json.loads(CATALOGUE.read_text())
    catalogue['matters'][0]['modules'][0]['promise_minutes'] = int(os.environ.get('YC_PROMISE', '1'))
    path = hall.folder / 'catalogue.json'
    path.write_text(json.dumps(catalogue, ensure_ascii=False))
    hall.start_hub(path)


def make_applicants(hall):
    codes = [hall.admin('enrol-code', '--window', window) for window in ('8', '1', '2', '3')]
    subprocess.run([atspi_driver.BUILD / 'tests/hub/hall-maker', str(hall.port), 'C0301', 'R0301', hall.PASSWORD, *codes],
                   check=True, stdout=subprocess.DEVNULL)


def steps(hall):
    start_hub(hall)
    make_applicants(hall)
    hall.start('yichuang', '--data', hall.folder / 'desk', '--hub', f'http://127.0.0.1:{hall.port}', '--enrol-code',
               hall.admin('enrol-code', '--window', '9'), '--no-usb', log='desk')
    desk = Supervisor(hall.processes[-1])
    if os.environ.get('YC_PICTURES'):
        subprocess.run(['xdotool', 'windowsize', '--sync', desk.window, *SCREEN.split('x')], check=False)
    desk.sign_in()
    expect_all(hall, desk, 'window')
    look(desk, 'windows')
    show_counted(hall, desk, '在办 ', 'in-hand', '在办')
    open_first(hall, desk)
    look_at_person(desk)
    show_counted(hall, desk, '守诺率 ', 'promised', '有承诺的办结件')
    desk.key('2')
    expect_all(hall, desk, 'person')
    look(desk, 'persons')
    desk.key('3', 'w')
    expect_all(hall, desk, 'matter', week=True)
    look(desk, 'matters')
    desk.key('1', 'd')
    expect_all(hall, desk, 'window')
    desk.expect('等待审批')
    atspi_driver.wait_for(lambda: count(hall, 'none')[0]['counts']['breaking'] > 0, 'a promise to be tight', 90)
    expect_all(hall, desk, 'window')
    look(desk, 'breaking')
    export(hall, desk)
    desk.key('b')
    desk.expect('大厅大屏')
    look(desk, 'wall')
    desk.key('Escape')
    atspi_driver.wait_for(lambda: not desk.hears('大厅大屏'), 'the wall to be gone')


raise SystemExit(atspi_driver.report('hall', atspi_driver.Hall(), steps))
