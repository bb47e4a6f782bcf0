"""Packs for tests, made by yichuang-ctl from what is shipped."""

import json
import pathlib
import subprocess


class Publisher:
    """@ctl: the program; @source: the source's folder; @folder: where keys and packs go"""

    def __init__(self, ctl, source, folder, name='审批局'):
        self.ctl, self.source, self.folder, self.name = ctl, pathlib.Path(source), pathlib.Path(folder), name
        self.key_file = self.folder / f'{name}.key'
        self.key = self.run('key', self.key_file).stdout.strip()

    def run(self, *words, expected=0):
        done = subprocess.run([self.ctl, 'pack', *map(str, words)], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == expected, (done.returncode, done.stdout, done.stderr)
        return done

    def make(self, version, valid_from, change=None, templates=None):
        """A pack of the newest form, always valid, called @version.

        @change: (optional) changes the catalogue that was read
        @templates: (optional) another folder of papers
        """
        catalogue = json.loads((self.source / 'data/catalogue/limited-company-2027.01.json').read_text())
        catalogue |= {'version': version, 'valid_from': valid_from, 'valid_to': '2099-12-31'}
        if change:
            change(catalogue)
        file, pack = self.folder / f'{version}.json', self.folder / f'{version}.pack'
        file.write_text(json.dumps(catalogue, ensure_ascii=False))
        self.run('make', '--key', self.key_file, '--publisher', self.name, '--catalogue', file, '--templates',
                 templates or self.source / 'data/templates', '--examples', self.source / 'data/examples',
                 '--seals', self.source / 'data/seals/seals-2026.json', '-o', pack)
        return pack
