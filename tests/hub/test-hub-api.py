#!/usr/bin/python3
"""docs/hub-api.yaml: sound by itself, true of its own examples, and enough to speak to the hub.

The hub is the real one, as a process. The desk is hub_client.py, which was
written from the document and from nothing else.
"""

import json
import os
import pathlib
import re
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from hub_client import Client, Desk, Hub, chain, encode, new_id, staff_stream, verify  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402

PROGRAM, SOURCE = sys.argv[1:3]
API = Document(pathlib.Path(SOURCE) / 'docs/hub-api.yaml')


def test_structure():
    API.check_structure()


def test_schemas():
    API.check_schemas()


def test_examples():
    API.check_examples(60)
    for name, key, inner in (('Granted', 'grant', 'Grant'), ('Row', 'op', 'Op')):
        texts = [text for where, _, examples in API.media() for example in examples.values()
                 for text in re.findall(r'"%s": ("\{.*?\}")[,}]' % key, json.dumps(example['value']))]
        assert texts, name
        for text in texts:
            API.check(inner, json.loads(json.loads(text)))


def test_schemas_refuse():
    operation = API.operation('putOp')
    op = operation['requestBody']['content']['application/json']['examples']['some']['value']
    kept = operation['responses']['200']['content']['application/json']['examples']['some']['value']
    feed = API.operation('getStreamFeed')['responses']['200']['content']['application/json']['examples']['some']
    row = feed['value']['rows'][0]
    API.check_refuses('Op', (
        {**op, 'v': 2}, {**op, 'id': op['id'].upper().replace('5', 'A')}, {**op, 'stream': 'moon-' + op['id']},
        {**op, 'seen': -1}, {**op, 'body': {'a': True}}, {**op, 'body': {'a': {'b': 1}}}, {**op, 'body': {'a': ''}},
        {**op, 'body': {'items': [[]]}}, {**op, 'body': {'items': [{}] * 513}}, {**op, 'body': {'x' * 33: 1}},
        {key: value for key, value in op.items() if key != 'grant'}))
    API.check('Kept', kept)
    API.check_refuses('Kept', ({**kept, 'position': 0}, {**kept, 'hash': 'x'},
                               {**kept, 'verdict': {**kept['verdict'], 'outcome': 'perhaps'}}))
    API.check_refuses('Row', ({**row, 'signature': 'x'}, {k: v for k, v in row.items() if k != 'verdict'}))
    API.check_refuses('Feed', ({**feed['value'], 'rows': [row] * 501}, {**feed['value'], 'epoch': ''}))


def codes_of(where):
    """The codes of problems that a text of the program makes."""
    text = re.sub(r'\s+', ' ', where.read_text())
    return set(re.findall(r'(?:problem|refuse) \((?:[a-z_>-]+, )?(?:4|5)\d\d, "([a-z-]+)"', text))


def test_codes():
    """Every code of a problem in the hub's source is in the document, and no other."""
    said = set().union(*(codes_of(path) for path in pathlib.Path(SOURCE, 'src/hub').glob('yc-hub-*.c')))
    documented = set()
    for _, _, operation in API.operations():
        for status, response in operation['responses'].items():
            for content in API.resolve(response)['content'].values():
                documented |= set(content['schema'].get('properties', {}).get('code', {}).get('enum', []))
    each = API.api['components']['schemas']['Answers']['properties']['answers']['items']['else']
    documented |= set(each['properties']['answer']['properties']['code']['enum'])
    # Those that are for every path: the head of the document has them.
    general = {'no-such-door', 'method'}
    assert all(f'`{code}`' in API.api['info']['description'] for code in general)
    assert said - {'offset'} == documented - {'offset'} | general, said ^ (documented | general)


def check_chain(hub, desk, rows):
    """The hashes of a feed's rows are the chain's; the signed head is its last value."""
    kept, hashes = hub.read_rows()
    assert hashes == chain(kept) and [row[0] for row in kept] == list(range(1, len(kept) + 1))
    assert all(row['hash'] == hashes[row['position'] - 1] for row in rows)
    head = desk.read_head()[1]
    assert (head['position'], head['value'], head['epoch']) == (len(kept), hashes[-1], desk.epoch)
    assert abs(head['time'] - time.time() * 1000) < 60000


def check_sending(desk, stream):
    """The same again, and later with other bytes; refused and unknown; the unknown is kept."""
    op = desk.make(stream, 'note.add', {'text': '材料已核对', 'later': 7}, later={'deep': [True]})
    first, second = desk.put(op), desk.put(op)
    assert first == second and first[0] == 200
    status, problem = desk.put({**op, 'seen': 1})
    assert (status, problem['code']) == (422, 'other-bytes')
    status, answer = desk.put(desk.make(stream, 'fields.set', {
        'source': 'typed', 'items': [{'path': '/moon', 'value': 'x', 'was': None}]}))
    assert status == 200 and answer['verdict']['outcome'] == 'refused'
    assert {'path': '/moon', 'code': 'unknown-path'} in answer['verdict']['reasons']
    for value, was in (('鲁西示例', None), ('鲁西另例', '别的')):
        status, answer = desk.put(desk.make(stream, 'fields.set', {
            'source': 'typed', 'items': [{'path': '/name/trade', 'value': value, 'was': was}]}))
    assert answer['verdict']['outcome'] == 'contested' and answer['verdict']['contests'][0]['path'] == '/name/trade'
    status, problem = desk.put(desk.make(stream, 'moon.land', {}))
    assert (status, problem['code']) == (409, 'unknown-kind')
    status, problem = desk.put_bytes(op['id'], encode(op), headers={'Yc-Epoch': new_id()})
    assert (status, problem['code']) == (409, 'new-epoch')
    rows = desk.read_stream(stream, limit=2)
    row = next(row for row in rows if json.loads(row['op'])['id'] == op['id'])
    assert row['op'].encode() == encode(op) and row['hash'] == first[1]['hash']
    verify(desk.grant['key'], row['signature'], row['op'].encode())
    return rows


def check_batch(desk, stream):
    """Several at once: in their order, each as if alone, and none behind one of its stream that was not taken."""
    other = desk.open_case()
    note = lambda where, **more: desk.make(where, 'note.add', {'text': '材料已核对'}, **more)
    refused = desk.make(stream, 'fields.set', {'source': 'typed', 'items': [{'path': '/moon', 'value': 'x', 'was': None}]})
    ops = [note(stream), refused, note(stream), desk.make(stream, 'moon.land', {}), note(other), note(stream), note(other)]
    assert desk.post(ops) == [(200, 'applied'), (200, 'refused'), (200, 'applied'), (409, 'unknown-kind'),
                              (200, 'applied'), (409, 'not-tried'), (200, 'applied')]
    assert desk.post(ops[:3] + ops[5:]) == [(200, 'applied'), (200, 'refused'), (200, 'applied'), (200, 'applied'),
                                            (200, 'applied')]
    assert [json.loads(row['op'])['id'] for row in desk.read_stream(stream)][-4:] == \
        [op['id'] for op in ops[:3] + [ops[5]]]
    kept = desk.read_stream(stream)
    body = desk.batch([note(stream), note(stream)])
    twice = note(stream)
    for wrong in (b'', b'\n', body[:-1], body[:-9], body + b'x', body.replace(b'"size":', b'"size":1', 1), b'[]\n' + body,
                  body.replace(b'"signature":"', b'"signature":"A', 1), desk.batch([twice, twice]),
                  desk.batch([note(stream), {'v': 1, 'id': new_id()}]), desk.batch([note(stream) for _ in range(65)])):
        assert desk.post_bytes(wrong)[1]['code'] == 'malformed', wrong
    assert desk.post_bytes(b'x' * 2**20 + b'x')[1]['code'] == 'too-big'
    assert desk.post_bytes(body, {'Yc-Epoch': new_id()})[1]['code'] == 'new-epoch'
    assert desk.post_bytes(body, {'Yc-Sending': '1'})[1]['code'] == 'malformed'
    assert desk.read_stream(stream) == kept


def check_waiting(desk):
    """A long poll that ends when something comes, and one whose time is over."""
    came = []
    head = desk.ask('getHallFeed', '/v1/halls/lc/feed')[1]
    last = head['rows'][-1]
    path = f'/v1/halls/lc/feed?epoch={head["epoch"]}&after={last["position"]}&hash={last["hash"]}'
    assert desk.ask('getHallFeed', path + '&wait=1')[1]['rows'] == []
    thread = threading.Thread(target=lambda: came.append(desk.ask('getHallFeed', path + '&wait=25')))
    thread.start()
    time.sleep(0.3)
    assert not came
    visit = f'visit-{new_id()}'
    kept = desk.apply(visit, 'ticket.issue', {'number': 'A001', 'service': 'company', 'hall': 'lc'})
    thread.join(20)
    assert [row['stream'] for row in came[0][1]['rows']] == [visit]
    assert came[0][1]['rows'][0]['hash'] == kept['hash'] and 'op' in came[0][1]['rows'][0]
    assert desk.code('getHallFeed', path.replace(last['hash'], '0' * 64)) == (409, 'new-epoch')
    assert all('op' not in row for row in head['rows'] if row['stream'].startswith('case-'))


def check_document(desk, stream):
    """In pieces, one of them twice, one too early; read again in parts."""
    data, pieces = os.urandom(300000), ((0, 100000), (100000, 200000), (200000, 300000))
    digest = desk.announce(stream, data)
    assert desk.code('getBlob', f'/v1/blobs/{digest}') == (409, 'missing')
    for begin, end in pieces:
        status, problem = desk.piece(digest, len(data), end, data[end:])
        assert (status, problem['code'], problem['offset']) == (409, 'offset', begin)
        status, answer = desk.piece(digest, len(data), begin, data[begin:end])
        assert (status, answer) == (200, {'offset': end, 'whole': end == len(data)})
        if end < len(data):
            status, problem = desk.piece(digest, len(data), begin, data[begin:end])
            assert (status, problem['offset']) == (409, end)
    assert desk.piece(digest, len(data), 0, data[:10])[1] == {'offset': len(data), 'whole': True}
    parts = [desk.ask('getBlob', f'/v1/blobs/{digest}?offset={at}&limit=70000')[1] for at in range(0, 350000, 70000)]
    assert b''.join(parts) == data
    wrong = desk.announce(stream, b'what it says')
    status, problem = desk.piece(wrong, 12, 0, b'what it is!!')
    assert (status, problem['code']) == (422, 'digest')
    assert desk.piece(wrong, 12, 0, b'what it says')[1]['whole']


def check_handover(desk, other, stream):
    """To another window in another hall, by its code."""
    assert other.code('getStreamFeed', f'/v1/streams/{stream}/feed') == (403, 'role')
    status, given = desk.ask('postCaseCode', f'/v1/cases/{stream}/code')
    status, opened = other.ask('postCode', '/v1/codes', encode({'code': given['code']}))
    assert (status, opened) == (200, {'stream': stream})
    other.apply(stream, 'note.add', {'text': '续办'})
    assert other.read_stream(stream) == desk.read_stream(stream)


def check_packs(desk):
    """What there is, and what a desk says of it; taking one in is hub-packs's."""
    status, signed = desk.ask('getPacks', '/v1/packs')
    assert status == 200, signed
    verify(desk.known['key'], signed['signature'], signed['list'].encode())
    packs = json.loads(signed['list'])
    API.check('Packs', packs)
    assert [(one['version'], one['sha256'], one['withdrawn']) for one in packs['versions']] == [('2026.12', '', 0)], packs
    assert desk.code('getPack', '/v1/packs/2026.12') == (404, 'unknown-version')
    assert desk.code('getPack', '/v1/packs/2026.12?offset=-1') == (422, 'malformed')
    say = {'state': 'good', 'why': ''}
    API.check('PackState', say)
    assert desk.ask('postPackState', '/v1/packs/2026.12/state', encode(say)) == (200, {})
    assert desk.code('postPackState', '/v1/packs/1999.1/state', encode(say)) == (404, 'unknown-version')
    for wrong in ({**say, 'state': 'x'}, {**say, 'why': '长' * 67}, {**say, 'more': 1}, {'state': 'good'}, []):
        assert desk.code('postPackState', '/v1/packs/2026.12/state', encode(wrong)) == (422, 'malformed'), wrong


def check_looking(desk, supervisor, stream):
    """Search, lists and figures."""
    desk.apply(stream, 'owner.set', {'operator': 'H0301', 'name': '赵测试'})
    status, found = desk.ask('findCases', '/v1/cases?q=%E9%B2%81%E8%A5%BF')
    assert [case['stream'] for case in found['cases']] == [stream]
    for name in ('review', 'progress', 'owed', 'callbacks', 'corrections', 'firms'):
        status, answer = desk.ask('getList', f'/v1/lists/{name}?limit=1')
        assert status == 200 and answer['total'] == (name == 'firms')
    now = int(time.time() * 1000)
    for by in ('none', 'window', 'person', 'matter'):
        status, figures = supervisor.ask('getFigures', f'/v1/figures?from={now - 3600000}&to={now + 60000}&by={by}')
        assert status == 200 and figures['rows'][0]['counts']['in-hand'] == 1, figures
    assert figures['names']['C0301']
    for measure, count in (('in-hand', 1), ('waiting', 1), ('breaking', 0)):
        status, counted = supervisor.ask('getCounted', f'/v1/figures/cases?from={now - 3600000}&to={now + 60000}'
                                         f'&measure={measure}&now={figures["now"]}')
        assert status == 200 and counted['total'] == count, (measure, counted)


def check_administration(hub, desk):
    """An administrator adds an operator, who comes with a code; resets; reads it back; withdraws a device."""
    hub.admin('operator-add', '--code', 'A0301', '--name', '周测试', '--roles', 'administrator', '--password-stdin')
    boss = Desk(API, hub.port, hub.enrol_code('9', 'qd')).login('A0301')
    op, (status, answer) = boss.act('operator.add', 'C0310', name='吴测试', roles='clerk', hall='lc')
    assert status == 200 and answer['verdict']['outcome'] == 'applied', answer
    status, drawn = boss.draw(op)
    assert status == 200 and boss.draw(op)[1]['code'] == 'drawn'
    assert desk.choose('C0310', drawn['code'], 'seven77')[1]['code'] == 'password'
    assert desk.choose('C0310', 'AAAA-AAAA-AAAA', 'eight888')[0] == 401
    assert desk.choose('C0310', drawn['code'].lower(), 'eight888') == (200, {})
    assert desk.try_login('C0310', 'eight888')[0] == 200
    rows = boss.read_stream(staff_stream('operator C0310 '))
    assert [json.loads(row['op'])['kind'] for row in rows] == ['operator.add', 'operator.chose']
    assert drawn['code'] not in json.dumps(rows) and 'eight888' not in json.dumps(rows)
    assert boss.act('operator.lock', 'C0310')[1][0] == 200
    assert desk.try_login('C0310', 'eight888')[1]['code'] == 'closed'
    status, answer = boss.act('operator.lock', 'A0301')[1]
    assert [reason['code'] for reason in answer['verdict']['reasons']] == ['yourself', 'last-administrator'], answer
    status, people = boss.ask('getStaffOperators', '/v1/staff/operators?q=%E5%90%B4&limit=5')
    assert status == 200 and [(row['operator'], row['state'], row['open']) for row in people['rows']] == [
        ('C0310', 'locked', 0)], people
    invited = boss.make(staff_stream('place qd 13'), 'device.invite', {'hall': 'qd', 'window': '13'})
    assert boss.put(invited)[0] == 200
    other = Desk(API, hub.port, boss.draw(invited)[1]['code']).login('H0301')
    status, windows = boss.ask('getStaffWindows', '/v1/staff/windows')
    assert [row['devices'][0]['operator'] for row in windows['rows'] if row['window'] == '13'] == ['H0301'], windows
    id = other.known['device']
    boss.apply(staff_stream(f'device {id} '), 'device.withdraw', {'device': id, 'reason': '报废'})
    assert other.code('getHallFeed', '/v1/halls/qd/feed') == (403, 'device')
    status, packs = boss.ask('getStaffPacks', '/v1/staff/packs')
    assert status == 200 and [(row['version'], row['withdrawn'], row['desks']['good']) for row in packs['rows']] == [('2026.12', 0, 1)], packs
    assert desk.code('getStaffPacks', '/v1/staff/packs') == (403, 'role')
    status, devices = boss.ask('getStaffDevices', '/v1/staff/devices')
    assert [row['withdrawn'] > 0 for row in devices['rows'] if row['device'] == id] == [True]
    assert desk.code('getStaffDevices', '/v1/staff/devices') == (403, 'role')


def check_reveals(desk, other, supervisor, stream):
    """Who looked: by person, by purpose, and look by look, of this hall's cases only."""
    before = desk.read_stream(stream)
    path = f'/v1/reveals?from={int(time.time() * 1000) - 3600000}&to={int(time.time() * 1000) + 60000}'
    assert supervisor.ask('getReveals', path) == (200, {'rows': [], 'total': 0, 'persons': [], 'purposes': []})
    fields = [{'path': '/agent/number'}, {'path': '/agent/phone'}]
    for who, purpose, text, items in ((desk, 'contact', None, fields[:1]), (other, 'document', None, fields),
                                      (desk, 'other', '信访', fields), (supervisor, 'review', None, fields)):
        body = {'purpose': purpose, 'items': items, **({'text': text} if text else {})}
        who.apply(stream, 'person.reveal', body)
    for body in ({'purpose': 'curiosity', 'items': fields}, {'purpose': 'other', 'items': fields},
                 {'purpose': 'review', 'items': []}):
        status, answer = desk.put(desk.make(stream, 'person.reveal', body))
        assert (status, answer['verdict']['outcome']) == (200, 'refused'), answer
    status, problem = desk.put(desk.make(stream, 'person.reveal', {'purpose': 'review', 'items': [{'path': '13800000001'}]}))
    assert (status, problem['code']) == (422, 'malformed')
    status, found = supervisor.ask('getReveals', path)
    assert found['total'] == 4 and [row['purpose'] for row in found['rows']] == ['review', 'other', 'document', 'contact']
    assert [(row['operator'], row['window'], row['fields'], row['text']) for row in found['rows'][1:]] == [
        ('C0301', '3', 2, '信访'), ('H0301', '12', 2, ''), ('C0301', '3', 1, '')]
    assert {row['stream'] for row in found['rows']} == {stream} and found['rows'][0]['name']
    assert [(group['key'], group['looks'], group['cases']) for group in found['persons']] == [
        ('C0301', 2, 1), ('H0301', 1, 1), ('S0301', 1, 1)]
    assert {group['key']: group['looks'] for group in found['purposes']} == {'contact': 1, 'document': 1, 'other': 1, 'review': 1}
    status, own = supervisor.ask('getReveals', path + '&operator=C0301&limit=1&after=1')
    assert [row['purpose'] for row in own['rows']] == ['contact'] and own['total'] == 2
    assert len(own['persons']) == 3
    assert supervisor.ask('getReveals', '/v1/reveals?from=1&to=2')[1]['total'] == 0
    # Nothing else has come of it.
    assert [json.loads(row['op'])['kind'] for row in desk.read_stream(stream)[len(before):]] == ['person.reveal'] * 7


def test_desk():
    """From the code on paper to the end, all by the document."""
    with Hub(PROGRAM, SOURCE) as hub:
        anybody = Client(API, hub.port)
        assert anybody.ask('getHealth', '/v1/health')[0] == 200
        hub.admin('hall-add', '--code', 'qd', '--name', '另一大厅', '--city', '另一市')
        desk = Desk(API, hub.port, hub.enrol_code('3')).login('C0301')
        other = Desk(API, hub.port, hub.enrol_code('12', 'qd')).login('H0301')
        supervisor = Desk(API, hub.port, hub.enrol_code('1')).login('S0301')
        assert desk.known['training'] is True and desk.known['hall'] == 'lc'
        before = desk.token
        desk.enrol()
        assert Client(API, hub.port, before).code('getCatalogue', '/v1/catalogue') == (403, 'device')
        status, signed = desk.ask('getCatalogue', '/v1/catalogue')
        verify(desk.known['key'], signed['signature'], signed['catalogue'].encode())
        assert desk.code('getCatalogue', '/v1/catalogue?version=1999.01') == (404, 'unknown-version')
        assert anybody.code('getAuditHead', '/v1/audit/head') == (401, 'token')
        head = desk.read_head()[1]
        assert (head['position'], head['value'], head['epoch']) == (0, '-', desk.epoch)
        stream = desk.open_case()
        rows = check_sending(desk, stream)
        assert len(rows) > 4
        check_chain(hub, desk, rows)
        check_waiting(desk)
        check_document(desk, stream)
        check_handover(desk, other, stream)
        check_looking(desk, supervisor, stream)
        check_packs(desk)
        check_batch(desk, desk.open_case())
        check_administration(hub, other)
        check_reveals(desk, other, supervisor, stream)


sys.exit(run_tests(globals()) > 0)
