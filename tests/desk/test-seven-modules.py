#!/usr/bin/python3
"""Seven modules, one window, keys alone: ticket, card, the whole form of 2026.12, papers, a
scan, the application read and signed by all who sign it, printed; submission, decision; six
offices at work at once, one of which asks for a correction; then everything is signed for or
posted, and rated. Hub, offices, reader, scanner and printers are programs of their own."""

import os
import subprocess
import time

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
import paper_window  # noqa: E402
import print_hall  # noqa: E402
import scanner  # noqa: E402
import whole_form  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402

ALONGSIDE = {'seals', 'invoices', 'social', 'medical', 'fund'}  # need the licence, and nothing of each other
MODULES = {'registration', 'bank', *ALONGSIDE}
HANDED = ['registration/licence-original', 'registration/licence-copies', 'seals/seal-official', 'seals/seal-finance',
          'seals/seal-invoice', 'seals/seal-contract', 'seals/seal-legal-rep', 'bank/account-sheet']
POSTED = 'registration/licence-copies'
SCANNED = '公司章程'
PAPERS = 8
SIGNERS = ('李测试', '张测试')
WISH = '请核对开户网点'
BEGAN = time.monotonic()


def tell(*words):
    print(f'# {time.monotonic() - BEGAN:.0f} s:', *words, flush=True)


def picture(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    folder = atspi_driver.os.environ.get('YC_PICTURES')
    if folder:
        desk.screenshot(f'{folder}/seven-{name}.png')


def consent(desk, hall):
    """Nothing of the card is taken in before the applicant agreed; who does not is told
    how it goes on, and may be asked again."""
    applicant.agree(desk, False)
    desk.expect('请改用纸质申请书办理')
    if applicant.ops_of(hall, 'identity.record') or '11010519491231002X' in str(applicant.all_ops(hall)):
        raise Failure('the card was taken in without consent')
    desk.key('F9')
    applicant.agree(desk)
    given = applicant.wait_for_ops(hall, 'consent.record', 1)
    if [(body['purpose'], body['person'], body['method']) for body in given] != [('sensitive', '张测试', 'display')]:
        raise Failure(f'consents: {given}')
    clerk.lay_card(desk, 0)
    desk.key('alt+2', 'F2')


def look_for_pages(desk):
    """Pages whose lists nobody wants are not in the list of pages; the seals' is."""
    desk.expect('印章刻制页：')
    unwanted = [name for name in desk.words() if name.startswith(('董事会页：', '参保（缴存）职工页：'))]
    if unwanted:
        raise Failure(f'{unwanted} is in the list of pages')


def fill_in(desk, hall):
    desk.key('ctrl+2')
    look_for_pages(desk)
    asked = desk.fill_in(whole_form.answers(hall))
    tell(f'{len(asked)} answers')
    if '所属行业' not in asked or '收齐: 公司章程' not in asked or len(asked) != len(set(asked)):
        raise Failure(f'{asked} was asked for')
    twice = [name for name in asked if name in whole_form.NEVER_ASKED]
    if twice:
        raise Failure(f'{twice} is known, and asked for')
    picture(desk, 'form')


def scan(desk, hall):
    """Two pages of the articles as they were brought, into the paper of that name."""
    desk.key('ctrl+3')
    clerk.go_to(desk, f'收齐: {SCANNED}')
    desk.key('F3')
    scanner.expect_pages(desk, SCANNED, 2)
    desk.expect('已扫描 2 页')
    desk.key('F9')
    desk.expect('✓ 已扫描：1 份')
    picture(desk, 'scanned')


def make_and_print(desk, hall, printers):
    """All papers; the first is printed as it is looked at."""
    window = paper_window.open_papers(desk)
    made = paper_window.make_all(hall, desk, PAPERS + 1)
    picture(desk, 'papers')
    record = paper_window.print_chosen(hall, printers, desk, window)
    if made[record['paper']]['sha256'] != record['sha256']:
        raise Failure(f'made {made[record["paper"]]}, printed {record}')
    paper_window.close(desk, window)


def sign(desk, hall):
    """Everybody who signs the application reads it and signs; what is signed then is at the hub."""
    desk.key('ctrl+4')
    for n, name in enumerate(SIGNERS):
        desk.key(*['Down'] * (n > 0))
        wait_for(lambda name=name: at_line(desk, name), f'the line of {name}')
        desk.key('F4')
        applicant.sign(desk, name)
        signed = applicant.wait_for_ops(hall, 'signature.add', n + 1)
        paper_window.focus_on(desk, desk.window)
        desk.expect(f'公司登记（备案）申请书, {name}: ✓ 已签')
        # Their next paper comes by itself; here it is taken back, for the next who signs this one.
        desk.expect(f'{name} 正在阅读')
        desk.key('F4')
        desk.expect('请下一位签字')
    picture(desk, 'signed')
    check_signed(hall, signed)


def at_line(desk, name):
    desk.told = None
    return desk.focused().startswith(f'公司登记（备案）申请书, {name}: ')


def check_signed(hall, signed):
    """What the hub was brought of it says so to others too."""
    result = next(item for item in signed[-1]['items'] if item['file'] == 'result')
    path = hall.folder / 'hub/blobs' / result['sha256'][:2] / result['sha256']
    wait_for(path.exists, 'the signed paper at the hub')
    subprocess.run(['qpdf', '--check', path], check=True, capture_output=True)
    told = subprocess.run(['pdfsig', '-nocert', path], capture_output=True, text=True).stdout
    if told.count('Signature is Valid') != len(SIGNERS) or told.count('Total document signed') != 1:
        raise Failure(f'pdfsig says {told}')
    tell(f'{len(SIGNERS)} signatures, valid to pdfsig')


def mend_for_bank(desk, hall):
    """What the bank asks for stands in its lane and beside the case; Ctrl+J goes to the
    field, F9 sends it again."""
    desk.expect('部门要求补正')
    desk.expect(WISH)
    picture(desk, 'correction')
    desk.key('ctrl+j')
    wait_for(lambda: desk.focused() == '开户网点', 'the field that the bank asks for')
    desk.write('东昌支行')
    desk.key('Tab')
    wait_for(lambda: not desk.hears('退回意见'), 'the point to be answered')
    desk.key('ctrl+6', 'F9')
    applicant.wait_for_ops(hall, 'module.retry', 1)
    applicant.wait_for_ops(hall, 'case.finish', 1)


def check_course(hall):
    """Five offices were asked before one of them answered; the bank once the seals
    were there, and a second time with what it asked for."""
    course = [(kind, body['module']) for kind, body in applicant.all_ops(hall)
              if kind in ('module.start', 'module.correct', 'module.done')]
    done = [module for kind, module in course if kind == 'module.done']
    answered = next(i for i, (kind, module) in enumerate(course) if kind == 'module.done' and module != 'registration')
    if {module for kind, module in course[:answered] if kind == 'module.start'} != ALONGSIDE:
        raise Failure(f'not side by side: {course}')
    if sorted(done) != sorted(MODULES):
        raise Failure(f'done: {done}')
    if course.index(('module.start', 'bank')) < course.index(('module.done', 'seals')):
        raise Failure(f'the bank before its seals: {course}')
    if [module for kind, module in course if kind == 'module.correct'] != ['bank']:
        raise Failure(f'corrections: {course}')


def hand_over(desk, hall):
    """All is signed for but the copy of the licence, which is posted."""
    desk.press_and_see('ctrl+7')
    desk.expect('开户信息表 · 待领取')
    picture(desk, 'hand-over')
    clerk.go_to(desk, '营业执照副本 · 待领取')
    desk.key('space', 'F9')
    desk.expect('已签收：张测试（本人，尾号 002X）')
    clerk.go_to(desk, '邮件号码')
    desk.type('EX20260001')
    desk.key('shift+F9')
    desk.expect('已邮寄：')
    signed = [body['output'] for body in applicant.wait_for_ops(hall, 'handover.sign', len(HANDED) - 1)]
    posted = [body['output'] for body in applicant.wait_for_ops(hall, 'handover.post', 1)]
    if posted != [POSTED] or sorted(signed + posted) != sorted(HANDED):
        raise Failure(f'signed for {signed}, posted {posted}')
    desk.key('F5')
    wait_for(lambda: any(body['paper'] == 'receipt' and body['outcome'] == 'done'
                         for body in applicant.ops_of(hall, 'print.record')), 'the receipt')
    applicant.wait_for_ops(hall, 'handover.complete', 1)


def rate(desk, hall):
    desk.key('ctrl+8', 'F9')
    desk.expect('申请人正在客户屏上评价')
    applicant.rate(desk, 1)
    desk.expect('申请人已评价')
    wait_for(lambda: [body['score'] for body in applicant.ops_of(hall, 'rating.give')] == [1], 'the rating at the hub')


def steps(hall):
    hall.start_hub(whole_form.CATALOGUE, more=hall.start_offices())
    hall.tell_offices('bank', 'next', 'correct', '/bank/branch', WISH)
    hall.start_devices()
    scanner.start(hall, 2)
    printers = print_hall.PrintHall(hall)
    environment = dict(os.environ, **scanner.environment(hall), **printers.environment,
                       YC_TEMPLATES=str(atspi_driver.SOURCE / 'data/templates'))
    desk = atspi_driver.Desk(hall.start_desk(environment=environment, more=scanner.DEVICE))
    desk.sign_in()
    clerk.receive(desk, lambda desk: consent(desk, hall))
    clerk.identify_shareholder(desk)
    tell('two cards')
    fill_in(desk, hall)
    scan(desk, hall)
    tell('scanned')
    make_and_print(desk, hall, printers)
    tell('papers made, one printed')
    sign(desk, hall)
    clerk.submit(desk)
    desk.key('ctrl+6')
    desk.expect('准予登记')
    tell('decided')
    mend_for_bank(desk, hall)
    check_course(hall)
    tell('seven modules done')
    picture(desk, 'lanes')
    hand_over(desk, hall)
    tell('handed over')
    rate(desk, hall)
    course = [kind for kind, _ in applicant.all_ops(hall)]
    if course.index('consent.record') > course.index('identity.record'):
        raise Failure('somebody was identified before they agreed')
    if not clerk.papers_with(hall, '3-001') or len(clerk.papers_with(hall, 'LC20')) == 0:
        raise Failure('the printer has no ticket, or no receipt')


raise SystemExit(atspi_driver.report('seven modules', atspi_driver.Hall(), steps))
