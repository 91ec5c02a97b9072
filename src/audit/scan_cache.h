/* scan_cache.h - the cache that fits a run, or the reason why there is none. */

#pragma once

#include <assay/audit.h>

#include "examine/examine.h"

/* Where compiled patterns are kept, or NULL: nothing is read from or written into what is examined.
 */
const char *scan_cache_folder(const struct assay_scan_options *options,
                              const struct assay_target *target,
                              const struct assay_target_facts *facts);

/*
 * NULL where a run goes without: `options->cache_use` is told why. The source is asked for the
 * identities of its files where there is something to be found by them.
 */
struct cache *scan_cache_open(const struct assay_scan_options *options,
                              const struct assay_target *target,
                              const struct assay_target_facts *facts, struct source *source,
                              const struct examiner_options *examiner,
                              const struct assay_limits *limits);
