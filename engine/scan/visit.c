/* What happens to a file in a run with a visitor: its tree is looked at, and its text
 * only if that asks for it. */
#include "engine/scan/passage.h"

#include "parsers/grammar.h"

static bool text_get(struct passage *p)
{
    return passage_read(p) && passage_decode(p);
}

/* What the visitor makes of the file, whose text is there. */
static bool tree_and_text_visit(struct passage *p, const struct tree *tree)
{
    struct analyst *a = p->analyst;
    bool done = a->visitor->read(a->visiting, tree, &a->source.decoded, p->lasting,
                                 &p->file->visit, &p->err);

    p->why = REASON_BUDGET;
    passage_step_done(p, STEP_EXTRACT);
    return done;
}

/* By the tree that is kept of the text, else by a parse, which is then kept. */
static bool tree_get(struct passage *p, struct tree *tree)
{
    struct keeper_port *keeper = p->analyst->keeper;
    enum store_result found = keeper ? passage_kept_tree(p, tree) : STORE_ABSENT;

    if (found == STORE_HIT) {
        p->file->source = SOURCE_TREE;
        return true;
    }
    p->file->source =
        keeper ? keeper_miss(keeper->keeper, p->row, p->analyst->source.key, found)
               : SOURCE_UNKEPT;
    if (!passage_parse(p, tree))
        return false;
    if (keeper)
        passage_keep_tree(p, tree);
    return true;
}

static bool is_wanted(const struct analyst *a, const struct tree *tree)
{
    return !a->visitor->look || a->visitor->look(a->visiting, tree);
}

static bool text_visit(struct passage *p)
{
    struct analyst *a = p->analyst;
    struct tree tree;

    if (a->source.grammar != a->visitor->grammar) {
        p->file->source = SOURCE_READ;
        return true;
    }
    if (!tree_get(p, &tree))
        return false;
    if (tree.has_error)
        passage_mark_partial(p, 0, "syntax error");
    return !is_wanted(a, &tree) || tree_and_text_visit(p, &tree);
}

/* What the kept tree of an unchanged file says of it. */
enum verdict_of_tree {
    TREE_ABSENT,   /* the store hasn't got it */
    TREE_UNWANTED, /* nothing in it is wanted */
    TREE_WANTED,   /* there may be, if its text is right */
};

static enum verdict_of_tree kept_tree_judge(struct passage *p, struct tree *tree,
                                            uint32_t *text_bytes)
{
    const struct analyst *a = p->analyst;
    const struct grammar *grammar = a->visitor->grammar;
    struct kept *kept = a->keeper->kept;
    struct symbol_set symbols;

    if (kept_tree_open(kept, p->row->key, grammar, &symbols) != STORE_HIT)
        return TREE_ABSENT;
    if (a->visitor->possible && !a->visitor->possible(a->visiting, &symbols))
        return TREE_UNWANTED;
    if (!kept_tree_read(kept, p->row->key, grammar, tree, text_bytes))
        return TREE_ABSENT;
    return is_wanted(a, tree) ? TREE_WANTED : TREE_UNWANTED;
}

/* The text that was read is the one that the kept tree is of. */
static bool text_is_of_row(const struct passage *p, uint32_t text_bytes)
{
    const struct source *source = &p->analyst->source;

    return content_key_same(source->key, p->row->key) &&
           source->decoded.text.len == text_bytes;
}

static bool unchanged_visit(struct passage *p)
{
    uint32_t text_bytes = 0;
    struct tree tree;
    enum verdict_of_tree verdict = kept_tree_judge(p, &tree, &text_bytes);

    passage_step_done(p, STEP_LOAD);
    if (verdict == TREE_UNWANTED)
        return true;
    if (!text_get(p))
        return false;
    if (verdict == TREE_ABSENT || !text_is_of_row(p, text_bytes))
        return text_visit(p);
    return tree_and_text_visit(p, &tree);
}

static bool row_is_in(const struct row *row, const struct grammar *grammar)
{
    return !row->binary && row->language && row->language->grammar &&
           grammar_by_name(row->language->grammar) == grammar;
}

/* A run with a visitor has no facts, whether a row has some or not. */
static bool by_row(struct passage *p)
{
    file_fill_from_row(p->file, p->row);
    p->file->facts = NULL;
    p->file->source = SOURCE_UNCHANGED;
    return !row_is_in(p->row, p->analyst->visitor->grammar) || unchanged_visit(p);
}

void passage_visit(struct passage *p)
{
    if (p->unchanged && p->analyst->keeper) {
        if (!by_row(p))
            passage_drop(p);
    } else if (text_get(p) && text_visit(p)) {
        passage_fill(p);
    } else {
        passage_drop(p);
    }
}
