import type { RunEvent, RunResult, Series } from './runEvent';

/** A curve that grows while a network is trained: steps, and a value at each; null is a number that is not finite. */
export interface LiveCurve {
  readonly name: string;
  readonly points: readonly (readonly [step: number, value: number | null])[];
  /** The fewest steps between two points; grows with the training, so that the whole of it has the same resolution. */
  readonly gap: number;
}

/** A training of a run: how far it is, and its curves so far. */
export interface Training {
  readonly number: number;
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number | null;
  readonly rate: number;
  readonly secondsLeft: number;
  readonly curves: readonly LiveCurve[];
  /** How many records there were. */
  readonly records: number;
}

/** What a script showed: a chart or a picture. */
export type Drawing =
  | { readonly kind: 'chart'; readonly title: string; readonly x: string; readonly y: string; readonly logarithmic: boolean; readonly series: readonly Series[] }
  | { readonly kind: 'picture'; readonly title: string; readonly rows: number; readonly columns: number; readonly smallest: number; readonly largest: number; readonly levels: string };

/** All that the panel shows of a run. */
export interface RunState {
  readonly script: string;
  readonly device: string;
  readonly seed: number;
  readonly trainings: readonly Training[];
  readonly drawings: readonly Drawing[];
  readonly printed: string;
  readonly notices: readonly string[];
  readonly fault: { readonly code: string; readonly text: string } | undefined;
  readonly result: RunResult | undefined;
  readonly seconds: number;
}

const mostPrinted = 200_000;
const mostDrawings = 60;
const mostTrainings = 40;
const mostNotices = 200;
const mostPoints = 2000;
const enoughRecords = 20;

/** A run of which nothing is known yet. */
export function emptyRun(script: string): RunState {
  return { script, device: '', seed: 0, trainings: [], drawings: [], printed: '', notices: [], fault: undefined, result: undefined, seconds: 0 };
}

/** The run after one more event. What grows is bounded: the oldest goes. */
export function withEvent(run: RunState, event: RunEvent): RunState {
  switch (event.event) {
    case 'started':
      return { ...run, script: event.script || run.script, device: event.device, seed: event.seed };
    case 'printed':
      return { ...run, printed: (run.printed + event.text).slice(-mostPrinted) };
    case 'notice':
      return { ...run, notices: [...run.notices, event.text].slice(-mostNotices) };
    case 'progress':
      return withTraining(run, event.training, (training) => ({
        ...training,
        step: event.step,
        steps: event.steps,
        epoch: event.epoch,
        epochs: event.epochs,
        rate: event.rate,
        secondsLeft: event.secondsLeft,
        // Between records the loss is a mean over few batches: better than nothing, and worse than what is recorded.
        curves: training.records < enoughRecords ? withPoint(training.curves, 'loss', event.step, event.loss) : training.curves,
      }));
    case 'recorded':
      return withTraining(run, event.training, (training) => ({
        ...training,
        step: Math.max(training.step, event.step),
        records: training.records + 1,
        curves: event.values.reduce((curves, { name, value }) => withPoint(curves, name, event.step, value), training.curves),
      }));
    case 'curve':
      return withDrawing(run, { kind: 'chart', title: event.title, x: event.x, y: event.y, logarithmic: event.logarithmic, series: event.series });
    case 'picture':
      return withDrawing(run, {
        kind: 'picture',
        title: event.title,
        rows: event.rows,
        columns: event.columns,
        smallest: event.smallest,
        largest: event.largest,
        levels: event.levels,
      });
    case 'fault':
      return { ...run, fault: { code: event.code, text: event.text } };
    case 'ended':
      return { ...run, result: event.result, seconds: event.seconds };
  }
}

function withDrawing(run: RunState, drawing: Drawing): RunState {
  return { ...run, drawings: [...run.drawings, drawing].slice(-mostDrawings) };
}

function withTraining(run: RunState, number: number, change: (training: Training) => Training): RunState {
  const known = run.trainings.find((training) => training.number === number);
  const before: Training = known ?? { number, step: 0, steps: 0, epoch: 0, epochs: null, rate: 0, secondsLeft: 0, curves: [], records: 0 };
  const others = run.trainings.filter((training) => training.number !== number);
  return { ...run, trainings: [...others, change(before)].sort((a, b) => a.number - b.number).slice(-mostTrainings) };
}

function withPoint(curves: readonly LiveCurve[], name: string, step: number, value: number | null): readonly LiveCurve[] {
  const known = curves.find((curve) => curve.name === name);
  if (known === undefined) {
    return [...curves, { name, points: [[step, value]], gap: 0 }];
  }
  return curves.map((curve) => (curve === known ? extended(curve, step, value) : curve));
}

// The last point is always the newest; it goes when the next one comes too soon after the one before it.
function extended({ name, points, gap }: LiveCurve, step: number, value: number | null): LiveCurve {
  const before = points.at(-2);
  const last = points.at(-1);
  const isTooClose = before !== undefined && last !== undefined && last[0] - before[0] < gap;
  const next = [...(isTooClose ? points.slice(0, -1) : points), [step, value] as const];
  if (next.length <= mostPoints) {
    return { name, points: next, gap };
  }
  const first = next[0]?.[0] ?? 0;
  return { name, points: next.filter((_, index) => index % 2 === 0 || index === next.length - 1), gap: (2 * (step - first)) / mostPoints };
}
