/* The verdict, what it is made of, and the tree in a few numbers. */
import { at, fill, make } from './elements.js';
import { harmless, known, moment, named, number, percent, signed } from './words.js';

export function head_show(m) {
    const hash = m.commit == null ? 'no commit known'
        : make('span', { title: harmless(m.commit) }, 'commit ', make('code', {}, harmless(m.commit).slice(0, 12)));
    fill(at('kind'), `Cambium report: ${harmless(m.kind).replaceAll('-', ' ')}`);
    fill(at('title'), named(m.title));
    fill(at('about'), hash,
         ...(m.branch == null ? [] : [', on ', named(m.branch)]),
         ...(m.now == null ? [', of an unknown time'] : [', as of ', moment(m.now)]));
}

/* ------------------------------------------------------------------- verdict */

function score(health) {
    if (health.score == null) {
        return make('div', { class: 'score' }, make('p', { class: 'mark unknown' }, 'unknown'),
                    make('p', {}, 'There is no score: too little is known.'));
    }
    return make('div', { class: 'score' },
                make('p', { class: 'mark' }, number(health.score, 1), make('small', {}, ' of 100')),
                make('p', { class: 'grade' }, 'Grade ', make('strong', {}, harmless(health.grade ?? 'unknown'))));
}

/* A bar that goes to the right for points and to the left for those taken away. */
function bar(part, reach) {
    const share = 50 * Math.min(Math.abs(part.points) / reach, 1);
    const filling = make('span', { class: part.points < 0 ? 'lost' : 'won' });
    filling.style.width = `${share}%`;
    filling.style.left = `${part.points < 0 ? 50 - share : 50}%`;
    return make('span', { class: 'bar', 'aria-hidden': 'true' }, filling);
}

function part_row(part, reach) {
    const judged = part.known && part.points != null;
    return make('tr', {},
                make('th', { scope: 'row' }, harmless(part.name)),
                make('td', { class: 'number' }, judged ? signed(part.points) : known(null)),
                make('td', { class: 'number' }, part.most == null ? known(null) : signed(part.most)),
                make('td', {}, judged ? bar(part, reach) : make('span', { class: 'bar blank', 'aria-hidden': 'true' })),
                make('td', {}, harmless(part.text ?? '')));
}

function parts_table(health) {
    const parts = health.parts ?? [];
    if (!parts.length)
        return null;
    const reach = Math.max(1, ...parts.map(part => Math.max(Math.abs(part.points ?? 0), part.most ?? 0)));
    const blank = parts.filter(part => !part.known || part.points == null);
    return make(
        'div', { class: 'wide', tabindex: '0', role: 'group', 'aria-label': 'What the score is made of' },
        make('table', { class: 'parts' },
             make('caption', {}, 'What the score is made of'),
             make('thead', {}, make('tr', {}, ...[['Part'], ['Points', 'number'], ['At most', 'number'], ['', null], ['Because']]
                 .map(([text, style]) => (text ? make('th', { scope: 'col', class: style }, text) : make('td'))))),
             make('tbody', {}, ...parts.map(part => part_row(part, reach)))),
        health.text ? make('p', { class: 'note' }, harmless(health.text)) : null,
        blank.length ? make('p', { class: 'note' },
                            `Not known, and therefore neither good nor bad: ${blank.map(part => harmless(part.name)).join(', ')}.`) : null);
}

/* ------------------------------------------------------------------- figures */

function share(part, whole) {
    return part == null || !whole ? null : `${percent(100 * part / whole)} of ${number(whole)}`;
}

function figure(term, value, format = number, rest = null) {
    return make('div', {}, make('dt', {}, term), make('dd', {}, known(value, format)),
                rest && value != null ? make('dd', { class: 'rest' }, rest) : null);
}

function figures(t, attention) {
    return [
        figure('files', t.files, number, t.source == null ? null : `${number(t.source)} source, ${known_text(t.test)} test`),
        figure('lines of code', t.lines),
        figure('functions', t.functions),
        figure('without tests', t.untested, number, share(t.untested, t.needing_tests)),
        figure('stale', t.stale, number, 'changed after their tests'),
        figure('coverage', t.coverage, percent),
        figure('import cycles', t.cycles),
        figure('need attention', attention, number, share(attention, t.files)),
        figure('with syntax errors', t.partial),
    ];
}

function known_text(value) {
    return value == null ? 'unknown' : number(value);
}

export function health_show(m) {
    const attention = m.paths.filter((_, i) => m.attention(i)).length;
    fill(at('verdict'), score(m.health), parts_table(m.health));
    fill(at('totals'), ...figures(m.totals, attention));
    const amounts = {
        files: m.paths.length,
        attention,
        functions: m.functions.length,
        cycles: m.cycles.length,
        packages: m.packages.names.length,
        rings: m.rings.length,
    };
    for (const element of document.querySelectorAll('[data-amount]'))
        element.textContent = number(amounts[element.dataset.amount]);
}
