/** The folder into which npm installs; a location's last such segment is followed by the name a dependent asks for. */
const modules = 'node_modules/';

/** The name under which a location is required (`@scope/name` or `name`); undefined for importers and other folders. */
export function installedName(location: string): string | undefined {
  const at = location.lastIndexOf(modules);
  if (at === -1 || (at > 0 && location[at - 1] !== '/')) return undefined;
  const name = location.slice(at + modules.length);
  const slash = name.indexOf('/');
  if (name === '' || slash === -1) return name === '' || name.startsWith('@') ? undefined : name;
  return name.startsWith('@') && slash > 1 && slash < name.length - 1 && name.indexOf('/', slash + 1) === -1 ? name : undefined;
}

/** Whether a location lies in a `node_modules` folder: it is installed, not written by the repository's people. */
export function isBelowModules(location: string): boolean {
  return location.startsWith(modules) || location.includes(`/${modules}`) || location === 'node_modules' || location.endsWith('/node_modules');
}

/** The location whose `node_modules` folder holds this one; '' for the root's. Undefined for importers. */
export function holderOf(location: string): string | undefined {
  if (installedName(location) === undefined) return undefined;
  const at = location.lastIndexOf(modules);
  return at === 0 ? '' : location.slice(0, at - 1);
}

/**
 * Whether a key is written as npm writes it: relative, no `.`, `..`, empty segment or backslash, except `..` at the front for folders
 * beside the install root. Anything else names a folder that another key may name too.
 */
export function isPlainLocation(location: string): boolean {
  if (location === '') return true;
  if (location.includes('\\') || location.includes('\0')) return false;
  let leading = true;
  for (const segment of location.split('/')) {
    if (segment === '..' && leading) continue;
    leading = false;
    if (segment === '' || segment === '.' || segment === '..') return false;
  }
  return true;
}

/** Resolves a link's target relative to the install root, keeping `..` at the front: the key under which the target would stand. */
export function targetLocation(relative: string): string {
  const out: string[] = [];
  for (const segment of relative.replaceAll('\\', '/').split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else out.push(segment);
  }
  return out.join('/');
}
