/** One field of a selection, with its arguments already given their values. */
export interface Field {
  readonly name: string;
  readonly alias: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly selection: readonly Selected[];
}
export type Selected = { readonly kind: 'field'; readonly field: Field } | { readonly kind: 'on'; readonly type: string; readonly selection: readonly Selected[] };

export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly selection: readonly Selected[];
}

/** A document that this reader does not understand. */
export class GraphQLSyntaxError extends Error {}

const token = /[\s,]+|#[^\n]*|(\.\.\.|[!$()[\]{}:=@|&]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?|[_A-Za-z]\w*)/gy;

function tokens(text: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new GraphQLSyntaxError(`Parse error on ${JSON.stringify(text.slice(at, at + 10))}`);
    if (match[1] !== undefined) found.push(match[1]);
  }
  return found;
}

/** Reads one operation: fields, aliases, arguments, variables with defaults, inline fragments. Named fragments and directives are not known. */
export function parseOperation(text: string, variables: Readonly<Record<string, unknown>>): Operation {
  const list = tokens(text);
  let at = 0;
  const next = (): string => {
    const one = list[at++];
    if (one === undefined) throw new GraphQLSyntaxError('Unexpected end of document');
    return one;
  };
  const expect = (wanted: string): void => {
    const one = next();
    if (one !== wanted) throw new GraphQLSyntaxError(`Expected ${wanted}, got ${one}`);
  };
  const defaults: Record<string, unknown> = {};

  function value(): unknown {
    const one = next();
    if (one === '$') {
      const name = next();
      return name in variables ? variables[name] : defaults[name];
    }
    if (one === '[') {
      const items: unknown[] = [];
      while (list[at] !== ']') items.push(value());
      at += 1;
      return items;
    }
    if (one === '{') {
      const fields: [string, unknown][] = [];
      while (list[at] !== '}') {
        const name = next();
        expect(':');
        fields.push([name, value()]);
      }
      at += 1;
      return Object.fromEntries(fields);
    }
    if (one.startsWith('"')) return JSON.parse(one) as string;
    if (/^-?\d/.test(one)) return Number(one);
    return one === 'true' ? true : one === 'false' ? false : one === 'null' ? null : one;
  }

  function callArguments(): Record<string, unknown> {
    const given: [string, unknown][] = [];
    if (list[at] !== '(') return {};
    at += 1;
    while (list[at] !== ')') {
      const name = next();
      expect(':');
      given.push([name, value()]);
    }
    at += 1;
    return Object.fromEntries(given);
  }

  function selection(): Selected[] {
    expect('{');
    const found: Selected[] = [];
    while (list[at] !== '}') {
      const first = next();
      if (first === '...') {
        if (next() !== 'on') throw new GraphQLSyntaxError('Only inline fragments are known here');
        found.push({ kind: 'on', type: next(), selection: selection() });
        continue;
      }
      if (!/^[_A-Za-z]/.test(first)) throw new GraphQLSyntaxError(`Expected a field, got ${first}`);
      let name = first;
      if (list[at] === ':') {
        at += 1;
        name = next();
      }
      const given = callArguments();
      found.push({ kind: 'field', field: { name, alias: first, arguments: given, selection: list[at] === '{' ? selection() : [] } });
    }
    at += 1;
    return found;
  }

  function type(): void {
    if (list[at] === '[') {
      at += 1;
      type();
      expect(']');
    } else next();
    if (list[at] === '!') at += 1;
  }

  let kind: Operation['kind'] = 'query';
  if (list[at] !== '{') {
    const word = next();
    if (word !== 'query' && word !== 'mutation') throw new GraphQLSyntaxError(`Expected an operation, got ${word}`);
    kind = word;
    if (/^[_A-Za-z]/.test(list[at] ?? '')) at += 1;
    if (list[at] === '(') {
      at += 1;
      while (list[at] !== ')') {
        expect('$');
        const name = next();
        expect(':');
        type();
        if (list[at] === '=') {
          at += 1;
          defaults[name] = value();
        }
      }
      at += 1;
    }
  }
  const selected = selection();
  if (at < list.length) throw new GraphQLSyntaxError('Only one operation is known here');
  return { kind, selection: selected };
}
