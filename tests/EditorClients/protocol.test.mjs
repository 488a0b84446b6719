// The real server, spoken to by VS Code's own protocol code.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { applyEdits, positionOf } from './support/documentText.mjs';
import { extension, missing, project, server } from './support/places.mjs';
import { ProtocolClient } from './support/protocolClient.mjs';
import { broken, tidy, untidy } from './support/scripts.mjs';

describe('VS Code\'s protocol code and the server', { skip: missing(server, join(extension, 'node_modules')) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nn client '));
  let client;
  let p;

  before(async () => {
    client = await ProtocolClient.start(folder);
    p = client.protocol;
  });
  after(() => {
    client?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('agree on UTF-16 and incremental changes', () => {
    const { capabilities } = client.initialized;
    assert.equal(capabilities.positionEncoding, 'utf-16');
    const sync = typeof capabilities.textDocumentSync === 'object' ? capabilities.textDocumentSync.change : capabilities.textDocumentSync;
    assert.equal(sync, p.TextDocumentSyncKind.Incremental);
  });

  it('agree on the colours: each is one of the protocol, or one that the extension declares', () => {
    const manifest = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8'));
    const declared = manifest.contributes.semanticTokenTypes.map((type) => type.id);
    const standard = [...Object.values(p.SemanticTokenTypes), ...declared];
    const { tokenTypes, tokenModifiers } = client.initialized.capabilities.semanticTokensProvider.legend;
    assert.ok(tokenTypes.length > 10);
    assert.deepEqual(tokenTypes.filter((type) => !standard.includes(type)), []);
    assert.deepEqual(tokenModifiers.filter((modifier) => !Object.values(p.SemanticTokenModifiers).includes(modifier)), []);
  });

  it('an example has no mistakes', async () => {
    const path = join(project, 'examples/moons.nn');
    const document = await client.open(path, readFileSync(path, 'utf8'));
    assert.deepEqual(await client.diagnostics(document), []);
  });

  it('a mistake is told with the places that take part, and the fix removes it', async () => {
    const document = await client.open(join(folder, 'broken.nn'), broken);
    const [diagnostic, ...others] = await client.diagnostics(document);
    assert.deepEqual(others, []);
    assert.equal(diagnostic.code, 'NN3001');
    assert.equal(diagnostic.severity, p.DiagnosticSeverity.Error);
    assert.equal(diagnostic.range.start.line, 4);
    assert.ok(diagnostic.relatedInformation.length >= 2, JSON.stringify(diagnostic.relatedInformation));

    const actions = await client.request(p.CodeActionRequest.type, {
      textDocument: { uri: document.uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic], only: ['quickfix'] },
    });
    let action = actions.find((a) => a.title.includes('k.T') || a.title.includes('transpose'));
    assert.ok(action, JSON.stringify(actions));
    action = action.edit === undefined ? await client.request(p.CodeActionResolveRequest.type, action) : action;
    const edits = action.edit.documentChanges?.flatMap((change) => change.edits) ?? action.edit.changes[document.uri];
    await client.change(document, applyEdits(broken, edits));
    assert.match(document.text, /q @ k\.T/);
    assert.deepEqual(await client.diagnostics(document), []);
  });

  it('a hover shows the shape', async () => {
    const text = broken.replace('q @ k', 'q @ k.T');
    const document = await client.open(join(folder, 'hover.nn'), text);
    const hover = await client.request(p.HoverRequest.type, { textDocument: { uri: document.uri }, position: positionOf(text, 'y = scores') });
    assert.match(hover.contents.value, /\[B=2, T=5, T=5\]/);
  });

  it('completion knows the library, and what comes behind a dot', async () => {
    const text = 'book = (first: 1, second: 2)\nprint(book.)\nx = rel\n';
    const document = await client.open(join(folder, 'complete.nn'), text);
    const at = async (position) => {
      const answer = await client.request(p.CompletionRequest.type, { textDocument: { uri: document.uri }, position });
      return (Array.isArray(answer) ? answer : answer.items).map((item) => item.label);
    };
    const members = await at(positionOf(text, 'book.)', { offset: 5 }));
    assert.deepEqual(['first', 'second'].filter((name) => members.includes(name)), ['first', 'second']);
    assert.ok((await at(positionOf(text, 'rel\n', { offset: 3 }))).includes('relu'));
  });

  it('a name is changed everywhere', async () => {
    const text = 'fn twice(x) = 2 * x\nprint(twice(1), twice(2))\n';
    const document = await client.open(join(folder, 'rename.nn'), text);
    const position = positionOf(text, 'twice', { occurrence: 2, offset: 1 });
    assert.ok(await client.request(p.PrepareRenameRequest.type, { textDocument: { uri: document.uri }, position }));
    const edit = await client.request(p.RenameRequest.type, { textDocument: { uri: document.uri }, position, newName: 'double' });
    const edits = edit.documentChanges?.flatMap((change) => change.edits) ?? edit.changes[document.uri];
    assert.equal(applyEdits(text, edits), text.replaceAll('twice', 'double'));
  });

  it('a document is laid out', async () => {
    const document = await client.open(join(folder, 'untidy.nn'), untidy);
    const edits = await client.request(p.DocumentFormattingRequest.type, { textDocument: { uri: document.uri }, options: { tabSize: 2, insertSpaces: true } });
    assert.equal(applyEdits(untidy, edits), tidy);
  });

  it('shapes stand in the text', async () => {
    const text = 'x = random([2, 3])\n';
    const document = await client.open(join(folder, 'hints.nn'), text);
    const hints = await client.request(p.InlayHintRequest.type, { textDocument: { uri: document.uri }, range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } } });
    const labels = hints.map((hint) => (typeof hint.label === 'string' ? hint.label : hint.label.map((part) => part.value).join('')));
    assert.ok(labels.some((label) => label.includes('[2, 3]')), JSON.stringify(labels));
  });

  it('what the server does not know is refused, and it goes on', async () => {
    await assert.rejects(client.request('nn/unknown', {}), (error) => error.code === -32601);
    const document = await client.open(join(folder, 'after.nn'), 'print(1)\n');
    assert.deepEqual(await client.diagnostics(document), []);
  });

  it('the end is orderly', async () => {
    assert.equal(await client.stop(), 0, client.errors);
  });
});
