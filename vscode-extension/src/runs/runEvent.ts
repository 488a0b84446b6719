/** What a run says of itself: one JSON object a line, written by `nn run --events`. */
export type RunEvent =
  | { readonly event: 'started'; readonly script: string; readonly seed: number; readonly device: string }
  | { readonly event: 'printed'; readonly text: string }
  | { readonly event: 'notice'; readonly text: string }
  | {
      readonly event: 'progress';
      readonly training: number;
      readonly step: number;
      readonly steps: number;
      readonly epoch: number;
      readonly epochs: number | null;
      readonly loss: number | null;
      readonly rate: number;
      readonly secondsLeft: number;
    }
  | { readonly event: 'recorded'; readonly training: number; readonly step: number; readonly values: readonly NamedValue[] }
  | { readonly event: 'curve'; readonly title: string; readonly x: string; readonly y: string; readonly logarithmic: boolean; readonly series: readonly Series[] }
  | { readonly event: 'picture'; readonly title: string; readonly rows: number; readonly columns: number; readonly smallest: number; readonly largest: number; readonly levels: string }
  | { readonly event: 'fault'; readonly code: string; readonly text: string; readonly place: FaultPlace | undefined }
  | { readonly event: 'ended'; readonly result: RunResult; readonly seconds: number };

/** How a run ended. */
export type RunResult = 'completed' | 'faulted' | 'interrupted';

/** A figure with its name, such as the loss of a validation; null is a number that is not finite. */
export interface NamedValue {
  readonly name: string;
  readonly value: number | null;
}

/** A curve: its name, and its values one after another; null is a number that is not finite. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Where a fault happened: an absolute path, and lines and columns from 1 on. */
export interface FaultPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
