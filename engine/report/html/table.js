/* A table that sorts and shows its rows in portions, so that 100,000 of them cost nothing.
 *
 * table_make({caption, columns, sort, portion, on_sort}): a column is {id, label, value, cell}.
 * `value(row)` is what sorts, null for unknown, which comes last in both directions; a column
 * whose values are numbers says number: true, stands right and sorts downwards first; `cell(row)`
 * is the text or node to show. `sort` is "id", or "-id" for downwards. */
import { fill, make } from './elements.js';
import { number } from './words.js';

const collator = new Intl.Collator('en', { numeric: true });

function compare(a, b) {
    return typeof a === 'string' ? collator.compare(a, b) : a - b;
}

/* Rows that are equal keep the order in which they were given. */
function sorted(rows, column, down) {
    const unknown = rows.filter(row => column.value(row) == null);
    const known = rows.filter(row => column.value(row) != null)
        .map(row => [column.value(row), row])
        .sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
    return [...known.map(([, row]) => row), ...unknown];
}

export function table_make({ caption, columns, sort = '', portion = 100, on_sort = () => {} }) {
    const body = make('tbody');
    const more = make('button', { type: 'button', class: 'more', onclick: () => show(limit + portion) });
    const count = make('p', { class: 'count', role: 'status' });
    let rows = [], ordered = [], noun = ['row', 'rows'], of = 0, limit = portion;

    const heads = columns.map(column => make(
        'th', { scope: 'col', class: column.number ? 'number' : null },
        make('button', { type: 'button', onclick: () => turn(column) }, column.label)));
    const table = make('table', {}, make('caption', {}, caption),
                       make('thead', {}, make('tr', {}, ...heads)), body);

    function turn(column) {
        const down = sort === column.id ? true : sort === `-${column.id}` ? false : column.number;
        sort = (down ? '-' : '') + column.id;
        order();
        on_sort(sort);
    }

    function order() {
        const down = sort.startsWith('-');
        const column = columns.find(({ id }) => id === sort.replace(/^-/, ''));
        columns.forEach((each, i) => {
            if (each === column)
                heads[i].setAttribute('aria-sort', down ? 'descending' : 'ascending');
            else
                heads[i].removeAttribute('aria-sort');
        });
        ordered = column ? sorted(rows, column, down) : rows;
        show(portion);
    }

    function line(row) {
        return make('tr', { class: row.chosen ? 'chosen' : null }, ...columns.map((column, i) => make(
            i ? 'td' : 'th',
            { class: column.number ? 'number' : null, scope: i ? null : 'row' },
            column.cell(row))));
    }

    function show(up_to) {
        if (up_to > limit && ordered.length > limit && body.children.length === limit)
            body.append(...ordered.slice(limit, up_to).map(line));
        else
            fill(body, ...ordered.slice(0, up_to).map(line));
        limit = up_to;
        const left = ordered.length - limit;
        more.hidden = left <= 0;
        more.textContent = `Show ${number(Math.min(left, portion))} more of ${number(left)}`;
        count.textContent = `${number(ordered.length)}${of > ordered.length ? ` of ${number(of)}` : ''} ` +
            noun[of === 1 ? 0 : 1];
    }

    return {
        element: make('div', { class: 'sheet' }, count,
                      make('div', { class: 'wide', tabindex: '0', role: 'group', 'aria-label': caption }, table),
                      more),
        head(id, label) {
            heads[columns.findIndex(column => column.id === id)].firstChild.textContent = label;
        },
        /* `total`: how many there are without a filter. */
        set(new_rows, { total = new_rows.length, nouns = noun, sort: new_sort = sort } = {}) {
            rows = new_rows;
            of = total;
            noun = nouns;
            sort = columns.some(({ id }) => id === new_sort.replace(/^-/, '')) ? new_sort : sort;
            order();
        },
    };
}

/* ------------------------------------------------------------------- controls */

export function choice(label, options, on_change) {
    const select = make('select', { onchange: () => on_change(select.value) });
    for (const [value, text] of options)
        select.append(make('option', { value }, text));
    return { element: make('label', {}, `${label} `, select), select };
}

export function search(label, on_change) {
    let waiting;
    const input = make('input', {
        type: 'search',
        autocomplete: 'off',
        spellcheck: 'false',
        oninput() {
            clearTimeout(waiting);
            waiting = setTimeout(() => on_change(input.value), 120);
        },
    });
    return { element: make('label', {}, `${label} `, input), input };
}

/* Does the text hold each word of the search? */
export function finder(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return text => {
        const low = text.toLowerCase();
        return wanted.every(word => low.includes(word));
    };
}
