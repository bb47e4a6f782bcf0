#!/usr/bin/python3
"""Somebody takes rows out of the hub's file: the line's page says so, and the clerk goes on."""

import sqlite3

import atspi_driver

atspi_driver.run_inside()

import clerk  # noqa: E402

SAYS = '中心系统给出的办件记录与本窗口此前见到的不一致'


def count(hall):
    database = sqlite3.connect(f'file:{hall.folder}/hub/hub.db?mode=ro', uri=True)
    try:
        return database.execute('SELECT count(*) FROM ops').fetchone()[0]
    finally:
        database.close()


def look_at_line(desk):
    desk.key('alt+7')
    desk.expect('立即重试')


def begin(hall):
    """A desk that starts asks for the head when it has read its feed to its end, also before anybody has signed in."""
    desk = atspi_driver.Desk(hall.start_desk())
    desk.expect(hall.SIGN_IN)
    atspi_driver.wait_for(lambda: '"door":"audit-head","status":200' in hall.hub.log.read_text()[hall.seen:], 'the head')
    return desk


def steps(hall):
    hall.seen = 0
    hall.start_hub()
    hall.start_devices()
    desk = begin(hall)
    desk.sign_in()
    clerk.receive(desk)
    clerk.identify_shareholder(desk)
    desk.expect('已联网 · 待传 0')
    look_at_line(desk)
    if any(SAYS in said for said in desk.said()):
        raise atspi_driver.Failure('it is said without a reason')
    desk.process.stop()
    # Once more, so that the head names what the case has by now.
    hall.seen = len(hall.hub.log.read_text())
    desk = begin(hall)
    desk.process.stop()
    hall.hub.stop()
    if count(hall) < 5:
        raise atspi_driver.Failure(f'there are {count(hall)} rows')
    database = sqlite3.connect(hall.folder / 'hub/hub.db')
    database.execute('UPDATE ops SET received = received + 1, hash = ? WHERE position = (SELECT max(position) FROM ops)',
                     ('ab' * 32,))
    database.commit()
    database.close()
    hall.seen = len(hall.hub.log.read_text())
    hall.start_hub()
    desk = begin(hall)
    desk.type(hall.OPERATOR)
    desk.key('Tab')
    desk.type(hall.PASSWORD)
    desk.key('Return')
    desk.expect(hall.OPERATOR_NAME)
    look_at_line(desk)
    desk.expect(SAYS)
    desk.expect('业务照常办理')
    bad = hall.close()
    if bad:
        raise atspi_driver.Failure('ended badly: ' + ', '.join(bad))


raise SystemExit(atspi_driver.report('a history that was written anew', atspi_driver.Hall(), steps))
