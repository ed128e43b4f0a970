import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseSource } from '../../../src/javascript/parse.js';
import type { Replica, ReplicaVersion } from './replica.js';

const ids = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^replica\.ts$/.test(name)).map((name) => name.slice(0, -3)).toSorted();
const replicas = new Map<string, Replica>();
beforeAll(async () => {
  for (const id of ids) replicas.set(id, ((await import(`./${id}.js`)) as { readonly replica: Replica }).replica);
});

const decoder = new TextDecoder('utf-8', { fatal: true });
/** The text of a file, or nothing where it holds bytes. */
function textOf(content: string | Uint8Array): string | undefined {
  if (typeof content === 'string') return content;
  try { return decoder.decode(content); } catch { return undefined; }
}

/** Every file of every version that a replica has, and its manifest. */
function* filesOf(replica: Replica): Generator<readonly [path: string, content: string | Uint8Array, module: boolean]> {
  const versions: ReplicaVersion[] = [replica.after, ...(replica.before ? [replica.before] : []), ...(replica.brings ?? []).flatMap((one) => one.versions as ReplicaVersion[])];
  for (const version of versions) {
    const manifest = { ...version.manifest, ...(typeof version.files['package.json'] === 'string' ? JSON.parse(version.files['package.json']) as object : {}) };
    yield ['package.json', JSON.stringify(manifest), false];
    for (const [path, content] of Object.entries(version.files)) yield [path, content, path.endsWith('.mjs') || (!path.endsWith('.cjs') && 'type' in manifest && manifest.type === 'module')];
  }
}

/** What a text says, and what stands in it in base64 or as hexadecimal digits. */
function* layers(text: string): Generator<string> {
  yield text;
  for (const [word] of text.matchAll(/[A-Za-z0-9+/]{12,4000}={0,2}/g)) {
    for (const encoding of ['base64', 'hex'] as const) {
      if (encoding === 'hex' && !/^(?:[0-9a-f]{2})+$/i.test(word)) continue;
      const inner = Buffer.from(word, encoding).toString('latin1');
      if (/^[\t\n\r\x20-\x7e]+$/.test(inner)) yield inner;
    }
  }
}

/** Names that nothing answers (RFC 2606, RFC 6761), this machine, and hosts of documents that a package only names. */
const harmless = /(?:^|\.)(?:example|invalid|test|localhost)$|(?:^|\.)example\.(?:com|org|net)$|^(?:www\.)?w3\.org$|^json-?schema\.org$|^(?:json\.)?schemastore\.org$|^slsa\.dev$|^in-toto\.io$/;
/** Addresses for documents (RFC 5737), this machine, the unspecified one, and the clouds' address for metadata. */
const harmlessAddress = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.|^127\.|^0\.0\.0\.0$|^169\.254\.169\.254$/;

test('there are replicas', () => { expect(ids.length).toBeGreaterThan(0); });

describe.each(ids)('%s', (id) => {
  test('is named as its file and tells what happened', () => {
    const replica = replicas.get(id)!;
    expect(replica.id).toBe(id);
    expect(replica.story.length).toBeGreaterThan(40);
    if (replica.before) expect(replica.before.version).not.toBe(replica.after.version);
  });

  test('reaches no host that exists', () => {
    const reached: string[] = [];
    for (const [path, content] of filesOf(replicas.get(id)!)) {
      for (const text of layers(textOf(content) ?? '')) {
        for (const [, host] of text.matchAll(/\b(?:https?|wss?|ftp|git|ssh):\\?\/\\?\/(?:[^\s/@'"`]*@)?([\w.-]*\w)/gi)) {
          if (!harmless.test(host!.toLowerCase()) && !harmlessAddress.test(host!)) reached.push(`${path}: ${host!}`);
        }
        for (const [, host] of text.matchAll(/\bhost(?:name)?['"]?\s*[:=]\s*['"]([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})['"]/gi)) if (!harmless.test(host!.toLowerCase())) reached.push(`${path}: ${host!}`);
        for (const [, address] of text.matchAll(/(?:^|[^\w.-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.-]*\d)/g)) if (!harmlessAddress.test(address!)) reached.push(`${path}: ${address!}`);
      }
    }
    expect(reached).toEqual([]);
  });

  test('is JavaScript where it says so', () => {
    const broken: string[] = [];
    for (const [path, content, module] of filesOf(replicas.get(id)!)) {
      if (!/\.[cm]?[jt]sx?$/.test(path)) continue;
      const text = textOf(content);
      if (text === undefined) continue;
      const parsed = parseSource(text, module ? 'module' : 'commonjs', /\.[cm]?tsx?$/.test(path) ? 'typescript' : 'javascript');
      if (parsed.kind === 'failed') broken.push(`${path}: ${parsed.reason}`);
      else if (parsed.trees.some((tree) => tree.guessed)) broken.push(`${path}: guessed`);
    }
    expect(broken).toEqual([]);
  });
});
