import type { Drawing, Training } from '../../runs/runState';
import type { PanelUpdate } from '../messages';
import { type ChartSeries, drawChart, type Pointers } from './chart';
import { html } from './elements';
import { numberText, timeText } from './numberText';
import { drawPictures, groupPictures } from './picture';

/** What stands below the panel's header: the trainings of a run with their curves, what it drew, which is given, and what it printed. */
export function drawRun({ run, isRunning }: PanelUpdate, drawings: readonly Node[], pointers: Pointers): Node[] {
  return [
    ...(run.fault === undefined ? [] : [fault(run.fault)]),
    ...run.trainings.map((training) => trainingPart(training, run.trainings.length > 1, isRunning, pointers)),
    ...drawings,
    ...(run.notices.length === 0 ? [] : [html('ul', 'notices', ...run.notices.map((text) => html('li', '', text)))]),
    ...(run.printed.length === 0 ? [] : [html('h2', '', 'Output'), html('pre', '', run.printed)]),
  ];
}

function fault({ code, text }: { code: string; text: string }): HTMLElement {
  const box = html('section', 'fault', html('b', '', code), html('p', '', text));
  box.setAttribute('role', 'alert');
  return box;
}

function trainingPart(training: Training, isNumbered: boolean, isRunning: boolean, pointers: Pointers): HTMLElement {
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
    part.append(drawChart({ title, x: 'step', y: '', logarithmic: false, series }, pointers));
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

/** The charts and pictures of a run. */
export function drawDrawings(all: readonly Drawing[], pointers: Pointers): Node[] {
  const charts = all.flatMap((d) =>
    d.kind === 'chart'
      ? [drawChart({ title: d.title, x: d.x, y: d.y, logarithmic: d.logarithmic, series: d.series.map((s) => ({ name: s.name, points: s.values.map((v, i) => [i, v] as const) })) }, pointers)]
      : [],
  );
  const pictures = groupPictures(all.filter((d) => d.kind === 'picture')).map(drawPictures);
  return [
    ...(charts.length === 0 ? [] : [html('h2', '', 'Curves'), ...charts]),
    ...(pictures.length === 0 ? [] : [html('h2', '', 'Pictures'), ...pictures]),
  ];
}
