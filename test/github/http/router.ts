/** A route's name is GitHub's own: method, space, path template. Parameters that may hold slashes take them. */
export interface Named {
  readonly operation: string;
}

export interface Match<T extends Named> {
  readonly route: T;
  readonly params: ReadonlyMap<string, string>;
}

const greedy = new Set(['ref', 'branch', 'path', 'basehead', 'tree_sha']);

interface Compiled<T extends Named> {
  readonly route: T;
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly literals: number;
}

function compile<T extends Named>(route: T): Compiled<T> {
  const [method = '', template = ''] = route.operation.split(' ');
  const names: string[] = [];
  const segments = template.split('/').slice(1);
  const pattern = segments.map((segment) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) return segment.replace(/[.-]/g, '\\$&');
    names.push(name);
    return greedy.has(name) ? '(.+)' : '([^/]+)';
  });
  // The folder `contents/` itself has an empty path.
  const source = pattern.join('/').replace(/contents\/\(\.\+\)$/, 'contents(?:/(.*))?');
  return { route, method, pattern: new RegExp(`^/${source}$`), names, literals: segments.length - names.length };
}

/** Finds the route of a request; routes with more literal segments win, so `commits/{ref}/status` beats `commits/{ref}`. */
export function createRouter<T extends Named>(routes: readonly T[]): (method: string, path: string) => Match<T> | undefined {
  const compiled = routes.map(compile).sort((one, other) => other.literals - one.literals || other.names.length - one.names.length);
  return (method, path) => {
    for (const { route, method: own, pattern, names } of compiled) {
      if (own !== method) continue;
      const match = pattern.exec(path);
      if (!match) continue;
      try {
        return { route, params: new Map(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')])) };
      } catch {
        return undefined;
      }
    }
    return undefined;
  };
}
