/* commands.c - the commands, in the order of --help. */

#include "cli/commands.h"

#include "base/kit.h"
#include "cli/cli.h"

const struct command *const commands[] = {
    &command_init,   &command_check,  &command_list,    &command_record, &command_sign,
    &command_verify, &command_report, &command_explain, &command_waive,  &command_hook,
    &command_policy, &command_key,    &command_ledger,  &command_attest, &command_config,
    &command_doctor, &command_help,   &command_version,
};
const size_t command_count = ARRAY_LEN(commands);
