import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { GrammarTester, type ScopedPiece } from '../support/grammar';
import { extensionRoot } from '../support/paths';

const folder = join(extensionRoot, 'test/grammar/fixtures');

/** A line of expectations: `#~ ^^^ scope [scope ...]`, and `!scope` for what must not be there. */
const expectation = /^#~\s*(?<marks>\^+)\s+(?<scopes>.+)$/;

interface Check {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly wanted: readonly string[];
  readonly where: string;
}

/** Takes the lines of expectations out of a fixture; each speaks of the line of code above it. */
function readFixture(name: string): { text: string; checks: Check[] } {
  const code: string[] = [];
  const checks: Check[] = [];
  readFileSync(join(folder, name), 'utf8').split('\n').forEach((line, index) => {
    const found = expectation.exec(line);
    if (found?.groups === undefined) {
      code.push(line);
      return;
    }
    const start = line.indexOf('^');
    const wanted = (found.groups['scopes'] ?? '').trim().split(/\s+/);
    checks.push({ line: code.length - 1, start, end: start + (found.groups['marks'] ?? '').length, wanted, where: `${name}:${index + 1}` });
  });
  return { text: code.join('\n'), checks };
}

function holds(piece: ScopedPiece, scope: string): boolean {
  return piece.scopes.some((s) => s === scope || s.startsWith(scope + '.'));
}

describe('the grammar gives the scopes that its fixtures ask for', () => {
  for (const name of readdirSync(folder).sort()) {
    it(name, async () => {
      const grammar = await GrammarTester.load(name.endsWith('.md') ? 'text.html.markdown' : 'source.nn');
      const { text, checks } = readFixture(name);
      assert.ok(checks.length > 0, 'the fixture asks for something');
      const { lines } = grammar.tokenize(text);
      for (const check of checks) {
        const pieces = (lines[check.line] ?? []).filter((p) => p.start < check.end && p.end > check.start);
        assert.ok(pieces.length > 0, `${check.where}: nothing is there`);
        for (const piece of pieces) {
          for (const scope of check.wanted) {
            const isThere = scope.startsWith('!') ? !holds(piece, scope.slice(1)) : holds(piece, scope);
            assert.ok(isThere, `${check.where}: ${JSON.stringify(piece.text)} has ${piece.scopes.join(' ')}, expected ${scope}`);
          }
        }
      }
    });
  }
});
