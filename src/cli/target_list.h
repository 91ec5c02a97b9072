/* target_list.h - the target -: names of files on the standard input. */

#pragma once

#include <assay/name_list.h>

#include "cli/cli.h"

#define TARGET_LIST "-"

/*
 * Reads the names, relative to the current folder.
 *
 * ASSAY_EUSAGE  the standard input is a terminal, was read before, or holds no such list
 * ASSAY_EEMPTY  it holds no name
 * ASSAY_EIO, ASSAY_ELIMIT, ASSAY_EINTERRUPTED  it was not read to its end
 */
ASSAY_RESULT target_list_read(struct cli *cli, struct assay_name_list **out,
                              struct assay_error *err);
