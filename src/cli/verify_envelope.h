/* verify_envelope.h - `assay verify --threshold`: an envelope by the keys of several. */

#pragma once

#include "cli/cli.h"

/* argv: the envelope. The exit code. */
int verify_envelope(struct cli *cli, int argc, char **argv);
