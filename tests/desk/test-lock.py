#!/usr/bin/python3
"""A clerk locks the desk in the middle of a form: nothing of the case is left, and it comes back as it was."""

import atspi_driver

atspi_driver.run_inside()

import clerk  # noqa: E402

PIN = '295017'
LOCKED = '已锁定'
NAME = '鲁西示例'
OF_THE_CASE = ('张测试', '李测试', '3715', '3710', '1101', NAME, '字号', '有限责任公司', '3-001')


def focus_on(desk, name):
    atspi_driver.wait_for(lambda: desk.focused() == name, f'“{name}” with the focus')


def expect_nothing_of_the_case(desk):
    """By ear: whoever is signed in has the name that the driver knows."""
    desk.expect(LOCKED)
    desk.expect(atspi_driver.Hall.OPERATOR_NAME)
    heard = atspi_driver.wait_for(desk.words, 'words')
    heard = heard + desk.said()
    for words in OF_THE_CASE:
        found = [said for said in heard if words in said]
        # The number that is served stands on the customer display for everybody.
        if found and not (words == '3-001' and found == ['3-001']):
            raise atspi_driver.Failure(f'“{words}” is heard while the desk is locked: {found}')


def press_everything(desk):
    """Keys of the pages and of the case, and those that open windows."""
    desk.key('alt+1', 'alt+2', 'alt+6', 'ctrl+2', 'ctrl+j', 'F2', 'F4', 'F7', 'F8', 'F12', 'F1', 'ctrl+shift+p', 'ctrl+f',
             'ctrl+g', 'ctrl+question', 'ctrl+shift+l', 'ctrl+q', 'ctrl+l', 'F11', 'Escape')


def steps(hall):
    hall.start_hub()
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    desk.sign_in()
    clerk.receive(desk)
    desk.key('alt+2', 'ctrl+2')
    clerk.go_to(desk, '字号')
    desk.write(NAME)
    desk.key('F1')
    desk.expect('离开窗口时')

    # The help has the focus: it locks from there, and goes too.
    desk.key('ctrl+l')
    focus_on(desk, '新 PIN 码')
    expect_nothing_of_the_case(desk)
    if desk.hears('离开窗口时'):
        raise atspi_driver.Failure('the help is still heard')
    desk.type('123456')
    desk.key('Return')
    desk.expect('重新设一个')
    desk.type(PIN)
    desk.key('Return')
    focus_on(desk, '再输一次 PIN 码')
    desk.type(PIN)
    desk.key('Return')
    focus_on(desk, 'PIN 码')
    expect_nothing_of_the_case(desk)

    press_everything(desk)
    focus_on(desk, 'PIN 码')
    expect_nothing_of_the_case(desk)

    desk.type('601824')
    desk.key('Return')
    desk.expect('还可再试 4 次')
    focus_on(desk, 'PIN 码')
    expect_nothing_of_the_case(desk)
    desk.type(PIN)
    desk.key('Return')
    desk.expect('离开窗口时')
    desk.key('Escape')  # the help, which has come back
    focus_on(desk, '字号')
    atspi_driver.wait_for(lambda: desk.focused_text() == NAME, 'the text that was typed')

    # In the middle of a word, from the field itself: typing goes on where it was.
    desk.key('End')
    desk.type('ab')
    atspi_driver.wait_for(lambda: desk.focused_text() == NAME + 'ab', 'what is being typed')
    desk.key('ctrl+l')
    focus_on(desk, 'PIN 码')
    expect_nothing_of_the_case(desk)
    desk.type(PIN)
    desk.key('Return')
    focus_on(desk, '字号')
    desk.type('c')
    atspi_driver.wait_for(lambda: desk.focused_text() == NAME + 'abc', 'the cursor where it was')
    desk.write(NAME)

    # Killed while it is locked: it comes back at the door, with what was typed.
    desk.key('ctrl+l')
    focus_on(desk, 'PIN 码')
    desk.process.kill()
    desk = atspi_driver.Desk(hall.start_desk())
    desk.expect(hall.SIGN_IN)
    desk.type(hall.OPERATOR)
    desk.key('Tab')
    desk.type(hall.PASSWORD)
    desk.key('Return')
    desk.expect(NAME)

    # Wrong too often: the door, and the case is whole behind it.
    desk.key('ctrl+l')
    focus_on(desk, '新 PIN 码')
    desk.key('Escape')
    focus_on(desk, '密码')
    for left in (4, 3, 2, 1):
        desk.type('not it')
        desk.key('Return')
        desk.expect(f'还可再试 {left} 次')
    desk.type('not it')
    desk.key('Return')
    desk.expect('已退出登录')
    desk.expect(hall.SIGN_IN)
    if desk.hears(NAME):
        raise atspi_driver.Failure('the case is heard at the door')


raise SystemExit(atspi_driver.report('a desk that is locked', atspi_driver.Hall(), steps))
