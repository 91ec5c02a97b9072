/*
 * command_settings.c - settings that a command of git was given for once.
 * Source: git-config(1), GIT_CONFIG_COUNT; git's config.c, git_config_from_parameters(), and
 * quote.c, sq_dequote_step(), of 2.39.
 */

#include "source/git/command_settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"

#define BLANKS " \t\n\r"

/* Takes what stands in single quotes; those inside are written '\''. False where there is none. */
static bool take_quoted(const char **at, struct buf *out)
{
    buf_reset(out);
    if (**at != '\'')
        return false;
    for (;;) {
        size_t size = strcspn(++*at, "'");

        buf_add(out, *at, size);
        *at += size;
        if (!**at)
            return false;
        ++*at;
        if ((*at)[0] != '\\' || !(*at)[1] || !strchr("'!", (*at)[1]) || (*at)[2] != '\'')
            return true;
        buf_byte(out, (uint8_t)(*at)[1]);
        *at += 2;
    }
}

/* A name has a section and a key. */
static bool give(const char *name, const char *value, command_setting_visit *visit, void *user)
{
    const char *dot = strrchr(name, '.');

    if (!dot || dot == name || !dot[1])
        return false;
    visit(user, name, value);
    return true;
}

/* 'name=value' in one pair of quotes, as git wrote it before 2.31. */
static bool give_old(struct buf *text, command_setting_visit *visit, void *user)
{
    const char *whole = buf_string(text), *equals = strchr(whole, '=');
    struct bytes name = bytes_trim(bytes_until(buf_bytes(text), '='), BYTES(BLANKS));
    CLEANUP(free_cleanup) char *copy = strndup((const char *)name.data, name.size);

    return copy && give(copy, equals ? equals + 1 : NULL, visit, user);
}

bool command_settings_parse(const char *parameters, command_setting_visit *visit, void *user)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX}, value = {.ceiling = SIZE_MAX};
    const char *at = parameters;

    while (*at) {
        bool holds;

        if (!take_quoted(&at, &name))
            return false;
        if (*at != '=') {
            holds = give_old(&name, visit, user);
        } else if (*++at == '\'') {
            holds = take_quoted(&at, &value) &&
                    give(buf_string(&name), buf_string(&value), visit, user);
        } else {
            holds = give(buf_string(&name), NULL, visit, user);
        }
        if (!holds || (*at && !strchr(BLANKS, *at)) || name.status != ASSAY_OK ||
            value.status != ASSAY_OK)
            return false;
        at += strspn(at, BLANKS);
    }
    return true;
}

static const char *numbered(const char *variable, uint64_t number)
{
    char name[64];

    snprintf(name, sizeof name, "%s_%llu", variable, (unsigned long long)number);
    return getenv(name);
}

static bool give_counted(const char *count, command_setting_visit *visit, void *user)
{
    uint64_t all = 0;

    if (count[0] && (!text_u64(bytes_text(count), &all) || all > INT32_MAX))
        return false;
    for (uint64_t i = 0; i < all; i++) {
        const char *name = numbered("GIT_CONFIG_KEY", i), *value = numbered("GIT_CONFIG_VALUE", i);

        if (!name || !value || !give(name, value, visit, user))
            return false;
    }
    return true;
}

bool command_settings_each(command_setting_visit *visit, void *user)
{
    const char *count = getenv("GIT_CONFIG_COUNT");
    const char *parameters = getenv("GIT_CONFIG_PARAMETERS");

    return (!count || give_counted(count, visit, user)) &&
           (!parameters || command_settings_parse(parameters, visit, user));
}
