#include "engine/codec/rows_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"
#include "engine/codec/facts_codec.h"

#include <stdlib.h>
#include <string.h>

/* A row as its columns have it. Names of languages and details are few: each is kept
 * once, and a row says which, from 1; 0 is none. */
struct entry {
    uint64_t size_bytes, mtime_ns, ctime_ns, inode;
    struct line_counts lines;
    uint32_t path_bytes, language, detail, error_line;
    bool binary, partial, has_facts;
};

static const struct column columns[] = {
    COLUMN(struct entry, path_bytes),
    COLUMN(struct entry, size_bytes),
    COLUMN_DIFFERENCES(struct entry, mtime_ns),
    COLUMN_DIFFERENCES(struct entry, ctime_ns),
    COLUMN_DIFFERENCES(struct entry, inode),
    COLUMN(struct entry, language),
    COLUMN(struct entry, detail),
    COLUMN(struct entry, lines.physical),
    COLUMN(struct entry, lines.code),
    COLUMN(struct entry, lines.comment),
    COLUMN(struct entry, lines.blank),
    COLUMN(struct entry, lines.docstring),
    COLUMN(struct entry, error_line),
    COLUMN_FLAG(struct entry, binary),
    COLUMN_FLAG(struct entry, partial),
    COLUMN_FLAG(struct entry, has_facts),
    {0},
};

uint64_t rows_schema_hash(void)
{
    return columns_hash(columns);
}

/* ------------------------------------------------------------------ names */

/* Texts one behind the other, each ended by NUL, and where they start. */
struct names {
    struct buf text;
    uint32_t *starts;
    size_t count, capacity;
};

static uint32_t name_number(struct names *names, const char *name)
{
    size_t i = 0;

    if (!name)
        return 0;
    while (i < names->count && strcmp(names->text.data + names->starts[i], name) != 0)
        i++;
    if (i == names->count) {
        names->starts =
            memory_grow(names->starts, &names->capacity, i + 1, sizeof *names->starts);
        names->starts[names->count++] = (uint32_t)names->text.len;
        buf_add(&names->text, (struct slice){name, strlen(name) + 1});
    }
    return (uint32_t)i + 1;
}

static void names_release(struct names *names)
{
    buf_release(&names->text);
    free(names->starts);
}

/* ------------------------------------------------------------------ write */

static struct entry entry_of(const struct row *row, struct names *names)
{
    return (struct entry){
        .size_bytes = row->size_bytes,
        .mtime_ns = row->mtime_ns,
        .ctime_ns = row->ctime_ns,
        .inode = row->inode,
        .lines = row->lines,
        .path_bytes = (uint32_t)row->path.len,
        .language = name_number(names, row->language ? row->language->name : NULL),
        .detail = name_number(names, row->detail),
        .error_line = row->error_line,
        .binary = row->binary,
        .partial = row->partial,
        .has_facts = row->facts != NULL,
    };
}

static void columns_add(struct buf *out, const struct row *rows, size_t count)
{
    struct entry *entries = memory_alloc(count * sizeof *entries + 1);
    struct names names = {0};
    struct buf bytes = {0};

    for (size_t i = 0; i < count; i++)
        entries[i] = entry_of(&rows[i], &names);
    columns_write(&bytes, columns, entries, count, sizeof *entries);
    wire_bytes(out, "columns", buf_slice(&bytes));
    wire_bytes(out, "names", buf_slice(&names.text));
    buf_release(&bytes);
    names_release(&names);
    free(entries);
}

static void facts_add(struct buf *out, const struct row *rows, size_t count)
{
    const struct facts **facts = memory_alloc(count * sizeof *facts + 1);
    struct buf bytes = {0};
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (rows[i].facts)
            facts[kept++] = rows[i].facts;
    }
    facts_write(&bytes, facts, kept);
    wire_bytes(out, "facts", buf_slice(&bytes));
    buf_release(&bytes);
    free(facts);
}

void rows_write(struct buf *out, const struct row *rows, size_t count)
{
    struct buf paths = {0}, keys = {0};

    for (size_t i = 0; i < count; i++) {
        buf_add(&paths, rows[i].path);
        buf_add(&keys, (struct slice){(const char *)&rows[i].key, sizeof rows[i].key});
    }
    wire_map(out, 8);
    wire_number(out, "schema", ROWS_SCHEMA);
    wire_number(out, "facts_schema", FACTS_SCHEMA);
    wire_number(out, "rows", count);
    wire_bytes(out, "paths", buf_slice(&paths));
    wire_bytes(out, "keys", buf_slice(&keys));
    columns_add(out, rows, count);
    facts_add(out, rows, count);
    buf_release(&paths);
    buf_release(&keys);
}

/* ------------------------------------------------------------------- read */

struct message {
    uint64_t count;
    struct slice paths, keys, columns, names, facts;
};

static bool message_read(const struct wire *wire, struct message *m)
{
    uint64_t schema, facts_schema;

    return wire_get_number(wire, "schema", ROWS_SCHEMA, &schema) &&
           schema == ROWS_SCHEMA &&
           wire_get_number(wire, "facts_schema", FACTS_SCHEMA, &facts_schema) &&
           facts_schema == FACTS_SCHEMA && wire_get_bytes(wire, "keys", &m->keys) &&
           wire_get_number(wire, "rows", m->keys.len / sizeof(struct content_key),
                           &m->count) &&
           m->keys.len == m->count * sizeof(struct content_key) &&
           wire_get_bytes(wire, "paths", &m->paths) &&
           wire_get_bytes(wire, "columns", &m->columns) &&
           wire_get_bytes(wire, "names", &m->names) &&
           wire_get_bytes(wire, "facts", &m->facts);
}

/* A name as a row may mean it. */
struct name {
    const char *text;
    const struct language *language; /* of that name, or NULL */
};

static const struct language *language_named(const char *name)
{
    for (size_t i = 0; i < language_count; i++) {
        if (strcmp(languages[i].name, name) == 0)
            return &languages[i];
    }
    return NULL;
}

/* The names in a list that numbers from 1 can ask. */
static const struct name *names_read(struct slice text, size_t *count,
                                     struct arena *lasting)
{
    struct slice left = arena_copy(lasting, text), name = {0};
    size_t most = 1;
    struct name *names;

    for (size_t i = 0; i < left.len; i++)
        most += left.data[i] == '\0';
    names = arena_array(lasting, struct name, most);
    for (*count = 1; *count < most; ++*count) {
        slice_cut(&left, '\0', &name);
        names[*count] = (struct name){name.data, language_named(name.data)};
    }
    return names;
}

static bool path_is_sound(const struct row *rows, size_t i)
{
    return rows[i].path.len && !memchr(rows[i].path.data, '\0', rows[i].path.len) &&
           (i == 0 || slice_compare(rows[i - 1].path, rows[i].path) < 0);
}

static void row_set(struct row *row, const struct entry *entry, const struct name *names)
{
    row->size_bytes = entry->size_bytes;
    row->mtime_ns = entry->mtime_ns;
    row->ctime_ns = entry->ctime_ns;
    row->inode = entry->inode;
    row->language = names[entry->language].language;
    row->detail = names[entry->detail].text;
    row->lines = entry->lines;
    row->error_line = entry->error_line;
    row->binary = entry->binary;
    row->partial = entry->partial;
}

static bool rows_fill(struct row *rows, const struct message *m,
                      const struct entry *entries, struct arena *lasting)
{
    struct slice paths = arena_copy(lasting, m->paths);
    size_t name_count;
    const struct name *names = names_read(m->names, &name_count, lasting);

    for (size_t i = 0; i < m->count; i++) {
        const struct entry *entry = &entries[i];

        if (entry->path_bytes > paths.len || entry->language >= name_count ||
            entry->detail >= name_count)
            return false;
        row_set(&rows[i], entry, names);
        memcpy(&rows[i].key, m->keys.data + i * sizeof rows[i].key, sizeof rows[i].key);
        rows[i].path = (struct slice){paths.data, entry->path_bytes};
        paths.data += entry->path_bytes;
        paths.len -= entry->path_bytes;
        if (!path_is_sound(rows, i))
            return false;
    }
    return paths.len == 0;
}

static bool facts_give_out(struct row *rows, const struct message *m,
                           const struct entry *entries, struct arena *lasting)
{
    struct slice left = m->facts;
    const struct facts *facts;
    size_t kept = 0;

    for (size_t i = 0; i < m->count; i++)
        kept += entries[i].has_facts;
    facts = facts_read(&left, kept, lasting);
    for (size_t i = 0; facts && i < m->count; i++) {
        if (entries[i].has_facts)
            rows[i].facts = facts++;
    }
    return facts && left.len == 0;
}

const struct row *rows_read(struct wire *wire, struct slice bytes, struct arena *lasting,
                            size_t *count)
{
    struct message m;
    struct entry *entries;
    struct row *rows;
    struct slice left;
    bool sound;

    if (!wire_read(wire, bytes) || !message_read(wire, &m))
        return NULL;
    entries = memory_calloc(m.count + 1, sizeof *entries);
    rows = arena_array(lasting, struct row, m.count);
    left = m.columns;
    sound = columns_read(&left, columns, entries, m.count, sizeof *entries) &&
            left.len == 0 && rows_fill(rows, &m, entries, lasting) &&
            facts_give_out(rows, &m, entries, lasting);
    free(entries);
    *count = m.count;
    return sound ? rows : NULL;
}
