import { complete, failed } from '../core/coverage.js';
import { limits } from '../core/limits.js';
import type { RegistryTable } from '../core/registries.js';
import type { Tree } from '../core/tree.js';
import { stackless } from '../lockfiles/compare.js';
import type { LockfileFormat } from '../lockfiles/format.js';
import type { InstallRoot } from '../core/lockfile.js';
import type { PnpTable, ReviewedFile } from '../lockfiles/reading.types.js';
import { waysIn } from '../lockfiles/yarn/pnp/machine.js';
import { foldersOf } from '../lockfiles/yarn/pnp/places.js';
import { readPnp } from '../lockfiles/yarn/pnp/read.js';
import { verifyPnp } from '../lockfiles/yarn/pnp/verify.js';
import type { CodeHost } from '../ports/code-host.js';
import { inSteps } from './breath.js';
import type { FileText, TextReader } from './files.js';
import { carriedByRelease } from './yarn-release.js';

/** At most so many changed tables are compared; the others stay holes. */
const most = 20;
const table = /^((?:.*\/)?)\.pnp\.(?:cjs|js|data\.json|loader\.mjs)$/;

/** A lockfile with what it is read with; see `LockfilePlace`. */
interface Place {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
  readonly manifests: readonly string[];
  readonly settings: readonly string[];
}

interface Sides {
  readonly before: Tree;
  readonly after: Tree;
  readonly registries: RegistryTable;
  readonly host: Pick<CodeHost, 'blobs'>;
}

/**
 * Holds each changed table of Plug'n'Play against the lockfile of its folder, whether that changed or not. A table that cannot be compared comes with the
 * reason: there is no lockfile, a file of the two cannot be read, or it is written otherwise than at base.
 */
export async function readTables(reader: TextReader, files: readonly ReviewedFile[], places: readonly Place[], sides: Sides): Promise<readonly PnpTable[]> {
  const changed = files.filter((file) => file.change !== 'removed' && file.mode.after?.startsWith('100') === true && table.test(file.path)).slice(0, most);
  const leadsIn = waysIn(sides.after.entries.values());
  return Promise.all(changed.map(async ({ path }): Promise<PnpTable> => {
    const directory = table.exec(path)![1]!;
    const place = places.find(({ format, root }) => format.id === 'yarn' && root.lockfile === `${directory}yarn.lock`);
    const unread = (reason: string): PnpTable => ({ path, coverage: failed('COMMITTED_PACKAGE', { path, reason }), differences: [], more: 0 });
    return place ? compared(reader, path, place, { ...sides, leadsIn }, unread) : unread('no-lockfile');
  }));
}

async function compared(reader: TextReader, path: string, { format, root, manifests, settings }: Place, { before, after, registries, host, leadsIn }: Sides & { readonly leadsIn: (path: string) => boolean }, unread: (reason: string) => PnpTable): Promise<PnpTable> {
  const texts = new Map<string, FileText>();
  const wanted = [{ path: root.lockfile, maxBytes: limits.lockfileBytes.value }, ...[...manifests, ...settings].map((one) => ({ path: one, maxBytes: limits.manifestBytes.value }))];
  const [stood, now, ...others] = await reader.read([{ tree: before, path, maxBytes: limits.pnpBytes.value }, { tree: after, path, maxBytes: limits.pnpBytes.value }, ...wanted.map((one) => ({ tree: after, ...one }))]);
  wanted.forEach((one, index) => texts.set(one.path, others[index]!));
  const plain = (text: FileText | undefined): string | undefined => (text?.kind === 'text' ? text.text : undefined);
  if ([...texts.values()].some((text) => text.kind === 'unread')) return unread('no-lockfile');
  const of = (paths: readonly string[]): Map<string, string> => new Map(paths.flatMap((one) => { const text = plain(texts.get(one)); return text === undefined ? [] : [[one, text] as const]; }));
  const lock = plain(texts.get(root.lockfile));
  const head = plain(now);
  const own = of(settings);
  const prefix = root.directory === '' ? '' : `${root.directory}/`;
  const rc = own.get(`${prefix}.yarnrc.yml`);
  if (path.endsWith('.loader.mjs')) return head !== undefined && (await carriedByRelease(host, after, prefix)).includes(head) ? { path, coverage: complete, differences: [], more: 0 } : unread('code');
  const file = head === undefined ? undefined : readPnp(path, head);
  if (lock === undefined || !file) return unread(lock === undefined ? 'no-lockfile' : 'layout');
  const stoodText = plain(stood);
  const base = stoodText === undefined ? undefined : readPnp(path, stoodText);
  const release = file.around === base?.around ? [] : await carriedByRelease(host, after, prefix);
  const folders = foldersOf(rc);
  const parsed = stackless(() => format.parse(lock, { root, registries, manifests: of(manifests), settings: own, declared: 'both' }));
  if (!folders || parsed?.kind !== 'parsed') return unread(folders ? 'no-lockfile' : 'settings');
  const reading = await inSteps(verifyPnp(file, base, { lockfile: parsed.lockfile, folders, release, leadsIn }));
  if (reading.kind === 'unread') return unread(reading.reason);
  return { path, coverage: reading.hole === undefined ? complete : unread(reading.hole).coverage, differences: reading.differences, more: reading.more };
}
