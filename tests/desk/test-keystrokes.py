#!/usr/bin/python3
"""How many keys a routine case of the whole form costs, from the ticket to the
submission: counted as they are pressed, said step by step, and held to a bound."""

import contextlib

import atspi_driver

atspi_driver.run_inside()

import applicant  # noqa: E402
import clerk  # noqa: E402
import whole_form  # noqa: E402
from atspi_driver import Desk, Failure, wait_for  # noqa: E402

# A practised typist writes a Chinese word by its initials and one key to take
# it: two keys a character is what that costs on the safe side.
KEYS_PER_CHARACTER = 2
# This case cost 165 keys when this was written, 145 of them for the form; the older
# form, with one module, cost 232 before what is known was filled in by itself and
# before a digit chose. Beyond this bound something is asked for that was not before,
# and somebody has to say that it is worth it.
KEYS_MAX = 175
PAPER = '收齐: '


def cost(text):
    return sum(1 if c.isascii() else KEYS_PER_CHARACTER for c in text)


class Counting(Desk):
    """A clerk whose keys are counted; not those that only a training hall needs."""

    def __init__(self, process):
        self.keys = 0
        self.quiet = False
        super().__init__(process)

    @contextlib.contextmanager
    def off_the_record(self):
        self.quiet, quiet = True, self.quiet
        yield
        self.quiet = quiet

    def key(self, *keys):
        self.keys += 0 if self.quiet else len(keys)
        super().key(*keys)

    def type(self, text, slowness=1):
        self.keys += 0 if self.quiet else cost(text)
        super().type(text, slowness)

    def write(self, text, tries=5):
        """Once, also when the display has lost a character and all is typed again."""
        self.keys += 0 if self.quiet else cost(text)
        with self.off_the_record():
            super().write(text, tries)

    def lay_card(self, position, back):
        with self.off_the_record():
            clerk.lay_card(self, position)
            self.key(back)


def receive(desk):
    desk.key('ctrl+d')
    desk.expect('已取号 3-001')
    wait_for(lambda: not desk.hears('小票打印机: 工作中'), 'the ticket to be printed')
    desk.key('F7')
    desk.expect('已叫号')
    desk.lay_card(0, 'alt+1')
    desk.key('F2')
    with desk.off_the_record():  # on the applicant's side
        applicant.agree(desk)
    desk.expect('身份证已核验')
    desk.lay_card(1, 'alt+2')
    desk.key('F2')
    desk.expect('股东 1')


def fill_in(desk, answers, costs):
    """What is missing, one after the other, until the papers, or, with all fields
    answered, to the end; @costs gets the keys of each."""
    papers = desk.focused().startswith(PAPER)
    name = desk.focused() if papers else desk.next_missing()
    while name is not None and name.startswith(PAPER) == papers:
        if name in costs or name not in answers:
            raise Failure(f'asked for “{name}” after {list(costs)}')
        before = desk.keys
        desk.answer(answers[name], leave=False)
        costs[name] = desk.keys - before
        name = desk.next_missing()


def submit(desk):
    clerk.submit(desk)
    desk.expect('已提交')


def steps(hall):
    hall.start_hub(whole_form.CATALOGUE)
    hall.start_devices()
    desk = Counting(hall.start_desk())
    desk.sign_in()
    answers = whole_form.answers(hall)
    desk.keys, counts, asked = 0, {}, {}
    for name, step in [('ticket and cards', lambda: receive(desk)),
                       ('form', lambda: fill_in(desk, answers, asked)),
                       ('papers', lambda: fill_in(desk, answers, asked)),
                       ('submission', lambda: submit(desk))]:
        before = desk.keys
        step()
        counts[name] = desk.keys - before
        print(f'# {name}: {counts[name]} keys', flush=True)
    for name, keys in asked.items():
        print(f'#   {keys:3} {name}')
    print(f'# all: {desk.keys} keys for {len(asked)} answers, {KEYS_MAX} allowed', flush=True)
    twice = [name for name in asked if name in whole_form.NEVER_ASKED]
    if twice:
        raise Failure(f'{twice} is known, and asked for')
    if desk.keys > KEYS_MAX:
        raise Failure(f'{desk.keys} keys: {counts}')


raise SystemExit(atspi_driver.report('keystrokes', atspi_driver.Hall(), steps))
