#include "base/stream.h"

#include <fcntl.h>
#include <unistd.h>

#include "rows.h"

static void read_all(struct stream *stream, char *to, size_t size)
{
    struct assay_error err = {0};
    size_t done = 0, got;

    do {
        assert_ok(stream_read(stream, to + done, size - done < 3 ? size - done : 3, &got, &err),
                  err);
        done += got;
    } while (got);
    to[done] = 0;
}

static void memory_streams_in_order_and_at_random(void **state)
{
    struct assay_error err = {0};
    struct stream stream;
    char text[32];
    size_t got;

    (void)state;
    stream_of_bytes(&stream, BYTES("hello stream"));
    assert_int_equal(stream.size, 12);
    assert_ok(stream.read_at(&stream, 6, text, 6, &got, &err), err);
    assert_int_equal(got, 6);
    read_all(&stream, text, sizeof text);
    assert_string_equal(text, "hello stream"); /* read_at() left the order alone */
    assert_ok(stream.read_at(&stream, 99, text, 6, &got, &err), err);
    assert_int_equal(got, 0);
    stream_close(&stream);
    stream_close(&stream); /* twice is fine */
}

static void a_file_streams_and_is_closed(void **state)
{
    struct assay_error err = {0};
    char path[] = "/tmp/assay-stream-XXXXXX", text[32];
    int fd = mkstemp(path);
    struct stream stream;
    size_t got;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "0123456789", 10), 10);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_ok(stream_of_file(&stream, fd, &err), err);
    assert_int_equal(stream.size, 10);
    assert_ok(stream.read_at(&stream, 8, text, 6, &got, &err), err);
    assert_int_equal(got, 2);
    assert_ok(stream.read_at(&stream, UINT64_MAX, text, 6, &got, &err), err);
    assert_int_equal(got, 0);
    read_all(&stream, text, sizeof text);
    assert_string_equal(text, "0123456789");
    stream_close(&stream);
    assert_int_equal(close(fd), -1);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_streams_in_order_and_at_random),
        cmocka_unit_test(a_file_streams_and_is_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
