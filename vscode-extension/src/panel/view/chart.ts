import { html, svg } from './elements';
import { numberText } from './numberText';
import { linearScale, logarithmicScale } from './scale';

/** A curve to draw: places along the axis, and values; null leaves a gap. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

/** What a chart shows. */
export interface ChartContent {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly logarithmic: boolean;
  readonly series: readonly ChartSeries[];
}

const width = 520;
const height = 220;
const margin = { left: 58, right: 22, top: 10, bottom: 34 };
const shades = 6;

/** Where the pointer is, as a part of the width, by the titles of charts: a chart that is drawn anew goes on showing what is under it. */
export type Pointers = Map<string, number>;

/** Draws curves with axes, a legend of their last values, and the values under the pointer. */
export function drawChart(content: ChartContent, pointers: Pointers): HTMLElement {
  const values = content.series.flatMap((s) => s.points.flatMap(([, y]) => (y === null ? [] : [y])));
  const places = content.series.flatMap((s) => s.points.map(([x]) => x));
  const figure = html('figure', 'chart');
  if (content.title.length > 0) {
    figure.append(html('figcaption', 'title', content.title));
  }
  if (values.length === 0) {
    figure.append(html('p', 'quiet', 'no finite values yet'));
    return figure;
  }

  const isLogarithmic = content.logarithmic && Math.min(...values) > 0;
  const bottom = height - margin.bottom;
  const x = linearScale(Math.min(...places), Math.max(...places), margin.left, width - margin.right, 6);
  const y = isLogarithmic
    ? logarithmicScale(Math.min(...values), Math.max(...values), bottom, margin.top)
    : linearScale(Math.min(...values), Math.max(...values), bottom, margin.top, 5);
  const names = content.series.map((s) => s.name).join(', ');
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' }, svg('title', {}, content.title || names), svg('desc', {}, describe(content.series)));
  for (const tick of y.ticks) {
    drawing.append(
      svg('line', { class: 'grid', x1: margin.left, x2: width - margin.right, y1: y.place(tick), y2: y.place(tick) }),
      svg('text', { class: 'tick', x: margin.left - 6, y: y.place(tick) + 4, 'text-anchor': 'end' }, numberText(tick)),
    );
  }
  for (const tick of x.ticks) {
    drawing.append(svg('text', { class: 'tick', x: x.place(tick), y: bottom + 16, 'text-anchor': 'middle' }, numberText(tick)));
  }
  drawing.append(svg('line', { class: 'axis', x1: margin.left, x2: width - margin.right, y1: bottom, y2: bottom }));
  if (content.x.length > 0) {
    drawing.append(svg('text', { class: 'tick', x: (margin.left + width - margin.right) / 2, y: height - 3, 'text-anchor': 'middle' }, content.x));
  }
  if (content.y.length > 0) {
    drawing.append(svg('text', { class: 'tick', x: 12, y: height / 2, 'text-anchor': 'middle', transform: `rotate(-90 12 ${height / 2})` }, content.y));
  }
  content.series.forEach((series, index) => {
    const pieces = path(series, x.place, y.place);
    const known = series.points.filter((p) => p[1] !== null);
    drawing.append(svg('path', { class: `curve shade-${index % shades}`, d: pieces }));
    const [only] = known;
    if (known.length === 1 && only !== undefined) {
      drawing.append(svg('circle', { class: `dot shade-${index % shades}`, cx: x.place(only[0]), cy: y.place(only[1] ?? 0), r: 3 }));
    }
  });

  const legend = html('ul', 'legend', ...content.series.map((series, index) => legendEntry(series, index, series.points.at(-1))));
  figure.append(drawing, legend);
  followPointer(drawing, legend, content, x.place, pointers);
  return figure;
}

function legendEntry(series: ChartSeries, index: number, point: readonly [number, number | null] | undefined): HTMLElement {
  const value = point === undefined ? '' : ` ${numberText(point[1])}`;
  return html('li', '', html('span', `swatch shade-${index % shades}`), html('span', '', series.name), html('b', '', value));
}

function path(series: ChartSeries, x: (value: number) => number, y: (value: number) => number): string {
  let isDown = false;
  return series.points
    .map(([place, value]) => {
      if (value === null) {
        isDown = false;
        return '';
      }
      const piece = `${isDown ? 'L' : 'M'}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
      isDown = true;
      return piece;
    })
    .join('');
}

// Says what the curves do, for those who do not see them.
function describe(series: readonly ChartSeries[]): string {
  return series
    .map((s) => {
      const [first, last] = [s.points[0], s.points.at(-1)];
      return first === undefined || last === undefined ? `${s.name}: empty` : `${s.name}: from ${numberText(first[1])} to ${numberText(last[1])}`;
    })
    .join('; ');
}

function followPointer(drawing: SVGSVGElement, legend: HTMLElement, content: ChartContent, x: (value: number) => number, pointers: Pointers): void {
  const line = svg('line', { class: 'pointer', y1: margin.top, y2: height - margin.bottom, visibility: 'hidden' });
  drawing.append(line);
  const entries = (choose: (series: ChartSeries) => readonly [number, number | null] | undefined) => content.series.map((series, index) => legendEntry(series, index, choose(series)));
  const show = (part: number) => {
    const nearest = (series: ChartSeries) =>
      series.points.reduce<readonly [number, number | null] | undefined>((best, p) => (best === undefined || Math.abs(x(p[0]) - part * width) < Math.abs(x(best[0]) - part * width) ? p : best), undefined);
    const place = content.series.map(nearest).find((p) => p !== undefined);
    if (place !== undefined) {
      line.setAttribute('x1', String(x(place[0])));
      line.setAttribute('x2', String(x(place[0])));
      line.setAttribute('visibility', 'visible');
      legend.replaceChildren(...entries(nearest), html('li', 'quiet', `${content.x || 'at'} ${numberText(place[0])}`));
    }
  };
  drawing.addEventListener('pointermove', (event) => {
    const box = drawing.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    pointers.set(content.title, part);
    show(part);
  });
  drawing.addEventListener('pointerleave', () => {
    pointers.delete(content.title);
    line.setAttribute('visibility', 'hidden');
    legend.replaceChildren(...entries((series) => series.points.at(-1)));
  });
  const known = pointers.get(content.title);
  if (known !== undefined) {
    show(known);
  }
}
