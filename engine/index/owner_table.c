#include "engine/index/owner_rules.h"

#include "engine/base/hash.h"

/* Rules of one key are tried one by one, so hostile ones may not be many: with all that
 * fit, a path takes 0.1 ms. */
enum { KEY_MAX_BYTES = 64 * 1024, NO_KEY_MAX_BYTES = 16 * 1024 };

static const uint64_t salts[OWNER_KEYS] = {
    [OWNER_KEY_PATH] = 0x9e3779b97f4a7c15u, [OWNER_KEY_FOLDER] = 0xbf58476d1ce4e5b9u,
    [OWNER_KEY_NAME] = 0x94d049bb133111ebu, [OWNER_KEY_EXTENSION] = 0xd6e8feb86659fd93u,
    [OWNER_KEY_NONE] = 0xa0761d6478bd642fu,
};

struct slice owner_extension(struct slice name)
{
    const char *dot = name.len ? memrchr(name.data, '.', name.len) : NULL;

    return dot ? (struct slice){dot, (size_t)(name.data + name.len - dot)}
               : (struct slice){name.data, 0};
}

static struct owner_slot *slot_of(const struct owners *o, uint64_t key)
{
    size_t at = key & (o->slot_count - 1);

    while (o->slots[at].last && o->slots[at].key != key)
        at = (at + 1) & (o->slot_count - 1);
    return &o->slots[at];
}

static bool rule_add(struct owners *o, uint32_t number, struct err *e)
{
    struct owner_rule *rule = &o->rules[number];
    uint32_t most = rule->kind == OWNER_KEY_NONE ? NO_KEY_MAX_BYTES : KEY_MAX_BYTES;
    uint64_t key = hash_bytes(rule->key) ^ salts[rule->kind];
    struct owner_slot *slot = slot_of(o, key);

    rule->next = slot->last;
    *slot = (struct owner_slot){key, number + 1, slot->bytes + (uint32_t)rule->text.len};
    o->last[rule->kind] = number + 1;
    return slot->bytes <= most ||
           err_set(e, ERR_LIMIT,
                   "%s:%u: there are more than %u bytes of patterns like '%.*s'", o->file,
                   rule->line, most, rule->text.len < 60 ? (int)rule->text.len : 60,
                   rule->text.data);
}

bool owner_table_make(struct owners *o, struct err *e)
{
    o->slot_count = 4;
    while (o->slot_count < 2 * (size_t)o->rule_count)
        o->slot_count *= 2;
    o->slots = arena_array(&o->memory, struct owner_slot, o->slot_count);
    for (uint32_t i = 0; i < o->rule_count; i++) {
        if (!rule_add(o, i, e))
            return false;
    }
    return true;
}

uint32_t owner_table_last(const struct owners *o, enum owner_key kind, uint64_t hash)
{
    return o->last[kind] ? slot_of(o, hash ^ salts[kind])->last : 0;
}
