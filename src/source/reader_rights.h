/* reader_rights.h - what a process that reads hostile bytes for assay may still do. */

#pragma once

#include <stdbool.h>

/* Of the process that starts readers: it ends with assay, has no open file but `socket`, which
 * becomes the number returned, and signals of the terminal are not meant for it. Less than 0 where
 * the system refuses one of these. */
int reader_rights_leave(int socket);

/* Of a reader: no new files, processes or connections, bounded memory, no dump of it. */
bool reader_rights_drop(void);
