import { isObject, type Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { pathIn } from './paths.js';

/** `require`, `import` and `from` with a relative path in plain quotes, remarks between and texts included: too much may be found, and what is computed is not. */
const asks = /(?:\brequire\b(?:\.resolve)?\s{0,8}\(|\bfrom|\bimport\b\s{0,8}\(?)(?:\s|\/\*[^*]{0,200}\*\/|\/\/[^\r\n]{0,200}[\r\n]){0,8}(['"`])(\.{1,2}(?:\/[^'"`\n\\]{0,1000})?)\1/g;

/** How Node, and runtimes that take TypeScript, find a module without its ending; a folder's package.json says where its code is. */
const endings: readonly string[] = ['', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.node', ...['js', 'cjs', 'mjs', 'ts', 'node'].map((one) => `/index.${one}`), '/package.json'];

/**
 * The files that a module may load beside itself, each under the names that Node would look for; of a package.json, what its `main` and `exports` name. Other JSON is
 * data, and none of them.
 */
export function requiredIn(path: string, text: string): readonly string[] {
  const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const found = new Set<string>();
  for (const written of path.endsWith('package.json') ? mainsOf(text) : [...text.matchAll(asks)].map((match) => match[2]!)) {
    if (written.includes('${')) continue;
    const own = pathIn(directory, written);
    if (own === undefined) {
      // The repository's root, as a folder.
      if (/^[./]+$/.test(written)) for (const ending of endings) if (ending.startsWith('/') && pathIn(directory, `${written}${ending}`) === ending.slice(1)) found.add(ending.slice(1));
    } else if (!own.endsWith('.json')) for (const ending of /\.[cm]?[jt]s$/.test(own) ? [''] : endings) found.add(`${own}${ending}`);
  }
  return [...found];
}

/** All texts in `main` and `exports` of a manifest; none of one that cannot be read. */
function mainsOf(text: string): readonly string[] {
  let manifest: Json;
  try {
    manifest = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch {
    return [];
  }
  const texts: string[] = [];
  const gather = (value: Json | undefined, depth: number): void => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null && depth < limits.lockfileDepth.value) for (const one of Object.values(value)) gather(one, depth + 1);
  };
  if (isObject(manifest)) for (const field of ['main', 'exports']) gather(manifest[field], 0);
  return texts;
}
