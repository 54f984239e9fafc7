/* Reads the document that lies in the page, and shows it. */
import { attention_make } from './attention.js';
import { cycles_show } from './cycles.js';
import { at } from './elements.js';
import { files_make } from './files.js';
import { functions_make } from './functions.js';
import { head_show, health_show } from './health.js';
import { model_read } from './model.js';
import { packages_show } from './packages.js';
import { state_keep } from './state.js';
import { trends_show } from './trends.js';

/* Where a report of that kind begins. */
const KINDS = {
    'test-gap': { section: 'attention', why: 'missing tests', colour: 'untested' },
    staleness: { section: 'attention', why: 'stale', sort: '-stale', colour: 'staleness' },
    coverage: { section: 'files', colour: 'coverage' },
    sprint: { section: 'attention' },
    hotspots: { section: 'files', colour: 'churn' },
    owners: { section: 'attention', sort: 'owner' },
    records: { section: 'attention', why: 'all', sort: 'path' },
};

/* The heading in view, and the next Tab behind it; behind the folder's name if that is new. */
function go_to(section, folder_is_new) {
    const heading = at(section);
    if (heading?.localName !== 'h2')
        return;
    heading.scrollIntoView();
    (folder_is_new ? at('here') : heading).focus({ preventScroll: true });
}

/* Says in the contents where the reader is. */
function watch_sections() {
    const links = new Map([...document.querySelectorAll('nav a[href^="#"]')]
        .map(link => [at(link.hash.slice(1))?.closest('section'), link]).filter(([section]) => section));
    const seen = new Set();
    const watcher = new IntersectionObserver(entries => {
        for (const { target, isIntersecting } of entries)
            seen[isIntersecting ? 'add' : 'delete'](target);
        const first = [...links.keys()].find(section => seen.has(section));
        for (const [section, link] of links) {
            if (section === first)
                link.setAttribute('aria-current', 'true');
            else
                link.removeAttribute('aria-current');
        }
    }, { rootMargin: '-10% 0px -60% 0px' });
    for (const section of links.keys())
        watcher.observe(section);
}

function show() {
    const m = model_read(at('data').textContent);
    let state, folder;
    const parts = [files_make, attention_make, functions_make].map(make => make(m, () => state));
    const follow = (now, went) => {
        parts.forEach(part => part(now));
        if (went)
            go_to(now.section, now.at !== folder);
        folder = now.at;
    };
    state = state_keep(KINDS[m.kind] ?? {}, follow);
    head_show(m);
    health_show(m);
    cycles_show(m);
    packages_show(m);
    trends_show(m);
    follow(state.now, Boolean(state.now.section));
    watch_sections();
}

try {
    at('failure').hidden = true;
    show();
    performance.mark('interactive');
} catch (error) {
    at('failure').textContent = `The data of this page can't be shown: ${error.message}`;
    at('failure').hidden = false;
    throw error;
}
