#!/usr/bin/python3
"""The papers of a case, made from its form by keys alone: each is recorded with what it
shows, is out of date when the form has changed since, and comes to a printer as the very
file that was looked at. Searching in them is not driven here."""

import json
import os

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
import paper_window  # noqa: E402
import print_hall  # noqa: E402
from atspi_driver import SOURCE, Failure, Hall, wait_for  # noqa: E402

PAPERS = 8  # that a case wants before it is submitted


def catalogue(hall):
    """The newest form, valid whatever day it is."""
    form = json.loads((SOURCE / 'data/catalogue/limited-company-2026.12.json').read_text())
    form.update({'valid_from': '2020-01-02', 'valid_to': '2099-12-31'})
    path = hall.folder / 'catalogue.json'
    path.write_text(json.dumps(form, ensure_ascii=False))
    return path


def focused_here(desk):
    """Asked of all that is there: what was heard last may be of a window that is closing."""
    desk.told = None
    return desk.focused()


def make_all(hall, desk):
    by_kind = paper_window.make_all(hall, desk, PAPERS)
    if len(by_kind) != PAPERS:
        raise Failure(f'the hub holds {sorted(by_kind)}')
    shown = {item['path'] for item in by_kind['articles']['items']}
    if '/legal-representative/number' in shown or not {'/name/region', '/shareholders'} <= shown:
        raise Failure(f'the articles are recorded as showing {shown}')
    return by_kind


def print_one(hall, desk, printers, window):
    record = paper_window.print_chosen(hall, printers, desk, window)
    made = {body['sha256']: body['kind'] for body in applicant.ops_of(hall, 'document.add')}
    if made.get(record['sha256']) != record['paper']:
        raise Failure(f'recorded {record}, made {made}')


def steps(hall):
    home = hall.folder / 'home'
    home.mkdir()
    hall.start_hub(catalogue(hall))
    hall.start_devices()
    printers = print_hall.PrintHall(hall)
    environment = dict(os.environ, **printers.environment, YC_TEMPLATES=str(SOURCE / 'data/templates'), HOME=str(home), XDG_DOCUMENTS_DIR=str(home),
                       ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0')
    desk = atspi_driver.Desk(hall.start_desk(environment=environment))
    desk.sign_in()
    clerk.receive(desk, applicant.agree)

    papers = paper_window.open_papers(desk)
    make_all(hall, desk)
    look(desk, 'made')
    print_one(hall, desk, printers, papers)
    paper_window.close(desk, papers)

    desk.key('ctrl+2')
    wait_for(lambda: focused_here(desk) == '行政区划', 'the first field')
    desk.key('Tab')
    wait_for(lambda: focused_here(desk) == '字号', 'the field behind it')
    desk.write('鲁西示例')
    desk.key('Tab')
    papers = paper_window.open_papers(desk)
    desk.expect('已过时')
    look(desk, 'out-of-date')
    desk.key('shift+F9')
    wait_for(lambda: not desk.hears('已过时'), 'the papers to be made anew', 60)
    paper_window.close(desk, papers)


def look(desk, name):
    """Where somebody wants to see the pages, YC_PICTURES names a folder."""
    folder = os.environ.get('YC_PICTURES')
    if folder:
        desk.screenshot(f'{folder}/documents-{name}.png')


raise SystemExit(atspi_driver.report('documents', Hall(), steps))
