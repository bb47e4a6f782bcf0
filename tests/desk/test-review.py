#!/usr/bin/python3
"""A case that the rules leave to a person: a clerk's desk and a reviewer's, one
hub. The reviewer asks for a correction, the clerk sends it in again, others are
consulted, and it is approved, all by keys."""

import subprocess
import time

import atspi_driver

atspi_driver.run_inside()

import clerk  # noqa: E402

# More than the rules decide by themselves.
ANSWERS = {**clerk.ANSWERS, '注册资本': '2000万', '认缴出资额': '20000000'}
REVIEWER = 'R0301'


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
               '--enrol-code', hall.admin('enrol-code', '--window', '8'), '--no-usb', log='reviewer')
    return Reviewer(hall.processes[-1])


def go_to(desk):
    """There is no window manager: the desk that is worked at comes to the front."""
    subprocess.run(['xdotool', 'windowraise', desk.window, 'windowfocus', '--sync', desk.window], check=True)


def steps(hall):
    hall.start_hub()
    hall.start_devices()
    window = atspi_driver.Desk(hall.start_desk())
    window.sign_in()
    clerk.receive(window)
    clerk.identify_shareholder(window)
    window.key('ctrl+2')
    window.fill_in(ANSWERS)
    clerk.submit(window)

    reviewer = start_reviewer(hall)
    go_to(reviewer)
    reviewer.sign_in()
    reviewer.expect('待审批 · 1')
    reviewer.key('n')
    reviewer.expect('注册资本超过 1000 万元')
    look(reviewer, 'points')
    reviewer.key('c')
    reviewer.expect('再按一次 C')
    look(reviewer, 'return')
    reviewer.key('1', 'c')
    reviewer.expect('待审批 · 0')

    go_to(window)
    window.expect('退回补正')
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
    reviewer.expect('会商决定')
    reviewer.key('a')
    reviewer.expect('再按一次 A')
    reviewer.key('a')
    reviewer.expect('待审批 · 0')

    go_to(window)
    window.expect('准予登记')


def look(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    folder = atspi_driver.os.environ.get('YC_PICTURES')
    if folder:
        desk.screenshot(f'{folder}/review-{name}.png')


raise SystemExit(atspi_driver.report('review', atspi_driver.Hall(), steps))
