/* options_again.c - the flags of a run, to be given once more. */

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "cli/options.h"

/* How it looks, how fast, where it goes, and from which folder the target was named. */
static bool matters(const struct option *option)
{
    static const char *const apart[] = {"cache",    "cache-size", "color",  "directory", "for",
                                        "format",   "help",       "jobs",   "no-cache",  "output",
                                        "progress", "quiet",      "verbose"};

    return !bytes_is_one_of(bytes_text(option->name), apart, ARRAY_LEN(apart));
}

static bool is_plain(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:@%+=,";

    return word[0] && word[strspn(word, plain)] == 0;
}

static void add_word(const char *word, struct buf *out)
{
    buf_byte(out, ' ');
    if (is_plain(word)) {
        buf_text(out, word);
        return;
    }
    buf_byte(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            buf_text(out, "'\\''");
        else
            buf_byte(out, (uint8_t)*word);
    buf_byte(out, '\'');
}

static void add_option(const struct options *options, const struct option *option, struct buf *out)
{
    const void *member = (const char *)options + option->offset;
    const struct option_list *list = member;

    for (size_t i = 0; i < (option->type == OPTION_LIST ? list->count : 1); i++) {
        buf_printf(out, " --%s", option->name);
        if (option->type == OPTION_LIST)
            add_word(list->texts[i], out);
        else if (option->type == OPTION_NUMBER)
            buf_printf(out, " %" PRIu64, *(const uint64_t *)member);
        else if (option->type != OPTION_FLAG)
            add_word(*(const char *const *)member, out);
    }
}

void options_again(const struct options *options, uint64_t command, struct buf *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];

        if ((option->commands & command) && matters(option) && option_is_set(options, option))
            add_option(options, option, out);
    }
}
