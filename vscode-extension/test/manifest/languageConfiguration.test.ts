import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readExtensionFile } from '../support/paths';

const configuration = JSON.parse(readExtensionFile('language-configuration.json'));
const { increaseIndentPattern, decreaseIndentPattern, indentNextLinePattern } = configuration.indentationRules;
const increases = new RegExp(increaseIndentPattern);
const decreases = new RegExp(decreaseIndentPattern);
const indentsNext = new RegExp(indentNextLinePattern);

/** What the rule for Enter that applies first adds to the new line; undefined when none does. */
function added(before: string, previous = '', after = ''): string | undefined {
  const rule = configuration.onEnterRules.find(
    (r: { beforeText: string; previousLineText?: string; afterText?: string }) =>
      new RegExp(r.beforeText).test(before) &&
      (r.previousLineText === undefined || new RegExp(r.previousLineText).test(previous)) &&
      (r.afterText === undefined || new RegExp(r.afterText).test(after)),
  );
  return rule?.action.appendText;
}

describe('the language configuration', () => {
  it('indents after an open bracket', () => {
    for (const line of ['model M() (x: [n]) -> [n] {', 'train(net,', 'f(', 'a = [', 'if x { # why']) {
      assert.equal(increases.test(line), !line.endsWith(','), line);
    }
    for (const line of ['# model {', 'a = [1]', 'print("{x}")']) {
      assert.ok(!increases.test(line), line);
    }
    assert.ok(decreases.test('  } else {') && decreases.test(')') && !decreases.test('x }'));
  });

  it('indents the one line after a definition that goes on', () => {
    for (const line of ['model M() (x: [n]) -> [n] =', 'f = x =>', 'fn f() = # why', '  y =']) {
      assert.ok(indentsNext.test(line), line);
    }
    for (const line of ['x = 1', 'a ==', 'b <=', '# c =', 'd >=']) {
      assert.ok(!indentsNext.test(line), line);
    }
  });

  it('goes on with documentation, until two lines of it are empty', () => {
    assert.equal(added('## What it does.'), '## ');
    assert.equal(added('  ##', 'x = 1'), '## ');
    assert.equal(added('##', '## What it does.'), '## ');
    assert.equal(added('##', '##'), undefined);
    assert.equal(added('# a comment'), undefined);
    assert.equal(added('x = 1 ## no'), undefined);
  });

  it('takes names with letters of any language as words, and numbers as one', () => {
    const word = new RegExp(configuration.wordPattern.pattern, 'g' + configuration.wordPattern.flags);
    assert.deepEqual('größe_1*α + 1_000.5e-3'.match(word), ['größe_1', 'α', '1_000.5e-3']);
  });
});
