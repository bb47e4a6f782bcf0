#!/usr/bin/python3
"""Sealed records made and opened by a peer that is not ours.

test-seal-peer.py PEER

The peer is written from the head of yc-seal-record.c: HKDF by hmac, SM4 in
counter mode and AES from python-cryptography (which is OpenSSL), GHASH by hand
below, since neither has SM4-GCM in Debian 12. It opens what ours seals, ours
opens what it seals, and what one bit was changed in opens nowhere.
"""

import base64
import hashlib
import hmac
import os
import random
import struct
import subprocess
import sys

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CIPHERS = {'aes-256-gcm': (2, 'sha256', 32, algorithms.AES), 'sm4-gcm': (3, 'sm3', 16, algorithms.SM4)}


def derive(master, name):
    """HKDF (RFC 5869) without salt, one block of output."""
    _, digest, size, _ = CIPHERS[name]
    extracted = hmac.new(bytes(32), master, digest).digest()
    return hmac.new(extracted, f'yichuang record {name}'.encode() + b'\x01', digest).digest()[:size]


def multiply(x, y):
    """In GF(2^128) as GCM has it (NIST SP 800-38D, 6.3)."""
    z = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            z ^= y
        y = y >> 1 ^ (0xe1 << 120 if y & 1 else 0)
    return z


def ghash(h, associated, text):
    padded = b''.join(part + bytes(-len(part) % 16) for part in (associated, text))
    padded += struct.pack('>QQ', 8 * len(associated), 8 * len(text))
    value = 0
    for at in range(0, len(padded), 16):
        value = multiply(value ^ int.from_bytes(padded[at:at + 16], 'big'), h)
    return value.to_bytes(16, 'big')


def gcm(algorithm, key, nonce, associated, data, sealing):
    """(what comes out, the tag)"""
    h = int.from_bytes(Cipher(algorithm(key), modes.ECB()).encryptor().update(bytes(16)), 'big')
    stream = Cipher(algorithm(key), modes.CTR(nonce + b'\0\0\0\1')).encryptor()
    mask = stream.update(bytes(16))
    other = stream.update(data)
    tag = ghash(h, associated, other if sealing else data)
    return other, bytes(a ^ b for a, b in zip(mask, tag))


def place_of(table, record, version):
    names = b''.join(bytes([len(name.encode())]) + name.encode() for name in (table, record))
    return hashlib.sha256(names + struct.pack('>q', version)).digest()[:16]


def seal(name, master, table, record, version, plain):
    form, _, _, algorithm = CIPHERS[name]
    nonce, place = os.urandom(12), place_of(table, record, version)
    text, tag = gcm(algorithm, derive(master, name), nonce, bytes([form]) + place, plain, True)
    return bytes([form]) + nonce + place + text + tag


def unseal(name, master, table, record, version, sealed):
    form, _, _, algorithm = CIPHERS[name]
    nonce, place, text, tag = sealed[1:13], sealed[13:29], sealed[29:-16], sealed[-16:]
    assert sealed[0] == form and place == place_of(table, record, version)
    plain, expected = gcm(algorithm, derive(master, name), nonce, bytes([form]) + place, text, False)
    return plain if tag == expected else None


class Ours:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, verb, name, master, table, record, version, data):
        words = (verb, name, base64.b64encode(master).decode(), table, record, str(version), base64.b64encode(data).decode())
        self.process.stdin.write(' '.join(words) + '\n')
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        return line if line.startswith('no ') else base64.b64decode(line)


def check_vector():
    """RFC 8998, appendix A.1: the peer itself is right."""
    letters = bytes.fromhex('aabbccddeeffeeaa')
    plain = b''.join(bytes([letter]) * 8 for letter in letters)
    text, tag = gcm(algorithms.SM4, bytes.fromhex('0123456789ABCDEFFEDCBA9876543210'),
                    bytes.fromhex('00001234567800000000ABCD'),
                    bytes.fromhex('FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2'), plain, True)
    assert text.hex().upper().startswith('17F399F08C67D5EE19D0DC9969C4BB7D'), text.hex()
    assert tag.hex().upper() == '83DE3541E4C2B58177E065A9BF7B62EC', tag.hex()


def check_round(ours, name, rng):
    for size in [0, 1, 15, 16, 17, 31, 33, 4850] + [rng.randrange(3000) for _ in range(20)]:
        master, plain = rng.randbytes(32), rng.randbytes(size)
        place = (rng.choice(('ops', 'rows', 'settings')), f'{rng.getrandbits(64):x}', rng.randrange(1 << 40))
        sealed = ours.ask('seal', name, master, *place, plain)
        assert unseal(name, master, *place, sealed) == plain, (name, size)
        assert ours.ask('open', name, master, *place, seal(name, master, *place, plain)) == plain, (name, size)


def check_changed(ours, name, rng):
    master, plain = rng.randbytes(32), rng.randbytes(40)
    sealed = bytearray(seal(name, master, 'ops', '7', 3, plain))
    for bit in range(8, 8 * len(sealed)):
        sealed[bit // 8] ^= 1 << bit % 8
        assert ours.ask('open', name, master, 'ops', '7', 3, bytes(sealed)) == 'no 1', (name, bit)
        sealed[bit // 8] ^= 1 << bit % 8
    assert ours.ask('open', name, master, 'ops', '7', 3, bytes(sealed)) == plain
    assert ours.ask('open', name, rng.randbytes(32), 'ops', '7', 3, bytes(sealed)) == 'no 1'


def main():
    ours, rng = Ours(sys.argv[1]), random.Random(32907)
    checks = [('vector', check_vector)]
    for name in CIPHERS:
        checks += [(f'{name} round', lambda name=name: check_round(ours, name, rng)),
                   (f'{name} changed', lambda name=name: check_changed(ours, name, rng))]
    failed = 0
    print(f'1..{len(checks)}')
    for number, (what, check) in enumerate(checks, 1):
        try:
            check()
            print(f'ok {number} {what}', flush=True)
        except AssertionError as wrong:
            failed += 1
            print(f'# {wrong}\nnot ok {number} {what}', flush=True)
    ours.process.stdin.close()
    ours.process.wait()
    return 1 if failed or ours.process.returncode else 0


if __name__ == '__main__':
    raise SystemExit(main())
