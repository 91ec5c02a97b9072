/* hook_stub.c - the script that `assay hook install` writes, and how it is known again: by all of
 * its bytes, for whoever adds a line to it has written a hook of their own. */

#include "source/git/hook_stub.h"

#include "base/kit.h"

enum { STUB_SIZE_MAX = 4096 };

/* Both hooks read the refs of the push from the standard input, which only the first would get. */
static bool reads_input(const char *name)
{
    return strcmp(name, "pre-push") == 0 || strcmp(name, "pre-receive") == 0;
}

void hook_stub_write(const struct hook_stub *stub, struct buf *out)
{
    bool shared = stub->chained && reads_input(stub->name);

    buf_printf(out,
               "#!/bin/sh\n" HOOK_STUB_MARK "%d %s: written by `assay hook install`, removed by "
               "`assay hook uninstall`.\n",
               HOOK_STUB_VERSION, stub->name);
    if (shared)
        buf_printf(out, "input=$(cat)\n"
                        "if [ -x \"$0" HOOK_STUB_CHAINED "\" ]; then\n"
                        "    printf '%%s\\n' \"$input\" | \"$0" HOOK_STUB_CHAINED
                        "\" \"$@\" || exit $?\n"
                        "fi\n");
    else if (stub->chained)
        buf_printf(out, "if [ -x \"$0" HOOK_STUB_CHAINED "\" ]; then\n"
                        "    \"$0" HOOK_STUB_CHAINED "\" \"$@\" || exit $?\n"
                        "fi\n");
    buf_printf(out,
               "if ! command -v assay >/dev/null 2>&1; then\n"
               "    echo \"assay is not in PATH: install it, or remove this hook: rm '$0'\" >&2\n"
               "    exit %d\n"
               "fi\n"
               "%s" HOOK_STUB_CALL "%s \"$@\"\n",
               stub->lenient ? 0 : 1, shared ? "printf '%s\\n' \"$input\" | " : "exec ",
               stub->name);
}

bool hook_stub_is(const char *name, struct bytes script)
{
    bool is = false;

    for (unsigned form = 0; form < 4 && !is; form++) {
        const struct hook_stub stub = {name, (form & 1) != 0, (form & 2) != 0};
        CLEANUP(buf_clear) struct buf text = {.ceiling = STUB_SIZE_MAX};

        hook_stub_write(&stub, &text);
        is = text.status == ASSAY_OK && bytes_equal(buf_bytes(&text), script);
    }
    return is;
}
