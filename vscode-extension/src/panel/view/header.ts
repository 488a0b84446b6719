import type { PanelRequest, PanelUpdate } from '../messages';
import { html } from './elements';
import { numberText } from './numberText';

/** The line at the top of the panel: the script, how it goes, and the button. It stays while the rest is drawn anew, so that no click is lost. */
export class Header {
  private readonly name = html('h1', '');
  private readonly facts = html('span', 'quiet');
  private readonly button = html('button', '');
  private isRunning = false;

  /** The element to show. */
  readonly element = html('header', '', this.name, this.facts, this.button);

  constructor(ask: (request: PanelRequest) => void) {
    this.button.addEventListener('click', () => ask({ ask: this.isRunning ? 'stop' : 'again' }));
  }

  /** Says how the run goes. */
  update({ run, isRunning }: PanelUpdate): void {
    this.isRunning = isRunning;
    setText(this.name, run.script.split(/[\\/]/).at(-1) ?? run.script);
    setText(this.facts, [stateText(run, isRunning), run.device, run.device.length > 0 ? `seed ${run.seed}` : ''].filter((text) => text.length > 0).join(' · '));
    setText(this.button, isRunning ? 'Stop' : 'Run Again');
    this.button.className = isRunning ? 'stop' : '';
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function stateText(run: PanelUpdate['run'], isRunning: boolean): string {
  if (isRunning) {
    return run.trainings.some((t) => t.step < t.steps) ? 'trains' : 'runs';
  }
  const words = { completed: 'done', faulted: 'stopped by a fault', interrupted: 'interrupted' };
  return run.result === undefined ? 'ended' : `${words[run.result]} after ${numberText(Number(run.seconds.toPrecision(3)))} s`;
}
