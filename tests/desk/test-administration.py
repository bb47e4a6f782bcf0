#!/usr/bin/python3
"""An administrator at a desk, by keys alone: adds an operator, who chooses a password by the
one-time code; resets it; withdraws a device and a form; and sees nothing once the line is down."""

import base64
import contextlib
import json
import os
import re
import subprocess
import urllib.error
import urllib.request

import atspi_driver

SCREEN = os.environ.get('YC_SCREEN', '1366x768')
atspi_driver.run_inside(f'{SCREEN}x24')

ADMINISTRATOR, NAME = 'A0301', '周测试'
ADDED, ADDED_NAME = 'C0310', '吴测试'
FIRST, SECOND = 'first password', 'second password'
CODE = re.compile(r'[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\Z')


def look(desk, name):
    """For people: what stands on the screen, where YC_PICTURES names a folder."""
    if os.environ.get('YC_PICTURES'):
        desk.screenshot(os.path.join(os.environ['YC_PICTURES'], f'administration-{name}.png'))


def put(desk, text):
    """In the place of what stands in the field."""
    desk.key('ctrl+a')
    desk.type(text)


def read_code(desk):
    def find():
        return [word for word in desk.words() if CODE.match(word)]

    return atspi_driver.wait_for(find, 'a one-time code')[0]


def put_away(desk, code):
    desk.key('Escape')
    atspi_driver.wait_for(lambda: not desk.hears(code), 'the code to be gone')


def reach(desk, name):
    """By Tab."""
    for _ in range(40):
        if desk.focused().startswith(name):
            return
        desk.press_and_see('Tab', 2)
    raise atspi_driver.Failure(f'“{name}” is never focused')


def choose(desk, words):
    """Into the list, and with the arrows to the row that says @words: what is chosen
    stands a second time beside the list, a person with their number."""
    def is_chosen():
        heard = desk.words()
        return heard.count(words) > 1 or any(word.startswith(f'{words}  ') for word in heard)

    desk.key('Escape')
    for key in ('Home', *['Down'] * 12):
        desk.key(key)
        with contextlib.suppress(atspi_driver.Failure):
            atspi_driver.wait_for(is_chosen, words, 2)
            return
    raise atspi_driver.Failure(f'the row “{words}” is never chosen')


def enrol(hall, code):
    """Another desk, in a few words; its token."""
    key = base64.b64encode(os.urandom(32)).decode()
    body = json.dumps({'code': code, 'name': 'Desk-4', 'key': key}).encode()
    request = urllib.request.Request(f'http://127.0.0.1:{hall.port}/v1/enrol', body, method='POST')
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)['token']


def ask(hall, token):
    """The status that the device gets."""
    request = urllib.request.Request(f'http://127.0.0.1:{hall.port}/v1/halls/lc/feed',
                                     headers={'Authorization': f'Bearer {token}'})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def sign_in(desk, operator, password, words, again=True):
    """@again: somebody was here before, so their number stands there and the password is asked for."""
    desk.expect('我有一次性验证码')
    if again:
        desk.key('shift+Tab')
    put(desk, operator)
    desk.key('Tab')
    desk.type(password)
    desk.key('Return')
    desk.expect(words)


def sign_out(desk):
    desk.key('ctrl+shift+l')
    desk.expect('我有一次性验证码')


def make_administrator(hall):
    subprocess.run([hall.program('yichuang-hub'), 'admin', '--data', hall.folder / 'hub', 'operator-add', '--code',
                    ADMINISTRATOR, '--name', NAME, '--roles', 'administrator', '--password-stdin'],
                   input=hall.PASSWORD + '\n', text=True, check=True, capture_output=True)


def choose_password(desk, code, password):
    """The number stands there already; Return goes to what is empty, and signs in where nothing is."""
    reach(desk, '我有一次性验证码')
    desk.key('space')
    for text in (code, password, password):
        desk.type(text)
        desk.key('Return')


def steps(hall):
    hall.start_hub()
    hall.start_devices()
    make_administrator(hall)
    desk = atspi_driver.Desk(hall.start_desk('9'))
    sign_in(desk, ADMINISTRATOR, hall.PASSWORD, '工作人员  1', again=False)
    desk.expect('王测试')
    look(desk, 'operators')

    # Adds an operator; the code is shown once.
    desk.key('n')
    atspi_driver.wait_for(lambda: desk.focused() == '工号', 'the form')
    put(desk, ADDED)
    desk.key('Tab')
    put(desk, ADDED_NAME)
    look(desk, 'add')
    desk.key('Return')
    code = read_code(desk)
    desk.expect(f'工作人员 {ADDED} 设置密码的一次性验证码')
    look(desk, 'code')
    put_away(desk, code)
    desk.expect('待本人设置密码')

    # Withdraws another desk's device: a second press, and the hub knows it no more.
    other = subprocess.run([hall.program('yichuang-hub'), 'admin', '--data', hall.folder / 'hub', 'enrol-code', '--window', '4'],
                           text=True, check=True, capture_output=True).stdout.strip()
    token = enrol(hall, other)
    desk.key('3')
    desk.expect('Desk-4')
    desk.key('a')
    choose(desk, 'Desk-4')
    look(desk, 'devices')
    desk.key('w')
    desk.expect('再按一次 W 停用设备')
    assert ask(hall, token) == 200
    desk.key('w')
    atspi_driver.wait_for(lambda: ask(hall, token) == 403, 'the device to be withdrawn')
    desk.expect('已停用')
    desk.key('2')
    desk.expect('大厅候办 0 号，在办 0 件')
    look(desk, 'windows')

    # The new operator chooses a password and works; a reset takes it away.
    sign_out(desk)
    desk.key('shift+Tab')
    put(desk, ADDED)
    choose_password(desk, code, FIRST)
    desk.expect(ADDED_NAME)
    sign_out(desk)
    sign_in(desk, ADMINISTRATOR, hall.PASSWORD, '工作人员  1')
    desk.key('1')
    desk.expect(ADDED_NAME)
    choose(desk, ADDED_NAME)
    desk.key('p')
    desk.expect('再按一次 P 重置密码')
    desk.key('p')
    code = read_code(desk)
    put_away(desk, code)

    # Nobody closes their own account.
    choose(desk, NAME)
    desk.key('d', 'd')
    desk.expect('不能对本人账号进行此操作')
    desk.key('a')  # what was pressed is made anew with the answer; the keys still reach the page
    desk.key('2')
    desk.expect('大厅候办 0 号')

    # A version of the forms is withdrawn, with a reason.
    desk.key('4')
    desk.expect('随程序')
    desk.key('Escape', 'Home')
    desk.expect('事项表单 2026.11')
    if not any(word.startswith('2026.11, ') and '有效' in word for word in desk.words()):
        raise atspi_driver.Failure(f'the row does not say that the version is in force: {desk.words()}')
    look(desk, 'forms')
    desk.key('w')
    atspi_driver.wait_for(lambda: desk.focused() == '理由', 'the form')
    desk.key('Return')
    atspi_driver.wait_for(lambda: desk.focused() == '理由', 'the reason to be asked for')
    desk.type('表样有误')
    look(desk, 'withdraw')
    desk.key('Return')
    desk.expect('已停用')
    desk.expect('表样有误')
    look(desk, 'withdrawn')
    desk.key('1')
    desk.expect(ADDED_NAME)

    # The line goes: nothing stands there as if it were so.
    hall.hub.kill()
    desk.expect('恢复联网前不显示任何数据', 60)
    if desk.hears(ADDED_NAME) or desk.hears('支测试'):
        raise atspi_driver.Failure('what was known before the line went down is still heard')
    look(desk, 'offline')
    hall.start_hub()
    desk.expect(ADDED_NAME, 60)
    sign_out(desk)
    sign_in(desk, ADDED, FIRST, '密码有误')
    choose_password(desk, code, SECOND)
    desk.expect(ADDED_NAME)


raise SystemExit(atspi_driver.report('administration', atspi_driver.Hall(), steps))
