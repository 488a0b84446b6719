import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EventFile } from '../../src/runs/eventFile';
import { LineSplitter } from '../../src/runs/lineSplitter';
import { parseRunEvent } from '../../src/runs/parseRunEvent';
import type { RunEvent } from '../../src/runs/runEvent';
import { emptyRun, withEvent } from '../../src/runs/runState';

const progress = (step: number, loss: number | null, training = 1): RunEvent => ({
  event: 'progress', training, step, steps: 10, epoch: 1, epochs: 2, loss, rate: 100, secondsLeft: 3,
});

describe('an event of a run', () => {
  it('is read from a line of JSON', () => {
    assert.deepEqual(parseRunEvent(JSON.stringify(progress(3, 0.5))), progress(3, 0.5));
    assert.deepEqual(parseRunEvent('{"event":"fault","code":"NN4001","text":"no","file":"/a.nn","line":2,"column":3,"endLine":2,"endColumn":9}'), {
      event: 'fault', code: 'NN4001', text: 'no', place: { file: '/a.nn', line: 2, column: 3, endLine: 2, endColumn: 9 },
    });
  });

  it('is nothing where the line is none, or of a later version', () => {
    for (const line of ['', '{', '[]', '3', 'null', '{"event":"later"}', '{"event":"picture","rows":1e9,"columns":1e9}', '{"event":"picture","rows":-1,"columns":2}']) {
      assert.equal(parseRunEvent(line), undefined, line);
    }
  });

  it('keeps its form where fields are missing or of another type', () => {
    assert.deepEqual(parseRunEvent('{"event":"progress","step":"x","loss":"NaN"}'), {
      event: 'progress', training: 0, step: 0, steps: 0, epoch: 0, epochs: null, loss: null, rate: 0, secondsLeft: 0,
    });
    assert.deepEqual(parseRunEvent('{"event":"curve","series":[{"name":1,"values":[1,null,"x"]},7]}'), {
      event: 'curve', title: '', x: '', y: '', logarithmic: false, series: [{ name: '', values: [1, null, null] }, { name: '', values: [] }],
    });
  });
});

describe('lines', () => {
  it('are put together from bytes, also within a character', () => {
    const splitter = new LineSplitter();
    const bytes = Buffer.from('{"a":"größe 😀"}\n{"b":1}\nrest');
    const lines = [...bytes].flatMap((byte) => splitter.add(Buffer.from([byte])));
    assert.deepEqual(lines, ['{"a":"größe 😀"}', '{"b":1}']);
    assert.deepEqual(splitter.add(Buffer.from('!\n')), ['rest!']);
  });
});

describe('the file of events', () => {
  it('is followed while it grows, read to its end, and removed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nn events '));
    const path = join(folder, 'run.jsonl');
    const seen: RunEvent[] = [];
    const file = new EventFile(path, (events) => seen.push(...events));
    file.start();
    const line = JSON.stringify(progress(1, 2)) + '\n';
    appendFileSync(path, line.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 400));
    appendFileSync(path, line.slice(20) + 'no event\n' + JSON.stringify(progress(2, 1)) + '\n');
    await file.finish();
    assert.deepEqual(seen, [progress(1, 2), progress(2, 1)]);
    assert.ok(!existsSync(path));
    rmSync(folder, { recursive: true });
  });
});

describe('the state of a run', () => {
  it('has a curve for each loss and metric of each training', () => {
    let run = emptyRun('a.nn');
    run = withEvent(run, progress(1, 2));
    run = withEvent(run, progress(2, 1.5));
    run = withEvent(run, { event: 'recorded', training: 1, step: 2, values: [{ name: 'validation loss', value: 1.8 }] });
    run = withEvent(run, progress(1, 9, 2));
    assert.deepEqual(run.trainings.map((t) => t.number), [1, 2]);
    assert.deepEqual(run.trainings[0]?.curves, [
      { name: 'loss', points: [[1, 2], [2, 1.5]], gap: 0 },
      { name: 'validation loss', points: [[2, 1.8]], gap: 0 },
    ]);
    run = withEvent(run, { event: 'ended', result: 'completed', seconds: 2 });
    assert.equal(run.result, 'completed');
  });

  it('takes the losses between records only while there are few records', () => {
    let run = emptyRun('a.nn');
    for (let step = 10; step <= 400; step += 10) {
      run = withEvent(run, { event: 'recorded', training: 1, step, values: [{ name: 'loss', value: 1 }] });
      run = withEvent(run, progress(step + 5, 9));
    }
    const points = run.trainings[0]?.curves[0]?.points ?? [];
    assert.equal(points.filter(([, value]) => value === 9).length, 19);
    assert.deepEqual(points.at(-1), [400, 1]);
    assert.equal(run.trainings[0]?.step, 405);
  });

  it('grows to a bound only, and keeps the newest', () => {
    let run = emptyRun('a.nn');
    for (let step = 1; step <= 20_000; step++) {
      run = withEvent(run, progress(step, step));
    }
    const points = run.trainings[0]?.curves[0]?.points ?? [];
    assert.ok(points.length >= 700 && points.length <= 2000, `${points.length}`);
    assert.deepEqual([points[0], points.at(-1)], [[1, 1], [20_000, 20_000]]);
    const inFirstHalf = points.filter(([step]) => step <= 10_000).length;
    assert.ok(Math.abs(inFirstHalf / points.length - 0.5) < 0.1, `${inFirstHalf} of ${points.length} points in the first half`);
    run = withEvent(run, { event: 'printed', text: 'x'.repeat(300_000) + 'end' });
    assert.ok(run.printed.length <= 200_000 && run.printed.endsWith('end'));
    for (let i = 0; i < 100; i++) {
      run = withEvent(run, { event: 'curve', title: `${i}`, x: '', y: '', logarithmic: false, series: [] });
    }
    assert.ok(run.drawings.length <= 60);
    assert.equal(run.drawings.at(-1)?.title, '99');
  });
});
