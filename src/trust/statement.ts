import { isObject, type Json, type JsonObject } from '../core/json.js';
import type { BuilderClass, Provenance } from './evidence.types.js';

/** An in-toto statement, of version 0.1 or 1 (https://github.com/in-toto/attestation/tree/main/spec). */
export interface Statement {
  readonly predicateType: string;
  readonly subjects: readonly { readonly name: string; readonly sha512?: string }[];
  readonly predicate: JsonObject;
}

const statementTypes: ReadonlySet<unknown> = new Set(['https://in-toto.io/Statement/v0.1', 'https://in-toto.io/Statement/v1']);
const longest = 2_048;
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value.length > 0 && value.length <= longest ? value : undefined);
const within = (value: Json | undefined, ...keys: readonly string[]): Json | undefined => keys.reduce<Json | undefined>((one, key) => (isObject(one) && Object.hasOwn(one, key) ? one[key] : undefined), value);

/** Reads the payload of an envelope; undefined for what is no statement. */
export function readStatement(payload: Uint8Array): Statement | undefined {
  let json: Json;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Json;
  } catch {
    return undefined;
  }
  const predicateType = text(within(json, 'predicateType'));
  const subjects = within(json, 'subject');
  const predicate = within(json, 'predicate');
  if (!statementTypes.has(within(json, '_type')) || predicateType === undefined || !Array.isArray(subjects) || !isObject(predicate)) return undefined;
  const read = (subjects as readonly Json[]).map((one) => ({ name: text(within(one, 'name')), sha512: text(within(one, 'digest', 'sha512')) }));
  if (read.length === 0 || read.some(({ name }) => name === undefined)) return undefined;
  return { predicateType, predicate, subjects: read.map(({ name, sha512 }) => ({ name: name!, ...(sha512 === undefined ? {} : { sha512 }) })) };
}

/** What a statement is about, by its predicate type. */
export function kindOf(predicateType: string): 'provenance' | 'publish' | 'other' {
  if (predicateType === 'https://slsa.dev/provenance/v0.2' || predicateType === 'https://slsa.dev/provenance/v1') return 'provenance';
  return /^https:\/\/github\.com\/npm\/attestation\/tree\/main\/specs\/publish\/v0\.1$/.test(predicateType) ? 'publish' : 'other';
}

/** A package version as attestations name it (https://github.com/package-url/purl-spec): the `@` of a scope is written `%40`. */
export function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

/** The package version that a purl names, in the one form that npm writes; undefined for any other. */
export function packageOf(purl: string): { readonly name: string; readonly version: string } | undefined {
  const [, path, version] = /^pkg:npm\/([^?#\s]{1,400})@([^@/?#\s]{1,256})$/.exec(purl) ?? [];
  const name = path?.replace(/^%40/, '@');
  return name !== undefined && version !== undefined && purlOf(name, version) === purl ? { name, version } : undefined;
}

/** What the provenance of a build says; undefined where it is of no form that is known. */
export function readProvenance({ predicateType, predicate }: Statement): Provenance | undefined {
  switch (predicateType) {
    case 'https://slsa.dev/provenance/v1': return readV1(predicate);
    case 'https://slsa.dev/provenance/v0.2': return readV02(predicate);
    default: return undefined;
  }
}

/** SLSA v1 as npm writes it in a workflow of GitHub Actions. */
function readV1(predicate: JsonObject): Provenance | undefined {
  const definition = within(predicate, 'buildDefinition');
  const workflow = within(definition, 'externalParameters', 'workflow');
  const dependencies = within(definition, 'resolvedDependencies');
  const commit = text(within(Array.isArray(dependencies) ? (dependencies[0] as Json | undefined) : undefined, 'digest', 'gitCommit'));
  return made('github', {
    repository: text(within(workflow, 'repository')), workflow: text(within(workflow, 'path')), ref: text(within(workflow, 'ref')), commit,
    builder: text(within(predicate, 'runDetails', 'builder', 'id')), repositoryId: text(within(definition, 'internalParameters', 'github', 'repository_id')),
  });
}

/** SLSA v0.2, of GitHub Actions and of GitLab's pipelines. */
function readV02(predicate: JsonObject): Provenance | undefined {
  const source = within(predicate, 'invocation', 'configSource');
  const builder = text(within(predicate, 'builder', 'id'));
  const address = /^git\+(https:\/\/[^@]{1,1000})(?:@(.{1,1000}))?$/.exec(text(within(source, 'uri')) ?? '');
  const commit = text(within(source, 'digest', 'sha1'));
  const entry = text(within(source, 'entryPoint'));
  const environment = within(predicate, 'invocation', 'environment');
  const parameters = within(predicate, 'invocation', 'parameters');
  if (text(within(predicate, 'buildType'))?.startsWith('https://github.com/npm/cli/gitlab/') === true) {
    const ref = text(within(parameters, 'CI_COMMIT_TAG')) ?? text(within(parameters, 'CI_COMMIT_REF_NAME'));
    return made('gitlab', { repository: address?.[1], workflow: text(within(parameters, 'CI_CONFIG_PATH')) ?? '.gitlab-ci.yml', ref, commit, builder, repositoryId: text(within(parameters, 'CI_PROJECT_ID')) });
  }
  return made('github', { repository: address?.[1], workflow: entry === undefined ? undefined : workflowPath(entry), ref: address?.[2], commit, builder, repositoryId: text(within(environment, 'GITHUB_REPOSITORY_ID')) });
}

interface Parts { readonly [key: string]: string | undefined }

function made(platform: Provenance['platform'], { repository, workflow, ref, commit, builder, repositoryId }: Parts): Provenance | undefined {
  if (repository === undefined || workflow === undefined || commit === undefined || builder === undefined) return undefined;
  return { platform, repository: repository.replace(/(?:\.git)?\/?$/, ''), workflow, commit, builder, builderClass: builderClass(platform, builder), ...(ref === undefined ? {} : { ref }), ...(repositoryId === undefined ? {} : { repositoryId }) };
}

/** `owner/repo/.github/workflows/x.yml@ref`, as early npm wrote it, and `.github/workflows/x.yml` are the same file. */
export function workflowPath(entryPoint: string): string {
  return /^[^/@]{1,100}\/[^/@]{1,100}\/(\.github\/workflows\/[^@]{1,500})@.{1,500}$/.exec(entryPoint)?.[1] ?? entryPoint;
}

/** The ids that GitHub's own machines had: npm's version before general availability, then the runner, then its hosted kind. */
const hosted = /^https:\/\/github\.com\/(?:npm\/cli@\d{1,3}\.\d{1,3}\.\d{1,3}(?:-[\w.-]{1,50})?|actions\/runner(?:\/github-hosted)?)$/;

function builderClass(platform: Provenance['platform'], builder: string): BuilderClass {
  if (platform === 'gitlab') return 'unknown';
  if (hosted.test(builder)) return 'hosted';
  return builder === 'https://github.com/actions/runner/self-hosted' ? 'self-hosted' : 'unknown';
}
