#!/usr/bin/python3
"""The five seals of a case, by keys alone: drawn, measured, planned, granted one by one, cut
together by a simulated engraver behind its guard, and only then to be given out. Then the same
with the cable pulled in the middle: nothing is cut again, somebody looks and says."""

import json
import os
import pathlib
import subprocess

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
import paper_window  # noqa: E402
import whole_form  # noqa: E402
from atspi_driver import BUILD, SOURCE, Failure, wait_for  # noqa: E402

SEALS = ('公章', '财务专用章', '发票专用章', '合同专用章', '法定代表人名章')
CATALOGUE = SOURCE / 'data/catalogue/limited-company-2027.01.json'
PACE = 100  # times as fast as a real board; more, and a busy machine takes no bytes for the time a board is given


def catalogue(hall):
    """The version in which the hall makes the seals, valid whatever day it is."""
    form = json.loads(CATALOGUE.read_text())
    form.update({'valid_from': '2020-01-02', 'valid_to': '2099-12-31'})
    path = hall.folder / 'catalogue.json'
    path.write_text(json.dumps(form, ensure_ascii=False))
    return path


def picture(window, name):
    """Where somebody wants to see the window, YC_PICTURES names a folder."""
    folder = os.environ.get('YC_PICTURES')
    if folder:
        subprocess.run(['import', '-window', window, f'{folder}/seals-{name}.png'], check=False)


def start_engraver(hall):
    hall.start('yichuang-sim', 'engraver', '--kind', 'lihuiyu', '--socket', hall.folder / 'engraver', '--control',
               hall.folder / 'engraver-control', '--output', hall.folder / 'plates', log='engraver')
    for name in ('engraver', 'engraver-control'):
        wait_for(lambda n=name: (hall.folder / n).exists(), 'the simulated engraver')
    tell(hall, 'pace', str(PACE))


def tell(hall, *words):
    hall.start('yichuang-sim', 'tell', hall.folder / 'engraver-control', *words, log='tell').child.wait()


def states(hall):
    """What is on record of the jobs, by kind."""
    return {kind: len(applicant.ops_of(hall, kind)) for kind in
            ('job.ask', 'job.grant', 'job.start', 'job.done', 'job.unknown', 'job.settle')}


def approve(desk, hall):
    clerk.receive(desk, applicant.agree)
    clerk.identify_shareholder(desk)
    desk.key('ctrl+2')
    desk.fill_in(whole_form.answers(hall))
    clerk.submit(desk)
    desk.key('ctrl+6')
    wait_for(lambda: any(body['module'] == 'seals' for body in applicant.ops_of(hall, 'module.done')), 'the seals to be filed', 60)


def open_seals(desk):
    """From Today, where all that waits to be cut stands in an order."""
    known = paper_window.windows(desk)
    desk.key('alt+1', 'F8')
    queue = paper_window.focus_newest(desk, known)
    wait_for(lambda: any(f', {len(SEALS)} 枚, ' in name and '承诺 ' in name for name in desk.words()), 'the order of the seals')
    desk.expect('各件均可按承诺办结')
    picture(queue, 'queue')
    known = paper_window.windows(desk)
    desk.key('Return')
    window = paper_window.focus_newest(desk, known)
    for seal in SEALS:
        desk.expect(f'{seal}  ')
    return window


def try_without_cable(desk, hall, window):
    """Nothing was begun: what was granted is given back, and it can be tried again in the same window."""
    tell(hall, 'unplug')
    desk.key('F9')
    desk.expect('再按一次 F9')
    desk.key('F9')
    desk.expect('没有刻制')
    picture(window, 'not-begun')
    wait_for(lambda: len(applicant.ops_of(hall, 'job.return')) == len(SEALS), 'the grants to be given back')
    if states(hall)['job.start']:
        raise Failure(f'{states(hall)}')
    tell(hall, 'plug')
    desk.expect('刻制板上')


def cut_half(desk, hall, window):
    """The cable goes in the middle: five questions, and not one byte more."""
    tell(hall, 'unplug-at', 'out', '60000')
    desk.key('F9')
    desk.expect('再按一次 F9')
    desk.key('F9')
    applicant.wait_for_ops(hall, 'job.unknown', len(SEALS))
    desk.expect('看实物')
    picture(window, 'doubt')
    if states(hall)['job.start'] != len(SEALS) or states(hall)['job.done']:
        raise Failure(f'{states(hall)}')


def say_spoilt(desk, hall):
    for n in range(len(SEALS)):
        wait_for(lambda: any(w.endswith(': 刻坏了') for w in desk.words()), 'a question')
        for _ in range(60):
            if desk.focused().endswith(': 刻坏了'):
                break
            desk.press_and_see('Tab')
        desk.key('Return')
        applicant.wait_for_ops(hall, 'job.settle', n + 1)
        desk.told = None


def cut(desk, hall, window):
    for words in (('power-off',), ('power-on',), ('new-plate',), ('plug',)):
        tell(hall, *words)
    desk.expect('刻制板上')
    wait_for(lambda: desk.hears('为何重刻'), 'the reason to be asked for')
    paper_window.focus_on(desk, window)
    clerk.go_to(desk, '为何重刻', 60)
    desk.type('huale')
    picture(window, 'reason')
    desk.key('F9')
    desk.expect('再按一次 F9')
    desk.key('F9')
    applicant.wait_for_ops(hall, 'job.done', len(SEALS))
    desk.expect('已刻完')
    picture(window, 'done')


def look_at_made(desk, hall):
    """What the simulated machines have made can be looked at: the plate, and the ticket."""
    known = paper_window.windows(desk)
    desk.key('ctrl+shift+m')
    window = paper_window.focus_newest(desk, known)
    wait_for(lambda: any(name.endswith('plate-0001.png') for name in desk.words()) and
             any(name.endswith('job-0001.txt') for name in desk.words()), 'what was made')
    picture(window, 'made')
    paper_window.close(desk, window)


def steps(hall):
    offices = hall.start_offices()
    hall.start_hub(catalogue(hall), more=offices)
    hall.start_devices()
    start_engraver(hall)
    environment = dict(os.environ, YC_SEALS=str(SOURCE / 'data/seals'), YC_GUARD=str(BUILD / 'src/devices/yichuang-guard'),
                       XDG_STATE_HOME=str(hall.folder / 'state'))
    desk = atspi_driver.Desk(hall.start_desk(environment=environment, more=('--device', f'socket:{hall.folder}/engraver', '--made', hall.folder / 'plates',
                                                                          '--made', hall.folder / 'papers')))
    desk.sign_in()
    approve(desk, hall)
    window = open_seals(desk)
    desk.expect('刻制板上')
    picture(window, 'ready')
    try_without_cable(desk, hall, window)
    cut_half(desk, hall, window)
    say_spoilt(desk, hall)
    cut(desk, hall, window)
    if not list(pathlib.Path(hall.folder / 'plates').glob('*.png')):
        raise Failure('there is no plate')
    found = states(hall)
    if found['job.start'] != 2 * len(SEALS) or found['job.done'] != len(SEALS):
        raise Failure(f'{found}')
    paper_window.close(desk, window)
    look_at_made(desk, hall)
    desk.key('ctrl+7')
    desk.expect('公章 · 待领取')


raise SystemExit(atspi_driver.report('seals', atspi_driver.Hall(), steps))
