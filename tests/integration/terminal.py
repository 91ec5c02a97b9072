"""terminal.py - a command on a terminal of its own, for the scripts of tests."""

import fcntl
import os
import struct
import subprocess
import tempfile

UNLOCK, OPEN_PEER = 0x40045431, 0x5441  # TIOCSPTLCK, TIOCGPTPEER: ioctl_tty(2)


def open_terminal():
    """Both ends of a terminal."""
    try:
        return os.openpty()
    except OSError:  # none are mounted, as in a bare root: one from a mount of our own
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["mount", "-t", "devpts", "-o", "newinstance,ptmxmode=0666", "devpts", folder], check=True)
            try:
                ours = os.open(folder + "/ptmx", os.O_RDWR | os.O_NOCTTY)
                fcntl.ioctl(ours, UNLOCK, struct.pack("i", 0))
                return ours, fcntl.ioctl(ours, OPEN_PEER, os.O_RDWR | os.O_NOCTTY)
            finally:
                subprocess.run(["umount", "--lazy", folder], check=True)


def start(command):
    """Starts a command on one: its process, and our end."""
    ours, theirs = open_terminal()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        os.login_tty(theirs)
        os.execvp(command[0], command)
    os.close(theirs)
    return pid, ours
