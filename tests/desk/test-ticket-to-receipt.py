#!/usr/bin/python3
"""One case, ticket to receipt, by keys alone: the real hub, the real window, and
a reader and a printer that the desk's own libusb finds on the bus."""

import atspi_driver

atspi_driver.run_inside()

import clerk  # noqa: E402


def steps(hall):
    hall.start_hub()
    desk = atspi_driver.Desk(hall.start_desk(usb=True))
    desk.sign_in()
    clerk.receive(desk)
    clerk.identify_shareholder(desk)
    desk.key('ctrl+2')
    asked = desk.fill_in(clerk.ANSWERS)
    if '字号' not in asked or '收齐: 公司章程' not in asked:
        raise atspi_driver.Failure(f'only {asked} was asked for')
    clerk.submit(desk)
    number = clerk.hand_over(desk)
    if not clerk.papers_with(hall, '3-001'):
        raise atspi_driver.Failure('no paper has the ticket number')
    if not clerk.papers_with(hall, number):
        raise atspi_driver.Failure(f'no paper has the case number {number}')


raise SystemExit(atspi_driver.report('ticket to receipt', atspi_driver.Hall(), steps))
