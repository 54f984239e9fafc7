/* What the reader has chosen, kept in the address: "#files&colour=churn&at=shop/cart". A link
 * to the page as it is now, section first; what isn't said is as in a new page. */

function parse(hash) {
    const given = new URLSearchParams(hash.replace(/^#/, ''));
    const section = [...given.keys()].find(key => given.get(key) === '');
    if (section !== undefined)
        given.delete(section);
    return { section: section ?? '', ...Object.fromEntries(given) };
}

function written(chosen) {
    return new URLSearchParams(chosen).toString().replaceAll('%2F', '/');
}

function text_of({ section, ...rest }) {
    const chosen = Object.entries(rest).filter(([, value]) => value);
    return `#${section}${chosen.length ? '&' : ''}${written(chosen)}`;
}

/* `defaults` hold when the address says nothing at all. `follow` is called with every new state,
 * and whether the reader went to another place. */
export function state_keep(defaults, follow) {
    let state = location.hash.length > 1 ? parse(location.hash) : defaults;

    function change(more, went) {
        state = { ...state, ...more };
        try {
            history[went ? 'pushState' : 'replaceState'](null, '', text_of(state));
        } catch {
            // A frame may have no address of its own.
        }
        follow(state, went);
    }

    window.addEventListener('hashchange', () => {
        state = parse(location.hash);
        follow(state, true);
    });
    document.addEventListener('click', event => {
        const link = event.target.closest?.('a[href^="#"]');
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button)
            return;
        event.preventDefault();
        change(parse(link.getAttribute('href')), true);
    });
    return {
        get now() {
            return state;
        },
        choose: more => change(more, false),
        go: more => change(more, true),
    };
}

/* The address of a file or folder; '' is the top. */
export function place(path) {
    return `#files&${written([['at', path]])}`;
}
