#!/usr/bin/python3
"""The hub dies in the middle of a case (SIGKILL) and comes back: the clerk goes
on as before, the hub ends where it would have ended, and nothing is there twice."""

import json
import sqlite3

import atspi_driver

atspi_driver.run_inside()

import clerk  # noqa: E402



def rows(hall):
    """What the hub holds, in its order: stream, revision, kind, verdict, id, bytes."""
    database = sqlite3.connect(f'file:{hall.folder}/hub/hub.db?mode=ro', uri=True)
    try:
        return database.execute('SELECT stream, revision, kind, verdict, hex(id), bytes FROM ops '
                                'ORDER BY position').fetchall()
    finally:
        database.close()


def case_of(found):
    """The case as its values and facts: what each field ends with, and how often each kind stands there."""
    fields, kinds = {}, {}
    for stream, _, kind, verdict, _, data in found:
        if not stream.startswith('case-'):
            continue
        outcome = json.loads(verdict)['outcome']
        if outcome != 'applied':
            raise atspi_driver.Failure(f'{kind} is {outcome}')
        body = json.loads(data)['body']
        if kind == 'fields.set':
            for item in body['items']:
                # A shareholder's id is drawn anew; there is one.
                path = '/'.join('row' if len(part) == 32 else part for part in item['path'].split('/'))
                fields[path] = item['value']
        else:
            kinds[kind] = kinds.get(kind, 0) + 1
    return fields, kinds


def check_once(found):
    """No id twice, no revision twice or left out, one receipt of the case, one decision."""
    ids = [row[4] for row in found]
    if len(ids) != len(set(ids)):
        raise atspi_driver.Failure('an op is there twice')
    for stream in {row[0] for row in found}:
        revisions = [row[1] for row in found if row[0] == stream]
        if revisions != list(range(1, len(revisions) + 1)):
            raise atspi_driver.Failure(f'revisions of {stream} are {revisions}')
    for kind in ('case.open', 'case.submit', 'case.receive', 'decision.record', 'ticket.issue', 'ticket.call'):
        count = sum(1 for row in found if row[2] == kind)
        if count != 1:
            raise atspi_driver.Failure(f'{kind} is there {count} times')


def go_through(hall, broken):
    """One case; with @broken, the hub is dead from the middle of the form to after the submission."""
    hall.start_hub()
    hall.start_devices()
    desk = atspi_driver.Desk(hall.start_desk())
    desk.sign_in()
    clerk.receive(desk)
    clerk.identify_shareholder(desk)
    desk.key('ctrl+2')
    if broken:
        desk.fill_in(clerk.ANSWERS, until='注册资本')
        hall.hub.kill()
        desk.expect('线路中断')
    desk.fill_in(clerk.ANSWERS)
    clerk.submit(desk)
    if broken:
        desk.expect('已提交，等线路')
        hall.start_hub()
        desk.expect('已联网 · 待传 0', 60)
    clerk.hand_over(desk)
    desk.expect('已联网 · 待传 0')
    bad = hall.close()
    if bad:
        raise atspi_driver.Failure('ended badly: ' + ', '.join(bad))
    found = rows(hall)
    check_once(found)
    return case_of(found)


def steps(hall):
    whole = go_through(hall, broken=False)
    other = atspi_driver.Hall()
    try:
        broken = go_through(other, broken=True)
    except Exception:
        other.show_logs()
        raise
    finally:
        other.close()
    if whole != broken:
        raise atspi_driver.Failure(f'with the hub always there: {whole}; with the hub killed: {broken}')


raise SystemExit(atspi_driver.report('hub killed in the middle', atspi_driver.Hall(), steps))
