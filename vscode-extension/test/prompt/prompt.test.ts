import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadEntry, promptText } from '../../src/prompt/promptText';
import { statementAfter, statementAt, statementsOf } from '../../src/prompt/statementLines';
import { readDevices, statusText } from '../../src/status/deviceText';

describe('what is typed into the prompt', () => {
  it('is one line as it is, and several as a paste', () => {
    assert.equal(promptText('x = 1\n'), 'x = 1');
    assert.equal(promptText('f(\r\n  1)\n'), '\u001b[200~f(\n  1)\u001b[201~');
  });

  it('holds no keys that a script could press', () => {
    assert.equal(promptText('a\u001b[201~\u0003:quit\u009b'), 'a[201~:quit');
    assert.equal(loadEntry('/a b/c.nn'), ':load /a b/c.nn');
    assert.equal(loadEntry('/a\n:quit'), undefined);
  });
});

describe('the statements of a script', () => {
  const script = [
    '## Two lines',                          // 0
    '## about it.',
    'model Net(a) (x: [n]) -> [n] {',        // 2
    '  # a comment }',
    '',
    '  relu(x)',
    '}',                                     // 6
    '',
    'net = Net(1)  # {',                     // 8
    'y = x',                                 // 9
    '  |> net',
    'z = 1 +',                               // 11
    '  2',
    'train(net,',                            // 13
    '  epochs: 2)',
    's = """',                               // 15
    '{ " (',
    '"""',                                   // 17
    'print("(")',                            // 18
    '',
    '# the end',
  ];

  it('begin and end where they do for a reader', () => {
    assert.deepEqual(statementsOf(script).map((s) => [s.first, s.last]), [[0, 6], [8, 8], [9, 10], [11, 12], [13, 14], [15, 17], [18, 18]]);
  });

  it('are found by a line, and followed by the next', () => {
    assert.deepEqual(statementAt(script, 5), { first: 0, last: 6 });
    assert.equal(statementAt(script, 7), undefined);
    assert.deepEqual(statementAfter(script, 7), { first: 8, last: 8 });
    assert.equal(statementAfter(script, 18), undefined);
    assert.deepEqual(statementsOf(['', '# nothing']), []);
    assert.deepEqual(statementsOf(['f(', '1']), [{ first: 0, last: 1 }]);
  });
});

describe('the devices', () => {
  it('are read from what nn says', () => {
    const devices = readDevices('cpu  Some Processor: 8 cores, vectors of 512 bits\ngpu  none: this version computes on the cpu\n');
    assert.deepEqual(devices, [{ kind: 'cpu', description: 'Some Processor: 8 cores, vectors of 512 bits' }]);
    assert.equal(statusText(devices), 'nn cpu');
    assert.equal(statusText([...devices, { kind: 'gpu', description: 'H200' }]), 'nn gpu');
    assert.equal(statusText([]), 'nn');
    const more = readDevices('cpu  P: 8 cores\ncuda  H200: 139.8 GiB of memory; driver 13.0\n     NVRTC 13.0 at /usr/lib (makes kernels)\nopencl  P: 8 GiB; PoCL; the processor itself, which cpu uses better\nopencl:1  H200: 139 GiB of memory\n');
    assert.deepEqual(more.map((device) => device.kind), ['cpu', 'cuda', 'opencl:1']);
    assert.equal(statusText(more), 'nn cuda');
  });
});
