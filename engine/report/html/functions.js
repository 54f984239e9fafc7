/* The most complex functions. */
import { at, fill, make } from './elements.js';
import { place } from './state.js';
import { finder, search, table_make } from './table.js';
import { known, named, number, pathed } from './words.js';

export function functions_make(m, state) {
    if (!m.functions.length) {
        fill(at('functions-table'), make('p', {}, 'There are no functions.'));
        return () => {};
    }
    fill(at('functions-lead'), `The ${number(m.functions.length)} most complex ones`,
         m.totals.functions > m.functions.length ? ` of ${number(m.totals.functions)}.` : '.');
    const path = each => m.paths[each.file] ?? '';
    const numeric = (id, label) => ({ id, label, number: true, value: each => each[id], cell: each => known(each[id]) });
    const columns = [
        { id: 'name', label: 'Function', value: each => each.name, cell: each => make('code', {}, named(each.name)) },
        { id: 'file', label: 'Place', value: each => `${path(each)}:${each.line}`,
          cell: each => make('span', {}, make('a', { href: place(path(each)) }, pathed(path(each))),
                             each.line == null ? null : `:${each.line}`) },
        numeric('cyclomatic', 'Cyclomatic'),
        numeric('cognitive', 'Cognitive'),
        numeric('lines', 'Lines'),
    ].filter(column => !column.number || m.functions.some(each => each[column.id] != null));
    const find = search('Find', value => state().choose({ 'function': value }));
    const sheet = table_make({ caption: 'The most complex functions', columns, sort: '-cyclomatic', portion: 50,
                               on_sort: order => state().choose({ order }) });
    fill(at('functions-table'), make('div', { class: 'controls' }, find.element), sheet.element);
    let last;

    return function follow({ 'function': words = '', order = '-cyclomatic' }) {
        if (JSON.stringify([words, order]) === last)
            return;
        last = JSON.stringify([words, order]);
        if (find.input.value !== words)
            find.input.value = words;
        const is_found = finder(words);
        sheet.set(m.functions.filter(each => is_found(`${each.name} ${path(each)}`)),
                  { total: m.functions.length, nouns: ['function', 'functions'], sort: order });
    };
}
