/* The files that need work: filtered, sorted. */
import { at, fill, make } from './elements.js';
import { place } from './state.js';
import { choice, finder, search, table_make } from './table.js';
import { harmless, known, named, number, pathed, percent } from './words.js';

const ANY = 'any', ALL = 'all';

function columns_of(m) {
    const reasons = i => m.reasons(i).map(harmless).join(', ');
    const all = [
        { id: 'path', label: 'File', value: i => m.paths[i],
          cell: i => make('a', { href: place(m.paths[i]) }, pathed(m.paths[i])) },
        { id: 'why', label: 'Why', value: i => reasons(i), cell: reasons },
        { id: 'impact', label: 'Impact', of: m.impact, digits: 1 },
        { id: 'lines', label: 'Lines', of: m.lines },
        { id: 'complexity', label: 'Complexity', of: m.complexity },
        { id: 'coverage', label: 'Coverage', of: m.coverage, show: percent },
        { id: 'churn', label: 'Commits', of: m.churn },
        { id: 'stale', label: 'Days behind', of: m.stale_days },
    ].map(column => (column.of ? {
        number: true,
        value: column.of,
        cell: i => known(column.of(i), column.show ?? (value => number(value, column.digits))),
        ...column,
    } : column));
    if (m.owners.length)
        all.push({ id: 'owner', label: 'Owner', value: m.owner, cell: i => (m.owner(i) == null ? 'nobody' : named(m.owner(i))) });
    return all;
}

export function attention_make(m, state) {
    const everything = m.paths.map((_, i) => i);
    const is_known = column => !column.of || everything.some(i => column.of(i) != null);
    const all = columns_of(m);
    const columns = all.filter(is_known);
    const blank = all.filter(column => !is_known(column));

    const find = search('Find', value => state().choose({ find: value }));
    const why = choice('Why', [[ANY, 'any reason'], ...m.attentions.map((name, i) => [String(i), harmless(name)]), [ALL, 'all files']],
                       value => state().choose({ why: value === ANY ? '' : m.attentions[value] ?? value }));
    const category = choice('Category', [['', 'any'], ...m.categories.map(name => [name, harmless(name)])],
                            value => state().choose({ category: value }));
    const owner = choice('Owner', [['', 'any'], ...m.owners.map(name => [name, harmless(name)])],
                         value => state().choose({ owner: value }));
    const sheet = table_make({ caption: 'Files that need attention', columns, sort: '-impact',
                               on_sort: sort => state().choose({ sort }) });
    fill(at('attention-table'),
         make('div', { class: 'controls' }, find.element, why.element, category.element, m.owners.length ? owner.element : null),
         sheet.element,
         blank.length ? make('p', { class: 'note' }, `Not known of any file: ${blank.map(each => each.label.toLowerCase()).join(', ')}.`) : null);
    let last;

    return function follow(now) {
        const { find: words = '', why: reason = '', category: of = '', owner: whose = '', sort = '-impact' } = now;
        const bit = m.attentions.indexOf(reason);
        const chosen = bit >= 0 ? String(bit) : reason === ALL ? ALL : ANY;
        const question = JSON.stringify([words, chosen, of, whose, sort]);
        if (question === last)
            return;
        last = question;
        if (find.input.value !== words)
            find.input.value = words;
        why.select.value = chosen;
        category.select.value = of;
        owner.select.value = whose;
        const is_found = finder(words);
        const rows = everything.filter(i =>
            (chosen === ALL || (bit >= 0 ? m.attention(i) >> bit & 1 : m.attention(i))) &&
            (!of || m.category(i) === of) && (!whose || m.owner(i) === whose) && is_found(m.paths[i]));
        sheet.set(rows, { total: everything.length, nouns: ['file', 'files'], sort });
    };
}
