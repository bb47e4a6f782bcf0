"""Templates: file, class and resource belong together, and every control has a name."""

import os
import re
import xml.parsers.expat

from .source import Finding, line_of, parse_xml

# Controls that say nothing by themselves.
NAMELESS = {'GtkEntry', 'GtkText', 'GtkPasswordEntry', 'GtkSearchEntry', 'GtkSpinButton', 'GtkDropDown',
            'GtkComboBoxText', 'GtkScale', 'GtkSwitch', 'GtkTextView', 'GtkListView', 'GtkColumnView',
            'GtkGridView', 'GtkListBox', 'GtkDrawingArea'}
# Controls named by their words, unless they show only a picture.
BUTTONS = {'GtkButton', 'GtkToggleButton', 'GtkMenuButton', 'AdwSplitButton', 'GtkLinkButton'}
# Rows named by their title.
ROWS = {'AdwEntryRow', 'AdwPasswordEntryRow', 'AdwComboRow', 'AdwActionRow', 'AdwExpanderRow'}
# Properties a clerk reads.
WORDS = {'label', 'title', 'subtitle', 'tooltip-text', 'placeholder-text', 'description', 'text'}

TEMPLATE_CALL = re.compile(r'set_template_from_resource\s*\([^;]*?"([^"]+\.ui)"', re.DOTALL)
BIND_CHILD = re.compile(
    r'bind_template_child(?:_internal)?(?:_private)?\s*\([^,;]+,\s*\w+,\s*(\w+)\s*\)')
BIND_CALLBACK = re.compile(r'bind_template_callback(?:_full)?\s*\([^,;]+,\s*"?(\w+)"?')


def templates(tree):
    return [p for p in tree.select('.ui') if os.path.basename(p).startswith('yc-')]


def read_ui(tree, path):
    """The root element, or None if it is not XML: well_formed says so."""
    try:
        return parse_xml(tree.text(path))
    except xml.parsers.expat.ExpatError:
        return None


def desk_code(tree):
    return {p: tree.uncommented(p) for p in tree.select('.c', under='src/desk/')}


def check_xml(tree, path):
    """Plain GtkBuilder XML below data/ui."""
    if not path.startswith('data/ui/'):
        yield Finding(path, 1, 'templates live in data/ui')
    try:
        root = parse_xml(tree.text(path))
    except xml.parsers.expat.ExpatError as error:
        yield Finding(path, error.lineno, f'is not XML: {error}')
        return
    if root.tag != 'interface':
        yield Finding(path, root.line, 'is not a GtkBuilder file: its root is not <interface>')


def check_class(path, root, code):
    """<template class> says the file's name, and its class takes the template."""
    stem = os.path.splitext(os.path.basename(path))[0]
    wanted = stem.replace('-', '')
    found = root.own('template')
    if len(found) != 1 or (found[0].get('class') or '').lower() != wanted:
        yield Finding(path, root.line, f'needs one <template> whose class is the file name ({stem})')
    source = f'src/desk/{stem}.c'
    if source not in code:
        yield Finding(path, 1, f'has no class: {source} is missing')
    elif not any(name.endswith(f'/{stem}.ui') for name in TEMPLATE_CALL.findall(code[source])):
        yield Finding(source, 1, f'does not take its template {stem}.ui')


def check_names(path, root, code):
    """Children and callbacks are spelt alike on both sides."""
    source = f'src/desk/{os.path.splitext(os.path.basename(path))[0]}.c'
    ids = {e.get('id') for e in root.walk() if e.get('id')}
    for match in BIND_CHILD.finditer(code.get(source, '')):
        if match[1] not in ids:
            yield Finding(source, line_of(code[source], match.start()), f'{path} has no object {match[1]}')
    bound = set(BIND_CALLBACK.findall('\n'.join(code.values())))
    for signal in root.find_all('signal'):
        if signal.get('handler') not in bound:
            yield Finding(path, signal.line, f'nobody binds the callback {signal.get("handler")}')


def template_pairs(tree):
    """Every .ui has its class, its resource entry, and no name that only one side knows."""
    code = desk_code(tree)
    resources = '\n'.join(tree.text(p) for p in tree.select('.gresource.xml'))
    entries = {os.path.basename(e.strip()) for e in re.findall(r'<file[^>]*>([^<]+)</file>', resources)}
    present = {os.path.basename(p) for p in templates(tree)}
    for path in templates(tree):
        yield from check_xml(tree, path)
        root = read_ui(tree, path)
        if root is None:
            continue
        yield from check_class(path, root, code)
        yield from check_names(path, root, code)
        if os.path.basename(path) not in entries:
            yield Finding(path, 1, 'is in no .gresource.xml')
    for source, text in code.items():
        for match in TEMPLATE_CALL.finditer(text):
            if os.path.basename(match[1]) not in present:
                yield Finding(source, line_of(text, match.start()), f'no template {match[1]} in data/ui')


def has_accessible_name(element):
    for block in element.own('accessibility'):
        if any(c.get('name') in ('label', 'labelled-by') for c in block.children):
            return True
    return False


def is_set(prop):
    return prop is not None and (prop.words.strip() or prop.children or prop.get('bind-source'))


def is_bound(element, *names):
    """A <binding> gives one of these properties."""
    return any(b.get('name') in names for b in element.own('binding'))


def lacks_name(element):
    kind = element.get('class')
    if kind in ROWS:
        return not is_set(element.property('title')) and not is_bound(element, 'title')
    if has_accessible_name(element):
        return False
    if kind in BUTTONS:
        words = element.property('label', 'child')
        return not is_set(words) and not is_bound(element, 'label') and not element.own('child')
    return kind in NAMELESS


def accessible_names(tree):
    """A control without words of its own carries an accessible label."""
    for path in templates(tree):
        root = read_ui(tree, path)
        for element in root.find_all('object') if root else []:
            if lacks_name(element):
                yield Finding(path, element.line, f'{element.get("class")} has no accessible name')


def translatable_words(tree):
    """Words a clerk reads are marked for translation."""
    for path in templates(tree):
        root = read_ui(tree, path)
        for prop in root.find_all('property') if root else []:
            name = (prop.get('name') or '').replace('_', '-')
            words = prop.words.strip()
            marked = prop.get('translatable') in ('yes', 'true', '1')
            if name in WORDS and re.search(r'[^\W\d_]{2}', words) and not marked and not prop.children:
                yield Finding(path, prop.line, f'"{words}" is not marked translatable')
