import type { Drawing, RunState } from '../runs/runState';

/** What the extension tells the panel: the run as it is now, as often as something happened. */
export interface PanelUpdate {
  readonly run: Omit<RunState, 'drawings'>;
  /** All drawings of the run; undefined when they are those of the update before, since they may be large. */
  readonly drawings: readonly Drawing[] | undefined;
  readonly isRunning: boolean;
}

/** What the panel asks of the extension. */
export type PanelRequest = { readonly ask: 'state' } | { readonly ask: 'stop' } | { readonly ask: 'again' };
