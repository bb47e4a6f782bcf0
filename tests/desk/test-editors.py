#!/usr/bin/python3
"""The editors of the big form, by keys alone: an industry found by its initials, a
scope put together, moved and undone, a name mended by one key, a module done
without, and pages that Tab and Ctrl+PageDown go through."""

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import big_form  # noqa: E402
import clerk  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402


def wait_value(hall, path, value):
    """What the hub holds of a field, at last."""
    def newest():
        items = [item for body in applicant.ops_of(hall, 'fields.set') for item in body['items'] if item['path'] == path]
        return items[-1].get('value') == value if items else value is None
    wait_for(newest, f'{path} to be {value}')


def jump(desk, name):
    """Ctrl+J until @name is asked for."""
    for _ in range(60):
        desk.press_and_see('ctrl+j')
        if desk.focused() == name:
            return
    raise Failure(f'“{name}” is never asked for')


def industry(desk, hall):
    jump(desk, '所属行业')
    desk.type('yyrjkf')
    desk.expect('I6513  应用软件开发')
    desk.expect('信息传输、软件和信息技术服务业 › 软件和信息技术服务业 › 软件开发')
    desk.key('Return')
    wait_value(hall, '/business/industry', 'I6513')
    desk.key('ctrl+Page_Up', 'ctrl+Page_Down')
    wait_for(lambda: desk.focused_text() == 'I6513  应用软件开发', 'code and title of the industry')
    # Escape closes what was found, then takes it back.
    desk.key('ctrl+a')
    desk.type('6513')
    desk.expect('I6513  应用软件开发')
    desk.key('Escape', 'Escape')
    wait_for(lambda: desk.focused_text() == 'I6513  应用软件开发', 'the industry as it was')
    desk.key('ctrl+a')
    desk.type('ruanjian')
    desk.key('Down', 'Return')
    wait_for(lambda: [i for b in applicant.ops_of(hall, 'fields.set') for i in b['items']
                      if i['path'] == '/business/industry'][-1]['value'] != 'I6513', 'another industry')
    desk.key('ctrl+z')
    wait_value(hall, '/business/industry', 'I6513')


def add_item(desk, typed, name):
    desk.type(typed)
    desk.expect(name)
    desk.key('Return')
    wait_for(lambda: desk.focused_text() == '', 'the item to be taken')


def scope(desk, hall):
    jump(desk, '经营范围')
    add_item(desk, '651301', '651301  软件开发')
    add_item(desk, '152301', '152301  饮料生产')
    add_item(desk, '656001', '656001  信息技术咨询服务')
    wait_value(hall, '/business/scope', '软件开发；饮料生产；信息技术咨询服务')
    desk.expect('主营, 软件开发, 一般')
    desk.expect('2, 饮料生产, 许可：食品生产许可证')
    desk.expect('许可项目：饮料生产')
    desk.key('Up')
    wait_for(lambda: desk.focused() == '3, 信息技术咨询服务, 一般', 'the last item with the focus')
    desk.key('alt+Up', 'alt+Up')
    wait_for(lambda: desk.focused() == '主营, 信息技术咨询服务, 一般', 'the item to be the main one')
    wait_value(hall, '/business/scope', '信息技术咨询服务；软件开发；饮料生产')
    desk.key('Down', 'Down', 'Delete')
    wait_value(hall, '/business/scope', '信息技术咨询服务；软件开发')
    desk.key('ctrl+z')
    wait_value(hall, '/business/scope', '信息技术咨询服务；软件开发；饮料生产')
    desk.expect('3, 饮料生产, 许可：食品生产许可证')
    # Tab passes the items by.
    desk.key('ctrl+j')
    jump(desk, '注册资本')


def name(desk, hall):
    jump(desk, '字号')
    desk.write('第一')
    desk.key('Tab')
    desk.write('信息技术')
    desk.key('Tab')
    desk.expect('条原因')
    desk.expect('采用 聊城市')
    desk.key('ctrl+F1')
    desk.expect('名称可用')
    mended = applicant.ops_of(hall, 'fields.set')[-1]['items']
    if not any(item['path'] == '/name/trade' for item in mended):
        raise Failure(f'the mend set {mended}')
    desk.key('ctrl+z')
    wait_value(hall, '/name/trade', '第一')
    desk.expect('条原因')
    desk.key('ctrl+F1')
    desk.expect('名称可用')


def opt_out(desk, hall):
    """Without the seals their page is gone, and it is said what that means."""
    desk.key(*['ctrl+Page_Down'] * 6)
    wait_for(lambda: desk.focused() == '印章刻制', 'the page of modules')
    if not desk.hears('印章页：缺 1 项'):
        raise Failure('the page of the seals is not in the list')
    desk.key('space', 'Down', 'Down', 'Return')
    wait_value(hall, '/modules/seals', 'no')
    desk.expect(big_form.NOTICE)
    applicant.focus(desk.window)
    desk.key('ctrl+Page_Down')
    wait_for(lambda: desk.focused() == '第1页事项1', 'the page after that of the seals')
    desk.key('ctrl+Page_Up')
    wait_for(lambda: desk.focused() == '印章刻制', 'the page of modules again')


def pages(desk):
    """Tab goes on into the next page, Shift+Tab back into the one before, past
    entries and choices; Ctrl+J finds the last one."""
    clerk.go_to(desk, '第1页事项1', 3)
    clerk.go_to(desk, '第2页事项1', big_form.WIDE_FIELDS + 1)
    for number in range(big_form.WIDE_FIELDS, 0, -1):
        desk.press_and_see('shift+Tab')
        if desk.focused() != f'第1页事项{number}':
            raise Failure(f'Shift+Tab went to “{desk.focused()}” instead of 第1页事项{number}')
    desk.press_and_see('shift+Tab')
    wait_for(lambda: desk.focused() == '印章刻制', 'the choice on the page before that')
    jump(desk, f'第{big_form.WIDE_PAGES}页事项1')


def steps(hall):
    hall.start_hub(big_form.write(hall))
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    desk.sign_in()
    desk.key('ctrl+n')
    desk.expect('法定代表人')
    desk.key('ctrl+2')
    name(desk, hall)
    industry(desk, hall)
    scope(desk, hall)
    desk.key('ctrl+2', *['ctrl+Page_Up'] * 20)
    opt_out(desk, hall)
    pages(desk)


raise SystemExit(atspi_driver.report('editors', atspi_driver.Hall(), steps))
