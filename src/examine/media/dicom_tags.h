/*
 * dicom_tags.h - the attributes of a DICOM data set that say who it is of, or who made it: those
 * that the Basic Application Level Confidentiality Profile removes or replaces, as far as people,
 * places, times and numbers of theirs are concerned.
 *
 * Source: DICOM PS3.15, table E.1-1; PS3.6.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

struct dicom_tag {
    uint32_t tag; /* group and element */
    const char *name;
    const char *class_name; /* of an observation, or NULL: listed, as many a file must hold it */
};

/* NULL for a tag that is none of them. */
const struct dicom_tag *dicom_tag_find(uint32_t tag);
