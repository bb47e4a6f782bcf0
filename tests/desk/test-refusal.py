#!/usr/bin/python3
"""A case that a reviewer refuses: before that two have it before them. The first
to decide decides, the second is told; numbers that were shown whole are in the
history; and the clerk has the reasons, what can be done, and a notice to print."""

import subprocess

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
from atspi_driver import Failure, Hall, wait_for  # noqa: E402

# More than the rules decide by themselves.
ANSWERS = {**clerk.ANSWERS, '注册资本': '2000万', '认缴出资额': '20000000'}
REASON = '名称与已登记企业相同'
REMEDY = '另选字号后重新申请'
REFUSALS = [{'id': 'name', 'label': REASON, 'remedy': REMEDY}]
TOO_LATE = '该办件不在待审批状态'


class Reviewer(atspi_driver.Desk):
    def sign_in(self, window, operator):
        self.expect(f'{window}号窗口')
        self.type(operator)
        self.key('Tab')
        self.type(Hall.PASSWORD)
        self.key('Return')
        self.expect('待审批 · 1')


def start_reviewer(hall, window, operator):
    name = f'reviewer-{window}'
    hall.start('yichuang', '--data', hall.folder / name, '--hub', f'http://127.0.0.1:{hall.port}',
               '--enrol-code', hall.admin('enrol-code', '--window', window), '--no-usb', log=name)
    desk = Reviewer(hall.processes[-1])
    go_to(desk)
    desk.sign_in(window, operator)
    desk.key('n')
    desk.expect('注册资本超过 1000 万元')
    return desk


def add_reviewer(hall, code):
    subprocess.run([hall.program('yichuang-hub'), 'admin', '--data', hall.folder / 'hub', 'operator-add', '--code', code,
                    '--name', '赵测试', '--roles', 'reviewer', '--password-stdin'],
                   input=Hall.PASSWORD, text=True, check=True, capture_output=True)


def go_to(desk):
    """There is no window manager: the desk that is worked at comes to the front."""
    subprocess.run(['xdotool', 'windowraise', desk.window, 'windowfocus', '--sync', desk.window], check=True)


def submit(hall, window):
    window.sign_in()
    clerk.receive(window)
    clerk.identify_shareholder(window)
    window.key('ctrl+2')
    window.fill_in(ANSWERS)
    clerk.submit(window)
    window.expect('审核中')


def refuse(hall, desk):
    number = '11010519491231002X'
    if desk.hears(number):
        raise Failure('a number is shown before it was asked for')
    desk.key('v')
    desk.expect('3  审查材料')
    look(desk, 'purpose')
    desk.key('3')
    desk.expect(number)
    looks = applicant.wait_for_ops(hall, 'person.reveal', 1)
    if looks[-1]['purpose'] != 'review' or not any(item['path'].endswith('/number') for item in looks[-1]['items']):
        raise Failure(f'numbers were shown whole, and the history says {looks}')
    desk.key('r')
    desk.expect('再按一次 R')
    desk.key('1', 'r')
    desk.expect('待审批 · 0')
    body = applicant.wait_for_ops(hall, 'decision.record', 2)[-1]
    if body['outcome'] != 'refused' or REMEDY not in [item.get('remedy') for item in body['items']]:
        raise Failure(f'the hub holds {body}')


def steps(hall):
    hall.start_hub(applicant.catalogue_with(hall, matter={'refusals': REFUSALS}))
    hall.start_devices()
    window = atspi_driver.Desk(hall.start_desk())
    submit(hall, window)
    add_reviewer(hall, 'R0309')
    late = start_reviewer(hall, '9', 'R0309')
    refuse(hall, start_reviewer(hall, '8', 'R0301'))

    go_to(late)
    late.expect('不予登记')
    late.key('a')
    late.expect(TOO_LATE)
    look(late, 'late')

    go_to(window)
    window.expect(f'申请人可以：{REMEDY}')
    window.expect(f'✗  {REASON}')
    look(window, 'reasons')
    window.key('F5')
    wait_for(lambda: clerk.papers_with(hall, '不予登记通知书'), 'the notice on paper')
    if not clerk.papers_with(hall, REMEDY):
        raise Failure('the notice does not say what the applicant can do')


def look(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    folder = atspi_driver.os.environ.get('YC_PICTURES')
    if folder:
        desk.screenshot(f'{folder}/refusal-{name}.png')


raise SystemExit(atspi_driver.report('refusal', Hall(), steps))
