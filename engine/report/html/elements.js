/* Elements made of names, properties and text. Nothing in this page reads text as markup. */

/* make('button', {type: 'button', onclick: go}, 'Go', icon): functions listen, true is an
 * attribute without value, false and null are left out. Children: text or nodes. */
export function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (typeof value === 'function')
            element.addEventListener(name.slice(2), value);
        else if (value === true)
            element.setAttribute(name, '');
        else if (value != null && value !== false)
            element.setAttribute(name, value);
    }
    element.append(...children.filter(child => child != null));
    return element;
}

export function at(id) {
    return document.getElementById(id);
}

export function fill(element, ...children) {
    element.replaceChildren(...children.filter(child => child != null));
}
