#!/usr/bin/python3
"""Takes the pictures of README from the running program: take-pictures.py FOLDER.

Not a test: run it by hand when a page has changed, and look at what comes out.
YC_TEST_BUILD_ROOT and YC_TEST_SOURCE_ROOT say where the build and the source are.
"""

import os
import pathlib
import subprocess
import sys
import time

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
import paper_window  # noqa: E402
import scanner  # noqa: E402
import whole_form  # noqa: E402

TOAST_S = 6
PAPERS = 8


def help_applicant(desk):
    """Somebody else at the same window: consent said aloud, a card, some of the form."""
    desk.key('ctrl+shift+l')
    # The clerk of before is proposed.
    desk.expect(atspi_driver.Hall.SIGN_IN)
    time.sleep(1)
    desk.key('shift+Tab')
    time.sleep(1)
    desk.key('ctrl+a')
    desk.sign_in_as('H0301', '钱测试')
    desk.key('n')
    atspi_driver.wait_for(lambda: desk.focused() == '申请人姓名', 'the applicant to be named')
    desk.write('张测试')
    desk.key('Tab', 'Tab', 'space')
    desk.expect('同意由帮办代填')
    clerk.lay_card(desk, 0)
    desk.key('alt+2', 'F2')
    applicant.agree(desk)
    clerk.lay_card(desk, 0)
    desk.key('alt+2', 'F2')
    desk.expect('身份证已核验')
    desk.key('ctrl+2')
    desk.fill_in(clerk.ANSWERS, until='所属行业')


def begin(desk, picture):
    clerk.receive(desk, applicant.agree)
    clerk.identify_shareholder(desk)
    picture('case-identity', 'ctrl+1')
    desk.key('alt+1', 'ctrl+d')
    time.sleep(TOAST_S)
    picture('today')
    picture('devices', 'alt+6')


def fill_in(desk, hall, picture):
    desk.key('alt+2', 'ctrl+2')
    desk.fill_in(whole_form.answers(hall))
    desk.key('ctrl+3')
    clerk.go_to(desk, '收齐: 公司章程')
    desk.key('F3')
    scanner.expect_pages(desk, '公司章程', 2)
    picture('scan')
    desk.key('F9')
    desk.expect('✓ 已扫描：1 份')
    time.sleep(TOAST_S)
    picture('case-papers')
    picture('case-form', 'ctrl+2')
    picture('case-receive', 'ctrl+5')


def sign(desk, hall, folder, picture):
    window = paper_window.open_papers(desk)
    paper_window.make_all(hall, desk, PAPERS + 1)
    time.sleep(2)
    subprocess.run(['import', '-window', window, folder / 'documents.png'], check=True)
    paper_window.close(desk, window)
    desk.key('ctrl+4')
    time.sleep(1)
    desk.key('F4')
    time.sleep(2)
    applicant.picture(folder / 'display-reading.png')
    applicant.sign(desk, '李测试', lambda: applicant.picture(folder / 'display-signing.png'))
    paper_window.focus_on(desk, desk.window)
    desk.expect('公司登记（备案）申请书, 李测试: ✓ 已签')
    desk.expect('李测试 正在阅读')
    desk.key('F4')
    desk.expect('请下一位签字')
    picture('case-sign')


def show_display(desk, shown):
    if (applicant.find_display() is not None) != shown:
        desk.key('F11')
        atspi_driver.wait_for(lambda: (applicant.find_display() is not None) == shown, 'the customer display')
        paper_window.focus_on(desk, desk.window)


def decide(desk, hall, folder, picture, offices):
    show_display(desk, True)
    desk.key('ctrl+2')
    time.sleep(1)
    applicant.picture(folder / 'display.png')
    show_display(desk, False)
    hall.hub.kill()
    desk.expect('线路中断', 60)
    clerk.submit(desk)
    time.sleep(TOAST_S)
    picture('line', 'alt+7')
    picture('case-submitted', 'alt+2', 'ctrl+5')
    hall.tell_offices('social', 'next', 'slow', '8000')
    hall.start_hub(whole_form.CATALOGUE, more=offices)
    desk.expect('准予登记', 90)
    time.sleep(2)
    picture('case-decision', 'ctrl+6')
    applicant.wait_for_ops(hall, 'case.finish', 1)
    clerk.hand_over(desk)
    time.sleep(TOAST_S)
    picture('case-result', 'ctrl+7')
    show_display(desk, True)
    desk.key('ctrl+8', 'F9')
    desk.expect('申请人正在客户屏上评价')
    time.sleep(1)
    applicant.picture(folder / 'display-rating.png')
    show_display(desk, False)


def steps(hall):
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)

    def picture(name, *keys):
        desk.key(*keys)
        time.sleep(1)
        desk.screenshot(folder / f'{name}.png')

    offices = hall.start_offices()
    hall.start_hub(whole_form.CATALOGUE, more=offices)
    hall.start_devices()
    scanner.start(hall, 2)
    environment = dict(os.environ, **scanner.environment(hall), YC_TEMPLATES=str(atspi_driver.SOURCE / 'data/templates'))
    desk = atspi_driver.Desk(hall.start_desk(environment=environment, more=scanner.DEVICE))
    picture('sign-in')
    desk.sign_in()
    begin(desk, picture)
    fill_in(desk, hall, picture)
    sign(desk, hall, folder, picture)
    decide(desk, hall, folder, picture, offices)
    help_applicant(desk)
    picture('helper', 'alt+3', 'h')


raise SystemExit(atspi_driver.report('pictures', atspi_driver.Hall(), steps))
