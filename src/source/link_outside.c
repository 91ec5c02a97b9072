/* link_outside.c - see link_outside.h. */

#include "source/link_outside.h"

#include "source/annex_key.h"
#include "source/member_name.h"

bool link_leads_out(struct bytes name, struct bytes target)
{
    struct annex_key key;

    return target.size > 0 && member_link_escapes(name, target) && !annex_key_of_link(target, &key);
}
