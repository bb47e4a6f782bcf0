"""The window of the papers that are made of a case's form, by keys."""

import hashlib
import subprocess

import applicant
import print_hall
from atspi_driver import wait_for


def windows(desk):
    return [name for pid in desk.process.pids()
            for name in subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(pid)],
                                       capture_output=True, text=True).stdout.split()]


def focus_on(desk, window):
    """There is no window manager to do it. A window that has gone may still say that it is here."""
    subprocess.run(['xdotool', 'windowraise', window, 'windowfocus', '--sync', window], check=True)
    desk.told = None


def focus_newest(desk, known):
    window = wait_for(lambda: next((w for w in windows(desk) if w not in known), None), 'another window')
    focus_on(desk, window)
    return window


def open_papers(desk):
    known = windows(desk)
    desk.key('ctrl+shift+p')
    window = focus_newest(desk, known)
    desk.expect('公司章程')
    return window


def close(desk, window):
    """Back to the desk's own window, once @window has gone."""
    desk.key('Escape')
    wait_for(lambda: window not in windows(desk), 'the window to be closed')
    focus_on(desk, desk.window)


def make_all(hall, desk, count):
    """Bodies of the ops, by kind of paper."""
    desk.expect('未生成')  # until the papers are there, there is nothing to make
    desk.key('shift+F9')
    wait_for(lambda: not desk.hears('未生成'), 'all papers to be made', 60)
    made = [body for body in applicant.wait_for_ops(hall, 'document.add', count) if body['kind'] != 'scan']
    return {body['kind']: body for body in made}


def print_chosen(hall, printers, desk, window):
    """Return takes the printer that is the default; the record of it. The printer is given
    the same bytes and no others; a file that is still being written has another digest."""
    known = windows(desk)
    desk.key('ctrl+p')
    focus_newest(desk, known)
    desk.expect(print_hall.QUEUE)
    desk.key('Return')
    wait_for(lambda: len(windows(desk)) == len(known), "the printer's dialog to be closed")
    focus_on(desk, window)
    paper = {body['kind'] for body in applicant.ops_of(hall, 'document.add')}
    record = wait_for(lambda: next((body for body in applicant.ops_of(hall, 'print.record')
                                    if body['outcome'] == 'done' and body['paper'] in paper), None), 'the print to be recorded')
    wait_for(lambda: [hashlib.sha256(data).hexdigest() for data in printers.printed()] == [record['sha256']],
             'the file at the printer that was recorded')
    return record
