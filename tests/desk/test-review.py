#!/usr/bin/python3
"""A case that the rules leave to a person: a clerk's desk and a reviewer's, one
hub. The reviewer looks at what was scanned, asks for a correction, the clerk sends
it in again, others are consulted, and it is approved, all by keys."""

import os
import subprocess
import time

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
import paper_window  # noqa: E402
import scanner  # noqa: E402

# More than the rules decide by themselves.
ANSWERS = {**clerk.ANSWERS, '注册资本': '2000万', '认缴出资额': '20000000'}
REVIEWER = 'R0301'
SCANNED = '公司章程'


class Reviewer(atspi_driver.Desk):
    """At window 8, on the same display."""

    def sign_in(self):
        self.expect('8号窗口')
        self.type(REVIEWER)
        self.key('Tab')
        self.type(atspi_driver.Hall.PASSWORD)
        self.key('Return')
        self.expect('待审批 · ')


def start_reviewer(hall):
    hall.start('yichuang', '--data', hall.folder / 'reviewer-desk', '--hub', f'http://127.0.0.1:{hall.port}',
               '--enrol-code', hall.admin('enrol-code', '--window', '8'), '--no-usb', log='reviewer',
               environment=dict(os.environ, YC_TEMPLATES=str(atspi_driver.SOURCE / 'data/templates')))
    return Reviewer(hall.processes[-1])


def go_to(desk):
    """There is no window manager: the desk that is worked at comes to the front."""
    subprocess.run(['xdotool', 'windowraise', desk.window, 'windowfocus', '--sync', desk.window], check=True)


def scan(window):
    window.key('ctrl+3')
    clerk.go_to(window, f'收齐: {SCANNED}')
    window.key('F3')
    scanner.expect_pages(window, SCANNED, 2)
    window.expect('已扫描 2 页')
    window.key('F9')
    window.expect('✓ 已扫描：1 份')


def look_at_scan(hall, reviewer):
    """What another desk scanned comes from the hub, and is looked at only."""
    sha256 = applicant.wait_for_ops(hall, 'document.add', 1)[0]['sha256']
    known = paper_window.windows(reviewer)
    reviewer.key('p')
    paper_window.focus_newest(reviewer, known)
    reviewer.expect(f'{SCANNED}, ')
    atspi_driver.wait_for((hall.folder / 'reviewer-desk/blobs' / sha256).exists, "the scan at the reviewer's desk")
    if reviewer.hears('全部生成（Shift+F9）'):
        raise atspi_driver.Failure('the reviewer may make papers')
    look(reviewer, 'scan')
    reviewer.key('Escape')
    atspi_driver.wait_for(lambda: len(paper_window.windows(reviewer)) == len(known), 'the papers to be closed')
    go_to(reviewer)
    reviewer.told = None


def steps(hall):
    hall.start_hub()
    hall.start_devices()
    scanner.start(hall, 2)
    window = atspi_driver.Desk(hall.start_desk(environment=dict(os.environ, **scanner.environment(hall)), more=scanner.DEVICE))
    window.sign_in()
    clerk.receive(window)
    clerk.identify_shareholder(window)
    window.key('ctrl+2')
    window.fill_in(ANSWERS)
    scan(window)
    clerk.submit(window)

    reviewer = start_reviewer(hall)
    go_to(reviewer)
    reviewer.sign_in()
    reviewer.expect('待审批 · 1')
    reviewer.key('n')
    reviewer.expect('注册资本超过 1000 万元')
    look(reviewer, 'points')
    look_at_scan(hall, reviewer)
    reviewer.key('c')
    reviewer.expect('再按一次 C')
    look(reviewer, 'return')
    reviewer.key('1', 'c')
    reviewer.expect('待审批 · 0')

    go_to(window)
    window.expect('退回补正')
    mend(window)
    clerk.submit(window)

    go_to(reviewer)
    reviewer.expect('待审批 · 1')
    reviewer.key('n')
    reviewer.expect('退回补正 · R0301')
    time.sleep(1)
    reviewer.key('t')
    time.sleep(0.5)
    reviewer.type('zijin')
    reviewer.key('Tab')
    reviewer.type('R0302')
    reviewer.key('Escape', 't')
    reviewer.expect('会商中')
    reviewer.key('a')
    reviewer.expect('会商尚未结束')
    look(reviewer, 'consult')
    reviewer.key('t')
    reviewer.type('ok')
    reviewer.key('Escape', '1', 't')
    reviewer.expect('会商决定（R0301）')  # recorded, not only offered
    reviewer.key('a')
    reviewer.expect('再按一次 A')
    reviewer.key('a')
    reviewer.expect('待审批 · 0')

    go_to(window)
    window.expect('准予登记')


def mend(window):
    """What was asked for is on the list, and Ctrl+J goes there; touched, it is gone."""
    window.expect('退回意见：1 条')
    window.key('ctrl+j')
    atspi_driver.wait_for(lambda: window.focused() == '行政区划', 'what was asked for: the name')
    look(window, 'asked')
    clerk.go_to(window, '字号')
    window.answer('鲁西示范')
    window.expect(atspi_driver.Hall.NOTHING_MISSING)


def look(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    folder = atspi_driver.os.environ.get('YC_PICTURES')
    if folder:
        desk.screenshot(f'{folder}/review-{name}.png')


raise SystemExit(atspi_driver.report('review', atspi_driver.Hall(), steps))
