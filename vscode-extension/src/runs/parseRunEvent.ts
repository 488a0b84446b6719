import type { FaultPlace, NamedValue, RunEvent, RunResult, Series } from './runEvent';

type Fields = Record<string, unknown>;

const mostCells = 1 << 20;
const mostValues = 1 << 16;

/** Reads one line of a run's events; undefined for what is no such event, or one of a later version. */
export function parseRunEvent(line: string): RunEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null ? read(value as Fields) : undefined;
}

function read(fields: Fields): RunEvent | undefined {
  switch (fields['event']) {
    case 'started':
      return { event: 'started', script: text(fields, 'script'), seed: number(fields, 'seed'), device: text(fields, 'device') };
    case 'printed':
      return { event: 'printed', text: text(fields, 'text') };
    case 'notice':
      return { event: 'notice', text: text(fields, 'text') };
    case 'progress':
      return {
        event: 'progress',
        training: number(fields, 'training'),
        step: number(fields, 'step'),
        steps: number(fields, 'steps'),
        epoch: number(fields, 'epoch'),
        epochs: finite(fields['epochs']),
        loss: finite(fields['loss']),
        rate: number(fields, 'rate'),
        secondsLeft: number(fields, 'secondsLeft'),
      };
    case 'recorded':
      return { event: 'recorded', training: number(fields, 'training'), step: number(fields, 'step'), values: list(fields['values']).map(namedValue) };
    case 'curve':
      return {
        event: 'curve',
        title: text(fields, 'title'),
        x: text(fields, 'x'),
        y: text(fields, 'y'),
        logarithmic: fields['logarithmic'] === true,
        series: list(fields['series']).map(series),
      };
    case 'picture':
      return picture(fields);
    case 'fault':
      return { event: 'fault', code: text(fields, 'code'), text: text(fields, 'text'), place: place(fields) };
    case 'ended':
      return { event: 'ended', result: result(fields['result']), seconds: number(fields, 'seconds') };
    default:
      return undefined;
  }
}

function picture(fields: Fields): RunEvent | undefined {
  const rows = number(fields, 'rows');
  const columns = number(fields, 'columns');
  const isSize = Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0 && rows * columns <= mostCells;
  return isSize
    ? { event: 'picture', title: text(fields, 'title'), rows, columns, smallest: number(fields, 'smallest'), largest: number(fields, 'largest'), levels: text(fields, 'levels') }
    : undefined;
}

function place(fields: Fields): FaultPlace | undefined {
  const [line, column] = [number(fields, 'line'), number(fields, 'column')];
  const file = text(fields, 'file');
  return file.length > 0 && line >= 1 && column >= 1
    ? { file, line, column, endLine: Math.max(line, number(fields, 'endLine')), endColumn: Math.max(1, number(fields, 'endColumn')) }
    : undefined;
}

function namedValue(value: unknown): NamedValue {
  const fields = object(value);
  return { name: text(fields, 'name'), value: finite(fields['value']) };
}

function series(value: unknown): Series {
  const fields = object(value);
  return { name: text(fields, 'name'), values: list(fields['values']).slice(0, mostValues).map(finite) };
}

function result(value: unknown): RunResult {
  return value === 'completed' || value === 'interrupted' ? value : 'faulted';
}

function object(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function number(fields: Fields, name: string): number {
  return finite(fields[name]) ?? 0;
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
