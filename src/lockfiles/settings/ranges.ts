/** A patch of a patch of a patch is none that a person writes. */
const deepest = 4;

/**
 * The files that Yarn's ranges name, as they are written: those of `patch:<range>#<file>&<file>::<parameters>`, the range being a patch itself where patches lie
 * upon another, and the generator of `exec:<file>`. Parts are percent-encoded, `flag!` may stand before a file, `~/` stands for the project's root, as which the
 * manifest's folder is taken (`packages/yarnpkg-core/sources/structUtils.ts` and `packages/plugin-patch/sources/patchUtils.ts`). Yarn's own patches are none.
 */
export function filesOfRange(range: string): { readonly patches: readonly string[]; readonly generator?: string } {
  const patches: string[] = [];
  let rest = range;
  for (let depth = 0; depth < deepest && rest.startsWith('patch:'); depth++) {
    const { source, selector } = partsOf(rest);
    for (const part of selector.split('&')) {
      const path = part.slice(part.lastIndexOf('!') + 1).replace(/^~\//, '');
      if (path !== '' && !/^~?builtin</.test(path)) patches.push(path);
    }
    // `name@range`, with a scope or without.
    rest = source.slice(source.indexOf('@', 1) + 1);
  }
  return { patches, ...(range.startsWith('exec:') ? { generator: partsOf(range).selector.replace(/^~\//, '') } : {}) };
}

/** What stands before and behind the `#` of a range, without its protocol and parameters; without a `#` all of it is the selector. */
function partsOf(range: string): { readonly source: string; readonly selector: string } {
  const plain = range.slice(range.indexOf(':') + 1).split('::', 1)[0]!;
  const cut = plain.indexOf('#');
  return cut === -1 ? { source: '', selector: decoded(plain) } : { source: decoded(plain.slice(0, cut)), selector: decoded(plain.slice(cut + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
