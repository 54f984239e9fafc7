/* The measures of a file whose facts are known already. */
#include "engine/scan/passage.h"

#include "parsers/grammar.h"

static const struct grammar *grammar_of(const struct file *file)
{
    return grammar_by_name(file->language->grammar);
}

static void measured(struct passage *p, bool kept)
{
    if (p->analyst->keeper)
        p->analyst->keeper->counts.measured[kept]++;
}

bool passage_measures_kept(struct passage *p)
{
    const struct analyst *a = p->analyst;
    struct file *file = p->file;
    bool found;

    if (!a->measures || !file->facts || file->measures)
        return true;
    found = kept_measures(a->keeper->kept, file->key, grammar_of(file), a->measures,
                          file->facts, p->lasting, &file->measures) == STORE_HIT;
    if (found)
        measured(p, true);
    passage_step_done(p, STEP_LOAD);
    return found;
}

/* By the tree that is kept of the text, else by a parse, which is then kept. */
bool passage_measure(struct passage *p)
{
    const struct analyst *a = p->analyst;
    struct tree tree;

    if (passage_kept_tree(p, &tree) != STORE_HIT) {
        if (!passage_parse(p, &tree))
            return false;
        passage_keep_tree(p, &tree);
    }
    passage_extract(p, &tree, a->measures);
    passage_keep_measures(p);
    return true;
}

void passage_keep_measures(struct passage *p)
{
    const struct source *source = &p->analyst->source;

    if (!p->file->measures)
        return;
    kept_put_measures(p->analyst->keeper->kept, source->key, source->grammar,
                      p->file->measures);
    measured(p, false);
    passage_step_done(p, STEP_KEEP);
}
