import { integrityText, parseIntegrity, isExact } from '../../../core/integrity.js';
import { isObject } from '../../../core/json.js';
import { visible } from '../../../render/escape.js';
import { together, verifyAnswer } from '../../../trust/answer.js';
import { trustMaterial, type Expected } from '../../../trust/attestation.js';
import type { AttestationEvidence, Outcome } from '../../../trust/evidence.types.js';
import { readKeys, type RegistryKey } from '../../../trust/keys.js';
import { verifySignatures } from '../../../trust/registry-signature.js';
import { parseWords } from '../arguments.js';
import { readNamed } from '../files.js';
import { printJson, UsageError, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden trust verify --attestations FILE --trusted-root FILE
                                --keys FILE
       mergewarden trust verify --packument FILE --keys FILE --version VERSION

Verifies the attestations of one package version, and its registry's signature,
offline and against nothing but the files that are named.

  --attestations FILE
                     what the registry's attestations endpoint answered, or one
                     sigstore bundle
  --trusted-root FILE
                     a sigstore trusted root, as JSON
  --keys FILE        the registry's keys, as TUF or the keys endpoint has them
  --packument FILE   the registry's record, for its signature of the version
  --name NAME        the package that they have to speak of; the record's where
                     there is one, as are version and bytes
  --version VERSION  its version
  --integrity SRI    the bytes that they have to speak of: sha512-…
  --source-repo URL  the repository that the build has to be of
  --builder ID       the builder's id, or hosted, or self-hosted
  --json             one JSON document on stdout
                     (schemas/trust-verify.schema.json)

Example: mergewarden trust verify --packument left.json --version 1.0.0
                                  --keys keys.json

Exit code: 0 verified, 1 refused, 2 could not check, 64 wrong usage.`;

const text = { type: 'string' } as const;
const options = { attestations: text, 'trusted-root': text, keys: text, packument: text, name: text, version: text, integrity: text, 'source-repo': text, builder: text, json: { type: 'boolean' } } as const;

async function json(io: Io, name: string | undefined, option: string): Promise<unknown> {
  if (name === undefined) return undefined;
  try {
    return JSON.parse((await readNamed(io.cwd, name)).toString('utf8').replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--${option} wants a JSON file`);
    throw error;
  }
}

function sha512In(sri: string): Pick<Expected, 'sha512'> {
  const integrity = parseIntegrity(sri, 'lock');
  return isExact(integrity) ? { sha512: Buffer.from(integrity.digests[0]!.bytes).toString('hex') } : {};
}

function sha512Of(sri: string): string {
  const { sha512 } = sha512In(sri);
  if (sha512 === undefined) throw new UsageError('--integrity wants one whole sha512: sha512-…');
  return sha512;
}

interface Signature { readonly name: string; readonly version: string; readonly integrity: string; readonly outcome: Outcome }

/** The registry's signature of a version in its record. */
function signatureOf(packument: unknown, keys: readonly RegistryKey[], { name, version, integrity }: { readonly name?: string; readonly version?: string; readonly integrity?: string }): Signature {
  const versions = isObject(packument) && isObject(packument['versions']) ? packument['versions'] : {};
  const stated = isObject(packument) && typeof packument['name'] === 'string' ? packument['name'] : '';
  const only = version ?? (Object.keys(versions).length === 1 ? Object.keys(versions)[0]! : '');
  const one = Object.hasOwn(versions, only) && isObject(versions[only]) ? versions[only] : undefined;
  if (!one) throw new UsageError(`the record has no version ${JSON.stringify(only)}: name one by --version`);
  const dist = isObject(one['dist']) ? one['dist'] : {};
  const signatures = (Array.isArray(dist['signatures']) ? (dist['signatures'] as readonly unknown[]) : []).flatMap((each) => (isObject(each) && typeof each['keyid'] === 'string' && typeof each['sig'] === 'string' ? [{ keyid: each['keyid'], sig: each['sig'] }] : []));
  const time = isObject(packument) && isObject(packument['time']) ? packument['time'][only] : undefined;
  const pinned = integrity === undefined ? (typeof dist['integrity'] === 'string' ? dist['integrity'] : '') : integrityText(parseIntegrity(integrity, 'lock'));
  const outcome: Outcome = signatures.length === 0 ? { state: 'could-not-check', code: 'SIGNATURES_ABSENT' }
    : verifySignatures(signatures, { name: name ?? stated, version: only, integrity: pinned, ...(typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? { publishedAt: Date.parse(time) } : {}) }, keys);
  return { name: name ?? stated, version: only, integrity: pinned, outcome };
}

const exitCodes = { verified: 0, refused: 1, 'could-not-check': 2 } as const;
const flat = (outcome: Outcome): { readonly state: Outcome['state']; readonly code?: string } => ({ ...outcome });

/** As a person reads it: one line each, the worst at the end. */
function told(io: Io, attestations: readonly AttestationEvidence[], signature: Signature | undefined, all: Outcome): void {
  const said = (outcome: Outcome): string => `${outcome.state.replaceAll('-', ' ')}${'code' in outcome ? ` (${outcome.code})` : ''}`;
  if (signature) io.out(`registry signature of ${visible(`${signature.name}@${signature.version}`, 300)}: ${said(signature.outcome)}\n`);
  for (const { predicateType, outcome, provenance } of attestations) {
    io.out(`${visible(predicateType === '' ? 'an attestation of unknown kind' : predicateType, 300)}: ${said(outcome)}\n`);
    if (provenance) io.out(`  ${visible(provenance.repository, 300)} ${visible(provenance.commit, 100)}\n  ${visible(provenance.workflow, 300)} at ${visible(provenance.ref ?? 'an unknown ref', 300)}, built by ${visible(provenance.builder, 300)}\n`);
  }
  io.out(`${said(all)}\n`);
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [0, 1]);
  if (words[0] !== 'verify') throw new UsageError('it wants "verify --attestations FILE --trusted-root FILE --keys FILE"');
  const { attestations: from, packument: record, name, version, integrity, builder, 'source-repo': repository } = values;
  if (from === undefined && record === undefined) throw new UsageError('--attestations FILE or --packument FILE is missing');
  const keys = readKeys(await json(io, values.keys, 'keys')) ?? [];
  const signature = record === undefined ? undefined : signatureOf(await json(io, record, 'packument'), keys, { ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }), ...(integrity === undefined ? {} : { integrity }) });
  // Beside a record, attestations have to be of its version and bytes: what is good of two packages is good of neither.
  const of = signature ? { name: signature.name, version: signature.version, ...sha512In(signature.integrity) } : {};
  const expected: Expected = { ...of, ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }), ...(integrity === undefined ? {} : { sha512: sha512Of(integrity) }), ...(repository === undefined ? {} : { repository }), ...(builder === undefined ? {} : { builder }) };
  const root = await json(io, values['trusted-root'], 'trusted-root');
  const evidence = from === undefined ? [] : verifyAnswer(await json(io, from, 'attestations'), root === undefined ? undefined : trustMaterial(root, keys), expected);
  if (!evidence) throw new UsageError('--attestations wants what an attestations endpoint answers, or one bundle');
  const parts = [...(signature ? [signature.outcome] : []), ...(from === undefined ? [] : [together(evidence.map(({ outcome }) => outcome))])];
  const all = together(parts);
  if (values.json === true) {
    printJson(io, {
      schema: 1, ...flat(all), ...(signature ? { signature: flat(signature.outcome) } : {}),
      attestations: evidence.map(({ predicateType, outcome, provenance: said }) => ({ predicateType, ...flat(outcome), repository: said?.repository ?? null, commit: said?.commit ?? null, ref: said?.ref ?? null, workflow: said?.workflow ?? null, builder: said?.builder ?? null })),
    });
  } else told(io, evidence, signature, all);
  return exitCodes[all.state];
}

export const trustCommand: Command = { name: 'trust', summary: 'verify attestations and a registry\'s signature', usage, options: Object.keys(options), run };
