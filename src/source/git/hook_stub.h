/* hook_stub.h - the script that `assay hook install` writes: a few lines that run `assay hook run`.
 */

#pragma once

#include "base/buf.h"

#define HOOK_STUB_MARK "# assay-hook "
#define HOOK_STUB_CALL "assay hook run "
#define HOOK_STUB_CHAINED ".before-assay" /* behind the name of the hook that runs first */

enum { HOOK_STUB_VERSION = 1 };

struct hook_stub {
    const char *name; /* "pre-commit" */
    bool chained;     /* runs another hook first */
    bool lenient;     /* passes where assay is not in PATH */
};

void hook_stub_write(const struct hook_stub *stub, struct buf *out);
/* True of bytes that assay would write for the hook `name`, and of no others. */
bool hook_stub_is(const char *name, struct bytes script);
