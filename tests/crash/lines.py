"""Lines between desks and a hub, each a pair of virtual interfaces between network namespaces, and what befalls them.

The hub listens on HUB, a loopback address, as it always does; a desk's
namespace has a route to it over its line (route_localnet), so that nothing
stands between the two but the kernel's own TCP.
"""

import os
import subprocess
import time

HUB = '127.9.0.1'
PATH = f'{os.environ.get("PATH", "")}:/usr/sbin:/sbin'
RULES = ('add table inet lines',
         'add chain inet lines in { type filter hook input priority 0; policy accept; }',
         'add chain inet lines out { type filter hook output priority 0; policy accept; }')


def call(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, env=dict(os.environ, PATH=PATH))
    if done.returncode != 0:
        raise OSError(f'{" ".join(map(str, words))}: {done.stderr.strip()}')
    return done.stdout


class Lines:
    """Namespaces for a hub and @count desks. Raises OSError where that cannot be."""

    def __init__(self, count):
        self.hub = f'yc-{os.getpid()}-hub'
        self.desks = [f'yc-{os.getpid()}-{number}' for number in range(count)]
        self.made = []
        try:
            for name in (self.hub, *self.desks):
                call('ip', 'netns', 'add', name)
                self.made.append(name)
            call('ip', '-n', self.hub, 'link', 'set', 'lo', 'up')
            for number, name in enumerate(self.desks):
                self.join(number, name)
            for rule in RULES:
                self.nft(rule)
        except OSError:
            self.close()
            raise

    def join(self, number, name):
        call('ip', 'link', 'add', f'line{number}', 'netns', self.hub, 'type', 'veth', 'peer', 'name', 'line', 'netns', name)
        for place, interface, host in ((self.hub, f'line{number}', 1), (name, 'line', 2)):
            call('ip', '-n', place, 'address', 'add', f'10.9.{number}.{host}/24', 'dev', interface)
            call('ip', '-n', place, 'link', 'set', interface, 'up')
            settings = f'/proc/sys/net/ipv4/conf/{interface}'
            call(*self.within(place), 'sh', '-c', f'echo 1 >{settings}/route_localnet; echo 0 >{settings}/rp_filter')
        self.route(number)

    def route(self, number):
        call('ip', '-n', self.desks[number], 'route', 'replace', HUB, 'dev', 'line', 'src', f'10.9.{number}.2')

    def within(self, place):
        """A command that runs another there. `ip netns exec` would also hold on to all that is mounted."""
        return ('nsenter', f'--net=/run/netns/{place}')

    def nft(self, words):
        call(*self.within(self.hub), 'nft', words)

    def add(self, number, direction, what):
        side = 'iifname' if direction == 'in' else 'oifname'
        self.nft(f'add rule inet lines {direction} {side} line{number} {what}')

    def close(self):
        for name in self.made:
            call('ip', 'netns', 'delete', name)
        self.made = []


class Fault:
    """What befalls the line of desk @number for @seconds. @kind: of KINDS; @size: bytes that still pass, where it is by bytes

    Rules of other lines stay.
    """

    def __init__(self, lines, number, kind, seconds, size):
        self.lines, self.number, self.kind, self.seconds, self.size = lines, number, kind, seconds, size

    def play(self):
        """Until it is over."""
        self.began = time.monotonic()
        until = self.began + self.seconds
        if self.kind == 'down':
            call('ip', '-n', self.lines.hub, 'link', 'set', f'line{self.number}', 'down')
            time.sleep(self.seconds)
            call('ip', '-n', self.lines.hub, 'link', 'set', f'line{self.number}', 'up')
        elif self.kind == 'slow':
            device = ('dev', f'line{self.number}')
            call('tc', '-n', self.lines.hub, 'qdisc', 'add', *device, 'root', 'tbf', 'rate', '256kbit', 'burst', '4k', 'latency', '2s')
            time.sleep(self.seconds)
            call('tc', '-n', self.lines.hub, 'qdisc', 'delete', *device, 'root')
        elif self.kind == 'stutter':
            while time.monotonic() < until:
                self.filter(KINDS['cut'])
                time.sleep(0.25)
                self.clear()
                time.sleep(0.15)
        else:
            self.filter(KINDS[self.kind])
            time.sleep(self.seconds)
            self.clear()
        self.ended = time.monotonic()

    def filter(self, rules):
        for direction, what in rules:
            self.lines.add(self.number, direction, what.format(size=self.size))

    def clear(self):
        """Takes away the rules of this line."""
        for direction in ('in', 'out'):
            listing = call(*self.lines.within(self.lines.hub), 'nft', '-a', 'list', 'chain', 'inet', 'lines', direction)
            for line in listing.splitlines():
                if f'"line{self.number}"' in line:
                    self.lines.nft(f'delete rule inet lines {direction} handle {line.rsplit(" ", 1)[1]}')


# Which way packets are dropped, and which.
KINDS = {
    'cut': (('in', 'drop'), ('out', 'drop')),
    'deaf': (('in', 'drop'),),
    'mute': (('out', 'drop'),),
    'reset': (('in', 'meta l4proto tcp reject with tcp reset'),),
    'reset in the middle': (('in', 'meta l4proto tcp quota over {size} bytes reject with tcp reset'),),
    'hole in a request': (('in', 'quota over {size} bytes drop'),),
    'hole in an answer': (('out', 'quota over {size} bytes drop'),),
    'loss': (('in', 'limit rate over 20/second burst 5 packets drop'), ('out', 'limit rate over 20/second burst 5 packets drop')),
    'down': (), 'slow': (), 'stutter': (),
}
# Nothing at all comes through while it lasts.
DEAD = ('cut', 'deaf', 'mute', 'down', 'reset')
