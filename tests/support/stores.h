/* stores.h - a place for a ledger on each kind of store: a folder, or a schema of the server that
 * with-postgres started. */

#pragma once

#include "folder.h"
#include "ledger/store.h"

struct place {
    struct folder folder; /* unused on a server */
    char name[512];       /* what store_open_place() takes */
};

static inline void place_make(struct place *place, bool on_server)
{
    static unsigned schema; /* each test has one of its own */
    const char *server = getenv("STORE_SERVER");

    *place = (struct place){0};
    if (on_server) {
        if (!server)
            fail_msg("no server: run this through tests/support/with-postgres");
        snprintf(place->name, sizeof place->name, "%s?options=-csearch_path%%3Dtest%u", server,
                 ++schema);
        return;
    }
    folder_make(&place->folder);
    snprintf(place->name, sizeof place->name, "%s/a/b", place->folder.path);
}

static inline void place_clear(struct place *place)
{
    folder_remove(&place->folder);
}
