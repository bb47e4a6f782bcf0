"""A file system of one's own, whose power can be cut: ext4 in a file, through a loop device."""

import fcntl
import os
import pathlib
import shutil
import struct
import subprocess

SHUTDOWN = 0x8004587d  # FS_IOC_SHUTDOWN
NO_LOG_FLUSH = 2       # what is not on the disk does not get there any more, the journal too
SIZE = 96 << 20


def call(*words, expected=(0,)):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False,
                          env=dict(os.environ, PATH=f'{os.environ.get("PATH", "")}:/usr/sbin:/sbin'))
    if done.returncode not in expected:
        raise OSError(f'{words[0]}: {done.stderr.strip() or done.stdout.strip() or done.returncode}')
    return done.stdout


class Disk:
    """Mounted from the beginning until close(). Raises OSError where that cannot be.

    The loop device stays for the whole time, and the file system is mended through it: a second look at the same file
    would not see what the first still holds in memory.
    """

    def __init__(self, folder, name, size=SIZE):
        self.image, self.path, self.device, self.mounted = folder / f'{name}.image', folder / name, None, False
        self.path.mkdir()
        with open(self.image, 'wb') as image:
            image.truncate(size)
        call('mkfs.ext4', '-q', '-F', self.image)
        self.device = call('losetup', '--find', '--show', self.image).strip()
        try:
            self.mount()
        except OSError:
            self.close()
            raise

    def mount(self):
        call('mount', '-t', 'ext4', self.device, self.path)
        self.mounted = True

    def empty(self):
        for path in self.path.iterdir():
            if path.name != 'lost+found':
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def sync(self):
        call('sync', '-f', self.path)

    def cut(self):
        """From here on nothing reaches the disk. Who still has files open gets errors."""
        fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(fd, SHUTDOWN, struct.pack('I', NO_LOG_FLUSH))
        finally:
            os.close(fd)

    def start_again(self):
        """As the machine does it when the power is back; nobody has a file open. The file system must be sound."""
        call('umount', self.path)
        self.mounted = False
        call('e2fsck', '-p', self.device, expected=(0, 1))
        call('e2fsck', '-f', '-n', self.device)
        self.mount()

    def close(self):
        if self.mounted:
            call('umount', self.path)
        if self.device is not None:
            call('losetup', '--detach', self.device)
        self.mounted, self.device = False, None


def why_not(folder):
    """(nullable): in words, why no power can be cut here."""
    if os.geteuid() != 0:
        return 'a file system is mounted and shut down by root alone'
    place = pathlib.Path(folder) / 'trial'
    try:
        place.mkdir()
        disk = Disk(place, 'disk', 8 << 20)
        try:
            disk.cut()
            disk.start_again()
        finally:
            disk.close()
    except OSError as error:
        return f'no ext4 on a loop device that can be shut down: {error}'
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return None
