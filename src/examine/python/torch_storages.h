/*
 * torch_storages.h - which members of a zip of torch are the bytes of tensors: those that its
 * data.pkl describes by key, type and size. Nothing is searched for in numbers of two bytes or
 * more, as in the formats that have header and tensors in one file.
 *
 * Source: PyTorch, torch/serialization.py, _save() and persistent_id().
 */

#pragma once

#include <assay/error.h>

#include "base/bytes.h"
#include "base/stream.h"

struct torch_storages;

/* True of the path of the member that describes the others. */
bool torch_storages_are_told_in(struct bytes path);

/*
 * Reads that member from the start of a stream of `size` bytes. NULL where it is not to be trusted
 * with what is searched: it would run code, has flaws, was not read to its end, or is larger than
 * LIMIT_TORCH_STORAGES; or where memory ran out. To be released with torch_storages_free().
 */
struct torch_storages *torch_storages_read(struct bytes path, struct stream *stream, uint64_t size);
void torch_storages_free(struct torch_storages *storages);

/* True where the member of that path and size is a tensor of such numbers. */
bool torch_storages_hold(const struct torch_storages *storages, struct bytes path, uint64_t size);
