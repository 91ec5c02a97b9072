/*
 * secrets_command.c - passwords that commands are given: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its issuer documents it, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

#define PASSWORD "[^ \\t\\r\\n\"'`|;&<>]"

const struct pattern secrets_command[] = {
    SECRET("command-password", "Password in an argument of sshpass, docker login or mysql",
           "linux.die.net/man/1/sshpass; docs.docker.com; dev.mysql.com/doc",
           "(?:sshpass[ ]{1,2}-p[ ]?|docker[ ]login[ ][^\\r\\n|;&]{0,80}[ ](?:-p|--password)[ =]|"
           "mysql(?:dump|admin)?[ ](?:[^\\r\\n|;&]{0,80}[ ])?-p)[\"']?" PASSWORD "{4}",
           "(?:sshpass[ ]{1,2}-p[ ]?|docker[ ]login[ ][^\\r\\n|;&]{0,80}[ ](?:-p|--password)[ =]|"
           "mysql(?:dump|admin)?[ ](?:[^\\r\\n|;&]{0,80}[ ])?-p)[\"']?(" PASSWORD "{4,128})",
           proof_command, .rank = PATTERN_KEYED),
    SECRET("environment-password", "Password for psql, mysql, sshpass or redis-cli",
           "postgresql.org/docs (libpq); dev.mysql.com/doc; redis.io/docs",
           "(?:PGPASSWORD|MYSQL_PWD|SSHPASS|REDISCLI_AUTH)=[\"']?" PASSWORD "{4}",
           ALONE "(?:PGPASSWORD|MYSQL_PWD|SSHPASS|REDISCLI_AUTH)=[\"']?(" PASSWORD "{4,128})",
           proof_command, .rank = PATTERN_KEYED),
    SECRET(
        "powershell-password", "Password made a SecureString in a script",
        "learn.microsoft.com/powershell (ConvertTo-SecureString)",
        "(?i:ConvertTo-SecureString)[ ]{1,4}(?i:-String[ ]{1,4})?[\"'][^\"'\\r\\n$]{4}",
        "(?i:ConvertTo-SecureString)[ ]{1,4}(?i:-String[ ]{1,4})?[\"']([^\"'\\r\\n$]{4,128})[\"']"
        "[^\\r\\n]{0,40}(?i:-AsPlainText)",
        proof_command, .rank = PATTERN_KEYED),
    SECRET("sql-password", "Password of a user made or changed in SQL",
           "postgresql.org/docs; dev.mysql.com/doc; docs.oracle.com/database",
           "(?i:identified[ ]by|[ ]password)(?i:[ ]password)?[ ]{0,2}=?[ ]{0,2}[\"'(]{0,2}" PASSWORD
           "{4}",
           "(?i:(?:(?:create|alter)[ "
           "\\t\\r\\n][^;]{0,40}?\\b(?:user|role|login|link|identity)|grant)[ "
           "\\t\\r\\n][^;]{0,200}?(?:identified[ ](?:with[ ][^ ;]{2,40}[ "
           "])?by(?:[ ]password)?[ ]{0,2}[\"']?|[ ]password[ ]{0,2}=?[ "
           "]{0,2}'))(?!(?i:externally|values)\\b)(" PASSWORD "{4,128})",
           proof_command, .rank = PATTERN_KEYED),
};
const size_t secrets_command_count = ARRAY_LEN(secrets_command);
