/* libpq.c - PostgreSQL's client library, found at run time. */

#include "ledger/libpq.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/kit.h"

#define SONAME "libpq.so.5"

static struct libpq functions;
static bool loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void)
{
    static const char *const names[] = {
#define LIBPQ_NAME(name) #name,
        LIBPQ_FUNCTIONS(LIBPQ_NAME)
#undef LIBPQ_NAME
    };
    void *library = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL); /* stays: it keeps state of its own */
    void *found[ARRAY_LEN(names)];

    if (!library)
        return;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        found[i] = dlsym(library, names[i]);
        if (!found[i])
            return;
    }
    _Static_assert(sizeof found == sizeof functions, "a struct of pointers and nothing else");
    memcpy(&functions, found, sizeof functions);
    loaded = true;
}

enum assay_status libpq_load(const struct libpq **out, struct assay_error *err)
{
    enum assay_status status;

    pthread_once(&once, load);
    *out = &functions;
    if (loaded)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "this system has no " SONAME);
    assay_error_id(err, "ledger.no-client");
    assay_error_why(err, "a ledger on a PostgreSQL server is reached through PostgreSQL's own "
                         "client library, which is loaded when it is needed");
    assay_error_do(err, "apt-get install libpq5");
    return status;
}
