/* reader_process.h - the process in which libarchive reads one archive. */

#pragma once

#include "source/source.h"

/*
 * Serves whoever holds the other end of `socket` until that is closed. The caller has just forked,
 * and has no threads. Never returns.
 */
_Noreturn void reader_process_run(int socket, enum container_format format);
