import { canonicalJson, isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import type { LockfileSide } from '../format.js';
import { manifestObject } from '../manifest.js';
import { joinInside } from '../paths.js';
import { hookFiles } from './alterations.js';
import { documentsOf } from './parse.js';
import { patchPaths, rootFile, workspaceFile, workspaceObject } from './settings.js';

/** A digest of the lockfile and, as a text that is equal for equal contents, what it is about; undefined for what is not known. */
interface Digest {
  readonly section: string;
  readonly name: string;
  readonly digest: string;
  readonly about: string | undefined;
}

/**
 * Digests that a lockfile of pnpm keeps of patches, hooks and extensions, held against what became of these: how each release computes them is its
 * own, but one does not stay while its content changes, nor the other way round. A release that computes them another way writes a digest of another
 * form. Told as minor: a frozen install fails on it, and every other computes it anew.
 */
export function staleDigests(before: LockfileSide, after: LockfileSide): LockfileProblem[] {
  const [old, now] = [digestsOf(before), digestsOf(after)];
  const problems: LockfileProblem[] = [];
  for (const [key, is] of now) {
    const was = old.get(key);
    if (!was || was.about === undefined || is.about === undefined || form(was.digest) !== form(is.digest)) continue;
    if ((was.digest === is.digest) === (was.about === is.about)) continue;
    // Releases hash hooks and extensions each in its way; a patch is hashed as the file that it is.
    if (was.about === is.about && is.section !== 'patchedDependencies' && !sameRelease(before, after)) continue;
    const { root } = after.lockfile;
    const manifest = rootFile(root, after.settings.has(rootFile(root, workspaceFile)) ? workspaceFile : 'package.json');
    const asked = was.digest === is.digest ? 'another content' : was.digest;
    problems.push({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason: 'section', manifest, section: is.section, name: is.name, locked: is.digest, asked, minor: true } });
  }
  return problems;
}

/** Whether both sides name the release of pnpm that they are for, and the same one. */
function sameRelease(before: LockfileSide, after: LockfileSide): boolean {
  const [was, is] = [before, after].map(({ lockfile, manifests }) => own(manifestObject(manifests.get(rootFile(lockfile.root, 'package.json'))), 'packageManager'));
  return was !== undefined && was === is;
}

/** How a digest is written: what stands before it, and its length. */
const form = (digest: string): string => `${/^\w{1,20}-/.exec(digest)?.[0] ?? ''}${digest.length}`;

function own(object: JsonObject | undefined, key: string): Json | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

function digestsOf(side: LockfileSide): ReadonlyMap<string, Digest> {
  const { lockfile: { root }, manifests, settings, oid } = side;
  const document = documentsOf(side.lockfile)?.main?.own;
  const found = new Map<string, Digest>();
  const add = (section: string, name: string, digest: Json | undefined, about: string | undefined): void => {
    if (typeof digest === 'string') found.set(`${section} ${name}`, { section, name, digest, about });
  };
  const patched = own(document, 'patchedDependencies');
  const paths = isObject(patched) ? patchPaths(root, settings, manifests) : new Map<string, string>();
  for (const [selector, value] of Object.entries(isObject(patched) ? patched : {})) {
    const path = isObject(value) ? own(value, 'path') : paths.get(selector);
    const file = typeof path === 'string' ? joinInside(root.directory, path) : undefined;
    add('patchedDependencies', selector, isObject(value) ? own(value, 'hash') : value, file === undefined ? undefined : oid?.(file));
  }
  const [workspace, manifest] = [workspaceObject(settings.get(rootFile(root, workspaceFile))), manifestObject(manifests.get(rootFile(root, 'package.json')))];
  const pnpm = own(manifest, 'pnpm');
  // Hooks of config dependencies, or under another name, count in too.
  const plain = ![workspace, isObject(pnpm) ? pnpm : undefined].some((from) => ['configDependencies', 'pnpmfile', 'globalPnpmfile'].some((key) => own(from, key) !== undefined));
  const extensions = canonicalJson([own(workspace, 'packageExtensions') ?? null, own(isObject(pnpm) ? pnpm : undefined, 'packageExtensions') ?? null]);
  add('packageExtensionsChecksum', '', own(document, 'packageExtensionsChecksum'), plain ? extensions : undefined);
  const hooks = hookFiles.flatMap((name) => oid?.(rootFile(root, name)) ?? []);
  add('pnpmfileChecksum', '', own(document, 'pnpmfileChecksum'), plain && hooks.length > 0 ? hooks.join(' ') : undefined);
  return found;
}
