"""Who may include whom (D1), and who may use which outside library."""

import os
import re

from .source import Finding, line_of

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]', re.MULTILINE)

# A folder sees itself, and these. Read it as the picture in ARCHITECTURE.md,
# from the ground up.
RIGHTS = {
    'base': '',
    'core': 'base',
    'wire': 'base core',
    'sync': 'base core wire',
    'devices': 'base',
    'seal': 'base core',
    'documents': 'base core wire',
    'audit': 'base core wire',
    'store': 'base core wire sync',
    'sync-http': 'base core wire sync store',
    'credential': 'base core wire sync-http',
    'flow': 'base core wire sync devices seal documents store sync-http credential',
    'hub': 'base core wire sync documents',
    'sim': 'base core wire devices',
    'ctl': 'base core wire sync audit devices seal documents store sync-http credential flow',
    'desk': 'base core wire sync devices seal documents store sync-http credential flow',
}

# An outside library's headers, and the only folders that may include them.
LIBRARIES = {
    'gcrypt.h': 'base',
    'gtk/': 'desk',
    'gdk/': 'desk',
    'gsk/': 'desk',
    'adwaita.h': 'desk',
    'libsecret/': 'store',
    'sqlite3.h': 'store hub audit',
    'libsoup/': 'sync-http credential hub sim ctl',
    'libusb.h': 'devices',
    'poppler.h': 'documents',
    'qpdf/': 'documents',
    'libusb-1.0/': 'devices',
    'sane/': 'devices',
    'turbojpeg.h': 'documents sim',
}


def layer_of(path):
    """The folder of src/ that path lies in, or None."""
    parts = path.split('/')
    return parts[1] if len(parts) > 2 and parts[0] == 'src' else None


def includes(tree, path):
    """(line, 'own' or 'system', name) of each include."""
    text = tree.uncommented(path)
    for match in INCLUDE.finditer(text):
        yield line_of(text, match.start()), 'own' if match[1] == '"' else 'system', match[2]


def include_direction(tree):
    """A header of ours is included only from its own folder or one above it."""
    homes = {os.path.basename(p): layer_of(p) for p in tree.select('.h', under='src/')}
    for path in tree.select('.c', '.h', under='src/'):
        layer = layer_of(path)
        if layer is None:
            continue
        if layer not in RIGHTS:
            yield Finding(path, 1, f'src/{layer} has no line in the table of include rights')
            continue
        for line, kind, name in includes(tree, path):
            home = homes.get(os.path.basename(name))
            if kind == 'own' and home and home != layer and home not in RIGHTS[layer].split():
                yield Finding(path, line, f'{layer} may not include {name}, which is {home}\'s')


def library_rights(tree):
    """GTK in the desk only, SQLite in the stores, libusb in the devices."""
    for path in tree.select('.c', '.h', under='src/'):
        layer = layer_of(path)
        for line, _, name in includes(tree, path):
            for start, allowed in LIBRARIES.items():
                if name.startswith(start) and layer not in allowed.split():
                    yield Finding(path, line, f'<{name}> may be included only from {allowed}')


def listed_in_build(tree):
    """A source file nobody builds is a source file nobody checks."""
    for path in tree.select('.c', under='src/') + tree.select('.c', under='tests/'):
        folder, builds = os.path.dirname(path), []
        while folder:
            build = f'{folder}/meson.build'
            if build in tree.paths:
                builds.append(tree.text(build))
            folder = os.path.dirname(folder)
        stem = os.path.splitext(os.path.basename(path))[0]
        # A list of tests may name them without their common prefix.
        names = {stem, re.sub(r'^(test|fuzz)-', '', stem)}
        if not any(re.search(r"['/]%s(\.c)?'" % re.escape(n), text) for n in names for text in builds):
            yield Finding(path, 1, 'is in no meson.build')
