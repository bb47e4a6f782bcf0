"""A yard with the simulated offices, and a hub that asks them."""

import collections
import contextlib
import json
import sqlite3
import time
import urllib.request

import sweep
from sweep import Red

MODULES = {'seals': 'police', 'invoices': 'tax', 'social': 'social', 'medical': 'medical', 'fund': 'fund', 'bank': 'bank'}
FINISH_S = 60


class Yard(sweep.Yard):
    def __init__(self, options):
        super().__init__(options)
        # The version whose seals their maker brings: no desk is there to cut them.
        self.use_catalogue('limited-company-2026.12.json')
        self.office_port = sweep.free_port()
        self.offices_file = self.folder / 'offices.json'
        self.offices_file.write_text(json.dumps({office: {'url': f'http://127.0.0.1:{self.office_port}/{office}',
                                                          'token': 'office-training'} for office in MODULES.values()}))

    def start_offices(self, books):
        port_file = self.folder / 'office-port'
        port_file.unlink(missing_ok=True)
        offices = self.start('yichuang-sim', 'office', 'all', '--listen', f'127.0.0.1:{self.office_port}', '--data', books,
                             '--port-file', port_file)
        self.wait_for(port_file, offices)
        return offices

    def launch_hub_with_offices(self, data, extra=None):
        return self.launch_hub(data, '--offices', self.offices_file, extra=extra)

    def make_templates(self):
        super().make_templates()
        hub = self.start_hub(self.folder / 'template-hub')
        self.run(self.folder / 'template-desk', '--finish')
        self.wait_for_kind(self.folder / 'template-hub', 'module.done', 1)
        self.stop(hub)

    def count(self, data):
        return collections.Counter((op['kind'], op['body'].get('module')) for op, verdict in sweep.read_ops(data)
                                   if verdict['outcome'] == 'applied')

    def wait_for_kind(self, data, kind, number, hub=None):
        """Until the store has it, or the hub has ended; whether it has it."""
        until = time.monotonic() + FINISH_S
        while time.monotonic() < until:
            with contextlib.suppress(sqlite3.Error):
                if sum(n for (k, _), n in self.count(data).items() if k == kind) >= number:
                    return True
            if hub is not None and hub.poll() is not None:
                return False
            time.sleep(0.02)
        raise Red(f'no {kind} within {FINISH_S} s: {sorted(self.count(data).items(), key=str)}')

    def count_answers(self):
        """Answers by request, as the offices tell them."""
        told = collections.Counter()
        for office in MODULES.values():
            request = urllib.request.Request(f'http://127.0.0.1:{self.office_port}/{office}/v1/answers?after=0',
                                             headers={'Authorization': 'Bearer office-training'})
            with urllib.request.urlopen(request, timeout=20) as answer:
                told.update(entry['request'] for entry in json.load(answer)['answers'])
        return told
