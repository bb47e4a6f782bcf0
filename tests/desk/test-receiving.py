#!/usr/bin/python3
"""Receiving what cannot simply be accepted, by keys alone: each way leaves an op
with all its points and a paper. Then five applicants give five different
ratings, and each arrives as it was given."""

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
from atspi_driver import Failure, wait_for  # noqa: E402

REFUSALS = [{'id': 'scope', 'label': '不属于本登记机关管辖', 'remedy': '向住所地登记机关申请'},
            {'id': 'forbidden', 'label': '法律、行政法规禁止设立', 'remedy': '更换经营范围后重新申请'}]


def papers(hall, words):
    """Each once: beside the bytes stands their text."""
    return [name for name in clerk.papers_with(hall, words) if name.endswith('.txt')]


def new_case(desk):
    desk.key('alt+1', 'ctrl+n')
    desk.expect('法定代表人')


def all_points_at_once(desk, hall):
    new_case(desk)
    desk.key('ctrl+alt+2')
    desk.expect('材料不全：一次性告知全部补正内容')
    missing = len([w for w in desk.words() if w.startswith('缺少')])
    desk.key('F9')
    desk.expect('文书已打印')
    body = applicant.wait_for_ops(hall, 'receive.record', 1)[0]
    if body['outcome'] != 'incomplete' or len(body['items']) < 10:
        raise Failure(f'not all points at once: {missing} shown, {len(body["items"])} recorded')
    if not clerk.papers_with(hall, f'以上共 {len(body["items"])} 项'):
        raise Failure('the notice does not count its points')
    before = papers(hall, '补正告知书')
    desk.key('F5')
    desk.expect('文书已打印')
    wait_for(lambda: len(papers(hall, '补正告知书')) == len(before) + 1, 'a second copy')


def corrected_on_the_spot(desk, hall):
    desk.key('ctrl+alt+1')
    desk.expect('请写明更正内容')
    desk.key('Tab')
    desk.write('字号笔误已改')
    desk.key('F9')
    desk.expect('已记录：当场更正')
    body = applicant.wait_for_ops(hall, 'receive.record', 2)[1]
    if body['outcome'] != 'corrected' or body['items'][0]['text'] != '字号笔误已改':
        raise Failure(f'recorded: {body}')


def owed(desk, hall):
    """What is marked as owed stands on the commitment, with its day."""
    desk.key('ctrl+3')
    clerk.go_to(desk, '容缺: 任职文件')
    desk.key('space')
    desk.key('ctrl+alt+3')
    desk.expect('由申请人签署承诺书')
    # The mark may come to the case after the way was chosen.
    desk.expect('任职文件，')
    desk.key('F9')
    wait_for(lambda: papers(hall, '容缺受理承诺书'), 'the commitment')
    body = applicant.wait_for_ops(hall, 'receive.record', 3)[2]
    if body['outcome'] != 'owed' or [i['path'] for i in body['items']] != ['/items/appointment'] or not body['due']:
        raise Failure(f'recorded: {body}')


def refuse(desk, hall, count):
    """The first reason of the catalogue; the case ends there."""
    new_case(desk)
    desk.key('ctrl+alt+4')
    desk.expect('请勾选理由')
    desk.key('space', 'F9')
    wait_for(lambda: len(applicant.ops_of(hall, 'receive.record')) >= count, 'the refusal at the hub')
    body = applicant.ops_of(hall, 'receive.record')[-1]
    if body['outcome'] != 'refused' or [i['code'] for i in body['items']] != ['scope']:
        raise Failure(f'recorded: {body}')


def steps(hall):
    hall.start_hub(applicant.catalogue_with(hall, matter={'refusals': REFUSALS}))
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    desk.sign_in()
    all_points_at_once(desk, hall)
    corrected_on_the_spot(desk, hall)
    owed(desk, hall)
    desk.key('F11')
    given = [3, 1, 5, 2, 4]
    for number, score in enumerate(given, 1):
        refuse(desk, hall, 3 + number)
        desk.key('ctrl+8', 'F9')
        applicant.rate(desk, score, f'word {score}' if score > 3 else '')
        desk.expect('申请人已评价')
        applicant.says_nothing_of(desk, score)
    bodies = applicant.wait_for_ops(hall, 'rating.give', len(given))
    arrived = [(b['score'], b.get('text', ''), b['channel']) for b in bodies]
    wanted = [(s, f'word {s}' if s > 3 else '', 'display') for s in given]
    if arrived != wanted:
        raise Failure(f'given {wanted}, arrived {arrived}')
    wait_for(lambda: len(papers(hall, '不予受理通知书')) == len(given), 'a notice for each refusal')
    if not clerk.papers_with(hall, '向住所地登记机关申请'):
        raise Failure('the notice says no remedy')


raise SystemExit(atspi_driver.report('receiving and five ratings', atspi_driver.Hall(), steps))
