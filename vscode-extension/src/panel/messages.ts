import type { RunState } from '../runs/runState';

/** What the extension tells the panel: the whole run, as often as something happened. */
export interface PanelUpdate {
  readonly run: RunState;
  readonly isRunning: boolean;
}

/** What the panel asks of the extension. */
export type PanelRequest = { readonly ask: 'state' } | { readonly ask: 'stop' } | { readonly ask: 'again' };
