#!/usr/bin/python3
"""A hub as a city runs it: numbers, health, readiness, logs, a stop that loses nothing.

One case goes from ticket to decision by the scripted desk while an office
refuses with a person's name in its reason. Then the numbers are held against
the database, by a parser that is not ours, and every log of the run is
searched for what the case says of people.

    test-hub-running.py BUILD SOURCE
"""

import contextlib
import http.server
import json
import os
import pathlib
import re
import socket
import sqlite3
import sys
import tempfile
import threading
import time

from prometheus_client.parser import text_string_to_metric_families

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import running  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
FLOOD_MAX = 24 << 20  # bytes
INDISCREET = '张某某 110101199003070038'
DOORS = {'none', 'health', 'enrol', 'login', 'catalogue', 'op', 'ops', 'hall-feed', 'stream-feed', 'cases', 'case-code', 'codes',
         'lists', 'figures', 'counted', 'put-blob', 'get-blob', 'audit-head', 'staff-operators',
         'staff-windows', 'staff-devices', 'staff-packs', 'staff-codes', 'password', 'packs', 'pack', 'pack-state', 'reveals'}
LINE = {'time', 'level', 'request', 'door', 'status', 'code', 'ms', 'device', 'operator', 'domain', 'message'}


class IndiscreetOffice(http.server.BaseHTTPRequestHandler):
    """Takes nothing, and says of whom."""
    protocol_version = 'HTTP/1.1'

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_PUT(self):
        self.answer(422, {'code': 'no-such-person', 'detail': f'查无此人: {INDISCREET}'})

    def do_GET(self):
        self.answer(200, {'answers': [], 'head': 0})

    def log_message(self, *words):
        pass


def open_offices(yard):
    """Six simulated ones, but the police is the indiscreet one, and the bank is not there."""
    yard.start('offices', yard.program('yichuang-sim'), 'office', 'all', '--listen', '127.0.0.1:0', '--data',
               yard.folder / 'books', '--hub-file', yard.folder / 'offices.json', '--port-file', yard.folder / 'offices-port',
               ready=yard.folder / 'offices-port')
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), IndiscreetOffice)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yard.stack.callback(server.shutdown)
    offices = json.loads((yard.folder / 'offices.json').read_text())
    offices['police']['url'] = f'http://127.0.0.1:{server.server_port}'
    offices['fund']['url'] = 'http://127.0.0.1:9'
    (yard.folder / 'offices.json').write_text(json.dumps(offices))
    return yard.folder / 'offices.json'


def work(yard, hub):
    reader, control = yard.folder / 'reader', yard.folder / 'control'
    yard.start('reader', yard.program('yichuang-sim'), 'card-reader', '--socket', reader, '--control', control, ready=control)
    printer = yard.folder / 'printer'
    yard.start('printer', yard.program('yichuang-sim'), 'printer', '--socket', printer, '--output', yard.folder / 'papers',
               ready=printer)
    desk = yard.start('desk', yard.program('yichuang-ctl'), 'case', '--data', yard.folder / 'desk', '--hub',
                      f'http://127.0.0.1:{hub.port}', '--enrol-code', hub.admin('enrol-code', '--window', '3'), '--device',
                      f'socket:{reader}', '--device', f'socket:{printer}', '--card-control', control, '--finish')
    assert desk.wait(120) == 0, yard.log('desk').read_text()[-3000:]
    running.wait_until(lambda: any(op['kind'] == 'module.refuse' for op, _, _ in hub.rows()), 60, 'the refusal')


def read_metrics(hub):
    status, headers, text = hub.look('/metrics')
    assert status == 200 and headers['Content-Type'] == 'text/plain; version=0.0.4; charset=utf-8', (status, headers)
    families = {family.name: family for family in text_string_to_metric_families(text)}
    numbers = {}
    for family in families.values():
        assert family.type in ('counter', 'gauge', 'histogram') and family.documentation, family
        for sample in family.samples:
            key = (sample.name, *sorted(sample.labels.items()))
            assert key not in numbers, ('twice', key)
            numbers[key] = sample.value
    return text, families, numbers


def check_histograms(families, numbers):
    """Buckets grow, and the last is the count."""
    for family in families.values():
        if family.type != 'histogram':
            continue
        rows = {}
        for sample in family.samples:
            if sample.name.endswith('_bucket'):
                labels = tuple(sorted(item for item in sample.labels.items() if item[0] != 'le'))
                rows.setdefault(labels, []).append((float(sample.labels['le']), sample.value))
        for labels, buckets in rows.items():
            assert buckets == sorted(buckets) and [value for _, value in buckets] == sorted(value for _, value in buckets)
            assert buckets[-1][0] == float('inf') and buckets[-1][1] == numbers[(f'{family.name}_count', *labels)], labels


def check_numbers(hub, words):
    """What is counted is what the database says; what a label says is on a list."""
    text, families, numbers = read_metrics(hub)
    rows = hub.rows()
    for verdict in ('applied', 'contested', 'refused'):
        counted = numbers[('yichuang_hub_ops_settled_total', ('verdict', verdict))]
        kept = sum(1 for _, said, device in rows if device is not None and said['outcome'] == verdict)
        assert counted == kept, (verdict, counted, kept)
    assert numbers[('yichuang_hub_ops_settled_total', ('verdict', 'applied'))] > 20
    assert numbers[('yichuang_hub_position',)] == len(rows)
    assert numbers[('yichuang_hub_batch_ops_sum',)] >= sum(1 for _, _, device in rows if device is not None)
    assert numbers[('yichuang_hub_commit_seconds_count',)] == numbers[('yichuang_hub_batch_ops_count',)] > 0
    assert numbers[('yichuang_hub_requests_total', ('class', '2xx'), ('door', 'enrol'))] == 2
    assert numbers[('yichuang_hub_database_bytes',)] > 0 and numbers[('yichuang_hub_store_answers',)] == 1
    assert numbers[('process_resident_memory_bytes',)] > 1 << 20 and numbers[('process_open_fds',)] > 5
    assert abs(numbers[('process_start_time_seconds',)] + numbers[('yichuang_hub_uptime_seconds',)] - time.time()) < 5
    assert numbers[('yichuang_hub_office_sendings_total', ('office', 'police'), ('outcome', 'refused'))] == 1
    assert numbers[('yichuang_hub_office_sendings_total', ('office', 'tax'), ('outcome', 'taken'))] == 1
    check_histograms(families, numbers)
    for family in families.values():
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop('door', 'none') in DOORS, sample
            assert set(labels) <= {'class', 'le', 'verdict', 'office', 'state', 'outcome', 'version', 'epoch'}, sample
    said = [word for word in words if word in text]
    assert not said, said
    print(f'# {len(numbers)} numbers in {len(families)} families, {len(text)} bytes')


def check_audit(yard, hub):
    """What the desk remembers agrees with what the hub holds, while it runs."""
    heads = yard.folder / 'heads'
    heads.write_text(yard.run('yichuang-ctl', 'audit', 'heads', '--data', yard.folder / 'desk', expected=0))
    report = json.loads(yard.run('yichuang-ctl', 'audit', 'verify', '--data', hub.data, '--heads', heads, '--json', expected=0))
    assert report['good'] and report['heads'] == report['agree'] >= 1 and report['unchecked'] == 0, report
    assert report['rows'] == len(hub.rows()) > 20, report


def check_late(yard, hub):
    """An office that is not there shows, and is a reason to look."""
    running.wait_until(lambda: read_metrics(hub)[2].get(('yichuang_hub_office_requests', ('office', 'fund'),
                                                         ('state', 'late'))) == 1, 30, 'the late request')
    words = yard.run('yichuang-ctl', 'hub', 'status', '--hub', f'unix:{hub.watch}', expected=1)
    assert 'office fund: 1 to send (1 tried in vain)' in words and '\nready\n' in words, words
    assert re.search(r'ops: \d+ applied, 0 contested', words) and 'office police: 0 to send' in words, words
    print('# ' + words.replace('\n', '\n# '))


def check_doors(yard, hub):
    """Only three pages, only read; none of them at the desks' door."""
    assert hub.look('/healthz')[0] == 200 and hub.look('/readyz')[0] == 200
    assert json.loads(hub.look('/healthz')[2])['epoch'] == json.loads(hub.look('/readyz')[2])['epoch']
    assert hub.look('/v1/health')[0] == 404 and hub.look('/')[0] == 404
    for path in ('/metrics', '/healthz', '/readyz'):
        assert hub.ask(path)[0] == 404
        status, _, _ = running.ask(running.UnixConnection(hub.watch), path, 'POST', b'x' * 1000)
        assert status == 413, status
        status, _, _ = running.ask(running.UnixConnection(hub.watch), path, 'DELETE')
        assert status == 405, status
    yard.run('yichuang-ctl', 'hub', 'status', '--hub', 'http://127.0.0.1:9', expected=2)
    yard.run('yichuang-ctl', 'hub', 'status', '--hub', f'http://127.0.0.1:{hub.port}', expected=2)


def check_flood(hub):
    """Heads without an end cost the hub no memory to speak of, and their connections go."""
    def resident():
        return read_metrics(hub)[2][('process_resident_memory_bytes',)]
    before, sent, line = resident(), 0, b'X-Y: ' + b'z' * 65000 + b'\r\n'
    with contextlib.ExitStack() as stack:
        for _ in range(100):
            peer = stack.enter_context(socket.create_connection(('127.0.0.1', hub.port), 10))
            with contextlib.suppress(OSError):
                peer.sendall(b'GET /v1/health HTTP/1.1\r\nHost: hub\r\n')
                for _ in range(32):
                    peer.sendall(line)
                    sent += len(line)
    grown = resident() - before
    assert sent > 32 << 20 and grown < FLOOD_MAX, (sent, grown)
    assert hub.ask('/v1/health')[0] == 200
    running.wait_until(lambda: read_metrics(hub)[2][('yichuang_hub_connections',)] < 50, 30, 'the end of the flood')
    print(f'# {sent >> 20} MiB of headers cost {grown / (1 << 20):.1f} MiB of memory')


def check_locked(yard, hub):
    """A database that does not let itself be written makes the hub unready, and no more than that."""
    other = sqlite3.connect(hub.data / 'hub.db', isolation_level=None)
    with contextlib.closing(other):
        other.execute('BEGIN IMMEDIATE')
        time.sleep(1.1)  # a write is tried once a second at most
        status, headers, text = hub.look('/readyz')
        problem = json.loads(text)
        assert status == 503 and headers['Content-Type'] == 'application/problem+json', (status, text)
        assert problem['code'] in ('store', 'read-only'), problem
        assert hub.look('/healthz')[0] == 200
        assert read_metrics(hub)[2][('yichuang_hub_store_answers',)] == 0 or problem['code'] == 'read-only'
        words = yard.run('yichuang-ctl', 'hub', 'status', '--hub', f'unix:{hub.watch}', expected=1)
        assert 'NOT READY: The database' in words, words
        other.execute('ROLLBACK')
    running.wait_until(lambda: hub.look('/readyz')[0] == 200, 30, 'readiness')


def check_stop(hub, token):
    """Who waits is answered at once; nothing is left to recover."""
    cursor = hub.ask('/v1/halls/lc/feed?limit=500', token=token)[1]
    last = cursor['rows'][-1]
    answers = []
    target = f'/v1/halls/lc/feed?epoch={cursor["epoch"]}&after={last["position"]}&hash={last["hash"]}&wait=25'
    readers = [threading.Thread(target=lambda: answers.append(hub.ask(target, token=token))) for _ in range(5)]
    for reader in readers:
        reader.start()
    running.wait_until(lambda: read_metrics(hub)[2][('yichuang_hub_long_polls_waiting',)] == 5, 30, 'the readers')
    status, seconds = hub.stop()
    for reader in readers:
        reader.join(30)
    assert status == 0 and seconds < 15, (status, seconds)
    assert [answer[0] for answer in answers] == [200] * 5 and all(not answer[1]['rows'] for answer in answers), answers
    assert hub.hear() == 'STOPPING=1'
    assert not (hub.data / 'hub.db-wal').exists() and not hub.watch.exists()
    print(f'# stopped within {seconds:.2f} s, five readers answered')


def check_logs(yard, words):
    """Whole objects, known keys, no person."""
    lines = [json.loads(line) for line in yard.log('hub').read_text().splitlines()]
    requests = [line for line in lines if 'door' in line]
    assert len(requests) > 50 and all(set(line) <= LINE for line in lines), [set(line) - LINE for line in lines]
    assert len({line['request'] for line in requests}) == len(requests)
    for line in requests:
        assert line['door'] in DOORS and re.fullmatch('[0-9a-f]{1,32}', line['request']), line
        assert re.fullmatch(r'[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z', line['time']) and line['ms'] >= 0, line
        assert re.fullmatch('[0-9a-f]{32}', line.get('device', '0' * 32)) and line.get('operator', 'C0301') == 'C0301', line
    assert any(line['door'] == 'op' and line.get('operator') == 'C0301' and 'device' in line for line in requests)
    told = [line['message'] for line in lines if 'message' in line]
    assert 'The office “police” does not take a request: 422 no-such-person' in told, told
    logs = [yard.log(name) for name in ('hub', 'offices', 'reader')]
    running.assert_silent(logs, words)
    assert not re.search('[\u3400-\u9fff]', yard.log('hub').read_text())
    print(f'# {len(lines)} lines say nothing of {len(words)} words on people')


def check_unready(yard):
    """Reasons that are there from the start, and logs as they were before."""
    with running.Hub(yard, '--disk-floor', 1 << 30, '--log', 'plain', name='small').process as process:
        hub = running.UnixConnection(yard.folder / 'watch')
        status, _, text = running.ask(hub, '/readyz')
        assert status == 503 and json.loads(text)['code'] == 'disk', text
        words = yard.run('yichuang-ctl', 'hub', 'status', '--hub', f'unix:{yard.folder / "watch"}', expected=1)
        assert 'NOT READY: The disk has ' in words, words
        process.terminate()
        assert process.wait(60) == 0
    assert yard.log('small').read_text() == '', yard.log('small').read_text()
    future = json.loads((SOURCE_PATH / 'data/catalogue/limited-company.json').read_text())
    future['valid_from'] = '2199-01-01'
    future['valid_to'] = '2199-12-31'
    (yard.folder / 'future.json').write_text(json.dumps(future, ensure_ascii=False))
    with running.Hub(yard, '--catalogue', yard.folder / 'future.json', name='early').process as process:
        status, _, text = running.ask(running.UnixConnection(yard.folder / 'watch'), '/readyz')
        assert status == 503 and json.loads(text)['code'] == 'catalogue', text
        process.terminate()
        assert process.wait(60) == 0


SOURCE_PATH = pathlib.Path(SOURCE)


def main():
    with tempfile.TemporaryDirectory(prefix='yc-running-') as folder, contextlib.ExitStack() as stack:
        yard = running.Yard(BUILD, SOURCE, folder, stack)
        # The version whose seals their maker brings: there is no machine here.
        yard.environment['YC_CATALOGUE'] = str(SOURCE_PATH / 'data/catalogue/limited-company-2026.12.json')
        # Memory that the sanitizer holds back would be counted as the hub's.
        yard.environment['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=4'
        hub = running.Hub(yard, '--offices', open_offices(yard))
        work(yard, hub)
        token = hub.enrol('9')
        words = running.personal(hub)
        name = max((word for word in words if 2 <= len(word) <= 4), key=len)
        assert hub.ask('/v1/cases?q=' + ''.join(f'%{byte:02X}' for byte in name.encode()), token=token)[0] == 200
        words |= set(INDISCREET.split())
        check_numbers(hub, words)
        check_audit(yard, hub)
        check_doors(yard, hub)
        check_late(yard, hub)
        check_flood(hub)
        check_locked(yard, hub)
        check_stop(hub, token)
        check_logs(yard, words)
        check_unready(yard)
    print('1..1\nok 1 a hub as a city runs it')


main()
