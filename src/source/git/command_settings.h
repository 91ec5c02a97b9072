/* command_settings.h - settings that a command of git was given for once: `git -c`, and
 * GIT_CONFIG_COUNT. */

#pragma once

#include <stdbool.h>

/* `name` is as it was written, in any case of letters; `value` is NULL where it stands alone. Both
 * are valid during the call. */
typedef void command_setting_visit(void *user, const char *name, const char *value);

/* Visits them in git's order; the last of a name counts. False where git would refuse to run with
 * what stands there: then none of them is to count. */
bool command_settings_each(command_setting_visit *visit, void *user);

/* The same of the value of GIT_CONFIG_PARAMETERS, as `git -c` writes it. */
bool command_settings_parse(const char *parameters, command_setting_visit *visit, void *user);
