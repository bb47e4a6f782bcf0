"""A simulated network scanner, reached through the real SANE driver, and pages that come from it."""

import os

from atspi_driver import wait_for


def start(hall, load):
    """With @load pages in its feeder."""
    hall.start('yichuang-sim', 'scanner', '--sane-dir', hall.folder / 'sane', '--port-file', hall.folder / 'scanner-port',
               '--control', hall.folder / 'scanner-control', '--load', str(load), log='scanner')
    wait_for(lambda: (hall.folder / 'scanner-port').exists(), 'the simulated scanner')


def tell(hall, *words):
    hall.start('yichuang-sim', 'tell', hall.folder / 'scanner-control', *words, log='tell').child.wait()


def environment(hall):
    """For a desk that is to find it."""
    return {'SANE_CONFIG_DIR': str(hall.folder / 'sane'),
            # The driver's worker threads are SANE's until the end.
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}


DEVICE = ('--device', 'sane')


def pages(desk, paper):
    return sorted(word for word in desk.words() if word.startswith(f'{paper}，第 '))


def expect_pages(desk, paper, count):
    wait_for(lambda: len(pages(desk, paper)) == count, f'{count} pages')
