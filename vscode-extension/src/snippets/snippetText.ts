/** A piece of a script to fill in, as the file of snippets has it. */
export interface SnippetText {
  readonly name: string;
  readonly prefix: string;
  readonly body: string;
  readonly description: string;
}

/** Reads the file of snippets. */
export function readSnippets(json: string): SnippetText[] {
  const file = JSON.parse(json) as Record<string, { prefix: string; body: string | string[]; description: string }>;
  return Object.entries(file).map(([name, { prefix, body, description }]) => ({ name, prefix, description, body: Array.isArray(body) ? body.join('\n') : body }));
}
