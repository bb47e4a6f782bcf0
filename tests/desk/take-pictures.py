#!/usr/bin/python3
"""Takes the pictures of README from the running program: take-pictures.py FOLDER.

Not a test: run it by hand when a page has changed, and look at what comes out.
YC_TEST_BUILD_ROOT and YC_TEST_SOURCE_ROOT say where the build and the source are.
"""

import pathlib
import sys
import time

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402

OUTPUTS = [{'key': 'credit-code', 'label': '统一社会信用代码', 'kind': 'electronic'},
           {'key': 'licence-number', 'label': '营业执照正本', 'kind': 'paper', 'handed': True},
           {'key': 'licence-copy', 'label': '营业执照副本', 'kind': 'paper', 'handed': True}]


def steps(hall):
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)

    def picture(name, *keys):
        desk.key(*keys)
        time.sleep(1)
        desk.screenshot(folder / f'{name}.png')

    catalogue = applicant.catalogue_with(hall, module={'outputs': OUTPUTS},
                                         head={'carriers': [{'id': 'ems', 'label': '邮政特快专递'}]})
    hall.start_hub(catalogue)
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    picture('sign-in')
    desk.sign_in()
    clerk.receive(desk)
    clerk.identify_shareholder(desk)
    picture('case-identity', 'ctrl+1')
    desk.key('alt+1', 'ctrl+d')
    time.sleep(6)  # the toast is gone
    picture('today')
    picture('devices', 'alt+6')
    desk.key('alt+2', 'ctrl+2')
    picture('case-form-begun')
    desk.fill_in(clerk.ANSWERS)
    picture('case-papers', 'ctrl+3')
    picture('case-form', 'ctrl+2')
    picture('case-receive', 'ctrl+4')
    desk.key('F11', 'ctrl+2')
    time.sleep(1)
    applicant.picture(folder / 'display.png')
    desk.key('F11')
    hall.hub.kill()
    desk.expect('线路中断', 60)
    clerk.submit(desk)
    time.sleep(6)
    picture('line', 'alt+7')
    picture('case-submitted', 'alt+2', 'ctrl+4')
    hall.start_hub(catalogue)
    desk.expect('准予登记', 90)
    picture('case-decision', 'ctrl+5')
    clerk.hand_over(desk)
    time.sleep(6)
    picture('case-result', 'ctrl+6')
    desk.key('F11', 'ctrl+7', 'F9')
    desk.expect('申请人正在客户屏上评价')
    time.sleep(1)
    applicant.picture(folder / 'display-rating.png')


raise SystemExit(atspi_driver.report('pictures', atspi_driver.Hall(), steps))
