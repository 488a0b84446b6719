import type { Drawing, RunState, Training } from '../../runs/runState';
import type { PanelRequest, PanelUpdate } from '../messages';
import { type ChartSeries, drawChart } from './chart';
import { html } from './elements';
import { numberText, timeText } from './numberText';
import { drawPictures, groupPictures } from './picture';

/** The panel's contents: what runs, its trainings with their curves, what it drew, what it printed. */
export function drawRun({ run, isRunning }: PanelUpdate, ask: (request: PanelRequest) => void): Node[] {
  return [
    header(run, isRunning, ask),
    ...(run.fault === undefined ? [] : [fault(run.fault)]),
    ...run.trainings.map((training) => trainingPart(training, run.trainings.length > 1, isRunning)),
    ...drawings(run.drawings),
    ...(run.notices.length === 0 ? [] : [html('ul', 'notices', ...run.notices.map((text) => html('li', '', text)))]),
    ...(run.printed.length === 0 ? [] : [html('h2', '', 'Output'), html('pre', '', run.printed)]),
  ];
}

function header(run: RunState, isRunning: boolean, ask: (request: PanelRequest) => void): HTMLElement {
  const name = run.script.split(/[\\/]/).at(-1) ?? run.script;
  const button = html('button', isRunning ? 'stop' : '', isRunning ? 'Stop' : 'Run Again');
  button.addEventListener('click', () => ask({ ask: isRunning ? 'stop' : 'again' }));
  const facts = [stateText(run, isRunning), run.device, run.device.length > 0 ? `seed ${run.seed}` : ''].filter((text) => text.length > 0);
  return html('header', '', html('h1', '', name), html('span', 'quiet', facts.join(' · ')), button);
}

function stateText(run: RunState, isRunning: boolean): string {
  if (isRunning) {
    return run.trainings.some((t) => t.step < t.steps) ? 'trains' : 'runs';
  }
  const words = { completed: 'done', faulted: 'stopped by a fault', interrupted: 'interrupted' };
  return run.result === undefined ? 'ended' : `${words[run.result]} after ${numberText(Number(run.seconds.toPrecision(3)))} s`;
}

function fault({ code, text }: { code: string; text: string }): HTMLElement {
  const box = html('section', 'fault', html('b', '', code), html('p', '', text));
  box.setAttribute('role', 'alert');
  return box;
}

function trainingPart(training: Training, isNumbered: boolean, isRunning: boolean): HTMLElement {
  const goesOn = isRunning && training.step < training.steps;
  const where = training.epochs === null ? `step ${numberText(training.step)} of ${numberText(training.steps)}` : `epoch ${training.epoch} of ${training.epochs}`;
  const facts = training.steps === 0 ? [] : [where, `${numberText(Math.round(training.rate))} examples/s`, ...(goesOn ? [`${timeText(training.secondsLeft)} left`] : [])];
  const bar = html('progress', '');
  bar.max = Math.max(1, training.steps);
  bar.value = training.step;
  bar.setAttribute('aria-label', 'how far the training is');
  const part = html('section', 'training', html('h2', '', isNumbered ? `Training ${training.number}` : 'Training', html('span', 'quiet', facts.join(' · '))));
  if (goesOn) {
    part.append(bar);
  }
  for (const [title, series] of groups(training)) {
    part.append(drawChart({ title, x: 'step', y: '', logarithmic: false, series }));
  }
  return part;
}

// Losses share an axis; each metric has one of its own, together with its validation.
function groups(training: Training): Map<string, ChartSeries[]> {
  const found = new Map<string, ChartSeries[]>();
  for (const curve of training.curves) {
    const title = curve.name.replace(/^validation /, '');
    found.set(title, [...(found.get(title) ?? []), { name: curve.name, points: curve.points }]);
  }
  return found;
}

function drawings(all: readonly Drawing[]): Node[] {
  const charts = all.flatMap((d) =>
    d.kind === 'chart'
      ? [drawChart({ title: d.title, x: d.x, y: d.y, logarithmic: d.logarithmic, series: d.series.map((s) => ({ name: s.name, points: s.values.map((v, i) => [i, v] as const) })) })]
      : [],
  );
  const pictures = groupPictures(all.filter((d) => d.kind === 'picture')).map(drawPictures);
  return [
    ...(charts.length === 0 ? [] : [html('h2', '', 'Curves'), ...charts]),
    ...(pictures.length === 0 ? [] : [html('h2', '', 'Pictures'), ...pictures]),
  ];
}
