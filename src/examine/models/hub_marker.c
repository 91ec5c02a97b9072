/* hub_marker.c - see hub_marker.h. */

#include "examine/models/hub_marker.h"

#include "base/codec.h"
#include "base/kit.h"

enum { MARKER_MAX = 32 };

/* The text that is open, or what could be one: characters behind the last quotation mark. */
struct text {
    char name[MARKER_MAX];
    size_t size; /* beyond MARKER_MAX: too long for a marker */
    unsigned escape;
    unsigned code;
};

static bool is_marker(const struct text *text)
{
    static const char *const markers[] = {"architectures",
                                          "attn_implementation",
                                          "_attn_implementation",
                                          "auto_map",
                                          "auto_mapping",
                                          "base_model_name_or_path",
                                          "chat_template",
                                          "custom_pipelines",
                                          "feature_extractor_type",
                                          "image_processor_type",
                                          "model_type",
                                          "peft_type",
                                          "processor_class",
                                          "_target_",
                                          "tokenizer_class",
                                          "transformers_version",
                                          "trust_remote_code"};

    return bytes_is_one_of(bytes_of(text->name, text->size), markers, ARRAY_LEN(markers));
}

static void add(struct text *text, unsigned c)
{
    if (text->size < MARKER_MAX)
        text->name[text->size] = (char)c;
    text->size += text->size <= MARKER_MAX;
}

/* The escape \uXXXX, digit by digit; all others stand in no marker. */
static void take_escaped(struct text *text, uint8_t c)
{
    enum { BEHIND_U = 2, DIGITS = 4 };
    const int digit = hex_value(c);

    if (text->escape == 1) {
        text->escape = c == 'u' ? BEHIND_U : 0;
        text->code = 0;
        if (c != 'u')
            add(text, 0);
        return;
    }
    text->code = text->code << 4 | ((unsigned)digit & 15);
    if (digit < 0 || text->escape++ == BEHIND_U + DIGITS - 1) {
        add(text, digit >= 0 && text->code < 0x80 ? text->code : 0);
        text->escape = 0;
    }
}

/* True where `c` closes a marker. */
static bool take(struct text *text, uint8_t c)
{
    bool closes = false;

    if (text->escape > 0) {
        take_escaped(text, c);
    } else if (c == '\\') {
        text->escape = 1;
    } else if (c == '"') {
        closes = text->size <= MARKER_MAX && is_marker(text);
        text->size = 0;
    } else {
        add(text, c);
    }
    return closes;
}

enum assay_status hub_marker_follows(struct cursor *cursor, bool *found)
{
    struct text text = {.size = 0};

    *found = false;
    for (;;) {
        struct bytes some;

        TRY(cursor_some(cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        for (size_t i = 0; i < some.size && !*found; i++)
            *found = take(&text, some.data[i]);
        TRY(cursor_skip(cursor, some.size));
    }
}
