#!/usr/bin/python3
"""A case that waits for a person: who holds it up is said beside it, in its lane and
on Today; F6 stops its clocks with a reason of the catalogue and lets them go on."""

import pathlib
import sys

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402

PAUSES = [{'id': 'correction', 'label': '补正材料'}, {'id': 'applicant', 'label': '申请人原因'}]
# More than the rules decide by themselves.
BIG = {'注册资本': '1001万', '认缴出资额': '10010000'}


def picture(desk, name):
    if len(sys.argv) > 1:
        desk.screenshot(pathlib.Path(sys.argv[1]) / f'{name}.png')


def steps(hall):
    hall.start_hub(applicant.catalogue_with(hall, head={'pauses': PAUSES}))
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    desk.sign_in()
    clerk.receive(desk)
    clerk.identify_shareholder(desk)
    desk.key('ctrl+2')
    desk.fill_in({**clerk.ANSWERS, **BIG})
    clerk.submit(desk)
    desk.expect('企业登记 · 审核中')
    desk.expect('承诺 20 分钟 · 余 ')
    desk.expect(' / 20 分钟')
    picture(desk, 'clocks-case')
    desk.key('F6')
    desk.expect('申请人原因')
    desk.key('Down', 'Return')
    body = applicant.wait_for_ops(hall, 'clock.pause', 1)[0]
    desk.expect(f"已暂停：{next(p['label'] for p in PAUSES if p['id'] == body['code'])}")
    desk.expect(' / 20 分钟，已暂停')
    picture(desk, 'clocks-paused')
    desk.key('alt+1')
    picture(desk, 'clocks-today')
    desk.key('alt+2', 'F6')
    applicant.wait_for_ops(hall, 'clock.resume', 1)
    desk.expect('本件计时已恢复')
    desk.expect('企业登记 · 审核中')


raise SystemExit(atspi_driver.report('clocks', atspi_driver.Hall(), steps))
