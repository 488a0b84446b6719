import { html } from './elements';
import { numberText } from './numberText';

/** A matrix as bytes: 0 is its smallest value, 255 its largest. */
export interface PictureContent {
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  readonly smallest: number;
  readonly largest: number;
  /** Base 64, row by row. */
  readonly levels: string;
}

const sideOfOne = 196;
const sideOfMany = 112;

/** Draws the matrices of one drawing side by side, a square for each number: greys, or blue below 0 and red above where there are both. */
export function drawPictures(pictures: readonly PictureContent[]): HTMLElement {
  const [first] = pictures;
  if (first === undefined) {
    return html('figure', 'picture');
  }
  const range = `${first.rows} x ${first.columns}, ${numberText(first.smallest)} to ${numberText(first.largest)}`;
  const words = [...(first.title.length > 0 ? [first.title] : []), range].join(': ');
  const canvases = pictures.map((picture, index) => {
    const canvas = html('canvas', 'pixels');
    canvas.width = picture.columns;
    canvas.height = picture.rows;
    const scale = Math.max(1, Math.min(24, Math.floor((pictures.length > 1 ? sideOfMany : sideOfOne) / Math.max(picture.columns, picture.rows))));
    canvas.style.width = `${picture.columns * scale}px`;
    canvas.style.aspectRatio = `${picture.columns} / ${picture.rows}`;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', pictures.length > 1 ? `${words}, ${index + 1} of ${pictures.length}` : words);
    paint(canvas, picture);
    return canvas;
  });
  return html('figure', 'picture', html('div', 'pictures', ...canvases), html('figcaption', 'quiet', words));
}

/** Puts pictures that a script shows with one call together. */
export function groupPictures(pictures: readonly PictureContent[]): PictureContent[][] {
  const groups: PictureContent[][] = [];
  for (const picture of pictures) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const isSame = (['title', 'rows', 'columns', 'smallest', 'largest'] as const).every((field) => before?.[field] === picture[field]);
    if (last !== undefined && isSame) {
      last.push(picture);
    } else {
      groups.push([picture]);
    }
  }
  return groups;
}

function paint(canvas: HTMLCanvasElement, content: PictureContent): void {
  const context = canvas.getContext('2d');
  if (context === null) {
    return;
  }
  const levels = atob(content.levels);
  const image = context.createImageData(content.columns, content.rows);
  const isDark = document.body.classList.contains('vscode-dark') || document.body.classList.contains('vscode-high-contrast');
  const hasBoth = content.smallest < 0 && content.largest > 0;
  const bound = Math.max(-content.smallest, content.largest);
  for (let i = 0; i < content.rows * content.columns; i++) {
    const part = (i < levels.length ? levels.charCodeAt(i) : 0) / 255;
    const value = content.smallest + part * (content.largest - content.smallest);
    image.data.set(hasBoth ? signedColor(value / bound, isDark) : [part * 255, part * 255, part * 255, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

// 0 is black in a dark theme and white in a light one; blue is the most negative, red the most positive.
function signedColor(part: number, isDark: boolean): [number, number, number, number] {
  const strength = Math.min(1, Math.abs(part));
  const [strong, weak] = isDark ? [255 * strength, 110 * strength] : [255, 255 * (1 - strength)];
  return part < 0 ? [weak * 0.6, weak, strong, 255] : [strong, weak, weak * 0.6, 255];
}
