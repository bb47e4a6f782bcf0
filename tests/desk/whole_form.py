"""The whole form, version 2026.12: what an applicant says of it, by the name of the field."""

import applicant
import clerk
from atspi_driver import SOURCE, wait_for

CATALOGUE = SOURCE / 'data/catalogue/limited-company-2026.12.json'


def industry(desk):
    """By the initials of its title, as a clerk finds it."""
    desk.type('yyrjkf')
    desk.expect('I6513  应用软件开发')
    desk.key('Return')


def scope(desk):
    desk.type('651301')
    desk.expect('651301  软件开发')
    desk.key('Return')
    wait_for(lambda: desk.focused_text() == '', 'the item to be taken')


PAPERS = {f'收齐: {paper}': ('space',) for paper in (
    '登记申请书、实名确认书和敏感信息表', '住所使用证明', '公司章程', '任职文件',
    '开立单位银行结算账户申请书和账户管理协议', '机构税收居民身份声明文件', '经营场所照片或视频（中国工商银行）')}


# What follows from other answers stands there already; the cards say the rest.
NEVER_ASKED = ('公司类型', '认缴出资额', '登记联络员姓名', '登记联络员证件号码', '登记联络员移动电话', '监事证件号码',
               '法定代表人姓名', '法定代表人证件号码', '姓名（名称）', '证件号码', '住址')


def answers(hall):
    """What is asked for in turn; the supervisor is here too, with their card."""
    def supervisor(desk):
        before = len(applicant.ops_of(hall, 'identity.record'))
        desk.write('王测试')
        with desk.off_the_record():
            clerk.lay_card(desk, 2)
            desk.key('alt+2')
        desk.key('F2')
        applicant.wait_for_ops(hall, 'identity.record', before + 1)

    return {**clerk.ANSWERS, '所属行业': industry, '经营范围': scope, '监事姓名': supervisor,
            '开户银行': ('1',), **PAPERS}
