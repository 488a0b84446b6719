/** What a stretch of a script is, told without the grammar. */
export type PlainKind = 'comment' | 'documentation' | 'string' | 'number' | 'word' | 'sign';

/** A stretch of a script: its kind, and where it lies in the text. */
export interface PlainToken {
  readonly kind: PlainKind;
  readonly start: number;
  readonly end: number;
}

const word = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const number = /[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?/uy;

/**
 * Cuts a script without mistakes into tokens, by the rules of the language's reference and by other means than the grammar: one pass with a stack
 * of open strings. The text of a string is a token of kind string; what stands in its braces is cut like any other code, formats excepted.
 */
export function scanPlainly(text: string): PlainToken[] {
  const tokens: PlainToken[] = [];
  // For each string that is open: how long its quotes are, and how many brackets are open in the value that stands in it (-1: in its text).
  const open: { quotes: number; brackets: number }[] = [];
  let at = 0;
  const take = (kind: PlainKind, end: number) => {
    if (end > at) {
      tokens.push({ kind, start: at, end });
    }
    at = end;
  };
  const matched = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };

  while (at < text.length) {
    const current = open.at(-1);
    if (current !== undefined && current.brackets < 0) {
      const quote = '"'.repeat(current.quotes);
      let end = at;
      while (end < text.length && text[end] !== '{' && !text.startsWith(quote, end)) {
        end += text[end] === '\\' ? 2 : 1;
      }
      take('string', end);
      if (text[at] === '{') {
        current.brackets = 0;
        take('sign', at + 1);
      } else {
        take('string', at + current.quotes);
        open.pop();
      }
      continue;
    }

    const character = text[at] ?? '';
    if (/\s/.test(character)) {
      at++;
    } else if (character === '#' && current === undefined) {
      const lineEnd = text.indexOf('\n', at);
      take(text[at + 1] === '#' ? 'documentation' : 'comment', lineEnd < 0 ? text.length : lineEnd);
    } else if (character === '"') {
      const quotes = text.startsWith('"""', at) ? 3 : 1;
      open.push({ quotes, brackets: -1 });
      take('string', at + quotes);
    } else if (current?.brackets === 0 && character === ':') {
      at = text.indexOf('}', at);
    } else if (current?.brackets === 0 && character === '}') {
      current.brackets = -1;
      take('sign', at + 1);
    } else if (matched(number) >= 0) {
      take('number', matched(number));
    } else if (matched(word) >= 0) {
      take('word', matched(word));
    } else {
      if (current !== undefined) {
        current.brackets += '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
      }
      take('sign', at + 1);
    }
  }
  return tokens;
}
