/* hook_run.h - what a hook does when git runs it. */

#pragma once

#include "cli/cli.h"

/* `argument` is the first that git gave the hook, or NULL; the exit code, which git heeds. */
int hook_run(struct cli *cli, const char *name, const char *argument);
