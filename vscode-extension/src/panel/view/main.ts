import type { PanelRequest, PanelUpdate } from '../messages';
import { drawRun } from './run';

declare function acquireVsCodeApi(): { postMessage(message: PanelRequest): void };

const api = acquireVsCodeApi();
const place = document.getElementById('run');

window.addEventListener('message', (event: MessageEvent<PanelUpdate>) => {
  if (place !== null) {
    const scrolled = document.documentElement.scrollTop;
    place.replaceChildren(...drawRun(event.data, (request) => api.postMessage(request)));
    document.documentElement.scrollTop = scrolled;
  }
});
api.postMessage({ ask: 'state' });
