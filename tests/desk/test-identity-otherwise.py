#!/usr/bin/python3
"""Identity without a card, by keys alone: e-ID and a firm's e-licence from a
platform that also misbehaves, a passport's two lines, and the second look."""

import os
import subprocess

import atspi_driver

atspi_driver.run_inside()

import clerk  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402

PASSPORT = ('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3504152ZE184226B<<<<<16')
EXPIRED = ('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10')
FAULTS = (('wrong-scope', '授权范围不够'), ('present-expired', '该证照已过期'), ('wrong-signature', '该证照不是平台签发的'),
          ('wrong-purpose', '授权用途不是企业开办'), ('replay', '该证照是以前出示过的'), ('decline', '规定时间内没有出示'))


def start_platform(hall):
    files = {name: hall.folder / f'credential-{name}' for name in ('port', 'key', 'control')}
    hall.start('yichuang-sim', 'credential', '--port-file', files['port'], '--key-file', files['key'],
               '--control', files['control'], log='credential',
               # libsoup keeps what a connection had that is open at the end.
               environment=dict(os.environ, ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'))
    port = wait_for(lambda: files['port'].exists() and files['port'].read_text().strip(), 'the platform')
    return ('--credential', f'http://127.0.0.1:{port}', '--credential-key', files['key'].read_text()), files['control']


def teller(hall, control):
    def tell(*words):
        subprocess.run([hall.program('yichuang-sim'), 'tell', control, *words], check=True, capture_output=True)
    return tell


def ask(desk, *keys):
    """The code is on both screens."""
    desk.key(*keys)
    desk.expect('请申请人扫码')
    desk.expect('授权二维码')


def by_phone(desk, tell):
    for word, words in FAULTS:
        ask(desk, 'F9')
        tell(word)
        desk.expect(words)
        if desk.hears('请申请人扫码'):
            raise Failure('the code is still shown')
    ask(desk, 'F9')
    tell('down')
    desk.expect('平台暂无答复，正在重试')
    tell('up')
    tell('present', 'wang')
    desk.expect('电子身份证已核验')
    desk.expect('王测试')


def add_shareholder(desk, which):
    desk.key('ctrl+2', 'ctrl+n')
    desk.expect(which)
    desk.key('ctrl+1')


def by_licence(desk, tell):
    add_shareholder(desk, '股东 1')
    ask(desk, 'shift+F9')
    tell('undelegated', 'wang')
    desk.expect('出示人没有代表该企业的授权')
    ask(desk, 'shift+F9')
    tell('delegate', 'li')
    desk.expect('代表企业：李测试')
    desk.expect('鲁西测试投资有限公司')


def by_passport(desk):
    add_shareholder(desk, '股东 2')
    clerk.go_to(desk, '无证办理…')
    desk.key('Tab', 'Tab', 'Tab', 'Tab')
    clerk.go_to(desk, '无证办理…')
    desk.key('space')
    clerk.go_to(desk, '护照机读区两行')
    desk.type(''.join(EXPIRED))
    desk.expect('该护照已于 2012-04-15 过期')
    desk.key('Return')
    desk.key('ctrl+a')
    desk.type(''.join(PASSPORT))
    desk.expect('✓ ERIKSSON ANNA MARIA')
    desk.key('Return')
    desk.expect('等待复核')
    clerk.go_to(desk, '复核：一致')
    desk.key('space')
    desk.expect('复核')
    wait_for(lambda: not desk.hears('等待复核'), 'the second look')


def steps(hall):
    options, control = start_platform(hall)
    tell = teller(hall, control)
    hall.start_hub()
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk(more=options))
    desk.sign_in()
    desk.key('F11')
    desk.expect('欢迎办理企业开办业务')
    desk.key('alt+1', 'ctrl+n')
    desk.expect('法定代表人')
    desk.key('ctrl+1')
    by_phone(desk, tell)
    by_licence(desk, tell)
    desk.key('F11')
    by_passport(desk)


raise SystemExit(atspi_driver.report('identity otherwise', atspi_driver.Hall(), steps))
