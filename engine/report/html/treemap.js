/* The picture of a folder: rectangles within rectangles. */
import { measure_class, measure_fold } from './model.js';
import { drawn } from './words.js';
import { chart_make, ink, tooltip } from './chart.js';

/* In square pixels. A folder is looked into from OPEN on, a file stands for itself from DRAWN on and
 * says its name from LABELLED on; what is smaller is put together. So there are never more than some
 * thousands. */
const OPEN = 2500, LABELLED = 700, DRAWN = 50;

/* Folders that hold nothing but one folder are one: "a/b/c". */
function only_folder(node) {
    const names = [node.name];
    while (node.children.length === 1 && node.children[0].file < 0) {
        node = node.children[0];
        names.push(node.name);
    }
    return { node, name: names.join('/') };
}

function colours({ measure, shown }, nodes) {
    const value = measure_fold(measure, shown, nodes);
    if (value == null)
        return { fill: 'url(#unknown)', text: ink('ink') };
    const step = measure_class(measure, value);
    return { fill: ink(`step-${step}`), text: ink(`on-step-${step}`) };
}

function item(name, path, nodes, lines, size, look) {
    const { fill, text } = colours(look, nodes);
    const is_chosen = look.chosen && look.chosen === nodes[0];
    return {
        name,
        at: path,
        value: lines,
        itemStyle: { color: fill, ...(is_chosen && { borderColor: ink('ink'), borderWidth: 2 }) },
        label: { color: text, show: size >= LABELLED },
    };
}

/* `per_line`: square pixels that a line takes. */
function content(folder, per_line, look) {
    const items = [], small = [];
    for (const child of folder.children) {
        const { node, name } = child.file < 0 ? only_folder(child) : { node: child, name: child.name };
        const size = node.lines * per_line;
        if (size < DRAWN) {
            small.push(node);
            continue;
        }
        const made = item(drawn(name) + (node.file < 0 ? '/' : ''), node.path, [node], node.lines, size, look);
        if (node.file < 0 && size >= OPEN)
            made.children = content(node, per_line, look);
        items.push(made);
    }
    const lines = small.reduce((sum, node) => sum + node.lines, 0);
    const count = small.reduce((sum, node) => sum + node.count, 0);
    if (lines)
        items.push({ ...item(`${count} smaller`, folder.path, small, lines, lines * per_line, look), is_rest: true });
    return items;
}

const LEVELS = [
    { itemStyle: { borderWidth: 0, gapWidth: 2, borderColor: ink('paper') }, upperLabel: { show: false } },
    { itemStyle: { borderWidth: 2, gapWidth: 1, borderColor: ink('folder-1') } },
    { itemStyle: { borderWidth: 2, gapWidth: 1, borderColor: ink('folder-2') } },
    { itemStyle: { borderWidth: 1, gapWidth: 1, borderColor: ink('folder-1') } },
    { itemStyle: { borderWidth: 1, gapWidth: 1, borderColor: ink('folder-2') } },
    { itemStyle: { borderWidth: 1, gapWidth: 1, borderColor: ink('folder-1') } },
];

/* `look_now()`: {folder, measure, shown, chosen}; `numbers(path, is_rest)`: an element that holds
 * them; `go(path)`: somebody clicked. */
export function treemap_make(element, { look_now, numbers, go }) {
    const made = chart_make(element, (width, height) => {
        const look = look_now();
        return {
            tooltip: { ...tooltip, formatter: ({ data }) => (data?.at == null ? null : numbers(data.at, data.is_rest)) },
            series: [{
                type: 'treemap',
                animation: false,
                left: 0, top: 0, right: 0, bottom: 0, width: '100%', height: '100%',
                roam: false,
                nodeClick: false,
                breadcrumb: { show: false },
                visibleMin: 1,
                levels: LEVELS,
                label: { position: [2, 3], padding: 0, fontSize: 11, overflow: 'truncate', ellipsis: '…' },
                upperLabel: { show: true, height: 17, color: ink('ink'), fontSize: 11, padding: [0, 2] },
                emphasis: { disabled: true },
                data: look.folder.lines ? content(look.folder, width * height / look.folder.lines, look) : [],
            }],
        };
    });
    made.chart.on('click', ({ data }) => {
        if (data?.at != null)
            go(data.at);
    });
    return made;
}
