import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSnippets } from '../../src/snippets/snippetText';
import { GrammarTester } from '../support/grammar';
import { readExtensionFile } from '../support/paths';

describe('the snippets that serve without a language server', () => {
  const snippets = readSnippets(readExtensionFile('snippets/nn.json'));

  it('are complete and different', () => {
    assert.ok(snippets.length >= 5);
    assert.equal(new Set(snippets.map((s) => s.prefix)).size, snippets.length);
    for (const { name, prefix, body, description } of snippets) {
      assert.ok(name && prefix && body && description, name);
    }
  });

  it('are code whose brackets close', async () => {
    const grammar = await GrammarTester.load('source.nn');
    for (const { name, body } of snippets) {
      const code = body.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d/g, 'x');
      assert.doesNotMatch(code, /\$/, name);
      assert.equal(grammar.tokenize(code).depthAtEnd, 1, code);
    }
  });
});
