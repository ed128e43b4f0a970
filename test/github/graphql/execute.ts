import type { Selected } from './parse.js';

/** An object of the graph: its type and a function for each field. */
export interface GraphObject {
  readonly typename: string;
  readonly fields: Readonly<Record<string, (given: Readonly<Record<string, unknown>>) => unknown>>;
}

/** An error of one field; `type` is GitHub's own word: NOT_FOUND, FORBIDDEN, UNPROCESSABLE, or none for a document that does not fit. */
export class GraphQLProblem extends Error {
  constructor(readonly type: string | undefined, message: string) {
    super(message);
  }
}

const isObject = (value: unknown): value is GraphObject => typeof value === 'object' && value !== null && 'typename' in value && 'fields' in value;

/** Resolves a selection on an object. A field that fails is null, with its error and path beside. */
export async function select(on: GraphObject, selection: readonly Selected[], errors: unknown[], path: readonly (string | number)[] = []): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  for (const one of selection) {
    if (one.kind === 'on') {
      if (one.type === on.typename || one.type === 'Node') Object.assign(out, await select(on, one.selection, errors, path));
      continue;
    }
    const { name, alias, arguments: given, selection: inner } = one.field;
    const here = [...path, alias];
    if (name === '__typename') {
      out[alias] = on.typename;
      continue;
    }
    const resolve = Object.hasOwn(on.fields, name) ? on.fields[name] : undefined;
    if (!resolve) throw new GraphQLProblem(undefined, `Field '${name}' doesn't exist on type '${on.typename}'`);
    try {
      out[alias] = await complete(await resolve(given), inner, errors, here);
    } catch (error) {
      if (!(error instanceof GraphQLProblem) || error.type === undefined) throw error;
      errors.push({ type: error.type, path: here, locations: [{ line: 1, column: 1 }], message: error.message });
      out[alias] = null;
    }
  }
  return out;
}

async function complete(value: unknown, selection: readonly Selected[], errors: unknown[], path: readonly (string | number)[]): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one, index) => complete(one, selection, errors, [...path, index])));
  if (!isObject(value)) {
    if (selection.length > 0 && value !== null) throw new GraphQLProblem(undefined, `Selections can't be made on scalars (${path.join('.')})`);
    return value ?? null;
  }
  if (selection.length === 0) throw new GraphQLProblem(undefined, `Field must have selections (${path.join('.')} returns ${value.typename})`);
  return select(value, selection, errors, path);
}
