import * as vscode from 'vscode';

const text = `## Two half moons, told apart by a small network.
model Net(hidden: int = 16) (x: [batch, 2]) -> [batch, 2] = x |> dense(hidden) |> relu |> dense(2)

moons = make_moons(200, noise: 0.1) |> split(0.8)
net = Net()
history = train(net, moons.train, loss: cross_entropy, optimizer: adam(lr: 1e-2),
  epochs: 60, batch: 16, validate: moons.test)

print("{accuracy(net, moons.test):.1%} of the points are right")
plot(history.loss, history.validation_loss)
`;

/** Opens a small script to start from. */
export async function newScript(): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'nn', content: text }));
}
