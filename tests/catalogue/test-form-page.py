#!/usr/bin/python3
"""docs/form.md is what docs/make-form writes, and has every field, condition and paper."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ['YC_TEST_SOURCE_ROOT'])
NEWEST = 'limited-company-2027.01.json'


def check(root):
    return subprocess.run([sys.executable, root / 'docs/make-form', '--check'], capture_output=True).returncode


def test_same():
    assert check(ROOT) == 0, 'run docs/make-form'


def test_all_there():
    page = (ROOT / 'docs/form.md').read_text()
    matter = json.loads((ROOT / 'data/catalogue' / NEWEST).read_text())['matters'][0]
    for part in matter['pages']:
        for field in part['fields'] + part.get('list', {}).get('fields', []):
            assert f'| {field["label"]} | `{field["path"]}` |' in page, field['path']
    for words in [item['label'] for item in matter['items']] + [c['message'] for c in matter['constraints']]:
        assert words in page, words


def test_notices_change():
    """A catalogue that says something else makes another page."""
    with tempfile.TemporaryDirectory(prefix='yc-form-') as folder:
        root = pathlib.Path(folder)
        for part in ('docs/make-form', 'docs/form.md', f'data/catalogue/{NEWEST}'):
            (root / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, root / part)
        assert check(root) == 0
        path = root / 'data/catalogue' / NEWEST
        path.write_text(path.read_text().replace('"label": "开户网点"', '"label": "开户支行"'))
        assert check(root) == 1


def main():
    tests = [test_same, test_all_there, test_notices_change]
    failed = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} {test.__name__}')
        except AssertionError as error:
            failed += 1
            print(f'# {error}\nnot ok {number} {test.__name__}')
    return 1 if failed else 0


raise SystemExit(main())
