#!/usr/bin/env python3
"""recount.py: a hall's figures once more, from the bytes of its ops alone.

Reads the table "ops" of a hub's store (op and verdict as they were received
and given) and the catalogue, and computes every figure from the definitions in
ARCHITECTURE.md ("Clocks and figures") without a line of the hub's code: where
the hub walks from edge to edge of a case's life, this one cuts and unites
stretches of time.

    recount.py hub.db --catalogue FILE --from MS --to MS [--now MS] [--by window]

prints {"rows": [...]} as GET /v1/figures does. As a module: recount ().
"""

import argparse
import json
import sqlite3
import sys

MINUTE = 60 * 1000
DAY = 24 * 60 * MINUTE
ZONE = 8 * 60 * MINUTE
VISIT_MEASURES = ('waiting', 'waited', 'no-show', 'transferred')
CASE_MEASURES = ('in-hand', 'done', 'handed', 'promised', 'kept', 'decided', 'at-once', 'electronic', 'breaking',
                 'rated-1', 'rated-2', 'rated-3', 'rated-4', 'rated-5')
STAGES = ('touch', 'wait', 'machine', 'office', 'paused')
END = 1 << 60


# --- stretches of time: sorted lists of (from, to) that do not touch ---------

def unite(spans):
    out = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def common(first, second):
    return unite([(max(a, c), min(b, d)) for a, b in first for c, d in second if max(a, c) < min(b, d)])


def without(spans, minus):
    for begin, end in minus:
        spans = [part for a, b in spans for part in ((a, min(b, begin)), (max(a, end), b)) if part[0] < part[1]]
    return unite(spans)


def length(spans):
    return sum(end - begin for begin, end in spans)


# --- conditions of the catalogue, as far as promises use them ----------------

def holds(expr, fields):
    if not isinstance(expr, dict):
        raise SystemExit(f'recount: no condition: {expr}')
    (word, rest), = expr.items()
    if word in ('and', 'or'):
        return (all if word == 'and' else any)(holds(part, fields) for part in rest)
    if word == 'not':
        return not holds(rest, fields)
    if word in ('eq', 'ne'):
        left, right = (fields.get(side['field']) if isinstance(side, dict) else side for side in rest)
        return (left == right) == (word == 'eq')
    raise SystemExit(f'recount: no such condition here: {word}')


# --- from ops to facts -------------------------------------------------------

class Case:
    def __init__(self):
        self.opened = self.received = self.decided = self.finished = self.handed = self.rated = self.rating = 0
        self.window = self.operator = self.matter = self.version = ''
        self.visit = None
        self.fields, self.items, self.pauses = {}, {}, []
        self.started, self.ended, self.done, self.jobs = {}, {}, set(), {}
        self.at_once = self.uncertain = False

    def pause(self, code, module, at):
        if not any(p[:2] == [code, module] and p[3] == END for p in self.pauses):
            self.pauses.append([code, module, at, END])

    def resume(self, code, module, at):
        for pause in self.pauses:
            if pause[:2] == [code, module] and pause[3] == END:
                pause[3] = at
                return

    def take(self, op, verdict):
        kind, body, at = op['kind'], op['body'], verdict['at']
        doubt = verdict['uncertain']
        if kind == 'case.open':
            self.opened, self.window, self.operator = at, op['window'], op['by']
            self.matter, self.version, self.visit = body['matter'], body['version'], body.get('visit')
            self.uncertain |= doubt
        elif kind == 'fields.set':
            contested = {contest['path'] for contest in verdict['contests']}
            for item in body['items']:
                if item['path'] not in contested:
                    self.fields[item['path']] = item['value']
        elif kind == 'field.settle':
            self.fields[body['path']] = body['chosen']
        elif kind == 'item.mark':
            self.items[body['item']] = body
        elif kind == 'case.submit':
            self.resume('correction', None, at)
        elif kind == 'case.receive' and not self.received:
            self.received = at
            self.uncertain |= doubt
        elif kind == 'receive.record':
            self.turn_away(body, at, doubt)
        elif kind == 'decision.record' and body['module'] == 'registration':
            self.decide(body, at, doubt)
        elif kind.startswith('module.'):
            self.move(kind, body['module'], at)
        elif kind.startswith('job.'):
            self.work(kind, body, at)
        elif kind == 'clock.pause':
            self.pause(body['code'], body.get('module'), at)
        elif kind == 'clock.resume':
            self.resume(body['code'], body.get('module'), at)
        elif kind == 'case.finish':
            self.finished = at
            self.uncertain |= doubt
        elif kind == 'handover.complete':
            self.handed = at
            self.uncertain |= doubt
        elif kind == 'rating.give':
            self.rated, self.rating = at, body['score']

    def turn_away(self, body, at, doubt):
        if body['outcome'] == 'refused':
            self.finished = at
            self.uncertain |= doubt
        elif body['outcome'] == 'incomplete':
            self.pause('correction', None, at)

    def decide(self, body, at, doubt):
        self.decided = at if body['outcome'] in ('approved', 'refused') else 0
        self.at_once = self.decided > 0 and body['by'] == 'rules'
        if body['outcome'] == 'refused':
            self.finished = at
        if self.decided:
            self.uncertain |= doubt
        if body['outcome'] == 'returned':
            self.pause('correction', None, at)

    def move(self, kind, module, at):
        if kind == 'module.start':
            self.started.setdefault(module, at)
        elif kind == 'module.done':
            self.started.setdefault(module, self.received)
            self.ended[module] = at
        elif kind in ('module.refuse', 'module.drop'):
            self.ended[module] = at
        elif kind == 'module.retry':
            self.ended.pop(module, None)
        if kind == 'module.correct':
            self.pause('correction', module, at)
        elif kind in ('module.retry', 'module.drop'):
            self.resume('correction', module, at)

        if kind == 'module.done':
            self.done.add(module)
        elif kind in ('module.retry', 'module.refuse', 'module.drop'):
            self.done.discard(module)

    def work(self, kind, body, at):
        if kind == 'job.ask':
            self.jobs[body['job']] = {'piece': body['piece'], 'start': 0, 'end': 0, 'made': False}
        elif kind == 'job.start':
            self.jobs[body['job']]['start'] = at
        elif kind in ('job.done', 'job.settle', 'job.return', 'job.void'):
            made = kind == 'job.done' or body.get('outcome') == 'made'
            self.jobs[body['job']].update(end=at, made=made)

    def module_end(self, module):
        """A module whose office is done with it ends with the last piece that the hall makes of it."""
        ends = [self.ended.get(module['id'], END)]
        for output in module.get('outputs', []) if module['id'] in self.done else []:
            if 'made' in output and ('given_when' not in output or holds(output['given_when'], self.fields)):
                piece = f'{module["id"]}/{output["key"]}'
                ends.append(max((job['end'] for job in self.jobs.values() if job['piece'] == piece and job['made']),
                                default=END))
        return max(ends)

    def settle(self, matter, visit):
        """What the catalogue and the visit add."""
        self.issued = visit.issued if visit else 0
        self.called = visit.called if visit else 0
        self.uncertain |= visit.uncertain if visit else False
        self.begin = self.issued or self.opened
        self.modules, self.offices, self.making = [], [], []
        for module in matter['modules']:
            if 'chosen_by' in module and self.fields.get(module['chosen_by']) != 'yes':
                continue
            outside = 'office' in module
            started = self.started.get(module['id'], 0) or (0 if outside else self.received)
            if started:
                end = self.module_end(module)
                self.modules.append((module['id'], outside, started, end))
                done = self.ended.get(module['id'], END)
                if outside:
                    self.offices.append((started, min(done, end)))
                if module['id'] in self.done and done < end:
                    self.making.append((done, end))
        self.promise = matter['modules'][0]['promise_minutes'] * MINUTE
        for promise in matter.get('promises', []):
            if 'when' not in promise or holds(promise['when'], self.fields):
                self.promise = promise['minutes'] * MINUTE
                break
        seen = [item for item in self.items.values() if item['state'] == 'seen']
        self.electronic = not any(item.get('originals', 0) or item.get('copies', 0) for item in seen)

    def paused(self):
        """When the whole case stood still: it was paused, or all that ran was."""
        whole = unite([(p[2], p[3]) for p in self.pauses if p[1] is None])
        running = unite([(m[2], m[3]) for m in self.modules])
        going = []
        for name, _, begin, end in self.modules:
            going += without([(begin, end)], unite([(p[2], p[3]) for p in self.pauses if p[1] in (None, name)]))
        return unite(whole + without(running, unite(going)))

    def net(self, until):
        return length(without([(self.received, max(until, self.received))], self.paused()))

    def stages(self, until):
        left = unite([(self.begin, max(self.begin, until))])
        out = dict.fromkeys(STAGES, 0)
        waits = []
        if self.issued:
            waits.append((self.issued, self.called))
        if self.received:
            waits.append((self.received, self.decided or END))
        offices, waits = unite(self.offices), waits + self.making
        machine = unite([(job['start'], job['end']) for job in self.jobs.values() if job['start']])
        for stage, spans in (('paused', self.paused()), ('machine', machine), ('office', offices), ('wait', unite(waits))):
            out[stage] = length(common(left, spans))
            left = without(left, spans)
        out['touch'] = length(left)
        return out

    def is_breaking(self, now):
        if not self.received or any(a <= now < b for a, b in self.paused()) and self.net(now) <= self.promise:
            return False
        left = self.promise - self.net(now)
        return left < 0 or left < self.promise // 4

    def counts(self, query):
        within = query.within
        done = within(self.finished)
        promised = bool(done and self.received)
        in_hand = 0 < self.opened < query.end and not self.finished
        decided = within(self.decided)
        out = {'in-hand': in_hand, 'done': done, 'handed': within(self.handed), 'promised': promised,
               'kept': promised and self.net(self.finished) <= self.promise, 'decided': decided,
               'at-once': decided and self.at_once, 'electronic': done and self.electronic,
               'breaking': in_hand and self.is_breaking(query.now)}
        for score in range(1, 6):
            out[f'rated-{score}'] = within(self.rated) and self.rating == score
        return out


class Visit:
    def __init__(self):
        self.issued = self.called = self.no_show = self.transferred = 0
        self.window = self.operator = self.matter = ''
        self.waits = False
        self.doubts = {}

    @property
    def uncertain(self):
        return any(self.doubts.values())

    def take(self, op, verdict):
        kind, at, doubt = op['kind'], verdict['at'], verdict['uncertain']
        self.waits = kind in ('ticket.issue', 'ticket.transfer') or (self.waits and kind == 'note.add')
        if kind == 'ticket.issue':
            self.issued, self.doubts['issued'] = at, doubt
        elif kind == 'ticket.call':
            self.no_show, self.doubts['no-show'] = 0, False
            if not self.called:
                self.called, self.window, self.operator = at, op['window'], op['by']
                self.doubts['called'] = doubt
        elif kind == 'ticket.no-show':
            self.no_show, self.doubts['no-show'] = at, doubt
        elif kind == 'ticket.transfer':
            self.transferred, self.doubts['transferred'] = at, doubt

    def counts(self, query):
        return {'waiting': self.waits and self.issued < query.end, 'waited': query.within(self.called),
                'no-show': query.within(self.no_show), 'transferred': query.within(self.transferred)}


class Query:
    def __init__(self, begin, end, now, by='none'):
        self.begin, self.end, self.now, self.by = begin, end, now, by
        self.day = now - (now + ZONE) % DAY

    def within(self, at):
        return bool(at and self.begin <= at < self.end)

    def key(self, fact):
        return {'window': fact.window, 'person': fact.operator, 'matter': fact.matter}[self.by]


def spread(values):
    values = sorted(values)
    n = len(values)
    at = lambda part, of: values[-(-n * part // of) - 1] if n else 0
    return {'n': n, 'median': at(1, 2), 'p90': at(9, 10)}


class Row:
    def __init__(self, key):
        self.key = key
        self.counts = dict.fromkeys(VISIT_MEASURES + CASE_MEASURES, 0)
        self.waited, self.handled, self.total = [], [], []
        self.stages, self.hours = dict.fromkeys(STAGES, 0), [0] * 24
        self.whole = self.uncertain = 0

    def add(self, query, fact, counted):
        for measure, one in counted.items():
            self.counts[measure] += bool(one)
        self.uncertain += fact.uncertain
        if counted.get('waited'):
            self.waited.append(max(0, fact.called - fact.issued))
        if counted.get('handed'):
            self.total.append(max(0, fact.handed - fact.begin))
        if counted.get('done'):
            self.handled.append(max(0, fact.finished - (fact.called or fact.opened)))
            self.whole += max(0, fact.finished - fact.begin)
            for stage, ms in fact.stages(fact.finished).items():
                self.stages[stage] += ms
            if query.day <= fact.finished < query.day + DAY:
                self.hours[(fact.finished - query.day) // (60 * MINUTE)] += 1

    def to_json(self):
        return {'key': self.key, 'counts': self.counts, 'waited': spread(self.waited),
                'handled': spread(self.handled), 'total': spread(self.total), 'stages': self.stages,
                'whole': self.whole, 'hours': self.hours, 'uncertain': self.uncertain}


def read_facts(path, catalogues, hall):
    matters = {(m['id'], c['version']): m for c in catalogues for m in c['matters']}
    cases, visits = {}, {}
    db = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    for stream, data, word in db.execute('SELECT stream, bytes, verdict FROM ops WHERE hall = ? ORDER BY position',
                                         (hall,)):
        op, verdict = json.loads(data), json.loads(word)
        if verdict['outcome'] == 'refused':
            continue
        kind, name = stream.split('-', 1)
        if kind == 'case':
            cases.setdefault(name, Case()).take(op, verdict)
        elif kind == 'visit':
            visits.setdefault(name, Visit()).take(op, verdict)
    db.close()
    for name, case in sorted(cases.items(), key=lambda pair: (pair[1].opened, pair[0])):
        case.settle(matters[case.matter, case.version], visits.get(case.visit))
        if case.visit in visits and not visits[case.visit].matter:
            visits[case.visit].matter = case.matter
    return cases, visits


def recount(path, catalogues, query, hall='lc'):
    """The rows as the door gives them: all first, then each group by its key."""
    cases, visits = read_facts(path, catalogues, hall)
    rows = {None: Row(None)}
    for fact in list(cases.values()) + list(visits.values()):
        counted = fact.counts(query)
        if not any(counted.values()):
            continue
        rows[None].add(query, fact, counted)
        if query.by != 'none':
            key = query.key(fact)
            rows.setdefault(key, Row(key)).add(query, fact, counted)
    return [rows[key].to_json() for key in sorted(rows, key=lambda key: (key is not None, (key or '').encode()))]


def main():
    parser = argparse.ArgumentParser(description='Computes a hall\'s figures from its ops alone.')
    parser.add_argument('database')
    parser.add_argument('--catalogue', action='append', required=True)
    parser.add_argument('--from', dest='begin', type=int, required=True, metavar='MS')
    parser.add_argument('--to', dest='end', type=int, required=True, metavar='MS')
    parser.add_argument('--now', type=int, metavar='MS', help='default: --to')
    parser.add_argument('--by', choices=('none', 'window', 'person', 'matter'), default='none')
    parser.add_argument('--hall', default='lc')
    options = parser.parse_args()
    catalogues = [json.load(open(name, encoding='utf-8')) for name in options.catalogue]
    query = Query(options.begin, options.end, options.now if options.now is not None else options.end, options.by)
    json.dump({'rows': recount(options.database, catalogues, query, options.hall)}, sys.stdout, ensure_ascii=False)
    print()


if __name__ == '__main__':
    main()
