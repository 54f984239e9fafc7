/* How the tree has changed from ring to ring: small pictures side by side, and the same as a table. */
import { at, fill, make } from './elements.js';
import { chart_make, charts_connect, ink, tooltip } from './chart.js';
import { table_make } from './table.js';
import { drawn, harmless, known, moment, named, number, signed } from './words.js';

const KINDS = [
    { title: 'Health', lines: [['health', 'score']], digits: 1 },
    { title: 'Without tests', lines: [['untested', 'files']] },
    { title: 'Stale', lines: [['stale', 'files']] },
    { title: 'Complexity', lines: [['cyclomatic_mean', 'mean'], ['cyclomatic_p95', '95th percentile']], digits: 1 },
    { title: 'Import cycles', lines: [['cycles', 'cycles']] },
    { title: 'Lines of code', lines: [['lines', 'lines']] },
];

function tip(kind, rings, i) {
    const ring = rings[i];
    return make('div', { class: 'tip' }, make('p', {}, named(ring.name)),
                ring.time == null ? null : make('p', {}, moment(ring.time)),
                ...kind.lines.map(([id, name]) => make('p', {}, `${name}: `, known(ring[id], value => number(value, kind.digits)))));
}

/* Side by side in time if all times are known and go forward, else one step each. */
function in_time(rings) {
    return rings.every((ring, i) => ring.time != null && (!i || ring.time > rings[i - 1].time));
}

function options(kind, rings) {
    const timed = in_time(rings);
    const label = { color: ink('muted'), fontSize: 10, hideOverlap: true };
    return {
        tooltip: { ...tooltip, trigger: 'axis', axisPointer: { lineStyle: { color: ink('muted') } },
                   formatter: ([first]) => tip(kind, rings, first.dataIndex) },
        useUTC: true,
        grid: { left: 44, right: 12, top: 10, bottom: 24 },
        xAxis: {
            type: timed ? 'time' : 'category',
            ...(!timed && { data: rings.map(ring => drawn(ring.name)), boundaryGap: false }),
            axisLine: { lineStyle: { color: ink('rule') } },
            axisTick: { show: false },
            axisLabel: { ...label, ...(timed && { formatter: { year: '{yyyy}', month: '{yyyy}-{MM}', day: '{MM}-{dd}', hour: '{HH}:{mm}' } }) },
            splitLine: { show: false },
        },
        yAxis: {
            type: 'value', scale: true, splitNumber: 3, minInterval: kind.digits ? 0 : 1,
            axisLabel: { ...label, formatter: value => number(value, 2) },
            splitLine: { lineStyle: { color: ink('faint') } },
        },
        series: kind.lines.map(([id], i) => ({
            type: 'line',
            data: rings.map((ring, n) => [timed ? ring.time * 1000 : n, ring[id] ?? null]),
            lineStyle: { color: ink(`line-${i}`), width: 1.5, type: i ? 'dashed' : 'solid' },
            itemStyle: { color: ink(`line-${i}`) },
            symbol: 'circle', symbolSize: 4, showSymbol: rings.length < 40,
            emphasis: { disabled: true },
        })),
    };
}

function change_text(kind, rings) {
    return kind.lines.map(([id, name]) => {
        const known_rings = rings.filter(ring => ring[id] != null);
        if (!known_rings.length)
            return `${name} unknown`;
        const last = known_rings.at(-1)[id], since = last - known_rings[0][id];
        return `${kind.lines.length > 1 ? `${name} ` : ''}${number(last, kind.digits)} (${since ? signed(since) : 'no change'})`;
    }).join(', ');
}

function picture(kind, rings) {
    const text = change_text(kind, rings);
    const drawing = make('div', { class: 'drawing', role: 'img',
                                  'aria-label': `${kind.title} over ${rings.length} rings: ${text}. The table below holds the same.` });
    const element = make('figure', {}, make('figcaption', {}, make('strong', {}, kind.title), ` ${text}`), drawing);
    return { kind, element, drawing };
}

function table_show(rings) {
    const numeric = (id, label, digits) => ({ id, label, number: true, value: ring => ring[id], cell: ring => known(ring[id], value => number(value, digits)) });
    const sheet = table_make({
        caption: 'Rings, the newest first', portion: 30,
        columns: [
            { id: 'name', label: 'Ring', value: ring => ring.name, cell: ring => named(ring.name) },
            { id: 'time', label: 'Time', value: ring => ring.time, cell: ring => known(ring.time, moment) },
            { id: 'commit', label: 'Commit', value: ring => ring.commit, cell: ring => known(ring.commit, hash => make('code', {}, harmless(hash).slice(0, 12))) },
            numeric('health', 'Health', 1), numeric('files', 'Files'), numeric('lines', 'Lines'),
            numeric('untested', 'Without tests'), numeric('stale', 'Stale'), numeric('cyclomatic_mean', 'Mean', 2),
            numeric('cyclomatic_p95', '95th', 1), numeric('cycles', 'Cycles'),
        ],
    });
    sheet.set([...rings].reverse(), { nouns: ['ring', 'rings'] });
    fill(at('rings'), rings.length > 1 ? make('details', {}, make('summary', {}, 'The same as a table'), sheet.element) : sheet.element);
}

export function trends_show({ rings }) {
    if (!rings.length) {
        fill(at('trends-lead'), 'Nothing was recorded yet: ', make('code', {}, 'cambium scan --record NAME'), ' keeps a night.');
        return;
    }
    table_show(rings);
    if (rings.length === 1) {
        fill(at('trends-lead'), 'Only ', named(rings[0].name), ' was recorded; a trend takes two.');
        return;
    }
    fill(at('trends-lead'), `${number(rings.length)} rings, from `, named(rings[0].name), ' to ', named(rings.at(-1).name),
         '; in brackets the change since the first one.');
    const pictures = KINDS.filter(kind => kind.lines.some(([id]) => rings.some(ring => ring[id] != null)))
        .map(kind => picture(kind, rings));
    fill(at('multiples'), ...pictures.map(({ element }) => element));
    charts_connect('trends', pictures.map(({ kind, drawing }) => chart_make(drawing, () => options(kind, rings))));
}
