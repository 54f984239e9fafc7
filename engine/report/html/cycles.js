/* Cycles of imports as lists: who is in them, what to cut. */
import { at, fill, make } from './elements.js';
import { counted, named, number } from './words.js';

/* More than that, and the list no longer says what comes first. */
const PORTION = 20;

function cut_list(cycle) {
    const cut = cycle.cut ?? [];
    if (!cut.length)
        return make('p', {}, 'What to cut is not known.');
    const all = Math.max(cycle.cut_count ?? 0, cut.length);
    const imports = all === 1 ? 'this import' : cut.length === all ? `these ${number(all)} imports` : `${number(all)} imports`;
    return make('div', {}, make('p', {}, `Without ${imports} nothing is left of it:`),
                make('ul', { class: 'names' }, ...cut.map(text => make('li', {}, named(text))),
                     all > cut.length ? make('li', {}, `and ${number(all - cut.length)} more`) : null));
}

function module_list(cycle) {
    const modules = cycle.modules ?? [];
    const more = cycle.size == null ? 0 : cycle.size - modules.length;
    return make('div', {}, make('p', {}, 'In it are:'),
                make('ul', { class: 'names' }, ...modules.map(name => make('li', {}, named(name))),
                     more > 0 ? make('li', {}, `and ${number(more)} more`) : null));
}

function cycle_show(cycle, i) {
    const first = cycle.modules?.[0];
    return make('details', { open: i < 3 },
                make('summary', {}, `${counted(cycle.size, 'module')}, ${counted(cycle.edges, 'import')} among them`,
                     first == null ? null : ': ', first == null ? null : named(first), first == null ? null : ', …'),
                make('div', { class: 'columns' }, cut_list(cycle), module_list(cycle)));
}

export function cycles_show(m) {
    const list = at('cycles-list');
    if (!m.cycles.length) {
        fill(list, make('p', {}, m.totals.cycles === 0 ? 'There are none.' : 'None are known.'));
        return;
    }
    let shown = 0;
    const more = make('button', { type: 'button', class: 'more', onclick: show });

    function show() {
        const next = m.cycles.slice(shown, shown + PORTION);
        more.before(...next.map((cycle, i) => cycle_show(cycle, shown + i)));
        shown += next.length;
        const left = m.cycles.length - shown;
        more.hidden = !left;
        more.textContent = `Show ${number(Math.min(left, PORTION))} more of ${number(left)}`;
    }
    fill(list, more);
    show();
}
