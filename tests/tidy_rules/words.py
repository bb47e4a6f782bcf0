"""Words and names: translations, file names, lengths, and what the tree must not say."""

import os
import re

from .source import Finding, line_of, matches

GETTEXT = re.compile(r'(?<!\w)(_|N_|C_|NC_|Q_|ngettext|g_dgettext|g_dngettext|g_dpgettext2?)\s*\(\s*"')
UI_TEXT = re.compile(r'translatable\s*=\s*"(?:yes|true|1)"')
LINES_MAX = 1000

# Split so that this file does not say what it forbids.
# Alone in quotes, three of that letter are a nationality nobody has (ICAO 9303).
MARKERS = re.compile(r'(?<!")\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b(?!")')
# Homes and work folders of some machine; a program's own place comes from its options.
MACHINE_PATHS = re.compile(r'(?<![\w./$}-])/(?:work|root|home/\w+|Users/\w+|tmp/wt|tmp/lead)(?:/|\b)')
TICKETS = re.compile(r'\b[Ii]ssues? #?\d+\b')
URL = re.compile(r'\b(?:https?|ftp)://(\[[^\]]*\]|[A-Za-z0-9.-]+)')
# Hosts the tree may name: this machine, names that lead nowhere, and the homes
# of standards and licences. No mirror, no registry: apt knows its own sources.
HOSTS = re.compile(
    r'(?:localhost|host|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[.*\]|(?:.*\.)?(?:example|invalid|test|example\.(?:com|org|net))'
    r'|www\.w3\.org|www\.gnu\.org|www\.freedesktop\.org|specifications\.freedesktop\.org|www\.gtk\.org'
    r'|json-schema\.org|www\.rfc-editor\.org|openstd\.samr\.gov\.cn|www\.samr\.gov\.cn|www\.stats\.gov\.cn'
    r'|www\.mca\.gov\.cn|www\.gov\.cn'
    # XML names of eSCL, which nobody connects to
    r'|schemas\.hp\.com|www\.pwg\.org'

    # XML names of XMP, which nobody connects to
    r'|ns\.adobe\.com|purl\.org|www\.aiim\.org)\Z')
TEXT = ('.c', '.h', '.py', '.md', '.json', '.ui', '.xml', '.in', '.build', '.txt', '.css', '.po', '.sh', '.sql', '.csv')


def is_text(path):
    return path.endswith(TEXT) or '.' not in os.path.basename(path)


def translatable_files(tree):
    for path in tree.select('.c', '.h', under='src/'):
        if GETTEXT.search(tree.uncommented(path)):
            yield path
    for path in tree.select('.ui', under='data/'):
        if UI_TEXT.search(tree.text(path)):
            yield path


def potfiles(tree):
    """po/POTFILES.in names every file with words for people, in order, and no other."""
    listing = 'po/POTFILES.in'
    text = tree.text(listing) if listing in tree.paths else ''
    named = [l.strip() for l in text.splitlines() if l.strip() and not l.startswith('#')]
    wanted = set(translatable_files(tree))
    for path in sorted(wanted - set(named)):
        yield Finding(path, 1, f'has words to translate and is not in {listing}')
    for line, path in enumerate(named, 1):
        if path not in tree.paths:
            yield Finding(listing, line, f'names {path}, which is not there')
        elif path.endswith(('.c', '.h', '.ui')) and path not in wanted:
            yield Finding(listing, line, f'names {path}, which has nothing to translate')
    if named != sorted(named) or len(named) != len(set(named)):
        yield Finding(listing, 1, 'is not sorted, or names a file twice')


def file_length(tree):
    """A file of more than a thousand lines is two files."""
    for path in tree.select('.c', '.h', '.py', '.ui'):
        count = tree.text(path).count('\n')
        if count > LINES_MAX:
            yield Finding(path, count, f'has {count} lines; the most is {LINES_MAX}')


def file_names(tree):
    """Sources are yc-<class>.c and .h, in lower case."""
    name = re.compile(r'yc-[a-z0-9]+(?:-[a-z0-9]+)*\.[ch]\Z|main(?:-[a-z]+)?\.c\Z')
    for path in tree.select('.c', '.h', under='src/'):
        if not name.match(os.path.basename(path)):
            yield Finding(path, 1, 'is not called yc-<class>.c or .h')
    for path in tree.select('.h', under='src/'):
        if not re.search(r'^#pragma once$', tree.text(path), re.MULTILINE):
            yield Finding(path, 1, 'has no #pragma once')


def forbidden_words(tree):
    """No unfinished work, no machine's folders, no numbers of a tracker."""
    rules = ((MARKERS, 'marks unfinished work'), (MACHINE_PATHS, 'is a path of one machine'),
             (TICKETS, 'names a ticket nobody here can open'))
    for path in filter(is_text, tree.paths):
        for pattern, why in rules:
            for match, line in matches(tree, path, pattern, tree.text(path)):
                yield Finding(path, line, f'"{match[0]}" {why}')


def hosts(tree):
    """The tree names no host but those in HOSTS."""
    for path in filter(is_text, tree.paths):
        text = tree.text(path)
        for match in URL.finditer(text):
            if not HOSTS.match(match[1]) and not match[1].startswith('.'):
                yield Finding(path, line_of(text, match.start()), f'names the host {match[1]}')


def clean_text(tree):
    """UTF-8, no tabs in C, no blanks at the end of a line, a newline at the end of the file."""
    for path in tree.select('.c', '.h', '.py', '.ui', '.build', '.json'):
        text = tree.text(path)
        if '\ufffd' in text:
            yield Finding(path, line_of(text, text.index('\ufffd')), 'is not UTF-8')
        for line, words in enumerate(text.split('\n'), 1):
            if '\t' in words and path.endswith(('.c', '.h')):
                yield Finding(path, line, 'has a tab')
            if words != words.rstrip(' \t\r'):
                yield Finding(path, line, 'ends in blanks')
        if text and not text.endswith('\n'):
            yield Finding(path, text.count('\n') + 1, 'has no newline at its end')
