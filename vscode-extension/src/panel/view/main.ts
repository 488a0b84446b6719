import type { PanelRequest, PanelUpdate } from '../messages';
import { html } from './elements';
import { Header } from './header';
import { drawDrawings, drawRun } from './run';

declare function acquireVsCodeApi(): { postMessage(message: PanelRequest): void };

const api = acquireVsCodeApi();
const header = new Header((request) => api.postMessage(request));
const contents = html('div', '');
let drawings: Node[] = [];
const pointers = new Map<string, number>();
document.getElementById('run')?.append(header.element, contents);

window.addEventListener('message', (event: MessageEvent<PanelUpdate>) => {
  const scrolled = document.documentElement.scrollTop;
  header.update(event.data);
  if (event.data.drawings !== undefined) {
    drawings = drawDrawings(event.data.drawings, pointers);
  }
  contents.replaceChildren(...drawRun(event.data, drawings, pointers));
  document.documentElement.scrollTop = scrolled;
});
api.postMessage({ ask: 'state' });
