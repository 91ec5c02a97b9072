"""typed.py ANSWER... -- COMMAND...: runs a command on a terminal of its own and types an answer at each
question (a line that ends in ": "). Prints what stood on the terminal; exits as the command does.

An answer of ^C is typed as that key.
"""

import os
import select
import signal
import sys

from terminal import start

split = sys.argv.index("--")
answers, command = sys.argv[1:split], sys.argv[split + 1:]
pid, terminal = start(command)
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
