/* build.mjs FOLDER - puts the page together, in three pieces that lie around the title and the
 * data: FOLDER/before_title, before_data and after_data.
 *
 * The same files give the same bytes. What may run in the page, and how it may look, is named in
 * its policy by hash, so that nothing else ever does. */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const read = name => readFileSync(join(here, name), 'utf8');

/* What these ask those to show who hand their code on. */
function notices() {
    const text = ['echarts/NOTICE', 'echarts/licenses/LICENSE-d3', 'zrender/LICENSE', 'tslib/LICENSE.txt']
        .map(name => read(`node_modules/${name}`).replaceAll('\r\n', '\n').trim()).join('\n\n');
    return `/*\n${text}\n\nApache ECharts: http://www.apache.org/licenses/LICENSE-2.0\n*/`;
}

async function bundle(entry, options = {}) {
    const built = await build({
        absWorkingDir: here,
        entryPoints: [entry],
        bundle: true,
        write: false,
        minify: true,
        legalComments: 'none',
        logLevel: 'warning',
        ...options,
    });
    const text = built.outputFiles[0].text.trimEnd();
    if (/<\/(script|style)|<!--|[\0\r]/i.test(text))
        throw new Error(`${entry}: a browser would read what was made of it as something else`);
    return text;
}

const hash = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/* Replaces each @NAME@ once; a replacement isn't looked at again. */
function filled(template, values) {
    const used = new Set();
    const text = template.replace(/@([A-Z_]+)@/g, (mark, name) => {
        if (!(name in values) || used.has(name))
            throw new Error(`page.html: ${mark} is unknown, or there twice`);
        used.add(name);
        return values[name];
    });
    if (used.size !== Object.keys(values).length)
        throw new Error('page.html: a mark is missing');
    return text;
}

const script = await bundle('page.js', {
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: notices() },
});
const style = await bundle('page.css');
const cut = '\0';
const pieces = filled(read('page.html').replace(/^\s*<!--[\s\S]*?-->\n/gm, ''), {
    SCRIPT: script,
    STYLE: style,
    SCRIPT_HASH: hash(script),
    STYLE_HASH: hash(style),
    TITLE: cut,
    DATA: cut,
}).split(cut);

mkdirSync(process.argv[2], { recursive: true });
['before_title', 'before_data', 'after_data'].forEach(
    (name, i) => writeFileSync(join(process.argv[2], name), pieces[i]));
