#!/usr/bin/python3
"""Three pages through the real network driver into a paper of a case, by keys
alone: the third jams and goes on; the desk is killed, and they are there again;
turned, taken away, taken back; then they are one document of the case."""

import os
import pathlib
import sys
import time

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
import scanner  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402

PAPER = '公司章程'


def picture(desk, name):
    if len(sys.argv) > 1:
        desk.screenshot(pathlib.Path(sys.argv[1]) / f'{name}.png')


def start_desk(hall):
    environment = dict(os.environ, **scanner.environment(hall))
    return atspi_driver.Desk(hall.start_desk(environment=environment, more=scanner.DEVICE))


def pages(desk):
    return scanner.pages(desk, PAPER)


def expect_pages(desk, count):
    scanner.expect_pages(desk, PAPER, count)


def scan_with_a_jam(hall, desk):
    scanner.tell(hall, 'jam', '3')
    desk.key('ctrl+3')
    clerk.go_to(desk, f'收齐: {PAPER}')
    desk.expect('扫描仪: 就绪')
    desk.key('F3')
    desk.expect('扫描仪卡纸')
    expect_pages(desk, 2)
    picture(desk, 'scan-jam')
    scanner.tell(hall, 'clear')
    desk.key('F3')
    expect_pages(desk, 3)
    desk.expect('已扫描 1 页')


def opened(desk):
    """From the list of cases, by keys; the door may still be closing."""
    desk.key('ctrl+f', 'Return', 'Return')
    time.sleep(0.5)
    return desk.hears('还缺 ')


def restart(hall, desk):
    desk.process.child.kill()
    desk.process.child.wait()
    hall.processes.remove(desk.process)
    desk = start_desk(hall)
    desk.expect(atspi_driver.Hall.SIGN_IN)
    desk.type(atspi_driver.Hall.OPERATOR)
    desk.key('Tab')
    desk.type(atspi_driver.Hall.PASSWORD)
    desk.key('Return')
    desk.expect(atspi_driver.Hall.OPERATOR_NAME)
    desk.expect('填报中')
    return desk


def kill_and_return(hall, desk):
    """What was scanned is offered again."""
    desk = restart(hall, desk)
    wait_for(lambda: opened(desk), 'the case to be opened')
    desk.key('ctrl+3')
    expect_pages(desk, 3)
    return desk


def edit(desk):
    clerk.go_to(desk, f'{PAPER}，第 1 页')
    desk.key('Right', 'a')
    desk.expect(f'{PAPER}，第 2 页，已搁置')
    desk.key('a')
    expect_pages(desk, 3)
    wait_for(lambda: f'{PAPER}，第 2 页' in pages(desk), 'the page back from aside')
    desk.key('r', 'Delete')
    expect_pages(desk, 2)
    desk.key('ctrl+z')
    expect_pages(desk, 3)
    picture(desk, 'scan-pages')


def whole_at_hub(hall, sha256):
    return (hall.folder / 'hub/blobs' / sha256[:2] / sha256).exists()


def check_document(hall):
    document = applicant.wait_for_ops(hall, 'document.add', 1)
    if len(document) != 1 or document[0]['kind'] != 'scan' or document[0]['title'] != PAPER:
        raise Failure(f'the documents are {document}')
    blob = hall.folder / 'desk/blobs' / document[0]['sha256']
    if not blob.exists() or b'%PDF-1' in blob.read_bytes():
        raise Failure('the document is not sealed on the disk')
    return document[0]


def check_hub(hall, document):
    """The document and the three pages as the scanner gave them are there."""
    names = [document['sha256']] + [item['sha256'] for item in document['items']]
    if len(set(names)) != 4:
        raise Failure(f'the document names {names}')
    wait_for(lambda: all(whole_at_hub(hall, name) for name in names), 'the document and its pages at the hub')


def nothing_waits(desk):
    desk.key('alt+7')
    desk.expect('没有待传内容')
    waiting = [word for word in desk.words() if '份材料' in word]
    if waiting:
        raise Failure(f'papers wait: {waiting}')


def steps(hall):
    hall.start_hub()
    hall.start_devices()
    scanner.start(hall, 3)
    desk = start_desk(hall)
    desk.sign_in()
    clerk.receive(desk)
    desk.key('alt+2')
    scan_with_a_jam(hall, desk)
    desk = kill_and_return(hall, desk)
    edit(desk)
    desk.key('F9')
    desk.expect('扫描件已归入办件')
    expect_pages(desk, 0)
    desk.expect('✓ 已扫描：1 份')
    picture(desk, 'scan-document')
    check_hub(hall, check_document(hall))
    nothing_waits(restart(hall, desk))


raise SystemExit(atspi_driver.report('scanning', atspi_driver.Hall(), steps))
