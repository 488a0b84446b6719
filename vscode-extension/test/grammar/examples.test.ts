import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { before, describe, it } from 'node:test';
import { GrammarTester, type ScopedPiece } from '../support/grammar';
import { projectRoot, scriptsBelow } from '../support/paths';
import { type PlainKind, scanPlainly } from '../support/plainScanner';

const scripts = [...scriptsBelow('examples'), ...scriptsBelow('src/Language/Library')];

// Words that are keywords wherever they stand outside of text. The others (in, over, as, with, optimizer) are names in some places.
const keywords = new Set('import fn model param state if else for scan require and or not true false'.split(' '));

const expectedScope: Record<PlainKind, RegExp> = {
  comment: /^comment\.line\.number-sign/,
  documentation: /^comment\.line\.documentation/,
  string: /^string\.quoted/,
  number: /^constant\.numeric/,
  word: /^(keyword|storage|entity|variable|support|constant\.language)/,
  sign: /^(punctuation|keyword\.operator)/,
};

describe('the grammar over every script of the project', () => {
  let grammar: GrammarTester;
  before(async () => {
    grammar = await GrammarTester.load('source.nn');
  });

  it('finds scripts', () => assert.ok(scripts.length > 40, `${scripts.length} scripts`));

  for (const path of scripts) {
    it(relative(projectRoot, path), () => {
      const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
      const { lines, depthAtEnd } = grammar.tokenize(text);
      assert.equal(depthAtEnd, 1, 'no rule stays open at the end');
      const lineStarts = [0];
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
        lineStarts.push(i + 1);
      }

      const pieces: (ScopedPiece & { from: number })[] = lines.flatMap((line, index) => line.map((piece) => ({ ...piece, from: (lineStarts[index] ?? 0) + piece.start })));
      for (const piece of pieces) {
        assert.ok(!piece.scopes.some((scope) => scope.startsWith('invalid')), `${piece.text} is ${piece.scopes.join(' ')}`);
      }

      const scopesAt = new Map<number, readonly string[]>();
      for (const piece of pieces) {
        for (let i = 0; i < piece.text.length; i++) {
          scopesAt.set(piece.from + i, piece.scopes);
        }
      }
      for (const token of scanPlainly(text)) {
        const written = text.slice(token.start, token.end);
        for (let i = token.start; i < token.end; i++) {
          if (text[i] === '\n' || text[i] === ' ') {
            continue;
          }
          const scopes = scopesAt.get(i) ?? [];
          const innermost = token.kind === 'string' || token.kind.startsWith('comment') || token.kind === 'documentation' ? scopes : scopes.slice(-1);
          assert.ok(innermost.some((scope) => expectedScope[token.kind].test(scope)), `${token.kind} ${JSON.stringify(written)} at ${i} has ${scopes.join(' ')}`);
        }
        if (token.kind === 'word') {
          const scope = (scopesAt.get(token.start) ?? []).at(-1) ?? '';
          const isKeyword = /^(keyword|storage|constant\.language)/.test(scope);
          if (keywords.has(written)) {
            assert.ok(isKeyword, `the keyword ${written} at ${token.start} has ${scope}`);
          }
        }
        if (token.kind !== 'string') {
          assert.ok(!(scopesAt.get(token.start) ?? []).at(-1)?.startsWith('string'), `${written} at ${token.start} is no text`);
        }
      }
    });
  }
});
