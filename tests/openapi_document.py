"""An OpenAPI document: sound by itself, true of its own examples, and a judge of what a program says."""

import json

import jsonschema
import yaml

METHODS = {'get', 'put', 'post', 'delete'}
DIALECT = 'https://json-schema.org/draft/2020-12/schema'


def walk(node, path='#'):
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, f'{path}/{key}')
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from walk(value, f'{path}/{i}')


def close(node):
    """The schema without leave for members that it does not name."""
    if isinstance(node, list):
        return [close(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: close(value) for key, value in node.items()}
    if node.get('type') == 'object' and 'properties' in node and 'additionalProperties' not in node:
        closed['additionalProperties'] = False
    return closed


class Document:
    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            self.api = yaml.load(file, getattr(yaml, 'CSafeLoader', yaml.SafeLoader))
        self.closed = {'schemas': close(self.api['components']['schemas'])}

    def resolve(self, node):
        while isinstance(node, dict) and set(node) == {'$ref'}:
            at = self.api
            assert node['$ref'].startswith('#/'), node
            for part in node['$ref'][2:].split('/'):
                at = at[part]
            node = at
        return node

    def operations(self):
        for path, item in self.api['paths'].items():
            for method, operation in item.items():
                assert method in METHODS, method
                yield path, method, operation

    def operation(self, name):
        return next(operation for _, _, operation in self.operations() if operation['operationId'] == name)

    def validate(self, schema, value, closed=False):
        """Against a schema of the document, whose references lead into it."""
        components = self.closed if closed else self.api['components']
        whole = {'$schema': DIALECT, **schema, 'components': components}
        jsonschema.Draft202012Validator(whole).validate(value)

    def check(self, schema, value):
        """What a program says: it names nothing that the document does not."""
        self.validate({'$ref': f'#/components/schemas/{schema}'}, value, closed=True)

    def check_answer(self, operation, status, body):
        """That the operation may be answered so. @body: JSON, or bytes where the answer is none"""
        responses = operation['responses']
        assert str(status) in responses, (operation['operationId'], status, body)
        content = self.resolve(responses[str(status)])['content']
        if not isinstance(body, bytes):
            (schema,) = (value['schema'] for kind, value in content.items() if kind.endswith('json'))
            self.validate(schema, body, closed=True)

    def media(self):
        """Every (where, schema, examples) of a body."""
        for path, method, operation in self.operations():
            bodies = [(f'{method} {path}', operation['requestBody'])] if 'requestBody' in operation else []
            bodies += [(f'{method} {path} {status}', self.resolve(response))
                       for status, response in operation['responses'].items()]
            for where, body in bodies:
                for content in body['content'].values():
                    yield where, content['schema'], content['examples']

    def check_structure(self):
        api = self.api
        assert api['openapi'].startswith('3.1.') and api['info']['title'] and api['info']['version']
        assert set(api) <= {'openapi', 'info', 'servers', 'security', 'paths', 'components', 'tags'}
        ids = []
        for path, _, operation in self.operations():
            ids.append(operation['operationId'])
            assert operation['summary'] and operation['responses'], path
            named = {p['name'] for p in operation.get('parameters', []) if p['in'] == 'path'}
            assert named == {part[1:-1] for part in path.split('/') if part.startswith('{')}, path
            for parameter in operation.get('parameters', []):
                assert parameter['in'] != 'path' or parameter['required'] is True
                assert parameter['schema'], parameter
            for status, response in operation['responses'].items():
                assert status.isdigit() and self.resolve(response)['description'], (path, status)
            for scheme in operation.get('security', api['security']):
                assert set(scheme) <= set(api['components']['securitySchemes'])
        assert len(ids) == len(set(ids))
        for path, node in walk(api):
            if isinstance(node, dict) and isinstance(node.get('$ref'), str):
                assert self.resolve({'$ref': node['$ref']}) is not None, path
        used = {node for _, node in walk(api) if isinstance(node, str) and node.startswith('#/components/schemas/')}
        assert used == {f'#/components/schemas/{name}' for name in api['components']['schemas']}

    def check_schemas(self):
        for name, schema in self.api['components']['schemas'].items():
            jsonschema.Draft202012Validator.check_schema(schema)
            assert name[0].isupper()

    def check_examples(self, least):
        seen = 0
        for where, schema, examples in self.media():
            for name, example in examples.items():
                try:
                    self.validate(schema, example['value'], closed=True)
                except jsonschema.ValidationError as error:
                    raise AssertionError(f'{where} {name}: {error.message}') from error
                seen += 1
        assert seen >= least, seen

    def check_refuses(self, schema, values):
        """The schema can say no."""
        for value in values:
            try:
                self.validate({'$ref': f'#/components/schemas/{schema}'}, value)
            except jsonschema.ValidationError:
                continue
            raise AssertionError(json.dumps(value, ensure_ascii=False))


def run_tests(found):
    """Runs what is called test_… of @found, as TAP; the number that failed."""
    tests = [(name[5:], test) for name, test in found.items() if name.startswith('test_')]
    print(f'1..{len(tests)}')
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} {name}', flush=True)
        except Exception as error:  # one test that fails must not hide the others
            failed += 1
            said = f'{type(error).__name__}: {error}'.replace('\n', '\n# ')
            print(f'not ok {number} {name}\n# {said}', flush=True)
    return failed
