/* test_map.c - a file as memory: whole, empty, and not there. */

#include "rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/map.h"

static void file_of(char path[32], const char *text)
{
    int fd;

    snprintf(path, 32, "/tmp/assay-map-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    assert_int_equal(close(fd), 0);
}

static void a_file_is_as_it_stands(void **state)
{
    struct assay_error err = {0};
    struct bytes map;
    char path[32];

    (void)state;
    file_of(path, "what stands there");
    assert_int_equal(map_file(AT_FDCWD, path, &map, &err), ASSAY_OK);
    assert_true(bytes_equal(map, BYTES("what stands there")));
    map_forget(map);
    assert_true(bytes_equal(map, BYTES("what stands there")));
    map_clear(&map);
    unlink(path);
}

static void an_empty_file_is_no_memory(void **state)
{
    struct assay_error err = {0};
    struct bytes map;
    char path[32];

    (void)state;
    file_of(path, "");
    assert_int_equal(map_file(AT_FDCWD, path, &map, &err), ASSAY_OK);
    assert_null(map.data);
    assert_int_equal(map.size, 0);
    map_forget(map);
    map_clear(&map);
    unlink(path);
}

static void what_is_not_there_is_told(void **state)
{
    struct assay_error err = {0};
    struct bytes map;

    (void)state;
    assert_int_equal(map_file(AT_FDCWD, "/nonexistent/pack", &map, &err), ASSAY_EMISSING);
    assert_non_null(strstr(err.text, "/nonexistent/pack"));
    assert_int_equal(map_file(AT_FDCWD, "/tmp", &map, &err), ASSAY_EIO); /* no regular file */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_file_is_as_it_stands),
                                       cmocka_unit_test(an_empty_file_is_no_memory),
                                       cmocka_unit_test(what_is_not_there_is_told)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
