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

const wantedSide = 168;

/** Draws a matrix, a square for each number: greys, or blue below 0 and red above where there are both. */
export function drawPicture(content: PictureContent): HTMLElement {
  const canvas = html('canvas', 'pixels');
  canvas.width = content.columns;
  canvas.height = content.rows;
  const scale = Math.max(1, Math.min(24, Math.floor(wantedSide / Math.max(content.columns, content.rows))));
  canvas.style.width = `${content.columns * scale}px`;
  canvas.style.aspectRatio = `${content.columns} / ${content.rows}`;
  const range = `${content.rows} x ${content.columns}, ${numberText(content.smallest)} to ${numberText(content.largest)}`;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', content.title.length > 0 ? `${content.title}: ${range}` : range);
  paint(canvas, content);
  return html('figure', 'picture', canvas, html('figcaption', 'quiet', content.title.length > 0 ? `${content.title}: ${range}` : range));
}

function paint(canvas: HTMLCanvasElement, content: PictureContent): void {
  const context = canvas.getContext('2d');
  if (context === null) {
    return;
  }
  const levels = atob(content.levels);
  const image = context.createImageData(content.columns, content.rows);
  const hasBoth = content.smallest < 0 && content.largest > 0;
  const bound = Math.max(-content.smallest, content.largest);
  for (let i = 0; i < content.rows * content.columns; i++) {
    const part = (i < levels.length ? levels.charCodeAt(i) : 0) / 255;
    const value = content.smallest + part * (content.largest - content.smallest);
    image.data.set(hasBoth ? signedColor(value / bound) : [part * 255, part * 255, part * 255, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

// White is 0; blue is the most negative, red the most positive.
function signedColor(part: number): [number, number, number, number] {
  const fade = 255 * (1 - Math.min(1, Math.abs(part)));
  return part < 0 ? [fade, fade * 0.9 + 25, 255, 255] : [255, fade * 0.9 + 15, fade, 255];
}
