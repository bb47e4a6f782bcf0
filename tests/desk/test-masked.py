#!/usr/bin/python3
"""Personal data by keys alone: masked for the eye and the ear, whole for who types it,
shown to somebody else when they say what for, also without a line, and masked again when
the case is left or the desk locks. Each look is at the hub, with no value in it."""

import json
import os
import sqlite3

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402

PHONE = '13800007193'
OTHER_PHONE = '13800006428'
ADDRESS = '山东省聊城市示例路 2 号'
FIELD = '移动电话'
NUMBERS = ('11010519491231002X', '371502198802140', '19491231', '19880214', PHONE, OTHER_PHONE, '00007193', '示例路 2 号',
           '测试小区2号楼')
OTHER = 'C0302'
OTHER_NAME = '孙办事'


def look(desk, name):
    if folder := os.environ.get('YC_PICTURES'):
        desk.screenshot(f'{folder}/masked-{name}.png')


def all_heard(desk):
    """Names, what windows say, and what stands in each field."""
    return desk.words() + desk.said() + [text for _, text in desk.texts()]


def expect_masked(desk):
    for said in all_heard(desk):
        for number in NUMBERS:
            if number in said:
                raise Failure(f'“{number}” is heard in “{said}”')


def expect_shown(desk, number):
    wait_for(lambda: any(number in said for said in all_heard(desk)), f'“{number}” to be shown')


def expect_text(desk, text):
    wait_for(lambda: desk.focused_text() == text, f'“{text}” in the field, not “{desk.focused_text()}”')


def fill_in(desk):
    """The clerk sees what they type, for as long as they are in the field."""
    desk.key('ctrl+2')
    desk.fill_in({**clerk.ANSWERS, '住址': ADDRESS}, until=FIELD)
    desk.write(PHONE)
    desk.key('Tab')
    wait_for(lambda: (FIELD, '138****7193') in desk.texts(), 'the number that was typed to be masked')
    expect_masked(desk)
    look(desk, 'form')
    desk.key('shift+Tab')
    wait_for(lambda: desk.focused() == FIELD, 'the field again')
    expect_text(desk, PHONE)
    desk.key('Tab')
    wait_for(lambda: (FIELD, '138****7193') in desk.texts(), 'the number to be masked again')


def sign_in_another(hall, desk):
    """A colleague at the same window: nothing of it is theirs."""
    desk.key('ctrl+shift+l')
    desk.expect(hall.SIGN_IN)
    expect_masked(desk)
    desk.key('shift+Tab', 'ctrl+a')  # the door remembers who was here last
    desk.type(OTHER)
    desk.key('Tab')
    desk.type(hall.PASSWORD)
    desk.key('Return')
    desk.expect(OTHER_NAME)
    desk.key('alt+2', 'ctrl+2')
    desk.expect(FIELD)
    expect_masked(desk)
    clerk.go_to(desk, FIELD)
    expect_text(desk, '')
    expect_masked(desk)
    desk.expect('按 Ctrl+I 查看')


def look_at_field(hall, desk):
    """For a purpose, taken by its digit; to leave the list shows nothing."""
    desk.key('ctrl+i')
    desk.expect('1  核对证件')
    look(desk, 'purpose')
    desk.key('Escape')
    wait_for(lambda: desk.focused() == FIELD, 'the field again')
    expect_masked(desk)
    desk.key('ctrl+i')
    desk.expect('1  核对证件')
    desk.key('2')
    expect_text(desk, PHONE)
    look(desk, 'shown')
    found = applicant.wait_for_ops(hall, 'person.reveal', 1)
    if found[0]['purpose'] != 'contact' or len(found[0]['items']) != 1 or not found[0]['items'][0]['path'].endswith('/phone'):
        raise Failure(f'the hub holds {found}')


def lock(desk):
    desk.key('ctrl+l')
    wait_for(lambda: desk.focused() == '新 PIN 码', 'the lock')
    expect_masked(desk)
    desk.key('Escape')
    wait_for(lambda: desk.focused() == '密码', 'the password to be asked for')
    desk.type(atspi_driver.Hall.PASSWORD)
    desk.key('Return')
    wait_for(lambda: desk.focused() == FIELD, 'the field behind the lock')
    expect_masked(desk)


def look_at_case(hall, desk):
    """All of it, for a purpose in words, while the line is down; leaving the case masks it."""
    hall.hub.stop()
    desk.key('ctrl+1', 'ctrl+i')
    desk.expect('查看本件的个人信息')
    desk.key('5')
    wait_for(lambda: desk.focused() == '请填写事由', 'the purpose in words')
    desk.key('Return')
    desk.type('xinfang')
    expect_masked(desk)
    desk.key('Return')
    expect_shown(desk, '11010519491231002X')
    expect_shown(desk, PHONE)
    look(desk, 'case')
    desk.key('alt+1')
    wait_for(lambda: not any(PHONE in said for said in all_heard(desk)), 'the case to be masked')
    expect_masked(desk)
    desk.key('alt+2')
    desk.expect('股东 1')
    expect_masked(desk)
    hall.start_hub()
    found = applicant.wait_for_ops(hall, 'person.reveal', 2)
    if found[1]['purpose'] != 'other' or found[1]['text'] != 'xinfang' or len(found[1]['items']) < 4:
        raise Failure(f'the hub holds {found}')


def type_over(hall, desk):
    """Another value, without having seen the one that stands there."""
    desk.key('ctrl+2')
    clerk.go_to(desk, FIELD)
    expect_text(desk, '')
    desk.write(OTHER_PHONE)
    desk.key('Tab')
    wait_for(lambda: (FIELD, '138****6428') in desk.texts(), 'the new number to be masked')
    wait_for(lambda: any(item['path'].endswith('/phone') and item['value'] == OTHER_PHONE and item['was'] == PHONE
                         for body in applicant.ops_of(hall, 'fields.set') for item in body['items']),
             'the new number at the hub, in place of the old one')
    expect_masked(desk)


def read_history(desk):
    desk.key('ctrl+7')
    desk.expect('查看个人信息')
    desk.expect('联系申请人')
    desk.expect('其他事由 · xinfang')
    look(desk, 'history')


def expect_no_value(hall):
    """Not in the looks, as the hub keeps them."""
    file = next(f for f in (hall.folder / 'hub').iterdir() if f.suffix in ('.db', '.sqlite', '.sqlite3'))
    with sqlite3.connect(f'file:{file}?mode=ro', uri=True) as database:
        for (data,) in database.execute("SELECT bytes FROM ops WHERE kind = 'person.reveal'"):
            if {*json.loads(data)['body']} - {'purpose', 'text', 'items'} or any(n.encode() in data for n in NUMBERS):
                raise Failure(f'a look holds {data}')


def steps(hall):
    hall.start_hub()
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    hall.admin('operator-add', '--code', OTHER, '--name', OTHER_NAME, '--roles', 'clerk', words=hall.PASSWORD)
    desk.sign_in()
    clerk.receive(desk)
    clerk.identify_shareholder(desk)
    expect_masked(desk)
    look(desk, 'identity')
    fill_in(desk)
    if applicant.ops_of(hall, 'person.reveal'):
        raise Failure('who typed it is on record for having seen it')
    sign_in_another(hall, desk)
    look_at_field(hall, desk)
    lock(desk)
    look_at_case(hall, desk)
    type_over(hall, desk)
    read_history(desk)
    expect_no_value(hall)


raise SystemExit(atspi_driver.report('personal data is masked, and shown to who says what for', atspi_driver.Hall(), steps))
