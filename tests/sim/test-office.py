#!/usr/bin/python3
"""The outside offices as a process: what they decide, every script, and a kill."""

import json
import sys
import threading
import time

sys.dont_write_bytecode = True
from office_process import FORM, SEALS, Office, luhn, new_id, request

PROGRAM = sys.argv[1]


def without(path):
    return {key: value for key, value in FORM.items() if key != path}


def test_police():
    with Office(PROGRAM) as office:
        answer = office.decide('police', request('seals'))
        assert answer['outcome'] == 'done', answer
        codes = [value for key, value in answer['outputs'].items() if key.startswith('seal-')]
        assert len(codes) == 5 and all(len(code) == 14 and code.startswith('37150201') for code in codes), codes
        fewer = office.decide('police', request('seals', {**FORM, '/seals/contract': 'no', '/seals/maker': '07'}))
        assert len(fewer['outputs']) == 5 and 'seal-contract' not in fewer['outputs'], fewer
        assert fewer['outputs']['seal-official'].startswith('37150207')
        all_codes = codes + [v for k, v in fewer['outputs'].items() if k.startswith('seal-')]
        office.kill()
        office.start()
        again = office.decide('police', request('seals'))
        all_codes += [v for k, v in again['outputs'].items() if k.startswith('seal-')]
        assert len(set(code[-6:] for code in all_codes)) == 14, all_codes


def test_tax():
    with Office(PROGRAM) as office:
        small = office.decide('tax', request('invoices'))['outputs']
        assert small['invoice-kind'] == 'digital' and small['credit-limit'] == '10000000', small
        assert small['taxpayer-determination'] == '小规模纳税人' and len(small['tax-officer-code']) == 11
        general = office.decide('tax', request('invoices', {**FORM, '/invoices/taxpayer': 'general'}))['outputs']
        assert general['credit-limit'] == '75000000' and general['taxpayer-determination'] == '一般纳税人'
        legacy = {**FORM, '/invoices/kind': 'legacy'}
        stock = office.decide('tax', request('invoices', legacy))['outputs']
        assert stock['invoice-kind'] == 'legacy' and stock['stock'] == 'special:25,ordinary:50', stock
        assert 'credit-limit' not in stock
        much = office.decide('tax', request('invoices', {**legacy, '/invoices/special': 26, '/invoices/ordinary': 51,
                                                         '/invoices/sheet-limit': 10000001}))
        assert much['outcome'] == 'correct', much
        assert [point['path'] for point in much['points']] == ['/invoices/special', '/invoices/ordinary',
                                                               '/invoices/sheet-limit']


def test_units():
    with Office(PROGRAM) as office:
        numbers = [office.decide(name, request(name))['outputs']['unit-number'] for name in
                   ('social', 'medical', 'fund', 'fund')]
        assert all(len(number) == 14 and luhn(number) for number in numbers), numbers
        assert [number[6] for number in numbers] == ['1', '2', '3', '3'] and numbers[2] != numbers[3]
        rate = office.decide('fund', request('fund', {**FORM, '/fund/rate': 13}))
        assert rate['points'][0]['path'] == '/fund/rate', rate


def test_bank():
    with Office(PROGRAM) as office:
        account = office.decide('bank', request('bank'))['outputs']
        assert luhn(account['account-number']) and account['account-number'].startswith('1611371502'), account
        assert account['bank-name'] == '中国工商银行聊城分行' and account['account-sheet']
        inputs = request('bank')['inputs']
        none = office.decide('bank', request('bank', inputs={**inputs, 'seals': {}}))
        assert none['outcome'] == 'refuse' and none['reasons'][0]['code'] == 'specimen-missing', none
        two = {key: value for key, value in SEALS.items() if key != 'seal-legal-rep'}
        missing = office.decide('bank', request('bank', inputs={**inputs, 'seals': two}))
        assert missing['reasons'][0]['code'] == 'specimen-missing', missing
        light = office.decide('bank', request('bank', {**FORM, '/seals/legal-rep/material': 'photosensitive'}))
        assert light['reasons'][0]['code'] == 'photosensitive-seal' and light['reasons'][0]['remedy'], light
        assert 'outputs' not in light


def test_asks_for_all_at_once():
    with Office(PROGRAM) as office:
        answer = office.decide('police', request('seals', {'/domicile/area': '371502'}))
        assert answer['outcome'] == 'correct', answer
        assert [point['path'] for point in answer['points']] == ['/name/trade', '/legal-representative/name',
                                                                 '/legal-representative/number'], answer
        for code in ('91371502MA0000015C', ''):
            refused = office.decide('social', request('social', inputs={'registration': {'credit-code': code}}))
            assert refused['outcome'] == 'refuse' and refused['reasons'][0]['code'] == 'no-licence', refused
        nothing = office.decide('social', request('social', inputs={}))
        assert nothing['outcome'] == 'refuse', nothing


def test_doors():
    with Office(PROGRAM) as office:
        body, id = request('seals'), new_id()
        assert office.put('police', body, id)[0] == 202
        status, receipt = office.put('police', body, id)
        assert status == 200 and receipt == office.put('police', body, id)[1]
        assert office.put('police', {**body, 'number': 'other'}, id)[0] == 422
        assert office.put('tax', body)[1]['code'] == 'module'
        for bad in (b'', b'{', b'[]', b'{"case":1}', json.dumps({**body, 'form': []}).encode(), b'[' * 100000,
                    b'{"case":"a","case":"b"}'):
            assert office.put('police', bad)[1]['code'] == 'malformed', bad[:40]
        assert office.put('police', body, 'short')[0] == 422
        assert office.put('police', b' ' * 300000)[0] == 413
        assert office.ask('GET', '/police/v1/answers', token=None)[0] == 401
        assert office.ask('GET', '/police/v1/answers', token='wrong')[0] == 401
        assert office.ask('GET', '/police/v1/health', token=None)[1]['interface'] == 'yichuang-office-1'
        assert office.ask('GET', '/police/v1/answers?after=-1')[0] == 422
        assert office.ask('GET', '/police/v1/answers?wait=26')[0] == 422
        assert office.ask('DELETE', '/police/v1/answers')[0] == 405
        assert office.ask('GET', f'/police/v1/requests/{new_id()}')[0] == 405
        assert office.ask('GET', '/nobody/v1/answers')[0] == 404
        assert office.ask('GET', '/v1/answers')[0] == 404
        assert len(office.answers('police')) == 1
        where = json.loads((office.folder / 'offices.json').read_text())
        assert sorted(where) == ['bank', 'fund', 'medical', 'police', 'social', 'tax']
    with Office(PROGRAM, 'seals') as office:
        assert office.ask('GET', '/v1/health')[1]['office'] == 'police'


def test_long_poll():
    with Office(PROGRAM) as office:
        pages = []
        reader = threading.Thread(target=lambda: pages.append(office.answers('social', 0, 20)))
        reader.start()
        time.sleep(0.2)
        started = time.monotonic()
        assert office.put('social', request('social'))[0] == 202
        reader.join(20)
        assert len(pages[0]) == 1 and time.monotonic() - started < 5
        started = time.monotonic()
        assert office.answers('social', 1, 1) == [] and 0.9 < time.monotonic() - started < 5


def test_scripts():
    with Office(PROGRAM, script='# words\n\npolice request 2 refuse 不予备案\nsocial all slow 300\n') as office:
        started = time.monotonic()
        assert office.decide('social', request('social'))['outcome'] == 'done'
        assert time.monotonic() - started >= 0.29
        assert office.decide('police', request('seals'))['outcome'] == 'done'
        refused = office.decide('police', request('seals'))
        assert refused['outcome'] == 'refuse' and refused['reasons'][0]['text'] == '不予备案'
        assert office.decide('police', request('seals'))['outcome'] == 'done'
        office.tell('police', 'next', 'correct', '/legal-representative/name', '与', '证件', '不符')
        corrected = office.decide('police', request('seals'))
        assert corrected['points'] == [{'path': '/legal-representative/name', 'code': 'scripted', 'text': '与 证件 不符'}]
        office.tell('police next silent')
        assert office.put('police', request('seals'))[0] == 202
        assert office.answers('police', 4, 1) == []
        office.tell('police next twice')
        body = request('seals')
        office.put('police', body)
        pair = office.answers('police', 4)
        pair += office.answers('police', 5) if len(pair) == 1 else []
        assert len(pair) == 2 and pair[0]['request'] == pair[1]['request'] and pair[0]['id'] != pair[1]['id']
        office.tell('police next other-case')
        body = request('seals')
        assert office.decide('police', body)['case'] != body['case']
        office.tell('police next wrong-code')
        wrong = office.decide('police', request('seals'))['outputs']
        assert len(wrong['seal-official']) == 13, wrong
        office.tell('bank next wrong-code')
        assert not luhn(office.decide('bank', request('bank'))['outputs']['account-number'])
        office.tell('police next malformed')
        assert office.decide('police', request('seals'))['outcome'] == 'perhaps'
        office.tell('police next late')
        deadline = int(time.time() * 1000) + 700
        late = office.decide('police', request('seals', deadline=deadline))
        assert late['at'] > deadline and late['outcome'] == 'done', late


def test_down():
    with Office(PROGRAM) as office:
        office.tell('tax next down 2')
        body, id = request('invoices'), new_id()
        assert [office.put('tax', body, id)[0] for _ in range(3)] == [503, 503, 202]
        office.tell('tax down')
        assert office.put('tax', request('invoices'))[0] == 503
        assert office.put('fund', request('fund'))[0] == 202
        office.tell('tax up')
        assert office.put('tax', request('invoices'))[0] == 202


def test_bad_scripts():
    with Office(PROGRAM) as office:
        for line in ('police', 'nobody next slow 1', 'police next', 'police next slow', 'police next slow -1',
                     'police next slow 99999999', 'police request 0 silent', 'police next correct no-path',
                     'police next silent now', 'police all down', 'police next dance'):
            try:
                office.tell(line)
            except AssertionError as error:
                assert 'script' in str(error) or 'office' in str(error), error
            else:
                raise AssertionError(f'“{line}” was taken')


def test_killed():
    """What was acknowledged is answered, though the process was killed before; nothing is told twice."""
    with Office(PROGRAM, script='fund all slow 200\n') as office:
        asked = []
        for wave in range(6):
            for _ in range(5):
                body, id = request('fund'), new_id()
                if office.put('fund', body, id)[0] == 202:
                    asked.append((id, body))
            time.sleep(0.05 * wave)
            office.kill()
            office.start()
        for id, body in asked:
            assert office.put('fund', body, id)[0] == 200
        deadline = time.monotonic() + 20
        answers = []
        while len(answers) < len(asked) and time.monotonic() < deadline:
            answers += office.answers('fund', len(answers), 1)
        assert [answer['seq'] for answer in answers] == list(range(1, len(asked) + 1))
        assert sorted(answer['request'] for answer in answers) == sorted(id for id, _ in asked)
        assert len({answer['outputs']['unit-number'] for answer in answers}) == len(asked)
        told = office.answers('fund')
        office.kill()
        with open(office.folder / 'books/fund.book', 'ab') as book:
            book.write(b'{"id":"half a li')
        office.start()
        assert office.answers('fund') == told
        office.stop()
        text = (office.folder / 'books/fund.book').read_bytes()
        (office.folder / 'books/fund.book').write_bytes(b'#' + text[1:])
        try:
            office.start()
        except AssertionError:
            pass
        else:
            raise AssertionError('a damaged book was read')


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith('test_')]
    print(f'1..{len(tests)}')
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} {name}', flush=True)
        except Exception as error:  # one test that fails must not hide the others
            failed += 1
            print(f'not ok {number} {name}\n# {type(error).__name__}: {error}', flush=True)
    return failed > 0


sys.exit(main())
