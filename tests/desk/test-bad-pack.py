#!/usr/bin/python3
"""A form that brings the desk down when it is drawn: the desk is back on the last good one by itself, and says so."""

import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import sys

import atspi_driver

atspi_driver.run_inside()

import clerk  # noqa: E402

sys.path.append(str(pathlib.Path(__file__).parent.parent / 'hub'))
from packs import Publisher  # noqa: E402

BAD, GOOD = '2027.02', '2026.11'
ENDS_HERE = 'broken drawing: ends here'  # what the preloaded library says before it ends the desk
WHY = 'the program ended twice while it was tried'


def spoil(catalogue):
    catalogue['matters'][0]['pages'][0]['label'] = '坏表单'


def take_picture(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    if folder := os.environ.get('YC_PICTURES'):
        desk.screenshot(os.path.join(folder, f'bad-pack-{name}.png'))


def versions(hall):
    """With which forms cases were begun, in their order."""
    with contextlib.closing(sqlite3.connect(f'file:{hall.folder}/hub/hub.db?mode=ro', uri=True)) as database:
        found = database.execute("SELECT bytes FROM ops WHERE kind = 'case.open' ORDER BY position").fetchall()
    return [json.loads(data)['body']['version'] for (data,) in found]


def hub_says(hall, line):
    atspi_driver.wait_for(lambda: line in hall.admin('pack', 'list').splitlines(), f'the hub to know: {line}')


def start_desk(hall):
    options = os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
    return hall.start_desk(environment=dict(os.environ, LD_PRELOAD=os.environ['YC_TEST_PRELOAD'], ASAN_OPTIONS=options))


def expect_fall(hall, process, times):
    """The desk ends by itself, by the drawing and by nothing else, for the time that is the @times-th."""
    atspi_driver.wait_for(lambda: not process.is_running(), 'the desk to fall over')
    if process.stop() != -signal.SIGABRT or process.log.read_text(errors='replace').count(ENDS_HERE) != times:
        raise atspi_driver.Failure(f'fall {times} of the desk was another ({process.child.returncode})')
    hall.processes.remove(process)


def begin_case(desk, ticket, card):
    """A ticket, its call, and a card: with the card a case is open, and its form is shown."""
    desk.key('alt+1', 'ctrl+d')
    desk.expect(f'已取号 {ticket}')
    atspi_driver.wait_for(lambda: not desk.hears('小票打印机: 工作中'), 'the ticket to be printed')
    desk.key('F7')
    desk.expect('有限责任公司设立 · 已叫号')
    clerk.lay_card(desk, card)
    desk.key('alt+1', 'F2')


def show_case(desk):
    """Signs in where a case was left, and opens it from the list by the keys of the search: a row of a
    list has the focus then, and that has no name to wait for."""
    desk.expect(atspi_driver.Hall.SIGN_IN)
    desk.type(atspi_driver.Hall.OPERATOR)
    desk.key('Tab')
    desk.type(atspi_driver.Hall.PASSWORD)
    desk.key('Return')
    desk.expect(atspi_driver.Hall.OPERATOR_NAME)
    desk.expect('已联网 · 待传 0')
    desk.expect('新办件')
    desk.key('ctrl+f', 'Return', 'Return')


def steps(hall):
    hall.start_hub()
    hall.start_devices()
    publisher = Publisher(hall.program('yichuang-ctl'), atspi_driver.SOURCE, hall.folder, 'publisher')
    pack = publisher.make(BAD, '2026-06-01', spoil)
    hall.admin('pack', 'trust', publisher.key, '--name', 'publisher')

    # It takes the form in while it works, and falls over the first case that is begun with it.
    process = start_desk(hall)
    desk = atspi_driver.Desk(process)
    desk.sign_in()
    hall.admin('pack', 'install', str(pack))
    hub_says(hall, f'form {BAD}: 1 desks trying')
    begin_case(desk, '3-001', 0)
    expect_fall(hall, process, 1)

    # Started once more it tries the form again: the case is there, and whoever opens it brings it down.
    process = start_desk(hall)
    show_case(atspi_driver.Desk(process))
    expect_fall(hall, process, 2)

    # Now it is back on the form before, with the library that ended it still there.
    desk = atspi_driver.Desk(start_desk(hall))
    show_case(desk)
    desk.expect(f'本机不使用 {BAD} 版事项表单：试用期间程序两次异常退出')
    take_picture(desk, 'notice')
    hub_says(hall, f'form {BAD}: 1 desks refused: {WHY}')
    desk.expect('本机不使用该表单')  # the case, shown without it
    desk.expect(f'本办件按 {BAD} 版表单开办，本机不使用该版表单')
    take_picture(desk, 'without-form')
    begin_case(desk, '3-002', 1)
    desk.expect('身份证已核验')
    desk.key('alt+2', 'ctrl+2')
    clerk.go_to(desk, '字号')
    atspi_driver.wait_for(lambda: versions(hall) == [BAD, GOOD], 'both cases at the hub')
    take_picture(desk, 'form-before')


raise SystemExit(atspi_driver.report('a form that brings the desk down', atspi_driver.Hall(), steps))
