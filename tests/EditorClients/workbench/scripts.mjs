// The scripts of the workbench test.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { broken } from '../support/scripts.mjs';

// Nobody waits for the end of this training: it is stopped in the panel.
const training = `## Two half moons, told apart by a small network.
model Net(hidden: int = 16) (x: [batch, 2]) -> [batch, 2] = x |> dense(hidden) |> relu |> dense(2)

moons = make_moons(400, noise: 0.25) |> split(0.8)
net = Net()
fn accurate(output, y) = mean(float(argmax(output, over: -1) == y))
history = train(net, moons.train, loss: cross_entropy, optimizer: adam(lr: 1e-4),
  epochs: 30000, batch: 4, validate: moons.test, metrics: accurate)

print("{accuracy(net, moons.test):.1%} of the points are right")
plot(history.loss, history.validation_loss, title: "moons", x: "epoch")
show(normal_sample([4, 784]))
`;

/** Writes the workspace: a folder whose name has a space and a quote in it. */
export function writeWorkspace(scratch) {
  const folder = join(scratch, "it's a folder");
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ 'broken.nn': broken, 'moons.nn': training, 'typing.nn': 'x = random([4, 3])\n' })) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The file that a program of the untrusted workspace leaves when it is started. */
export const traceOf = (folder) => join(folder, 'tools', 'started');

/** Writes a workspace as a stranger may send one: its settings name programs of its own and a folder for data. */
export function writeUntrustedWorkspace(scratch) {
  const folder = join(scratch, 'sent by a stranger');
  for (const part of ['.vscode', 'tools', 'elsewhere']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  const program = join(folder, 'tools', 'program');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${traceOf(folder)}'\n`);
  chmodSync(program, 0o755);
  const settings = { 'nn.server.path': program, 'nn.cli.path': program, 'nn.dotnet.path': program, 'nn.dataFolder': join(folder, 'elsewhere') };
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'elsewhere', 'points.csv'), 'a,b\n1,2\n3,4\n');
  for (const [name, text] of Object.entries({ 'broken.nn': broken, 'moons.nn': training, 'typing.nn': 'x = random([4, 3])\n', 'table.nn': 'points = csv("points.csv")\ny = points.x\n' })) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
