const pasteBegins = '\u001b[200~';
const pasteEnds = '\u001b[201~';

/**
 * What is typed into the prompt for a piece of a script: several lines go as one paste, so that the prompt takes them as one entry. Control
 * characters are left out; a script cannot press keys.
 */
export function promptText(code: string): string {
  const clean = code.replaceAll('\r\n', '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '').trimEnd();
  return clean.includes('\n') ? `${pasteBegins}${clean}${pasteEnds}` : clean;
}

/** The prompt's command that runs a script as one entry; undefined for a path that cannot be typed. */
export function loadEntry(path: string): string | undefined {
  return /[\u0000-\u001f\u007f-\u009f]/.test(path) ? undefined : `:load ${path}`;
}
