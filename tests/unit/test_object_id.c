/* test_object_id.c - ids of both sizes, read strictly. */

#include "rows.h"

#include <strings.h>

#include "source/git/object_id.h"

#define TEN "0123456789"
#define SHA1 TEN TEN TEN TEN
#define SHA256 TEN TEN TEN TEN TEN TEN "abcd"

struct row {
    const char *name, *text;
    uint8_t size; /* 0: refused */
    size_t left;
};

static const struct row rows[] = {
    {"sha-1", SHA1, 20, 0},
    {"sha-256", SHA256, 32, 0},
    {"a line", SHA1 " refs/heads/main", 20, 16},
    {"a longer line", SHA256 "\n", 32, 1},
    {"empty", "", 0, 0},
    {"a digit short", TEN TEN TEN "012345678", 0, 0},
    {"between the sizes", SHA1 "0", 0, 0},
    {"upper case", TEN TEN TEN "012345678A", 20, 0},
    {"both cases", TEN TEN TEN "0123abCdEF rest", 20, 5},
    {"no digit", TEN TEN TEN "012345678g", 0, 0},
    {"nor what stands between", TEN TEN TEN "012345678@", 0, 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct bytes rest = bytes_text(row->text);
    struct object_id id, parsed;
    char text[OBJECT_HEX_MAX + 1];
    bool taken = object_id_take(&rest, &id);

    assert_int_equal(taken, row->size != 0);
    if (!taken) {
        assert_ptr_equal(rest.data, row->text);
        return;
    }
    assert_int_equal(id.size, row->size);
    assert_int_equal(rest.size, row->left);
    object_id_text(&id, text);
    assert_int_equal(strncasecmp(text, row->text, strlen(text)), 0);
    assert_true(object_id_parse(bytes_text(text), &parsed));
    assert_true(object_id_equal(&id, &parsed));
    assert_false(object_id_parse(bytes_text(SHA256 "0"), &parsed));
}

int main(void)
{
    return RUN_CASES(check, rows);
}
