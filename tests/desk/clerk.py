"""What a clerk does, page by page, for the tests that go through a whole case."""

import datetime
import re
import time

from atspi_driver import Desk, Failure, wait_for

# What is asked of the applicant, by the name of the field.
DUE = (datetime.date.today() + datetime.timedelta(days=365)).isoformat()
ANSWERS = {
    '字号': '鲁西示例',
    '行业表述': '信息技术',
    '所在县（市、区）': '东昌府',
    '详细地址': '示例路 1 号',
    '使用方式': ('1',),
    '经营范围': '软件开发；信息技术咨询服务',
    '注册资本': '100万',
    '住址': '山东省聊城市示例路 2 号',
    '移动电话': '13800000002',
    '出资方式': ('1',),
    '认缴出资额': '1000000',
    '出资期限': DUE.replace('-', ''),
    '法定代表人移动电话': '13800000001',
    '法定代表人职务': ('1',),
    '监事姓名': '王测试',
    '监事证件号码': '371581197602290175',
    '财务负责人姓名': '赵测试',
    '财务负责人证件号码': '371522200110010266',
    '财务负责人移动电话': '13800000003',
    '登记联络员姓名': '赵测试',
    '登记联络员移动电话': '13800000003',
    '收齐: 住所使用证明': ('space',),
    '收齐: 公司章程': ('space',),
    '收齐: 任职文件': ('space',),
}


def lay_card(desk, position):
    """Lays the training card at @position of the list on the reader, through the Devices page."""
    desk.key('alt+6')
    desk.expect('张测试')
    time.sleep(0.5)
    desk.key('Home', *['Down'] * position, 'Return')
    desk.expect('已放到读卡器')


def receive(desk, asked=lambda desk: None):
    """Ticket, call, and the card of the legal representative: a case is open. @asked:
    what the applicant does where they are asked before their card counts."""
    desk.key('alt+1', 'ctrl+d')
    desk.expect('已取号 3-001')
    wait_for(lambda: not desk.hears('小票打印机: 工作中'), 'the ticket to be printed')
    desk.key('F7')
    desk.expect('有限责任公司设立 · 已叫号')
    lay_card(desk, 0)
    desk.key('alt+1', 'F2')
    asked(desk)
    desk.expect('身份证已核验')


def identify_shareholder(desk):
    lay_card(desk, 1)
    desk.key('alt+2', 'F2')
    desk.expect('股东 1')


def submit(desk):
    desk.key('F12')
    desk.expect('再按一次 F12 提交')
    desk.key('F12')


def hand_over(desk):
    """The receipt; the case's number."""
    desk.expect('准予登记')
    desk.key('ctrl+7')
    number = wait_for(lambda: next((w for w in desk.words() if re.fullmatch(r'[A-Z]+[-0-9]{6,}', w)), None),
                      'a case number')
    desk.key('F5')
    desk.expect('已打印 1 份')  # stays; a toast may be over before it is heard
    return number


def go_to(desk, name, most=80):
    """Tab until what is called @name has the focus, as one does who cannot see."""
    for _ in range(most):
        if desk.focused() == name:
            return
        desk.press_and_see('Tab')
    raise Failure(f'“{name}” is never focused')


def papers_with(hall, words):
    """Papers that say @words, in the printer's bytes or in the text beside them."""
    found = []
    for paper in hall.papers():
        data = paper.read_bytes()
        if any(words.encode(code, errors='ignore') in data for code in ('utf-8', 'gb18030')):
            found.append(paper.name)
    return found
