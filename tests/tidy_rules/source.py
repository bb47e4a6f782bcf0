"""Reading the tree: which files there are, C without comments, XML with line numbers."""

import os
import re
import subprocess
import xml.parsers.expat
from collections import namedtuple

Finding = namedtuple('Finding', 'path line message')

FIXTURES = 'tests/tidy-fixtures/'

# Nothing in these is ours to check.
FOREIGN = ('COPYING', FIXTURES, 'tests/fuzzers/corpus/')

C_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def _blank(text):
    """As many lines and columns as text, with nothing on them."""
    return re.sub(r'[^\n]', ' ', text)


class Tree:
    """The files below one root, read once each."""

    def __init__(self, root, paths=None):
        self.root = root
        listed = paths if paths is not None else list_paths(root)
        self.paths = sorted(p for p in listed
                            if not p.startswith(FOREIGN) and os.path.isfile(os.path.join(root, p)))
        self._texts = {}
        self._codes = {}

    def select(self, *suffixes, under=''):
        """The paths below the folder under that end in one of suffixes."""
        return [p for p in self.paths if p.startswith(under) and p.endswith(suffixes)]

    def text(self, path):
        """The whole file as text; bytes that are not UTF-8 become replacement characters."""
        if path not in self._texts:
            with open(os.path.join(self.root, path), 'rb') as stream:
                self._texts[path] = stream.read().decode('utf-8', 'replace')
        return self._texts[path]

    def code(self, path):
        """C with comments and the insides of literals blanked; lines and columns stay."""
        if path not in self._codes:
            def blank(match):
                token = match.group(0)
                if token[0] == '/':
                    return _blank(token)
                return token[0] + _blank(token[1:-1]) + token[-1]
            self._codes[path] = C_TOKEN.sub(blank, self.text(path))
        return self._codes[path]

    def uncommented(self, path):
        """C with comments blanked and literals kept."""
        return C_TOKEN.sub(lambda m: _blank(m[0]) if m[0][0] == '/' else m[0], self.text(path))


def list_paths(root):
    """What git knows or would add, else everything on disk."""
    if os.path.exists(os.path.join(root, '.git')):
        listing = subprocess.run(
            ['git', '-c', 'safe.directory=*', '-C', root, 'ls-files', '-z', '--cached', '--others',
             '--exclude-standard'], capture_output=True, check=False)
        if listing.returncode == 0:
            return [p for p in listing.stdout.decode().split('\0') if p]
    return [os.path.relpath(os.path.join(folder, name), root)
            for folder, _, names in os.walk(root) for name in names]


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def matches(tree, path, pattern, text=None):
    """Each match of pattern in the code of path, with its line."""
    code = tree.code(path) if text is None else text
    for match in pattern.finditer(code):
        yield match, line_of(code, match.start())


def calls(names):
    """A pattern for calls of the functions in names; a name may end in '*'.

    A member of that name (file->open (…), vtable.time (…)) is not a call of it.
    """
    alternatives = '|'.join(re.escape(n).replace(r'\*', r'\w*') for n in names)
    return re.compile(r'(?<![\w.>])(%s)\s*\(' % alternatives)


class Element:
    """An XML element that knows its line."""

    def __init__(self, tag, attributes, line, parent):
        self.tag, self.attributes, self.line, self.parent = tag, attributes, line, parent
        self.children, self.words = [], ''

    def get(self, name):
        return self.attributes.get(name)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def find_all(self, tag):
        return [e for e in self.walk() if e.tag == tag]

    def own(self, tag):
        """The direct children with this tag."""
        return [c for c in self.children if c.tag == tag]

    def property(self, *names):
        """The first direct property with one of these names."""
        for child in self.own('property'):
            if (child.get('name') or '').replace('_', '-') in names:
                return child
        return None


def parse_xml(text):
    """The root element; raises xml.parsers.expat.ExpatError."""
    parser = xml.parsers.expat.ParserCreate()
    holder = Element('', {}, 0, None)
    stack = [holder]

    def start(tag, attributes):
        element = Element(tag, attributes, parser.CurrentLineNumber, stack[-1])
        stack[-1].children.append(element)
        stack.append(element)

    def end(_tag):
        stack.pop()

    def words(data):
        stack[-1].words += data

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.Parse(text, True)
    return holder.children[0]
