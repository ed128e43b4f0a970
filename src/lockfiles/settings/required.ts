import { pathIn } from './paths.js';

/** `require`, `import` and `from` with a relative path in plain quotes, remarks and texts included: too much may be found, and what is computed is not. */
const asks = /(?:\brequire\b(?:\.resolve)?\s{0,8}\(|\bfrom|\bimport\b\s{0,8}\(?)\s{0,8}(['"`])(\.{1,2}\/[^'"`\n\\]{1,1000})\1/g;

/** The files that a module may load beside itself, each under the names that Node would look for. JSON is data, and none of them. */
export function requiredIn(path: string, text: string): readonly string[] {
  const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const found = new Set<string>();
  for (const [, , written] of text.matchAll(asks)) {
    const own = pathIn(directory, written!);
    if (own === undefined || own.endsWith('.json') || written!.includes('${')) continue;
    for (const ending of /\.[cm]?[jt]s$/.test(own) ? [''] : ['', '.js', '.cjs', '.mjs', '/index.js']) found.add(`${own}${ending}`);
  }
  return [...found];
}
