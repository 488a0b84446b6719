/** The first and the last line of a statement, from 0 on. */
export interface StatementLines {
  readonly first: number;
  readonly last: number;
}

/** The statement of the script that a line belongs to, with the documentation above it; undefined where there is none. */
export function statementAt(lines: readonly string[], line: number): StatementLines | undefined {
  return statementsOf(lines).find((s) => s.first <= line && line <= s.last);
}

/** The first statement that begins below a line; undefined after the last one. */
export function statementAfter(lines: readonly string[], line: number): StatementLines | undefined {
  return statementsOf(lines).find((s) => s.first > line);
}

/** Cuts a script into the statements of its top level, by brackets, blank lines and what a line ends or begins with. */
export function statementsOf(lines: readonly string[]): StatementLines[] {
  const found: StatementLines[] = [];
  let first: number | undefined;
  let last = 0;
  let state: ScanState = { depth: 0, inText: false };
  let goesOn = false;
  lines.forEach((line, index) => {
    const isOpen = state.inText || state.depth > 0;
    const code = isOpen ? line.trim() : withoutComment(line).trim();
    const isDocumentation = !isOpen && line.trimStart().startsWith('##');
    const isContinuation = isOpen || goesOn || code.startsWith('|>');
    if (first !== undefined && !isContinuation) {
      found.push({ first, last });
      first = undefined;
    }
    if (code.length === 0 && !isOpen && !isDocumentation) {
      return;
    }
    first ??= index;
    last = index;
    state = scanLine(line, state);
    goesOn = isDocumentation || (state.depth === 0 && !state.inText && /(?:[=+\-*/%@^,~<>]|\b(?:and|or|not))$/.test(withoutComment(line).trim()));
  });
  if (first !== undefined) {
    found.push({ first, last });
  }
  return found;
}

interface ScanState {
  readonly depth: number;
  readonly inText: boolean;
}

function withoutComment(line: string): string {
  let inText = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\' && inText) {
      i++;
    } else if (line[i] === '"') {
      inText = !inText;
    } else if (line[i] === '#' && !inText) {
      return line.slice(0, i);
    }
  }
  return line;
}

// Brackets count outside of texts; a text of one line ends with it.
function scanLine(line: string, { depth, inText }: ScanState): ScanState {
  let inLine = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? '';
    if ((inText || inLine) && character === '\\') {
      i++;
    } else if (!inLine && line.startsWith('"""', i)) {
      inText = !inText;
      i += 2;
    } else if (character === '"' && !inText) {
      inLine = !inLine;
    } else if (!inText && !inLine) {
      if (character === '#') {
        break;
      }
      depth += '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
    }
  }
  return { depth: Math.max(0, depth), inText };
}
