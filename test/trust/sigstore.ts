import { bundleToJSON } from '@sigstore/bundle';
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, initializeTSA, rekorHandler, tsaHandler } from '@sigstore/mock';
import { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } from '@sigstore/sign';
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canonicalJson, type Json } from '../../src/core/json.js';

/** What a build's token says of it; Fulcio writes it into the certificate. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  readonly repository_id: string;
  readonly runner_environment: string;
  readonly [claim: string]: string;
}

/** A sigstore instance on this machine: certificates, logs and keys of its own. */
export interface Sigstore {
  /** Its trusted root, as JSON. */
  readonly root: object;
  /** The registry's keys, as the keys endpoint serves them. */
  readonly keys: object;
  /** A bundle over a statement, signed by a build with these claims. */
  attest(statement: object, claims: Claims): Promise<object>;
  /** A bundle over a statement, signed with the registry's key. */
  publish(statement: object): Promise<object>;
  /** The registry's signature over a package version. */
  signature(name: string, version: string, integrity: string): { readonly keyid: string; readonly sig: string };
  close(): Promise<void>;
}

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const base64 = (bytes: ArrayBufferView | Buffer): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const start = new Date(0).toISOString();

/** What says when something was signed: a log of Rekor's first form, timestamps alone, or a log of its second form, which gives no times, and timestamps; its entries are of an envelope or of its hash. */
export type Witness = 'log' | 'timestamps' | 'dsse' | 'hashedrekord';

/** A request to a log of Rekor's second form, as far as it is read here (protobuf-specs, rekor/v2/dsse.proto). */
interface DsseRequest { readonly dsseRequestV002: { readonly envelope: { readonly payload: string; readonly payloadType: string; readonly signatures: readonly [{ readonly sig: string }] }; readonly verifiers: readonly [object] } }

/** The entry that such a log makes of an envelope. */
function entryOf({ dsseRequestV002: { envelope: { payload, payloadType, signatures: [{ sig }] }, verifiers: [verifier] } }: DsseRequest, kind: 'dsse' | 'hashedrekord'): Buffer {
  const bytes = Buffer.from(payload, 'base64');
  const hash = (data: Buffer): object => ({ algorithm: 'SHA2_256', digest: createHash('sha256').update(data).digest('base64') });
  const signature = { content: sig, verifier };
  const envelope = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `), bytes]);
  return Buffer.from(canonicalJson({ apiVersion: '0.0.2', kind, spec: kind === 'dsse' ? { dsseV002: { payloadHash: hash(bytes), signatures: [signature] } } : { hashedRekordV002: { data: hash(envelope), signature } } } as unknown as Json));
}

/** Starts an instance. What it signs is trusted by nobody but who is handed its root and keys. */
export async function startSigstore(witness: Witness = 'log'): Promise<Sigstore> {
  const handlers = new Map<string, (body: string) => Promise<{ statusCode: number; response: string | object; contentType?: string }>>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const handler = handlers.get((request.url ?? '').split('?')[0]!);
      if (!handler) { response.writeHead(404).end(); return; }
      void handler(Buffer.concat(chunks).toString('utf8')).then(({ statusCode, response: body, contentType }) => {
        response.writeHead(statusCode, { 'content-type': contentType ?? 'application/json' }).end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
      });
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [caKeys, ctKeys, logKeys, registryKeys, stampKeys] = [pair(), pair(), pair(), pair(), pair()];
  const ctLog = await initializeCTLog(ctKeys);
  const ca = await initializeCA(caKeys, ctLog);
  const log = await initializeTLog(url, logKeys);
  const stamps = await initializeTSA(stampKeys);
  // DER drops zeros at the end of a fraction of a second, and the verifier's reader of times takes three digits or none: each tenth timestamp would be none.
  (stamps as unknown as { getCurrentTime: () => Date }).getCurrentTime = () => { const now = new Date(); now.setMilliseconds(now.getMilliseconds() - (now.getMilliseconds() % 10) + 1); return now; };
  for (const { path, fn } of [fulcioHandler(ca), rekorHandler(log), tsaHandler(stamps)] as unknown as readonly { path: string; fn: (body: string) => Promise<{ statusCode: number; response: string }> }[]) handlers.set(path, fn);
  const timed = witness !== 'log';
  if (witness === 'dsse' || witness === 'hashedrekord') {
    const prove = log as unknown as { calculateInclusionProof(entry: { body: Buffer; timestamp: number; logID: Buffer }): { rootHash: string; checkpoint: string } };
    const logID = createHash('sha256').update(spki(logKeys.publicKey)).digest();
    handlers.set('/api/v2/log/entries', async (request) => {
      const body = entryOf(JSON.parse(request) as DsseRequest, witness);
      const { rootHash, checkpoint } = prove.calculateInclusionProof({ body, timestamp: 0, logID });
      const inclusionProof = { logIndex: '0', treeSize: '1', rootHash: Buffer.from(rootHash, 'hex').toString('base64'), hashes: [], checkpoint: { envelope: checkpoint } };
      return { statusCode: 201, response: { logId: { keyId: logID.toString('base64') }, kindVersion: { kind: witness, version: '0.0.2' }, logIndex: '0', integratedTime: '0', canonicalizedBody: body.toString('base64'), inclusionProof } };
    });
  }
  const keyid = `SHA256:${createHash('sha256').update(spki(registryKeys.publicKey)).digest('base64')}`;
  const logOf = (keys: ReturnType<typeof pair>): object => ({
    baseUrl: url, hashAlgorithm: 'SHA2_256', logId: { keyId: createHash('sha256').update(spki(keys.publicKey)).digest('base64') }, publicKey: { rawBytes: base64(spki(keys.publicKey)), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: { start } },
  });
  const bundleOf = async (statement: object, signer: ConstructorParameters<typeof DSSEBundleBuilder>[0]['signer']): Promise<object> => {
    const builder = new DSSEBundleBuilder({ signer, witnesses: [
      ...(witness === 'timestamps' ? [] : [new RekorWitness({ rekorBaseURL: url, entryType: 'intoto', ...(timed ? { majorApiVersion: 2 } : {}) })]), ...(timed ? [new TSAWitness({ tsaBaseURL: url })] : []),
    ] });
    return bundleToJSON(await builder.create({ data: Buffer.from(JSON.stringify(statement)), type: 'application/vnd.in-toto+json' }) as never) as object;
  };
  return {
    root: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: witness === 'timestamps' ? [] : [logOf(logKeys)], ctlogs: [logOf(ctKeys)],
      timestampAuthorities: !timed ? [] : [{ uri: url, subject: {}, validFor: { start }, certChain: { certificates: [stamps.intCertificate, stamps.rootCertificate].map((one) => ({ rawBytes: base64(one) })) } }],
      certificateAuthorities: [{ uri: url, subject: {}, validFor: { start }, certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] } }],
    },
    keys: { keys: [{ keyid, keytype: 'ecdsa-sha2-nistp256', scheme: 'ecdsa-sha2-nistp256', key: base64(spki(registryKeys.publicKey)), expires: null }] },
    attest: async (statement, claims) => bundleOf(statement, new FulcioSigner({ fulcioBaseURL: url, identityProvider: { getToken: async () => ['{"alg":"none"}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.') } })),
    publish: async (statement) => bundleOf(statement, { sign: async (data: Buffer) => ({ signature: sign('sha256', data, registryKeys.privateKey), key: { $case: 'publicKey', hint: keyid, publicKey: registryKeys.publicKey.export({ format: 'pem', type: 'spki' }).toString() } }) } as never),
    signature: (name, version, integrity) => ({ keyid, sig: sign('sha256', Buffer.from(`${name}@${version}:${integrity}`), registryKeys.privateKey).toString('base64') }),
    close: () => new Promise((resolve) => { server.close(() => { resolve(); }); server.closeAllConnections(); }),
  };
}
