/* Names and numbers as people read them.
 *
 * Names come from outside. What shows nothing or turns the text around it is spelled out, as it
 * is on a terminal (base/utf8.h): "\u{202e}"; so a backslash is doubled. */
import { make } from './elements.js';

const HIDDEN = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]/gu;

function spelled(character) {
    if (character === '\\')
        return '\\\\';
    return `\\u{${character.codePointAt(0).toString(16)}}`;
}

export function harmless(name) {
    return String(name).replace(HIDDEN, spelled);
}

/* For pictures. The library keeps texts that it measured, also the first few letters of one, as keys of
 * plain objects; with a hair space in front none of them is "__proto__". */
export function drawn(name) {
    return `\u200a${harmless(name)}`;
}

/* Always in the same language, so that two people see the same page. */
const formats = [0, 1, 2].map(
    digits => new Intl.NumberFormat('en', { maximumFractionDigits: digits }));

export function number(value, digits = 0) {
    return value == null ? 'unknown' : formats[digits].format(value);
}

export function percent(value) {
    return value == null ? 'unknown' : `${formats[value < 10 ? 1 : 0].format(value)} %`;
}

export function signed(value) {
    if (value == null)
        return 'unknown';
    return (value < 0 ? '−' : value > 0 ? '+' : '') + formats[1].format(Math.abs(value));
}

/* "1 file", "2 files" */
export function counted(value, noun, plural = `${noun}s`) {
    return `${number(value)} ${value === 1 ? noun : plural}`;
}

/* A value, greyed if it isn't known. */
export function known(value, format = number) {
    return value == null ? make('span', { class: 'unknown' }, 'unknown') : format(value);
}

/* By itself, whatever direction its letters run in. */
export function named(name) {
    return make('bdi', {}, harmless(name));
}

/* A path whose folders step back; may be broken after each of them. */
export function pathed(path) {
    const parts = harmless(path).split('/');
    const last = parts.pop();
    const folders = parts.flatMap(part => [`${part}/`, make('wbr')]);
    return make('bdi', { class: 'path' }, make('span', { class: 'folders' }, ...folders), last);
}

export function moment(seconds) {
    const at = new Date(seconds * 1000);
    if (Number.isNaN(at.getTime()))
        return 'unknown';
    return at.toISOString().replace('T', ' ').replace(/:\d\d\.\d+Z$/, ' UTC');
}
