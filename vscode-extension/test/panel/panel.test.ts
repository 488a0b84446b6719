import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { escapeHtml, graphHtml } from '../../src/panel/graphHtml';
import { panelHtml } from '../../src/panel/panelHtml';
import { groupPictures } from '../../src/panel/view/picture';
import { numberText, timeText } from '../../src/panel/view/numberText';
import { linearScale, logarithmicScale } from '../../src/panel/view/scale';

describe('the page of the panel', () => {
  const page = panelHtml({ nonce: 'abc', script: 'res://script', style: 'res://style', source: 'res:' });

  it('allows its own script and style, and nothing from elsewhere', () => {
    const policy = /content="([^"]+)"/.exec(page)?.[1] ?? '';
    assert.equal(policy, "default-src 'none'; style-src res:; script-src 'nonce-abc'");
    assert.doesNotMatch(page, /https?:|unsafe-inline|unsafe-eval/);
    assert.equal(page.match(/<script/g)?.length, 1);
  });
});

describe('the page of a graph', () => {
  it('shows the drawing as a picture, so that nothing in it runs', () => {
    const page = graphHtml('<img onerror=x> & "y"', '<svg><script>alert(1)</script></svg>', 'abc');
    assert.doesNotMatch(page, /<script|<img onerror/);
    assert.match(page, /default-src 'none'; img-src data:; style-src 'nonce-abc'"/);
    assert.equal(escapeHtml('<a href="\'">&'), '&lt;a href=&quot;&#39;&quot;&gt;&amp;');
  });
});

describe('numbers beside an axis', () => {
  it('have few digits', () => {
    assert.deepEqual([0, 0.25, 1 / 3, 1234567, 12000, 0.00001, -3.5, 2345.6].map(numberText), ['0', '0.25', '0.3333', '1.23e6', '12,000', '1e-5', '-3.5', '2,346']);
    assert.equal(numberText(null), 'not finite');
    assert.deepEqual([0, 61, 3661, -5].map(timeText), ['0:00', '1:01', '1:01:01', '0:00']);
  });

  it('stand at round values within the axis', () => {
    const scale = linearScale(0.13, 2.4, 100, 0, 5);
    assert.deepEqual(scale.ticks, [0.5, 1, 1.5, 2]);
    assert.equal(scale.place(0.13), 100);
    assert.equal(scale.place(2.4), 0);
    assert.deepEqual(linearScale(0, 1000, 0, 1, 5).ticks, [0, 200, 400, 600, 800, 1000]);
    assert.deepEqual(logarithmicScale(0.01, 100, 0, 1).ticks, [0.01, 0.1, 1, 10, 100]);
  });

  it('are there for a single value too', () => {
    for (const scale of [linearScale(3, 3, 0, 1, 5), linearScale(0, 0, 0, 1, 5), logarithmicScale(5, 5, 0, 1)]) {
      assert.ok(scale.ticks.length > 0);
      assert.ok(scale.ticks.every((tick) => Number.isFinite(scale.place(tick))));
    }
  });
});

describe('pictures', () => {
  it('of one call stand together', () => {
    const picture = (title: string, smallest: number) => ({ title, rows: 2, columns: 2, smallest, largest: 1, levels: '' });
    const groups = groupPictures([picture('a', 0), picture('a', 0), picture('a', -1), picture('b', -1)]);
    assert.deepEqual(groups.map((group) => group.length), [2, 1, 1]);
  });
});
