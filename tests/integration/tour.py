"""Runs the ```console blocks of a page in one bash session and compares what they print.

A block is a `$ command` line followed by its output; lines that begin with `> ` go on with it, and
`$ command # exit 1` names the exit code that is expected. A block ```LANGUAGE FILE is a file that the
reader saves. What stands in the page is what a reader sees.

Durations are compared as "N s". With --random digests, keys, signatures and times, too, differ from
run to run: each is compared by its place among the others, so that what is the same in two places of
the page is the same there in every run, and what differs differs.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^```(console|\w+ [\w.]+)\n(.*?)^```$", re.M | re.S)
EXIT = re.compile(r"\s+# exit (\d+)$")
DURATION = re.compile(r"\b\d+(?:\.\d+)? m?s\b")
TIME = re.compile(r"\b20\d\d-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?\b|\b\w{3} +\d+ \d\d:\d\d:\d\d 20\d\d GMT\b")
HEX = re.compile(r"\b[0-9a-f]{8,}\b")
ENDED = re.compile(r"note: \d+ waivers? ha(ve|s) ended, and excuses? as of ")  # once the day of the page is long past
BASE64 = re.compile(r"(?<![\w/+=-])(?=[\w/+-]*[A-Z])(?=[\w/+-]*[a-z])[\w/+-]{24,}={0,2}(?![\w/+=-])")
VKEY = re.compile(r"\+([0-9a-f]{8})\+([\w/+]{43}=?)(?![\w/+])")


def steps(block):
    """Yields (command, its output lines as written) of one block."""
    command, output = None, []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, output
            command, output = line[2:], []
        elif line.startswith("> ") and not output:
            command += "\n" + line[2:]
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
            if not ENDED.match(line):
                lines.append(line.rstrip("\n"))
        sys.exit(f"the shell ended in: {command}")


HERE = os.getcwd()  # a temporary folder; the page calls it what a reader would


def shown(line):
    return line.replace(os.environ["HOME"], "/home/ada/home").replace(HERE, "/home/ada").rstrip()


class Names:
    """Gives each random value its number, in the order of the page."""

    def __init__(self, random):
        self.random, self.numbers = random, {}

    def number(self, match):
        start = match.group()[:8]  # many are shown by their first digits alone
        return "R%d" % self.numbers.setdefault(start, len(self.numbers))

    def normal(self, lines):
        lines = [DURATION.sub("N s", shown(line)) for line in lines]
        if self.random:
            lines = [TIME.sub("TIME", VKEY.sub(r" \1 \2", line)) for line in lines]
            lines = [HEX.sub(self.number, BASE64.sub(self.number, line)) for line in lines]
        return lines


def main():
    page = pathlib.Path(sys.argv[1])
    update = "--update" in sys.argv[2:]
    page_names, run_names = (Names("--random" in sys.argv[2:]) for _ in range(2))
    text = page.read_text(encoding="utf-8")
    shell, wrong, count = Shell(), 0, 0

    def replay(match):
        nonlocal wrong, count
        out = []
        if match.group(1) != "console":
            shell.run(f"cat >{match.group(1).split()[1]} <<'END OF FILE'\n{match.group(2)}END OF FILE")
            return match.group()
        for command, wanted in steps(match.group(2)):
            count += 1
            wanted_as = page_names.normal(wanted)
            code = EXIT.search(command)
            lines, status = shell.run(EXIT.sub("", command))
            now_as = run_names.normal(lines)
            if status != (int(code.group(1)) if code else 0):
                wrong += 1
                print(f"$ {command}\nended with {status}:", *lines, sep="\n")
            elif now_as != wanted_as and not update:
                wrong += 1
                print(f"$ {command}")
                print("\n".join(difflib.unified_diff(wanted_as, now_as, "page", "now", lineterm="")))
            out += ["$ " + command.replace("\n", "\n> "), *(shown(line) for line in lines)]
        return "```console\n" + "\n".join(out) + "\n```"

    now = BLOCK.sub(replay, text)
    if update:
        page.write_text(now, encoding="utf-8")
    print(f"{count} commands, {wrong} wrong")
    return 1 if wrong or not count else 0


sys.exit(main())
