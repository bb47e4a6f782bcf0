#!/usr/bin/python3
"""A helper fills in for an applicant and hands the case over: two desks, two
halls, one hub. The applicant agrees on their display, the clerk opens the case
by eight digits and finds all of it, and the helper sees what becomes of it."""

import re
import subprocess
import time

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402

HELPER = 'H0301'
NAME = '钱测试'
FIRM = '鲁西示例'


class Person(atspi_driver.Desk):
    """Somebody at a window, on the one display that all share."""

    def work_at(self):
        """There is no window manager: the desk that is worked at comes to the front."""
        subprocess.run(['xdotool', 'windowraise', self.window, 'windowfocus', '--sync', self.window], check=True)

    def sign_in_as(self, window, operator, words):
        self.work_at()
        self.expect(f'{window}号窗口')
        self.type(operator)
        self.key('Tab')
        self.type(atspi_driver.Hall.PASSWORD)
        self.key('Return')
        self.expect(words)
        wait_for(lambda: self.focused() not in ('', atspi_driver.Hall.PASSWORD_FIELD), 'the work page with the focus')

    def take_over(self, code, words):
        """By code, at any window; what it says."""
        self.key('ctrl+g')
        wait_for(lambda: self.focused() == '交接码，八位数字', 'the code to be asked for')
        self.type(code)
        self.key('Return')
        self.expect(words)


def start_clerk(hall):
    """In another hall, with nothing but a keyboard."""
    hall.admin('hall-add', '--code', 'xz', '--name', '莘县政务服务中心')
    code = hall.admin('enrol-code', '--hall', 'xz', '--window', '12')
    hall.start('yichuang', '--data', hall.folder / 'clerk-desk', '--hub', f'http://127.0.0.1:{hall.port}',
               '--enrol-code', code, '--no-usb', log='clerk')
    return Person(hall.processes[-1])


def answer(desk, digit):
    """The applicant presses @digit on their display."""
    desk.expect('请阅读并确认')
    window = wait_for(applicant.find_display, 'the customer display')
    applicant.focus(window)
    time.sleep(0.3)
    desk.key(str(digit))
    time.sleep(0.3)
    desk.work_at()


def agree(desk):
    """N, the applicant's name, and their word on the display: first no, then yes."""
    desk.key('n')
    wait_for(lambda: desk.focused() == '申请人姓名', 'the applicant to be named')
    desk.write('张测试')
    desk.key('Return')
    answer(desk, 2)
    desk.expect('申请人未同意')
    look(desk, 'consent')
    desk.key('Return')
    answer(desk, 1)
    desk.expect('同意由帮办代填')


def fill_in(desk):
    clerk.lay_card(desk, 0)
    desk.key('alt+2', 'F2')
    desk.expect('身份证已核验')
    clerk.identify_shareholder(desk)
    desk.key('ctrl+2')
    desk.fill_in(clerk.ANSWERS)


def hand_over(hall, desk):
    """The code, read from the card, and found on the paper."""
    desk.key('alt+3', 'h')
    groups = wait_for(lambda: next((w for w in desk.words() if re.fullmatch(r'\d{4} \d{4}', w)), None), 'a code')
    look(desk, 'code')
    desk.key('p')
    desk.expect('交接卡已打印')
    wait_for(lambda: clerk.papers_with(hall, groups.replace(' ', '')), 'the code on a paper')
    return groups.replace(' ', '')


def check_fields(desk):
    """Nothing was retold: what the helper typed stands there, and by whom."""
    desk.expect(f'首问负责：{NAME}')
    desk.key('ctrl+2')
    clerk.go_to(desk, '详细地址')
    if desk.focused_text() != clerk.ANSWERS['详细地址']:
        raise Failure(f'the address is “{desk.focused_text()}”')
    clerk.go_to(desk, '监事证件号码')
    if desk.focused_text() != '':
        raise Failure(f'the number that the helper typed is shown unasked: “{desk.focused_text()}”')
    desk.key('ctrl+i')
    desk.expect('1  核对证件')
    desk.key('1')
    wait_for(lambda: desk.focused_text() == clerk.ANSWERS['监事证件号码'], 'the number, once it was said what for')
    by_helper = [w for w in desk.words() if w == f'帮办填报 · {NAME}']
    if len(by_helper) < 15:
        raise Failure(f'only {len(by_helper)} fields say that the helper filled them in')


def call(desk):
    """The firm is to be called: what was said ends it."""
    desk.key('4')
    desk.expect('4 待回访 · 1')
    desk.key('Return')
    wait_for(lambda: desk.focused() == '通话内容', 'the call to be written down')
    desk.type('ok')
    look(desk, 'call')
    desk.key('Return')
    desk.expect('回访已记录')
    desk.expect('4 待回访 · 0')


def steps(hall):
    hall.start_hub(applicant.catalogue_with(hall, head={'callback_days': 5}))
    hall.start_devices()
    helper = Person(hall.start_desk(window='9'))
    helper.sign_in_as('9', HELPER, NAME)
    look(helper, 'begun')
    agree(helper)
    fill_in(helper)
    code = hand_over(hall, helper)

    other = start_clerk(hall)
    other.sign_in_as('12', 'C0301', atspi_driver.Hall.OPERATOR_NAME)
    other.take_over('123', '交接码为 8 位数字')
    other.key('Escape')
    other.take_over(f'{code[:4]} {code[4:]}', FIRM)
    check_fields(other)
    look(other, 'taken')
    clerk.submit(other)
    other.expect('准予登记')

    helper.work_at()
    helper.expect('12 号窗口已接手')
    wait_for(lambda: any(FIRM in w and '下一步：电话回访' in w for w in helper.words()), 'the firm’s later step')
    look(helper, 'later')
    call(helper)
    helper.take_over(code, '交接码无效')
    for wrong in range(5):
        helper.key('ctrl+g')
        helper.type(f'{(int(code) + 1 + wrong) % 10**8:08}')
        helper.key('Return')
        time.sleep(1)
    helper.expect('连续五次输错')
    look(helper, 'locked')


def look(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    folder = atspi_driver.os.environ.get('YC_PICTURES')
    if folder:
        time.sleep(0.5)
        desk.screenshot(f'{folder}/helper-{name}.png')


raise SystemExit(atspi_driver.report('helper-to-clerk', atspi_driver.Hall(), steps))
