"""typed.py ANSWER... -- COMMAND...: runs a command on a terminal of its own and types an answer at each
question (a line that ends in ": "). Prints what stood on the terminal; exits as the command does.

An answer of ^C is typed as that key.
"""

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
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


split = sys.argv.index("--")
answers, command = sys.argv[1:split], sys.argv[split + 1:]
terminal, theirs = open_terminal()
pid = os.fork()
if pid == 0:
    os.close(terminal)
    os.login_tty(theirs)
    os.execvp(command[0], command)
os.close(theirs)
seen, asked = b"", 0
while True:
    if not select.select([terminal], [], [], 60)[0]:
        os.kill(pid, signal.SIGKILL)  # it asks for what nobody was told to answer
        print("typed.py: no answer to:", seen.decode(errors="replace"))
        sys.exit(99)
    try:
        more = os.read(terminal, 4096)
    except OSError:  # the command is gone
        break
    if not more:
        break
    seen += more
    if seen[asked:].endswith(b": ") and answers:
        answer = answers.pop(0)
        os.write(terminal, b"\x03" if answer == "^C" else answer.encode() + b"\n")
        asked = len(seen)
sys.stdout.buffer.write(seen)
status = os.waitpid(pid, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
