/* commands.h - the commands by name; each in its cmd_<name>.c. */

#pragma once

#include "cli/cli.h"

extern const struct command command_attest, command_check, command_config, command_doctor,
    command_explain, command_help, command_hook, command_init, command_key, command_ledger,
    command_list, command_policy, command_record, command_report, command_sign, command_verify,
    command_version, command_waive;
