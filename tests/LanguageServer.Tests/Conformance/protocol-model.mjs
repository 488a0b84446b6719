// Prints, as JSON, the types of parameters and results of every method of the Language Server Protocol, as its own TypeScript declarations have them.
// Usage: node protocol-model.mjs FOLDER, where FOLDER/node_modules holds typescript and vscode-languageserver-protocol.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.argv[2];
const ts = createRequire(join(folder, 'package.json'))('typescript');
const entry = join(folder, 'node_modules/vscode-languageserver-protocol/lib/common/api.d.ts');
const program = ts.createProgram([entry], { strict: true, skipLibCheck: true, types: [], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext });
const checker = program.getTypeChecker();
const types = [];
const known = new Map();

function add(type) {
  if (known.has(type)) {
    return known.get(type);
  }
  const id = types.length;
  known.set(type, id);
  types.push(null);
  types[id] = describe(type);
  return id;
}

function describe(type) {
  const is = (flag) => (type.flags & flag) !== 0;
  if (is(ts.TypeFlags.StringLiteral) || is(ts.TypeFlags.NumberLiteral)) {
    return { kind: is(ts.TypeFlags.StringLiteral) ? 'string' : 'number', value: type.value };
  }
  if (is(ts.TypeFlags.StringLike)) return { kind: 'string' };
  if (is(ts.TypeFlags.NumberLike) && !type.isUnion()) return { kind: 'number' };
  if (is(ts.TypeFlags.BooleanLike)) return { kind: 'boolean' };
  if (is(ts.TypeFlags.Null)) return { kind: 'null' };
  if (is(ts.TypeFlags.Undefined) || is(ts.TypeFlags.Void) || is(ts.TypeFlags.Never)) return { kind: 'nothing' };
  if (is(ts.TypeFlags.Any) || is(ts.TypeFlags.Unknown) || type.aliasSymbol?.name === 'LSPAny') return { kind: 'any' };
  if (type.isUnion()) return { kind: 'union', of: type.types.map(add) };
  if (checker.isTupleType(type)) return { kind: 'array', element: add(checker.getTypeArguments(type)[0]) };
  if (checker.isArrayType(type)) return { kind: 'array', element: add(checker.getTypeArguments(type)[0]) };
  const index = checker.getIndexInfosOfType(type);
  const properties = {};
  for (const property of checker.getPropertiesOfType(type)) {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    properties[property.name] = { optional, type: add(checker.getTypeOfSymbol(property)) };
  }
  return { kind: 'object', properties, values: index.length > 0 ? add(index[0].type) : undefined };
}

const methods = {};
const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
for (const symbol of checker.getExportsOfModule(module)) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if ((target.flags & ts.SymbolFlags.ValueModule) === 0) continue;
  const members = new Map(checker.getExportsOfModule(target).map((member) => [member.name, member]));
  const name = members.has('method') ? checker.getTypeOfSymbol(members.get('method')) : undefined;
  if (name === undefined || !name.isStringLiteral() || !members.has('type')) continue;
  const type = checker.getTypeOfSymbol(members.get('type'));
  const parts = checker.getTypeArguments(type);
  const kind = type.symbol.name;
  const hasParameters = kind === 'ProtocolRequestType' || kind === 'ProtocolNotificationType' || kind === 'RequestType' || kind === 'NotificationType';
  const isRequest = kind.includes('Request');
  methods[name.value] = {
    parameters: hasParameters ? add(parts[0]) : null,
    result: isRequest ? add(parts[hasParameters ? 1 : 0]) : null,
  };
}

process.stdout.write(JSON.stringify({ methods, types }));
