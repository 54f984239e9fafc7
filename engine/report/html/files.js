/* Where the lines are, folder by folder: the picture, the same as a table, and all that is known of
 * the file that the reader picked. */
import { at, fill, make } from './elements.js';
import { folders_make, measure_class, measure_fold, measures_of } from './model.js';
import { place } from './state.js';
import { choice, table_make } from './table.js';
import { treemap_make } from './treemap.js';
import { counted, harmless, known, named, number, percent } from './words.js';

export function files_make(m, state) {
    const measures = measures_of(m);
    const is_known = new Map(measures.map(
        measure => [measure, m.paths.some((_, i) => measure.of(i) != null)]));
    const first = m.categories.includes('source') && m.paths.some((_, i) => m.is_source(i)) ? 'source' : 'all';
    let measure, shows, tree, folder, chosen;

    const colour = make('fieldset', {}, make('legend', {}, 'Colour'), ...measures.map(each => make(
        'label', {},
        make('input', { type: 'radio', name: 'colour', value: each.id, disabled: !is_known.get(each),
                        onchange: () => state().choose({ colour: each.id }) }),
        ` ${each.label}`, is_known.get(each) ? null : make('span', { class: 'unknown' }, ' (unknown)'))));
    const shown = choice('Show', [['all', 'all files'], ...m.categories.map(name => [name, harmless(name)])],
                         value => state().choose({ show: value }));
    fill(at('files-controls'), colour, shown.element);

    const value_of = node => measure_fold(measure, tree.shown, [node]);
    const columns = [
        { id: 'name', label: 'Name', value: row => row.node.name,
          cell: ({ node }) => make('a', { href: place(node.path) }, named(node.name + (node.file < 0 ? '/' : ''))) },
        { id: 'lines', label: 'Lines', number: true, value: row => row.node.lines, cell: row => number(row.node.lines) },
        { id: 'value', label: 'Value', number: true, value: row => value_of(row.node),
          cell: row => known(value_of(row.node), measure.show) },
    ];

    /* ---------------------------------------------------------------- one file */

    function facts(i) {
        const score = format => value => known(value, format);
        return [
            ['Category', harmless(m.category(i) ?? 'unknown')],
            ['Lines', known(m.lines(i))],
            ['Complexity', known(m.complexity(i))],
            ['Impact', known(m.impact(i), value => number(value, 1))],
            ['Coverage', score(percent)(m.coverage(i))],
            ['Commits', known(m.churn(i))],
            ['Behind', known(m.stale_days(i), value => counted(value, 'day'))],
            ...(m.owners.length ? [['Owner', m.owner(i) == null ? 'nobody' : named(m.owner(i))]] : []),
            ['Attention', m.reasons(i).map(harmless).join(', ') || 'none'],
        ];
    }

    function facts_list(i) {
        return make('dl', { class: 'facts' }, ...facts(i).flatMap(
            ([term, value]) => [make('dt', {}, term), make('dd', {}, value)]));
    }

    function numbers(path, is_rest) {
        const node = tree.by_path.get(path);
        const inside = make('div', { class: 'tip' }, make('p', {}, named(path || '.')));
        if (is_rest)
            inside.append(make('p', {}, 'What is too small to be drawn; the table has all.'));
        else if (node.file >= 0)
            inside.append(facts_list(node.file));
        else
            inside.append(make('p', {}, `${counted(node.count, 'file')}, ${counted(node.lines, 'line')}`),
                          make('p', {}, `${measure.label}: `, known(value_of(node), measure.show), ` ${measure.unit}`));
        return inside;
    }

    /* ---------------------------------------------------------------- around the picture */

    function way() {
        const steps = [];
        for (let node = folder; node; node = node.parent)
            steps.unshift(node);
        fill(at('way'), ...steps.map(node => make('li', {}, node === folder
            ? make('span', { 'aria-current': 'true', tabindex: '-1', id: 'here' }, named(node.name || 'all folders'))
            : make('a', { href: place(node.path) }, named(node.name || 'all folders')))));
    }

    function legend() {
        const { steps, falling, show } = measure;
        const names = [`under ${show(steps[0])}`,
                       ...steps.slice(1).map((step, i) => `${show(steps[i])} to ${show(step)}`),
                       `${show(steps.at(-1))} and more`];
        const keys = (falling ? names.reverse() : names).map((name, i) => make(
            'li', {}, make('span', { class: `key step-${i}` }), name));
        fill(at('legend'), make('li', {}, `${measure.label}, ${measure.unit}:`), ...keys,
             make('li', {}, make('span', { class: 'key hatched' }), 'unknown, or has none'));
    }

    const sheet = table_make({ caption: 'What lies in this folder', columns, sort: '-lines', portion: 60 });
    const file = make('div', { class: 'file', 'aria-live': 'polite' });
    fill(at('folder'), file, sheet.element);
    let picture;

    function picture_show() {
        if (picture)
            return picture.draw();
        picture = treemap_make(at('treemap'), {
            look_now: () => ({ folder, measure, shown: tree.shown, chosen }),
            numbers,
            go: path => state().go({ section: 'files', at: path }),
        });
    }

    function file_show() {
        if (!chosen)
            return fill(file);
        const functions = m.functions.filter(each => each.file === chosen.file);
        fill(file, make('h3', {}, named(chosen.name)), facts_list(chosen.file),
             functions.length ? make('p', {}, `${counted(functions.length, 'function')} of it are among the most complex: `,
                                     ...functions.slice(0, 5).flatMap((each, i) => [i ? ', ' : '', make('code', {}, named(each.name))])) : null);
    }

    /* ---------------------------------------------------------------- now */

    return function follow({ colour: id, show, at: path = '' }) {
        const wanted = measures.find(each => each.id === id && is_known.get(each)) ??
            measures.find(each => is_known.get(each)) ?? measures[0];
        const target = i => m.paths[i] === path;
        let shows_now = show === 'all' || m.categories.includes(show) ? show : first;
        if (shows_now !== 'all' && m.paths.some((_, i) => target(i) && m.category(i) !== shows_now))
            shows_now = 'all';
        if (shows_now !== shows)
            tree = folders_make(m, i => shows_now === 'all' || m.category(i) === shows_now);
        const node = tree.by_path.get(path.replace(/\/$/, '')) ?? tree.root;
        const folder_now = node.file < 0 ? node : node.parent;
        const chosen_now = node.file < 0 ? null : node;
        if (shows_now === shows && wanted === measure && folder_now === folder && chosen_now === chosen)
            return;
        [measure, shows, folder, chosen] = [wanted, shows_now, folder_now, chosen_now];
        colour.querySelector(`[value="${measure.id}"]`).checked = true;
        shown.select.value = shows;
        way();
        legend();
        file_show();
        sheet.head('value', measure.label);
        sheet.set(folder.children.map(child => ({ node: child, chosen: child === chosen })),
                  { nouns: ['entry', 'entries'] });
        at('treemap').setAttribute('aria-label',
            `Treemap of ${folder.path ? harmless(folder.path) : 'all folders'}: ${counted(folder.count, 'file')}, ` +
            `${counted(folder.lines, 'line')}, coloured by ${measure.label.toLowerCase()}. The table after it holds the same.`);
        picture_show();
    };
}
