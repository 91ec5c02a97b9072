/*
 * zone.c - what time it is elsewhere.
 *
 * Zone files are read here and not by the C library, whose way there is a setting of the whole
 * process (TZ) that threads would have to share.
 */

#include "policy/cel/zone.h"

#include <fcntl.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/file.h"
#include "base/kit.h"
#include "policy/cel/times.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"

enum {
    ZONE_FILE_MAX = 256 * 1024,
    ZONE_NAME_MAX = 64,
};

/* "+05:30" and kin; false for anything else. */
static bool fixed_offset(struct bytes name, int64_t *offset)
{
    int sign = 1;
    int64_t value;

    if (name.size == 6) {
        if (name.data[0] != '+' && name.data[0] != '-')
            return false;
        sign = name.data[0] == '-' ? -1 : 1;
        name = bytes_from(name, 1);
    }
    if (name.size != 5 || name.data[2] != ':')
        return false;
    for (size_t i = 0; i < 5; i++) {
        if (i != 2 && (name.data[i] < '0' || name.data[i] > '9'))
            return false;
    }
    value = (name.data[0] - '0') * 36000 + (name.data[1] - '0') * 3600 +
            (name.data[3] - '0') * 600 + (name.data[4] - '0') * 60;
    *offset = sign * value;
    return name.data[3] < '6' && value < 86400;
}

/* Letters, digits and -+_ in parts between slashes: nothing that leaves the folder. */
static bool is_zone_name(struct bytes name)
{
    if (name.size == 0 || name.size > ZONE_NAME_MAX || name.data[0] == '/')
        return false;
    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];

        if ((c < '0' || c > '9') && ((c | 0x20) < 'a' || (c | 0x20) > 'z') && c != '-' &&
            c != '+' && c != '_' && c != '/')
            return false;
    }
    return true;
}

/* ---- the rule for times after the table ---- */

static bool rule_number(struct bytes *text, int64_t *out)
{
    size_t digits = 0;

    *out = 0;
    while (digits < text->size && text->data[digits] >= '0' && text->data[digits] <= '9') {
        if (digits == 4)
            return false;
        *out = *out * 10 + (text->data[digits++] - '0');
    }
    *text = bytes_from(*text, digits);
    return digits > 0;
}

static bool rule_byte(struct bytes *text, char byte)
{
    if (text->size == 0 || text->data[0] != (uint8_t)byte)
        return false;
    *text = bytes_from(*text, 1);
    return true;
}

/* An abbreviation: three letters or more, or anything between < and >. */
static bool rule_name(struct bytes *text)
{
    size_t size = 0;

    if (rule_byte(text, '<')) {
        while (size < text->size && text->data[size] != '>')
            size++;
        *text = bytes_from(*text, size);
        return rule_byte(text, '>');
    }
    while (size < text->size && (text->data[size] | 0x20) >= 'a' &&
           (text->data[size] | 0x20) <= 'z')
        size++;
    *text = bytes_from(*text, size);
    return size >= 3;
}

/* [+-]hh[:mm[:ss]], in seconds. */
static bool rule_time(struct bytes *text, int64_t *out)
{
    int64_t sign = rule_byte(text, '-') ? -1 : 1;
    int64_t unit = 3600;
    int64_t value;

    if (sign == 1)
        rule_byte(text, '+');
    if (!rule_number(text, &value))
        return false;
    *out = value * unit;
    while (unit > 1 && rule_byte(text, ':')) {
        unit /= 60;
        if (!rule_number(text, &value))
            return false;
        *out += value * unit;
    }
    *out *= sign;
    return true;
}

/* The moment of a change, as seconds of local time: Mm.w.d, Jn or n, each with a time of day. */
static bool rule_change(struct bytes *text, int year, int64_t *out)
{
    int64_t month, week, day, time = 7200;
    struct calendar first;
    int64_t midnight;

    if (rule_byte(text, 'M')) {
        if (!rule_number(text, &month) || !rule_byte(text, '.') || !rule_number(text, &week) ||
            !rule_byte(text, '.') || !rule_number(text, &day) || month < 1 || month > 12 ||
            week < 1 || week > 5 || day > 6)
            return false;
        midnight = calendar_midnight(year, (int)month, 1);
        calendar_of(midnight, &first);
        midnight += ((day - first.weekday + 7) % 7 + (week - 1) * 7) * 86400;
        calendar_of(midnight, &first);
        if (first.month != (int)month) /* the fifth is the last, be it the fourth */
            midnight -= INT64_C(7) * 86400;
    } else {
        bool no_leap = rule_byte(text, 'J');
        bool leap =
            calendar_midnight(year, 3, 1) - calendar_midnight(year, 2, 1) == INT64_C(29) * 86400;

        if (!rule_number(text, &day) || day > 365)
            return false;
        if (no_leap)
            day += leap && day >= 60 ? 0 : -1;
        midnight = calendar_midnight(year, 1, 1) + day * 86400;
    }
    if (rule_byte(text, '/') && !rule_time(text, &time))
        return false;
    *out = midnight + time;
    return true;
}

bool zone_rule_offset(struct bytes rule, int64_t seconds, int64_t *offset)
{
    int64_t standard, summer, start, end;
    struct calendar now;
    bool in_summer;

    if (!rule_name(&rule) || !rule_time(&rule, &standard))
        return false;
    standard = -standard; /* the rule counts west */
    *offset = standard;
    if (rule.size == 0)
        return true;
    summer = standard + 3600;
    if (!rule_name(&rule))
        return false;
    if (rule.size > 0 && rule.data[0] != ',') {
        if (!rule_time(&rule, &summer))
            return false;
        summer = -summer;
    }
    calendar_of(seconds + standard, &now);
    if (!rule_byte(&rule, ',') || !rule_change(&rule, now.year, &start) || !rule_byte(&rule, ',') ||
        !rule_change(&rule, now.year, &end) || rule.size != 0)
        return false;
    start -= standard;
    end -= summer;
    in_summer = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end;
    *offset = in_summer ? summer : standard;
    return true;
}

/* ---- the table ---- */

struct counts {
    uint32_t utc, standard, leaps, times, types, letters;
};

static ASSAY_RESULT read_header(struct cursor *c, struct counts *counts, uint8_t *version)
{
    TRY(cursor_expect(c, "TZif", 4));
    TRY(cursor_u8(c, version));
    TRY(cursor_skip(c, 15));
    TRY(cursor_u32be(c, &counts->utc));
    TRY(cursor_u32be(c, &counts->standard));
    TRY(cursor_u32be(c, &counts->leaps));
    TRY(cursor_u32be(c, &counts->times));
    TRY(cursor_u32be(c, &counts->types));
    TRY(cursor_u32be(c, &counts->letters));
    if (counts->times > ZONE_FILE_MAX || counts->types == 0 || counts->types > 256 ||
        counts->letters > ZONE_FILE_MAX || counts->leaps > ZONE_FILE_MAX ||
        counts->utc > counts->types || counts->standard > counts->types)
        return cursor_fail(c, "counts cannot fit in a zone file");
    return ASSAY_OK;
}

static uint64_t data_size(const struct counts *counts, uint64_t time_size)
{
    return counts->times * (time_size + 1) + counts->types * UINT64_C(6) + counts->letters +
           counts->leaps * (time_size + 4) + counts->standard + counts->utc;
}

/* The offset of one type of local time. */
static ASSAY_RESULT read_type(struct cursor *c, const struct counts *counts, uint8_t type,
                              int64_t *offset)
{
    uint32_t seconds;

    if (type >= counts->types)
        return cursor_fail(c, "type %u is not there", type);
    TRY(cursor_skip(c, UINT64_C(6) * type));
    TRY(cursor_u32be(c, &seconds));
    *offset = (int32_t)seconds;
    return ASSAY_OK;
}

enum assay_status zone_file_offset(struct bytes file, int64_t seconds, int64_t *offset,
                                   struct assay_error *err)
{
    struct cursor c;
    struct counts counts;
    uint8_t version, type = 0;
    uint32_t before = 0;
    uint64_t block;

    cursor_of_bytes(&c, file, err);
    TRY(read_header(&c, &counts, &version));
    if (version < '2')
        return cursor_fail(&c, "a zone file of version 1 has no 64-bit times");
    TRY(cursor_skip(&c, data_size(&counts, 4)));
    TRY(read_header(&c, &counts, &version));
    block = cursor_at(&c);
    for (uint32_t i = 0; i < counts.times; i++) {
        uint64_t time;

        TRY(cursor_u64be(&c, &time));
        if ((int64_t)time <= seconds)
            before = i + 1;
    }
    if (before == counts.times) { /* past the table: the rule at the file's end goes on for ever */
        struct bytes rule = bytes_from(file, (size_t)(block + data_size(&counts, 8)));

        if (rule.size > 2 && rule.data[0] == '\n' && rule.data[rule.size - 1] == '\n' &&
            zone_rule_offset(bytes_of(rule.data + 1, rule.size - 2), seconds, offset))
            return ASSAY_OK;
    }
    if (before > 0) {
        TRY(cursor_skip(&c, before - 1));
        TRY(cursor_u8(&c, &type));
        TRY(cursor_skip(&c, counts.times - before));
    } else {
        TRY(cursor_skip(&c, counts.times));
    }
    return read_type(&c, &counts, type, offset);
}

enum assay_status zone_offset(struct bytes name, int64_t seconds, int64_t *offset,
                              struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf file;
    char path[sizeof ZONE_FOLDER + ZONE_NAME_MAX];

    buf_init(&file, ZONE_FILE_MAX);
    *offset = 0;
    if (bytes_equal(name, BYTES("UTC")))
        return ASSAY_OK;
    if (fixed_offset(name, offset))
        return ASSAY_OK;
    if (!is_zone_name(name))
        return assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET, "no time zone has such a name");
    snprintf(path, sizeof path, ZONE_FOLDER "%.*s", (int)name.size, (const char *)name.data);
    TRY(file_read(AT_FDCWD, path, &file, err));
    return zone_file_offset(buf_bytes(&file), seconds, offset, err);
}
