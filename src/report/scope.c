/* scope.c - what a view of a repository leaves aside: who reads that nothing was left out of it
 * must not take it for all that the repository holds. */

#include "base/kit.h"
#include "base/text.h"
#include "report/summary.h"

static const struct {
    const char *view, *scope;
} scopes[] = {
    {"worktree", "The files of the work tree were asked for: not what older commits, other "
                 "branches, tags and stashes hold (assay check --history)."},
    {"listed", "The files of a list were asked for: no others beside them."},
    {"staged", "What the next commit changes was asked for: not the files that it leaves as they "
               "are, what is not staged, or what older commits hold."},
    {"head", "The files of the commit that is checked out were asked for: not what files on disk "
             "have besides, or what other commits hold (assay check --history)."},
    {"commit", "The files of one commit were asked for: not what files on disk have besides, or "
               "what other commits hold (assay check --history)."},
    {"range", "What some commits introduced was asked for: not what was there before them, or what "
              "files on disk have besides."},
    {"push", "What a push brings was asked for: not what was there before it."},
    {"history", "What a ref reaches was asked for: not what files on disk have besides "
                "(assay check), or what no ref leads to any more (assay check --unreachable)."},
    {"unreachable", "All that the repository keeps was asked for: not what files on disk have "
                    "besides (assay check)."},
};

void summary_scope(const struct assay_target_facts *target, struct buf *out)
{
    if (target->folder && target->folder[0]) {
        buf_text(out, "Of the repository the folder ");
        text_show(out, bytes_text(target->folder));
        buf_text(out, " alone was asked for. ");
    }
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++)
        if (strcmp(target->view, scopes[i].view) == 0)
            buf_text(out, scopes[i].scope);
}
