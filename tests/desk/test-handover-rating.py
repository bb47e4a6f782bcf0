#!/usr/bin/python3
"""A case to its end by keys alone: what was issued is posted or signed for thing
by thing, the list is printed, and the applicant rates on their own display
while the clerk's window says no more than that they did."""

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402

OUTPUTS = [{'key': 'credit-code', 'label': '统一社会信用代码', 'kind': 'electronic'},
           {'key': 'licence-number', 'label': '营业执照正本', 'kind': 'paper', 'handed': True},
           {'key': 'licence-copy', 'label': '营业执照副本', 'kind': 'paper', 'handed': True}]
CARRIERS = [{'id': 'ems', 'label': '邮政特快专递'}, {'id': 'sf', 'label': '顺丰速运'}]


def post_one(desk):
    """The copy goes by post: the tick of the first is taken away."""
    desk.key('ctrl+7')
    desk.expect('营业执照正本 · 待领取')
    clerk.go_to(desk, '营业执照正本 · 待领取')
    desk.key('space')
    clerk.go_to(desk, '邮件号码')
    desk.type('EX20260001')
    desk.key('shift+F9')
    desk.expect('已邮寄：邮政特快专递 EX20260001')


def sign_for_the_rest(desk):
    """The legal representative is there already, with the last four of their number."""
    desk.key('F9')
    desk.expect('已签收：张测试（本人，尾号 002X）')
    desk.key('F9')
    desk.expect('没有勾选可以出件的项目')


def steps(hall):
    hall.start_hub(applicant.catalogue_with(hall, module={'outputs': OUTPUTS}, head={'carriers': CARRIERS}))
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    desk.sign_in()
    clerk.receive(desk)
    clerk.identify_shareholder(desk)
    desk.key('F11', 'ctrl+2')
    desk.fill_in(clerk.ANSWERS)
    clerk.submit(desk)
    clerk.hand_over(desk)
    post_one(desk)
    sign_for_the_rest(desk)
    desk.key('ctrl+p')
    desk.expect('文书已打印')
    for words in ('出件清单', '张测试（本人，证件尾号 002X）签收', '邮寄 邮政特快专递 EX20260001'):
        if not clerk.papers_with(hall, words):
            raise Failure(f'the list does not say “{words}”')
    signed = applicant.wait_for_ops(hall, 'handover.sign', 1)
    posted = applicant.wait_for_ops(hall, 'handover.post', 1)
    if [s['output'] for s in signed] + [p['output'] for p in posted] != ['registration/licence-number',
                                                                        'registration/licence-copy']:
        raise Failure(f'signed {signed}, posted {posted}')
    desk.key('ctrl+8')
    desk.expect('尚未评价')
    desk.key('F9')
    desk.expect('申请人正在客户屏上评价')
    applicant.rate(desk, 2)
    desk.expect('申请人已评价')
    applicant.says_nothing_of(desk, 2)
    wait_for(lambda: [r['score'] for r in applicant.ops_of(hall, 'rating.give')] == [2], 'the rating at the hub')
    desk.key('F9')
    desk.expect('该办件已经评价')


raise SystemExit(atspi_driver.report('hand-over and rating', atspi_driver.Hall(), steps))
