#!/usr/bin/python3
"""docs/office-api.yaml: sound by itself, true of its own examples, and true of the simulator."""

import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from office_process import Office, new_id  # noqa: E402
from openapi_document import Document, run_tests  # noqa: E402

PROGRAM, DOCUMENT = sys.argv[1:3]
API = Document(DOCUMENT)


def test_structure():
    API.check_structure()


def test_schemas():
    API.check_schemas()


def test_examples():
    API.check_examples(18)


def test_schemas_refuse():
    good = API.operation('getAnswers')['responses']['200']['content']['application/json']['examples']['some']
    good = good['value']['answers'][0]
    API.check('Answer', good)
    API.check_refuses('Answer', (
        {**good, 'outcome': 'perhaps'}, {**good, 'case': 'x'}, {**good, 'seq': 0},
        {**good, 'points': [{'path': '/a', 'code': 'c', 'text': 't'}]}, {**good, 'outputs': {'UP': 'x'}},
        {key: value for key, value in good.items() if key != 'outputs'}))


def test_replay():
    """Each request of the document is put to the simulator; all it says fits the schemas."""
    put, get = API.operation('putRequest'), API.operation('getAnswers')
    outcomes = {}
    with Office(PROGRAM) as office:
        for name, example in put['requestBody']['content']['application/json']['examples'].items():
            which, id = name.split('-')[0], new_id()
            before = office.ask('GET', f'/{which}/v1/answers')[1]['head']
            for expected in (202, 200):
                status, body = office.put(which, example['value'], id)
                assert status == expected, (name, body)
                API.check_answer(put, status, body)
            status, body = office.put(which, {**example['value'], 'number': 'other'}, id)
            API.check_answer(put, status, body)
            assert status == 422
            status, page = office.ask('GET', f'/{which}/v1/answers?after={before}&wait=5')
            API.check_answer(get, status, page)
            assert page['answers'][0]['request'] == id
            outcomes[name] = page['answers'][0]['outcome']
        API.check_answer(API.operation('getHealth'), *office.ask('GET', '/police/v1/health'))
        API.check_answer(get, *office.ask('GET', '/police/v1/answers', token=None))
        API.check_answer(put, *office.put('police', b' ' * 300000))
        office.tell('police down')
        API.check_answer(put, *office.put('police', b'{}'))
    assert outcomes == {'police': 'done', 'tax': 'done', 'tax-legacy': 'correct', 'social': 'done', 'medical': 'done',
                        'fund': 'done', 'bank': 'done', 'bank-photosensitive': 'refuse'}, json.dumps(outcomes)


sys.exit(run_tests(globals()) > 0)
