/* Who imports whom, as a matrix: a row imports a column. The order is that of the document, in which
 * a package stands before what it imports, as far as that can be; what goes against it lies below the
 * diagonal and has a colour of its own. */
import { at, fill, make } from './elements.js';
import { chart_make, ink, tooltip } from './chart.js';
import { table_make } from './table.js';
import { counted, drawn, known, named, number } from './words.js';

const STEPS = [1, 3, 10, 30, 100];

const step_of = imports => STEPS.filter(step => imports >= step).length - 1;

function colour(from, to, imports) {
    return ink(`${from < to ? 'down' : 'up'}-${Math.max(step_of(imports), 0)}`);
}

function cell_size(count, width, labels) {
    return Math.max(3, Math.min(18, Math.floor((width - labels) / count)));
}

function legend() {
    const key = (name, i) => make('li', {}, make('span', { class: `key ${name}-${i}` }),
                                  i + 1 < STEPS.length ? `${STEPS[i]} to ${STEPS[i + 1] - 1}` : `${STEPS[i]} and more`);
    fill(at('packages-legend'), make('li', {}, 'Imports in order:'), ...STEPS.map((_, i) => key('down', i)),
         make('li', {}, 'against it:'), ...STEPS.map((_, i) => key('up', i)));
}

function tip(p, [to, from, imports]) {
    return make('div', { class: 'tip' }, make('p', {}, named(p.names[from])),
                make('p', {}, 'imports ', named(p.names[to])),
                make('p', {}, from < to ? counted(imports, 'import') : `${counted(imports, 'import')}, against the order`));
}

function axis(names, size, extra) {
    return {
        type: 'category',
        data: names.map(drawn),
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { show: names.length <= 60, lineStyle: { color: ink('faint') } },
        axisLabel: { color: ink('muted'), fontSize: Math.min(11, Math.max(9, size)),
                     interval: size >= 10 ? 0 : Math.ceil(10 / size) - 1,
                     width: 150, overflow: 'truncate', ...extra.axisLabel },
        ...extra.axis,
    };
}

function matrix_make(p) {
    const longest = Math.max(...p.names.map(name => drawn(name).length));
    const labels_of = width => Math.min(width < 500 ? 70 : 170, 7 * longest + 20);
    const size_of = width => cell_size(p.names.length, width, labels_of(width));
    const edges = p.edges.filter(([from, to]) => p.names[from] != null && p.names[to] != null && from !== to);

    chart_make(at('matrix'), width => {
        const size = size_of(width), labels = labels_of(width);
        const extent = size * p.names.length;
        return {
            tooltip: { ...tooltip, formatter: ({ value }) => tip(p, value) },
            grid: { left: labels, top: labels, width: extent, height: extent, show: true,
                    borderColor: ink('rule'), borderWidth: 1 },
            xAxis: axis(p.names, size, { axis: { position: 'top' }, axisLabel: { rotate: 90, width: labels - 12 } }),
            yAxis: axis(p.names, size, { axis: { inverse: true }, axisLabel: { width: labels - 12 } }),
            series: [{
                type: 'heatmap',
                data: [...edges.map(([from, to, imports]) => ({
                    value: [to, from, imports],
                    itemStyle: { color: colour(from, to, imports) },
                })), ...p.names.map((_, i) => ({ value: [i, i, 0], itemStyle: { color: ink('faint') }, tooltip: { show: false } }))],
                emphasis: { disabled: true },
            }],
        };
    }, width => size_of(width) * p.names.length + labels_of(width) + 8);
    return edges;
}

function tables(p, edges) {
    const out = new Map(), into = new Map();
    const add = (sums, key, more) => sums.set(key, (sums.get(key) ?? 0) + more);
    for (const [from, to, imports] of edges) {
        add(out, from, imports);
        add(into, to, imports);
    }
    const text = (id, label, name) => ({ id, label, value: row => p.names[name(row)], cell: row => named(p.names[name(row)]) });
    const numeric = (id, label, value) => ({ id, label, number: true, value, cell: row => known(value(row)) });
    const imports = table_make({
        caption: 'Imports between packages', sort: '-imports', portion: 50,
        columns: [text('from', 'From', row => row[0]), text('to', 'To', row => row[1]),
                  numeric('imports', 'Imports', row => row[2]),
                  { id: 'order', label: 'Order', value: row => (row[0] < row[1] ? 'in order' : 'against it'),
                    cell: row => (row[0] < row[1] ? 'in order' : 'against it') }],
    });
    const packages = table_make({
        caption: 'Packages by themselves', portion: 50,
        columns: [text('name', 'Package', row => row), numeric('files', 'Files', row => p.files[row]),
                  numeric('lines', 'Lines', row => p.lines[row]),
                  numeric('out', 'Imports', row => out.get(row) ?? 0),
                  numeric('into', 'Imported', row => into.get(row) ?? 0)],
    });
    imports.set(edges, { nouns: ['pair of packages', 'pairs of packages'] });
    packages.set(p.names.map((_, i) => i), { nouns: ['package', 'packages'] });
    fill(at('packages-tables'), make('details', {}, make('summary', {}, 'The same as tables'),
                                     make('div', { class: 'halves' }, imports.element, packages.element)));
}

export function packages_show(m) {
    const p = m.packages;
    if (!p.names.length || !p.edges.length) {
        at('matrix').remove();
        at('packages-legend').remove();
        fill(at('packages-lead'), p.names.length ? 'No package imports another one.' : 'There are no packages.');
        if (p.names.length)
            tables(p, []);
        return;
    }
    legend();
    const edges = matrix_make(p);
    const against = edges.filter(([from, to]) => from > to).length;
    fill(at('packages-lead'), 'A row imports a column. Packages stand before what they import, as far as that can be: ',
         against ? `${counted(against, 'pair')} of ${number(edges.length)} go against that order, below the diagonal.`
                 : 'nothing goes against that order.',
         p.all > p.names.length ? ` ${number(p.names.length)} of ${counted(p.all, 'package')} are shown.` : null);
    at('matrix').setAttribute('aria-label', `Matrix of ${counted(p.names.length, 'package')} and ` +
        `${counted(edges.length, 'pair')} of them that import each other. The tables after it hold the same.`);
    tables(p, edges);
}
