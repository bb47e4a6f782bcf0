"""Somebody at a hub's doors who brings documents, and remembers every answer.

It speaks as docs/hub-api.yaml says (tests/hub/hub_client.py), not as our desk
does. What it was answered can be held against the hub's disk.
"""

import hashlib
import http.client
import json
import pathlib
import random
import sys
import threading
import time

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE.parent), str(HERE.parent / 'hub')]
import hub_client  # noqa: E402
import openapi_document  # noqa: E402
from sweep import Red  # noqa: E402

PIECE_MAX = 24 * 1024
DOCUMENT_MAX = 64 * 1024
ANSWERED = ('position', 'revision', 'hash', 'verdict', 'received')
PATIENCE_S = 60
PAUSE_S = 0.01
AGAIN_S = 0.1  # on a dead disk


class Document(openapi_document.Document):
    """Takes the answers as they are: whether they are what the document says is asked in tests/hub, at leisure."""

    def check(self, *_):
        pass

    def check_answer(self, *_):
        pass


class Sent:
    """An op; @answer: None until it was answered."""

    def __init__(self, op):
        self.id, self.stream, self.bytes, self.answer = op['id'], op['stream'], hub_client.encode(op), None


class Brought:
    """A document. @offset, @whole: what the hub has said of it; @begun: how often anew."""

    def __init__(self, data):
        self.data, self.sha256, self.offset, self.whole = data, hashlib.sha256(data).hexdigest(), 0, False
        self.begun = 0


class Unanswered(Exception):
    pass


class Writer(threading.Thread):
    """One case at @port, by the enrolled and signed in @desk (hub_client.Desk).

    @heard: called with 'op', 'piece' or 'whole' each time the hub has answered
    @patience_s: how long it asks again where the hub is gone or cannot
    """

    def __init__(self, desk, port, seed, heard, patience_s=AGAIN_S):
        super().__init__(daemon=True)
        self.desk, self.random, self.heard = desk, random.Random(seed), heard
        desk.port = port
        self.ops, self.documents, self.heads, self.failure = [], [], [], None
        self.going, self.again, self.patience_s = True, False, patience_s

    def ask(self, function, *arguments):
        """What the hub answers; Unanswered where it is gone, or says that it cannot now."""
        try:
            answer = function(*arguments)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(str(error)) from None
        if isinstance(answer, tuple) and answer[0] in (503, 507, 429):
            raise Unanswered(str(answer))
        return answer

    def insist(self, function, what, seconds):
        """As long as the hub only says that it cannot now, or is gone; whoever asks again may be answered."""
        until = time.monotonic() + seconds
        while True:
            try:
                return function(what)
            except Unanswered:
                if time.monotonic() > until or not (self.going or self.again):
                    raise
                time.sleep(0.02)

    def put(self, sent):
        status, answer = self.ask(self.desk.put_bytes, sent.id, sent.bytes)
        if status != 200:
            raise Red(f'an op was answered {status} {answer}')
        answer = {name: answer[name] for name in ANSWERED}
        if sent.answer is not None and answer != sent.answer:
            raise Red(f'an op was answered {sent.answer}, and now {answer}')
        sent.answer = answer
        self.heard('op')

    def bring(self, document):
        while not document.whole:
            piece = document.data[document.offset:document.offset + self.random.randint(1, PIECE_MAX)]
            status, answer = self.ask(self.desk.piece, document.sha256, len(document.data), document.offset, piece)
            if status == 409 and answer['code'] == 'offset' and answer['offset'] >= document.offset:
                document.offset = answer['offset']
                continue
            if status == 422 and answer['code'] == 'digest' and document.begun == 0 and self.again:
                # Behind what was answered there may be anything after a cut; the whole is begun anew.
                document.begun, document.offset = 1, 0
                continue
            if status != 200 or answer['offset'] < document.offset:
                raise Red(f'a piece at {document.offset} was answered {status} {answer}')
            document.offset, document.whole = answer['offset'], answer['whole']
            self.heard('whole' if document.whole else 'piece')

    def send_op(self, stream, kind, body):
        self.ops.append(Sent(self.desk.make(stream, kind, body)))
        self.insist(self.put, self.ops[-1], self.patience_s)

    def send_document(self, stream):
        document = Brought(self.random.randbytes(self.random.randint(1, DOCUMENT_MAX)))
        self.documents.append(document)
        self.send_op(stream, 'document.add', {'document': hub_client.new_id(), 'kind': 'scan', 'title': '扫描件',
                                              'sha256': document.sha256, 'size': len(document.data)})
        self.insist(self.bring, document, self.patience_s)

    def run(self):
        stream = f'case-{hub_client.new_id()}'
        try:
            self.send_op(stream, 'case.open', {'matter': hub_client.MATTER, 'version': hub_client.VERSION,
                                               'hall': self.desk.known['hall']})
            while self.going:
                self.send_document(stream)
                time.sleep(PAUSE_S)
                if len(self.documents) % 4 == 0 and self.going:
                    self.heads.append(self.ask(self.desk.read_head)[1])
        except Unanswered:
            pass
        except (Red, AssertionError) as failure:
            self.failure = failure

    def end(self):
        """Stops, at the latest at the next answer."""
        self.going = False
        self.join(PATIENCE_S)
        if self.is_alive():
            raise Red('the hub has not answered')
        if self.failure is not None:
            raise Red(f'{self.failure}')

    def finish(self):
        """Says all of it again to a hub that stands, as a desk does: nothing may be answered otherwise."""
        self.again = True
        for sent in self.ops:
            self.insist(self.put, sent, PATIENCE_S)
        for document in self.documents:
            self.insist(self.bring, document, PATIENCE_S)
            data = b''
            while len(data) < len(document.data):
                status, answer = self.desk.ask('getBlob', f'/v1/blobs/{document.sha256}?offset={len(data)}')
                if status != 200:
                    raise Red(f'a document that is whole is answered {status} {answer}')
                data += answer
            if data != document.data:
                raise Red('a document is not what was brought')


def check_answers(writers, data, rows):
    """That a hub's disk has all that the writers were answered.

    @data: the hub's folder; @rows: of its database, by id: (position, stream, revision, hash, bytes, verdict)
    """
    for writer in writers:
        for sent in writer.ops:
            row, said = rows.get(sent.id), sent.answer
            if said is None:
                continue
            if row is None:
                raise Red(f'an op that was answered is not there: position {said["position"]}')
            if (row[0], row[2], row[3], json.loads(row[5])) != (said['position'], said['revision'], said['hash'],
                                                                said['verdict']) or row[4] != sent.bytes:
                raise Red(f'an op was answered {said}, and there is {row}')
        for head in writer.heads:
            if head['position'] and not any(row[0] == head['position'] and row[3] == head['value'] for row in rows.values()):
                raise Red(f'the hub signed a head that is not in its history: {head}')
        for document in writer.documents:
            check_document(document, data)


def check_document(document, data):
    path = data / 'blobs' / document.sha256[:2] / document.sha256
    part = path.with_name(path.name + '.part')
    there = path.read_bytes() if path.exists() else part.read_bytes() if part.exists() else b''
    if document.whole and not path.exists():
        raise Red('a document that was answered as whole is not there whole')
    if len(there) < document.offset or there[:document.offset] != document.data[:document.offset]:
        raise Red(f'a document was answered to be there to {document.offset}, and has {len(there)} bytes, right or wrong')
