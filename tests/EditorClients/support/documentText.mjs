// Texts as editors see them: positions are a line and a UTF-16 column.

/** The position of the n-th occurrence of a text, plus an offset. */
export function positionOf(text, part, { offset = 0, occurrence = 1 } = {}) {
  let at = -1;
  for (let i = 0; i < occurrence; i++) {
    at = text.indexOf(part, at + 1);
    if (at < 0) {
      throw new Error(`${JSON.stringify(part)} is not there ${occurrence} times`);
    }
  }
  const before = text.slice(0, at + offset).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
}

/** The text after edits, which are given in any order and do not overlap. */
export function applyEdits(text, edits) {
  const lines = text.split('\n');
  const starts = [0];
  for (const line of lines) {
    starts.push(starts.at(-1) + line.length + 1);
  }
  const offset = ({ line, character }) => (line >= lines.length ? text.length : starts[line] + Math.min(character, lines[line].length));
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((result, edit) => result.slice(0, offset(edit.range.start)) + edit.newText + result.slice(offset(edit.range.end)), text);
}
