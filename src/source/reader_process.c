/*
 * reader_process.c - the process in which libarchive reads one archive, without rights.
 *
 * libarchive parses hostile bytes and has had errors of every kind: loops without end, memory that
 * is freed twice, sizes that are believed. Here they end this process and nothing else: it has one
 * open file, a socket to assay, by which it asks for bytes and tells of members.
 */

#include "source/reader_process.h"

#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <locale.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/kit.h"
#include "source/reader_rights.h"
#include "source/reader_wire.h"

struct process {
    int socket;
    enum container_format format;
    struct archive *archive;
    const uint8_t *block; /* of the member at hand */
    size_t size, done;    /* of it; what was told of it */
    int64_t offset;
    int64_t seconds;             /* of a processor, from packet to packet */
    int code;                    /* that came with it */
    uint8_t room[WIRE_ROOM];     /* what a packet brought */
    uint8_t slice[WIRE_SLICE];   /* of the archive, as libarchive has it */
    struct archive_entry *entry; /* at hand */
};

/* So long may libarchive work and neither ask for bytes nor come to a result. The signal ends the
 * process. */
static void wind_up(const struct process *process)
{
    const struct itimerval patience = {.it_value = {.tv_sec = process->seconds}};

    setitimer(ITIMER_PROF, &patience, NULL);
}

static void send_or_end(const struct process *process, const struct wire_head *head,
                        struct bytes first, struct bytes second)
{
    enum wire_answer answer;

    while ((answer = wire_send(process->socket, head, first, second)) == WIRE_LATE)
        ;
    if (answer != WIRE_DONE)
        _exit(0);
}

static void receive_or_end(struct process *process, struct wire_head *head)
{
    enum wire_answer answer;

    while ((answer = wire_receive(process->socket, head, process->room)) == WIRE_LATE)
        ;
    if (answer != WIRE_DONE)
        _exit(0);
    wind_up(process);
}

/* ---- what libarchive asks for ---- */

static int64_t ask(struct process *process, struct wire_head *head)
{
    uint32_t kind = head->kind;

    send_or_end(process, head, bytes_of(NULL, 0), bytes_of(NULL, 0));
    receive_or_end(process, head);
    if (head->kind != kind || head->first > WIRE_SLICE)
        _exit(0);
    return head->code < 0 ? ARCHIVE_FATAL : head->number;
}

static la_ssize_t take(struct archive *archive, void *state, const void **slice)
{
    struct process *process = state;
    struct wire_head head = {.kind = WIRE_TAKE};

    if (ask(process, &head) < 0) {
        archive_set_error(archive, -1, "the stream failed");
        return -1;
    }
    memcpy(process->slice, process->room, head.first);
    *slice = process->slice;
    return (la_ssize_t)head.first;
}

static la_int64_t skip(struct archive *archive, void *state, la_int64_t request)
{
    struct wire_head head = {.kind = WIRE_SKIP, .number = request};

    (void)archive;
    return ask(state, &head);
}

static la_int64_t seek(struct archive *archive, void *state, la_int64_t offset, int whence)
{
    struct wire_head head = {.kind = WIRE_SEEK, .number = offset, .whence = whence};

    (void)archive;
    return ask(state, &head);
}

/* ---- what it is asked for ---- */

static int support(struct archive *archive, enum container_format format)
{
    switch (format) {
    case CONTAINER_7Z:
        return archive_read_support_format_7zip(archive);
    case CONTAINER_RAR:
        archive_read_support_format_rar5(archive);
        return archive_read_support_format_rar(archive);
    case CONTAINER_CAB:
        return archive_read_support_format_cab(archive);
    case CONTAINER_LHA:
        return archive_read_support_format_lha(archive);
    case CONTAINER_XAR:
        return archive_read_support_format_xar(archive);
    case CONTAINER_ISO: /* foreign_iso.c reads Joliet, and has to know what is read here */
        return archive_read_support_format_iso9660(archive) == ARCHIVE_FATAL
                   ? ARCHIVE_FATAL
                   : archive_read_set_format_option(archive, "iso9660", "joliet", NULL);
    case CONTAINER_AR:
        return archive_read_support_format_ar(archive);
    case CONTAINER_COMPRESS: /* one run of bytes, which is no archive */
        return archive_read_support_filter_compress(archive) != ARCHIVE_OK
                   ? ARCHIVE_FATAL
                   : archive_read_support_format_raw(archive);
    default:
        return archive_read_support_format_cpio(archive);
    }
}

static void tell_failure(const struct process *process, struct wire_head *result)
{
    const char *text = archive_error_string(process->archive);

    if (text)
        snprintf(result->text, sizeof result->text, "%s", text);
}

static void open_archive(struct process *process, const struct wire_head *head,
                         struct wire_head *result)
{
    result->code = ARCHIVE_FATAL;
    process->seconds = head->number;
    wind_up(process);
    if (support(process->archive, process->format) == ARCHIVE_FATAL) {
        snprintf(result->text, sizeof result->text,
                 "unsupported: this build of libarchive has no "
                 "%s",
                 container_format_name(process->format));
        return;
    }
    archive_read_set_callback_data(process->archive, process);
    archive_read_set_read_callback(process->archive, take);
    archive_read_set_skip_callback(process->archive, skip);
    if (head->seeks)
        archive_read_set_seek_callback(process->archive, seek);
    result->code = archive_read_open1(process->archive);
}

/* NULL where a name cannot be turned into the locale; UTF-8 it then still has. What is too long
 * stays so by one byte, and is cut where that is told. */
static struct bytes either(const char *text, const char *utf8)
{
    struct bytes bytes;

    if (!text)
        text = utf8;
    bytes = text ? bytes_text(text) : bytes_of(NULL, 0);
    if (bytes.size > LIMIT_NAME)
        bytes.size = LIMIT_NAME + 1;
    return bytes;
}

static void next_member(struct process *process, struct wire_head *result, struct bytes *name,
                        struct bytes *link)
{
    struct archive_entry *entry = NULL;
    const char *format;

    process->size = process->done = 0;
    result->code = archive_read_next_header(process->archive, &entry);
    format = archive_format_name(process->archive);
    result->rock_ridge = format && strcasestr(format, "rockridge");
    if (result->code != ARCHIVE_OK && result->code != ARCHIVE_WARN)
        return;
    result->entry = (struct wire_entry){
        .file_type = archive_entry_filetype(entry),
        .hardlink = archive_entry_hardlink(entry) || archive_entry_hardlink_utf8(entry),
        .encrypted = archive_entry_is_data_encrypted(entry) > 0 ||
                     archive_entry_is_metadata_encrypted(entry) > 0,
        .sized = archive_entry_size_is_set(entry) && archive_entry_size(entry) >= 0,
        .sparse = archive_entry_sparse_count(entry) > 0,
        .size = archive_entry_size(entry),
    };
    *name = either(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
    *link = archive_entry_filetype(entry) == AE_IFLNK
                ? either(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry))
                : either(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
}

/* A block is told in pieces; what is wrong with it comes with the last. */
static void next_piece(struct process *process, struct wire_head *result, struct bytes *piece)
{
    const void *block = NULL;
    la_int64_t offset = 0;
    size_t left;

    if (process->done == process->size) {
        process->done = process->size = 0;
        process->code = archive_read_data_block(process->archive, &block, &process->size, &offset);
        process->block = block;
        process->offset = offset;
        if (process->code != ARCHIVE_OK && process->code != ARCHIVE_WARN)
            process->size = 0;
    }
    left = process->size - process->done;
    *piece = left ? bytes_of(process->block + process->done, left < WIRE_SLICE ? left : WIRE_SLICE)
                  : bytes_of(NULL, 0);
    result->number = process->offset + (int64_t)process->done;
    process->done += piece->size;
    result->code = process->done < process->size ? ARCHIVE_OK : process->code;
}

static void serve(struct process *process)
{
    struct wire_head head, result = {.kind = WIRE_RESULT};
    struct bytes first = bytes_of(NULL, 0), second = bytes_of(NULL, 0);

    receive_or_end(process, &head);
    switch (head.kind) {
    case WIRE_OPEN:
        open_archive(process, &head, &result);
        break;
    case WIRE_NEXT:
        next_member(process, &result, &first, &second);
        break;
    case WIRE_BLOCK:
        next_piece(process, &result, &first);
        break;
    default:
        _exit(0);
    }
    if (result.code != ARCHIVE_OK && !result.text[0])
        tell_failure(process, &result);
    result.position = archive_filter_bytes(process->archive, 0);
    send_or_end(process, &result, first, second);
}

/* The C library loads conversions from files, which a reader without rights cannot open. Those of a
 * LHA's code pages are held open for its whole life. */
static void load_code_pages(void)
{
    static const char *const pages[] = {"CP932",  "CP936",  "CP949",   "CP950", "CP1250",
                                        "CP1251", "CP1252", "CP1253",  "CP437", "CP850",
                                        "CP852",  "CP866",  "UTF-16LE"};

    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        (void)iconv_open("UTF-8", pages[i]);
}

_Noreturn void reader_process_run(int socket, enum container_format format)
{
    static struct process process; /* more than belongs on a stack */

    process.socket = socket;
    process.format = format;
    process.seconds = LIMIT_READER_SECONDS;
    process.archive = archive_read_new();
    setlocale(LC_CTYPE, "C.UTF-8"); /* libarchive turns names into the locale */
    if (format == CONTAINER_LHA)
        load_code_pages();
    if (!process.archive || !reader_rights_drop())
        _exit(1);
    for (;;)
        serve(&process);
}
