/* The document (README.md), as the sections ask for it. A list that is too short and a number that
 * isn't there are unknown: null, never 0. */
import { number, percent } from './words.js';

const list = value => (Array.isArray(value) ? value : []);

export function model_read(text) {
    const document = JSON.parse(text);
    if (document?.schema !== 'cambium/1')
        throw new Error('it is not of the schema cambium/1');
    const files = document.files ?? {};
    const column = name => {
        const values = list(files[name]);
        return i => values[i] ?? null;
    };
    const categories = list(document.categories);
    const attentions = list(document.attentions).map(name => name.replaceAll('_', ' '));
    const owners = list(document.owners);
    const category = column('category');
    const attention = column('attention');
    const owner = column('owner');
    const paths = list(files.path);
    return {
        kind: document.kind ?? 'report',
        title: document.title ?? '',
        commit: document.commit ?? null,
        branch: document.branch ?? null,
        now: document.now ?? null,
        health: document.health ?? {},
        totals: document.totals ?? {},
        functions: list(document.functions),
        cycles: list(document.cycles),
        packages: {
            all: document.packages?.all ?? null,
            names: list(document.packages?.names),
            edges: list(document.packages?.edges),
            files: list(document.packages?.files),
            lines: list(document.packages?.lines),
        },
        rings: list(document.rings),
        categories,
        attentions,
        owners,
        paths,
        category: i => categories[category(i)] ?? null,
        is_source: i => categories[category(i)] === 'source',
        lines: column('lines'),
        complexity: column('complexity'),
        impact: column('impact'),
        churn: column('churn'),
        coverage: column('coverage'),
        untested: column('untested'),
        stale_days: column('stale_days'),
        attention,
        reasons: i => attentions.filter((_, bit) => attention(i) >> bit & 1),
        owner: i => owners[owner(i)] ?? null,
    };
}

/* ------------------------------------------------------------------- measures */

/* What a picture of files is coloured by. `of` is a file's value; folders have the mean by
 * `weight`, or the largest. `steps` are where the next of five colours begins; `falling` says that
 * a low value is the bad one. */
export function measures_of(m) {
    const lines = i => m.lines(i) ?? 0;
    return [
        {
            id: 'complexity',
            label: 'Complexity',
            unit: 'branches in 100 lines',
            of: i => (m.complexity(i) == null || !lines(i) ? null : 100 * m.complexity(i) / lines(i)),
            weight: lines,
            steps: [5, 10, 15, 25],
            show: value => number(value, 1),
        },
        {
            id: 'untested',
            label: 'Untested',
            unit: 'of the lines of source',
            of: i => (m.untested(i) == null || !m.is_source(i) ? null : 100 * m.untested(i)),
            weight: lines,
            steps: [1, 25, 50, 75],
            show: percent,
        },
        {
            id: 'coverage',
            label: 'Coverage',
            unit: 'mean of files, by their lines',
            of: m.coverage,
            weight: lines,
            falling: true,
            steps: [20, 40, 60, 80],
            show: percent,
        },
        {
            id: 'churn',
            label: 'Churn',
            unit: 'commits a file',
            of: m.churn,
            weight: () => 1,
            steps: [1, 3, 6, 12],
            show: value => number(value, 1),
        },
        {
            id: 'staleness',
            label: 'Staleness',
            unit: 'days behind the file, at most',
            of: m.stale_days,
            weight: () => 1,
            largest: true,
            steps: [1, 30, 90, 365],
            show: number,
        },
    ];
}

/* From 0, nothing to see, to 4. */
export function measure_class(measure, value) {
    const above = measure.steps.filter(step => value >= step).length;
    return measure.falling ? measure.steps.length - above : above;
}

/* Of all files in these nodes that are shown; null if it isn't known of any. */
export function measure_fold(measure, shown, nodes) {
    let sum = 0, weights = 0, most = null;
    for (const { from, to } of nodes) {
        for (let i = from; i < to; i++) {
            const value = shown[i] ? measure.of(i) : null;
            if (value == null)
                continue;
            most = Math.max(most ?? value, value);
            sum += value * measure.weight(i);
            weights += measure.weight(i);
        }
    }
    return measure.largest ? most : weights ? sum / weights : null;
}

/* ------------------------------------------------------------------- folders */

/* The files for which `is_shown` holds as a tree. Paths are sorted by bytes, so that those of a
 * folder are a range of them. Returns the root and, by path, every node: {path, name, parent, from,
 * to, file, lines, count, children}; file is -1 for a folder. */
export function folders_make(m, is_shown) {
    const node = (path, parent, from, file) => ({
        path, parent, from, to: from, file, lines: 0, count: 0, children: [],
        name: path.slice(parent?.path ? parent.path.length + 1 : 0),
    });
    const root = node('', null, 0, -1);
    const by_path = new Map([['', root]]);
    const shown = new Uint8Array(m.paths.length);

    function folder(path, from) {
        let found = by_path.get(path);
        if (!found) {
            const cut = path.lastIndexOf('/');
            found = node(path, folder(path.slice(0, Math.max(cut, 0)), from), from, -1);
            found.parent.children.push(found);
            by_path.set(path, found);
        }
        return found;
    }

    m.paths.forEach((path, i) => {
        if (!is_shown(i))
            return;
        shown[i] = 1;
        const parent = folder(path.slice(0, Math.max(path.lastIndexOf('/'), 0)), i);
        const leaf = node(path, parent, i, i);
        leaf.to = i + 1;
        leaf.lines = m.lines(i) ?? 0;
        leaf.count = 1;
        parent.children.push(leaf);
        by_path.set(path, leaf);
        for (let up = parent; up; up = up.parent) {
            up.to = i + 1;
            up.lines += leaf.lines;
            up.count++;
        }
    });
    for (const { children } of by_path.values())
        children.sort((a, b) => b.lines - a.lines);
    return { root, by_path, shown };
}
