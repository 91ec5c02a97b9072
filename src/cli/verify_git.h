/* verify_git.h - `assay verify --allowed-signers FILE`, in its own file. */

#pragma once

#include "cli/cli.h"

/* A --tag, else a --commit, else HEAD. */
int verify_git(struct cli *cli, int argc, char **argv);
