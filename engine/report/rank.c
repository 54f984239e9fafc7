#include "engine/report/rank.h"

#include <stdio.h>

static const struct {
    const char *letter;
    enum ink ink;
} ranks_shown[PROFILE_RANKS] = {{"A", INK_GREEN},  {"B", INK_GREEN}, {"C", INK_YELLOW},
                                {"D", INK_YELLOW}, {"E", INK_RED},   {"F", INK_RED}};

void rank_ink(struct page *p, unsigned rank)
{
    page_ink(p, ranks_shown[rank].ink);
}

void rank_show(struct page *p, unsigned rank)
{
    rank_ink(p, rank);
    page_text(p, ranks_shown[rank].letter);
    page_ink(p, INK_PLAIN);
}

/* 0 for none, 1 to 8 for some: something is never shown as nothing. */
static unsigned height(uint64_t count, uint64_t most)
{
    return count ? 1 + (unsigned)((count * 7 + most / 2) / most) : 0;
}

void rank_spark(struct page *p, const uint64_t of_rank[PROFILE_RANKS])
{
    static const char *const bars[] = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const digits[] = {".", "1", "2", "3", "4", "5", "6", "7", "8"};
    uint64_t most = 0;

    for (unsigned i = 0; i < PROFILE_RANKS; i++)
        most = of_rank[i] > most ? of_rank[i] : most;
    for (unsigned i = 0; i < PROFILE_RANKS; i++) {
        unsigned h = height(of_rank[i], most);

        page_ink(p, h ? ranks_shown[i].ink : INK_DIM);
        page_text(p, p->style->unicode ? bars[h] : digits[h]);
    }
    page_ink(p, INK_PLAIN);
}

/* "6-10"; "41+" for the last one. */
static void range_text(char *text, size_t room, const struct profile *profile,
                       unsigned rank)
{
    unsigned from = rank ? profile->rank_ends[rank - 1] + 1 : profile->rank_start;

    if (rank == PROFILE_RANKS - 1)
        snprintf(text, room, "%u+", from);
    else
        snprintf(text, room, "%u-%u", from, profile->rank_ends[rank]);
}

static void rank_row(struct page *p, unsigned rank, const char *range, uint64_t count,
                     uint64_t all)
{
    page_text(p, "  ");
    rank_show(p, rank);
    page_right(p, range, 7);
    page_number(p, count, 2 + page_number_columns(all));
    page_percent(p, count, all, 8);
    if (count)
        page_text(p, "  ");
    rank_ink(p, rank);
    page_bar(p, count, all, 30);
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
}

void rank_table(struct page *p, const struct profile *profile,
                const uint64_t of_rank[PROFILE_RANKS])
{
    uint64_t all = 0;

    for (unsigned i = 0; i < PROFILE_RANKS; i++)
        all += of_rank[i];
    for (unsigned i = 0; i < PROFILE_RANKS; i++) {
        char range[32];

        range_text(range, sizeof range, profile, i);
        rank_row(p, i, range, of_rank[i], all);
    }
}
