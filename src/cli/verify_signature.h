/* verify_signature.h - `assay verify --signature`: a model by the signature that came with it. */

#pragma once

#include "cli/cli.h"

/* argv: the model. The exit code. */
int verify_signature(struct cli *cli, int argc, char **argv);
