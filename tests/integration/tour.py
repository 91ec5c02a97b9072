"""Runs the ```console blocks of a page in one bash session and compares what they print.

A block is a `$ command` line followed by its output; a line `$ command # exit 1` names the exit code
that is expected. Durations are compared as "N s", and what stands in the page is what a reader sees.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
EXIT = re.compile(r"\s+# exit (\d+)$")
DURATION = re.compile(r"\b\d+(?:\.\d+)? m?s\b")


def steps(block):
    """Yields (command, its output lines as written) of one block."""
    command, output = None, []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, output
            command, output = line[2:], []
        else:
            output.append(line)
    if command:
        yield command, output


class Shell:
    """One bash that lives through the page, so that cd and exports stay."""

    END = "--- end of step"

    def __init__(self):
        self.bash = subprocess.Popen(["bash", "--norc"], stdin=subprocess.PIPE, text=True,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, command):
        self.bash.stdin.write(f"{{ {command}\n}} </dev/null\necho \"{self.END} $?\"\n")
        self.bash.stdin.flush()
        lines = []
        for line in self.bash.stdout:
            if line.startswith(self.END):
                return lines, int(line[len(self.END):])
            lines.append(line.rstrip("\n"))
        sys.exit(f"the shell ended in: {command}")


HERE = os.getcwd()  # a temporary folder; the page calls it what a reader would


def shown(line):
    return line.replace(HERE, "/home/ada").rstrip()


def normal(lines):
    return [DURATION.sub("N s", shown(line)) for line in lines]


def main():
    page = pathlib.Path(sys.argv[1])
    update = "--update" in sys.argv[2:]
    text = page.read_text(encoding="utf-8")
    shell, wrong, count = Shell(), 0, 0

    def replay(match):
        nonlocal wrong, count
        out = []
        for command, wanted in steps(match.group(1)):
            count += 1
            code = EXIT.search(command)
            lines, status = shell.run(EXIT.sub("", command))
            if status != (int(code.group(1)) if code else 0):
                wrong += 1
                print(f"$ {command}\nended with {status}:", *lines, sep="\n")
            elif normal(lines) != normal(wanted) and not update:
                wrong += 1
                print(f"$ {command}")
                print("\n".join(difflib.unified_diff(normal(wanted), normal(lines), "page", "now",
                                                     lineterm="")))
            out += [f"$ {command}", *(shown(line) for line in lines)]
        return "```console\n" + "\n".join(out) + "\n```"

    now = BLOCK.sub(replay, text)
    if update:
        page.write_text(now, encoding="utf-8")
    print(f"{count} commands, {wrong} wrong")
    return 1 if wrong or not count else 0


sys.exit(main())
