#!/usr/bin/python3
"""docs/office-api.yaml: sound by itself, true of its own examples, and true of the simulator."""

import json
import sys

import jsonschema
import yaml

sys.dont_write_bytecode = True
from office_process import Office, new_id

PROGRAM, DOCUMENT = sys.argv[1:3]
METHODS = {'get', 'put', 'post', 'delete'}
with open(DOCUMENT, encoding='utf-8') as file:
    API = yaml.safe_load(file)


def resolve(node):
    while isinstance(node, dict) and set(node) == {'$ref'}:
        at = API
        assert node['$ref'].startswith('#/'), node
        for part in node['$ref'][2:].split('/'):
            at = at[part]
        node = at
    return node


def walk(node, path='#'):
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, f'{path}/{key}')
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from walk(value, f'{path}/{i}')


def operations():
    for path, item in API['paths'].items():
        for method, operation in item.items():
            assert method in METHODS, method
            yield path, method, operation


def validate(schema, value):
    """Against a schema of the document, whose references lead into it."""
    whole = {'$schema': 'https://json-schema.org/draft/2020-12/schema', **schema, 'components': API['components']}
    jsonschema.Draft202012Validator(whole).validate(value)


def media():
    """Every (where, schema, examples) of a body."""
    for path, method, operation in operations():
        bodies = [(f'{method} {path}', operation['requestBody'])] if 'requestBody' in operation else []
        bodies += [(f'{method} {path} {status}', resolve(response))
                   for status, response in operation['responses'].items()]
        for where, body in bodies:
            for content in body['content'].values():
                yield where, content['schema'], content['examples']


def test_structure():
    assert API['openapi'].startswith('3.1.') and API['info']['title'] and API['info']['version']
    assert set(API) <= {'openapi', 'info', 'servers', 'security', 'paths', 'components', 'tags'}
    ids = []
    for path, method, operation in operations():
        ids.append(operation['operationId'])
        assert operation['summary'] and operation['responses'], path
        named = {p['name'] for p in operation.get('parameters', []) if p['in'] == 'path'}
        assert named == {part[1:-1] for part in path.split('/') if part.startswith('{')}, path
        for parameter in operation.get('parameters', []):
            assert parameter['in'] != 'path' or parameter['required'] is True
            assert parameter['schema'], parameter
        for status, response in operation['responses'].items():
            assert status.isdigit() and resolve(response)['description'], (path, status)
        for scheme in operation.get('security', API['security']):
            assert set(scheme) <= set(API['components']['securitySchemes'])
    assert len(ids) == len(set(ids))
    for path, node in walk(API):
        if isinstance(node, dict) and isinstance(node.get('$ref'), str):
            assert resolve({'$ref': node['$ref']}) is not None, path
    used = {node for _, node in walk(API) if isinstance(node, str) and node.startswith('#/components/schemas/')}
    assert used == {f'#/components/schemas/{name}' for name in API['components']['schemas']}


def test_schemas():
    for name, schema in API['components']['schemas'].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name[0].isupper()


def test_examples():
    seen = 0
    for where, schema, examples in media():
        for name, example in examples.items():
            try:
                validate(schema, example['value'])
            except jsonschema.ValidationError as error:
                raise AssertionError(f'{where} {name}: {error.message}') from error
            seen += 1
    assert seen >= 18, seen


def test_schemas_refuse():
    """The schemas can say no."""
    answer = API['paths']['/v1/answers']['get']['responses']['200']['content']['application/json']
    good = answer['examples']['some']['value']['answers'][0]
    schema = {'$ref': '#/components/schemas/Answer'}
    validate(schema, good)
    for bad in ({**good, 'outcome': 'perhaps'}, {**good, 'case': 'x'}, {**good, 'seq': 0},
                {**good, 'points': [{'path': '/a', 'code': 'c', 'text': 't'}]}, {**good, 'outputs': {'UP': 'x'}},
                {key: value for key, value in good.items() if key != 'outputs'}):
        try:
            validate(schema, bad)
        except jsonschema.ValidationError:
            continue
        raise AssertionError(bad)


def check_answer(operation, status, body):
    response = resolve(operation['responses'][str(status)])
    (content,) = response['content'].values()
    validate(content['schema'], body)


def test_replay():
    """Each request of the document is put to the simulator; all it says fits the schemas."""
    put = API['paths']['/v1/requests/{id}']['put']
    get = API['paths']['/v1/answers']['get']
    outcomes = {}
    with Office(PROGRAM) as office:
        for name, example in put['requestBody']['content']['application/json']['examples'].items():
            which, id = name.split('-')[0], new_id()
            before = office.ask('GET', f'/{which}/v1/answers')[1]['head']
            for expected in (202, 200):
                status, body = office.put(which, example['value'], id)
                assert status == expected, (name, body)
                check_answer(put, status, body)
            status, body = office.put(which, {**example['value'], 'number': 'other'}, id)
            check_answer(put, status, body)
            assert status == 422
            status, page = office.ask('GET', f'/{which}/v1/answers?after={before}&wait=5')
            check_answer(get, status, page)
            assert page['answers'][0]['request'] == id
            outcomes[name] = page['answers'][0]['outcome']
        check_answer(API['paths']['/v1/health']['get'], *office.ask('GET', '/police/v1/health'))
        check_answer(get, *office.ask('GET', '/police/v1/answers', token=None))
        check_answer(put, *office.put('police', b' ' * 300000))
        office.tell('police down')
        check_answer(put, *office.put('police', b'{}'))
    assert outcomes == {'police': 'done', 'tax': 'done', 'tax-legacy': 'correct', 'social': 'done', 'medical': 'done',
                        'fund': 'done', 'bank': 'done', 'bank-photosensitive': 'refuse'}, json.dumps(outcomes)


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
