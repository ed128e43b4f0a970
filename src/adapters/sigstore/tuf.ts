import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import { isObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { trustMaterial } from '../../trust/material.js';
import { readKeys } from '../../trust/keys.js';
import { asked, stored, type Asked, type Read } from './fetcher.js';
import { trustedRootTarget, type TrustTexts, type TufRepository } from './pinned.js';
import { stateText, type TrustState } from './state.js';

/** A state that TUF has verified from the pinned root on, and the targets that it holds. */
export interface Verified {
  readonly state: TrustState;
  readonly texts: TrustTexts;
}

/**
 * Verifies what was stored of a repository as TUF does (https://theupdateframework.github.io/specification/latest/, client workflow), from the pinned root on, as of the time at which it was last seen: what has expired since stays the
 * last good.
 * @throws Failure TRUST_REFUSED { reason } for what does not verify.
 */
export async function verifyState(repository: TufRepository, state: TrustState): Promise<Verified> {
  return inFolder(async (folder) => verified(repository, folder, state, state.start));
}

/**
 * Brings a state up to date with its repository. What comes has to be signed by the chain of roots that begins with the pinned one, no older than `before`, and not expired at `now`; both targets have to be
 * there and to be what they should. Nothing is taken over in part.
 * @param before A state that verifies; without one, only the pinned root guards against what is old.
 * @throws Failure TRUST_UNREACHABLE { host, reason }, TRUST_REFUSED { reason }; and the reason of the reader's signal.
 */
export async function updateState(repository: TufRepository, before: TrustState | undefined, now: number, read: Read): Promise<Verified> {
  const fetched = await inFolder(async (folder) => {
    // Loads the folder with the newest metadata that is known, which what comes is held against.
    if (before) await step(repository, folder, before.checkedAt, stored(before), async () => undefined);
    return step(repository, folder, now, read, async (updater, { got }) => { await targets(updater, repository); return got; }, before ? 'kept' : 'pinned');
  });
  const served = Object.fromEntries([...fetched].map(([at, bytes]) => [at, bytes.toString('utf8')]));
  const start = rootVersion(repository.root);
  // Once more from the start, with no network: what is stored must stand by itself, and hold nothing else.
  return inFolder(async (folder) => verified(repository, folder, { checkedAt: now, start, files: { ...before?.files, ...served } }, start));
}

/** The version of a root's metadata. */
export function rootVersion(root: Buffer): number {
  const { signed } = JSON.parse(root.toString('utf8')) as { readonly signed: { readonly version: number } };
  return signed.version;
}

async function verified(repository: TufRepository, folder: string, state: TrustState, start: number): Promise<Verified> {
  return step(repository, folder, state.checkedAt, stored(state), async (updater, { got }) => {
    const texts = await targets(updater, repository);
    const files = Object.fromEntries([...got].map(([at, bytes]) => [at, bytes.toString('utf8')]));
    const whole: TrustState = { checkedAt: state.checkedAt, start, files };
    if (stateText(whole).length > limits.trustStateBytes.value) throw new Failure('TRUST_REFUSED', { reason: 'too-long' });
    return { state: whole, texts };
  });
}

type Updater = InstanceType<(typeof import('tuf-js'))['Updater']>;

// Smaller than the client's own: the public repository's largest file has 7 kB, after five years.
const bounds = { maxRootRotations: 256, maxDelegations: 32, rootMaxLength: 512_000, timestampMaxLength: 16_384, snapshotMaxLength: 1_000_000, targetsMaxLength: 1_000_000 };

/** One run of the client over what a reader gives, as of a time. */
async function step<T>(repository: TufRepository, folder: string, at: number, read: Read, use: (updater: Updater, asked: Asked) => Promise<T>, from: 'pinned' | 'kept' = 'pinned'): Promise<T> {
  const asking = asked(repository.address, folder, read);
  try {
    // Loaded when there is something to verify: it takes longer than the rest of a start.
    const { Updater } = await import('tuf-js');
    if (from === 'pinned') await writeFile(path.join(folder, 'root.json'), repository.root, { mode: 0o600 });
    const updater = new Updater({ metadataDir: folder, metadataBaseUrl: repository.address, targetDir: path.join(folder, 'targets'), targetBaseUrl: `${repository.address}/targets`, fetcher: asking.fetcher, config: bounds });
    setTime(updater, at);
    await updater.refresh();
    return await use(updater, asking);
  } catch (error) {
    // The client wraps what its reader throws.
    const failure = asking.failure();
    if (failure !== undefined) throw failure;
    throw error instanceof Failure ? error : new Failure('TRUST_REFUSED', { reason: reasonOf(error) }, error);
  }
}

/** The client takes its time from the machine and cannot be told another. Without this a state would end with its timestamp, a week after it was seen, network or not. */
function setTime(updater: Updater, at: number): void {
  const trusted: unknown = Reflect.get(updater, 'trustedSet');
  if (!isObject(trusted) || !(Reflect.get(trusted, 'referenceTime') instanceof Date)) throw new Failure('INTERNAL', { error: 'the TUF client has another form' });
  Reflect.set(trusted, 'referenceTime', new Date(at));
}

async function targets(updater: Updater, { keysTarget }: TufRepository): Promise<TrustTexts> {
  const text = async (name: string): Promise<string> => {
    const info = await updater.getTargetInfo(name);
    if (!info) throw new Failure('TRUST_REFUSED', { reason: 'target-absent', target: name });
    return readFile(await updater.downloadTarget(info), 'utf8');
  };
  const texts = { trustedRoot: await text(trustedRootTarget), keys: await text(keysTarget) };
  if (!usable(texts)) throw new Failure('TRUST_REFUSED', { reason: 'contents' });
  return texts;
}

/** Whether trust material comes of two texts: well signed need not be well made, and with roots that nobody can use every package would be refused. */
function usable(texts: TrustTexts): boolean {
  try {
    const keys = readKeys(JSON.parse(texts.keys)) ?? [];
    return keys.length > 0 && trustMaterial(JSON.parse(texts.trustedRoot), keys) !== undefined;
  } catch {
    return false;
  }
}

/** Why the client refused; it wraps some of its errors in others, of which only the sentence is left. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error ? `${error.constructor.name} ${error.message}` : '';
  if (/PersistError|\bE[A-Z]{4,10}\b: /.test(said)) return 'disk';
  if (/is expired/.test(said)) return 'expired';
  if (/was signed by \d{1,9}\/\d{1,9} keys/.test(said)) return 'signature';
  if (/DownloadHTTPError/.test(said)) return 'file-absent';
  if (/less than current version|BadVersionError|version/i.test(said)) return 'version';
  if (/Expected (?:hash|length)|LengthOrHash/.test(said)) return 'hash';
  return 'malformed';
}

/** A folder for the client's files, which nobody else looks into; gone afterwards. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-trust-'));
  try {
    await mkdir(path.join(folder, 'targets'), { mode: 0o700 });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
