/** Where a program was found: in a setting, in an environment variable, or as part of the extension. */
export type ProgramOrigin = 'setting' | 'environment' | 'bundled';

/** A program to start, and why this one. */
export interface ProgramFile {
  readonly path: string;
  readonly origin: ProgramOrigin;
}

/** Where to look for a program. */
export interface ProgramPlaces {
  /** The value of the setting; empty for none. */
  readonly setting: string;
  /** The value of the environment variable; empty or undefined for none. */
  readonly environment: string | undefined;
  /** The one that the extension brings along. */
  readonly bundled: string;
}

/** The first place that names a program decides, whether the file is there or not: a wrong setting should be told, not passed over. */
export function findProgram(places: ProgramPlaces): ProgramFile {
  const setting = places.setting.trim();
  if (setting.length > 0) {
    return { path: setting, origin: 'setting' };
  }
  const environment = places.environment?.trim() ?? '';
  if (environment.length > 0) {
    return { path: environment, origin: 'environment' };
  }
  return { path: places.bundled, origin: 'bundled' };
}
