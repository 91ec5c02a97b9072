/*
 * reader_host.h - starts a process for each archive that libarchive reads.
 *
 * It is itself a process, forked before assay has threads: a fork of one that has some leaves locks
 * behind that nobody opens.
 */

#pragma once

#include "source/source.h"

struct reader_host;

/* ASSAY_EINTERNAL where the system gives no process, ASSAY_ENOMEM */
ASSAY_RESULT reader_host_start(struct reader_host **out, struct assay_error *err);
/* Ends all its readers as well, whatever they are at. NULL is fine. */
void reader_host_stop(struct reader_host *host);

/*
 * A new reader, at the other end of *socket; any thread may ask. One that could not be started
 * shows as a socket at its end.
 */
ASSAY_RESULT reader_host_ask(const struct reader_host *host, enum container_format format,
                             int *socket, struct assay_error *err);
