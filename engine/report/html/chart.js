/* Pictures by ECharts, as SVG: sharp on paper, and coloured by the page's style alone. Colours are
 * named by their variables, so that dark, light and print need no second drawing. Nothing moves. */
import * as echarts from 'echarts/core';
import { HeatmapChart, LineChart, TreemapChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([TreemapChart, HeatmapChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

/* The library empties elements by way of innerHTML. That is all it may do with it. */
window.trustedTypes?.createPolicy('default', {
    createHTML: text => (text === '' ? '' : null),
});

export const ink = name => `var(--${name})`;

const common = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11, color: ink('ink') },
});

export const tooltip = {
    confine: true,
    transitionDuration: 0,
    backgroundColor: ink('raised'),
    borderColor: ink('rule'),
    borderWidth: 1,
    padding: [6, 9],
    textStyle: { color: ink('ink'), fontSize: 12 },
    extraCssText: 'box-shadow: none; border-radius: 2px; max-width: 32rem; white-space: normal',
};

const charts = new Map();

/* `options(width, height)` says what to draw; asked again when the element's size changes.
 * `height_of(width)`: if the height isn't the style's. */
export function chart_make(element, options, height_of) {
    const chart = echarts.init(element, null, { renderer: 'svg' });
    let width = element.clientWidth, height = element.clientHeight;

    function draw() {
        width = element.clientWidth;
        if (height_of)
            element.style.height = `${height_of(width)}px`;
        height = element.clientHeight;
        if (!width || !height)
            return;
        chart.resize();
        chart.setOption({ ...common(), ...options(width, height) }, { notMerge: true });
    }

    charts.set(element, draw);
    new ResizeObserver(() => {
        if (element.clientWidth !== width || element.clientHeight !== height)
            draw();
    }).observe(element);
    draw();
    return { chart, draw };
}

export function charts_connect(group, made) {
    for (const { chart } of made)
        chart.group = group;
    echarts.connect(group);
}

/* Paper has its own width, which nobody is told of. */
function fit_to_paper(class_list_change) {
    document.documentElement.classList[class_list_change]('on-paper');
    for (const draw of charts.values())
        draw();
}
window.addEventListener('beforeprint', () => fit_to_paper('add'));
window.addEventListener('afterprint', () => fit_to_paper('remove'));
