import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Schema = { readonly [key: string]: unknown };
interface Description {
  readonly operations: Readonly<Record<string, { readonly request?: Schema; readonly answers: Readonly<Record<string, Schema | true>> }>>;
  readonly webhooks: Readonly<Record<string, Schema>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** GitHub's own description, cut to our operations by dev/cut-openapi.mjs. */
export const description = JSON.parse(readFileSync(new URL('../openapi/github.json', import.meta.url), 'utf8')) as Description;

// Each schema is compiled once and on its own: written into one another, those of a pull request alone take a second.
const ajv = new (Ajv as unknown as typeof Ajv.default)({ strict: false, allErrors: true, inlineRefs: false, validateSchema: false, code: { optimize: false } });
(addFormats as unknown as typeof addFormats.default)(ajv);
for (const name of ['timestamp', 'repo.nwo', 'uri-template']) ajv.addFormat(name, true);
ajv.addSchema(description, 'github');

const compiled = new Map<string, ValidateFunction>();
function validator(pointer: readonly string[]): ValidateFunction {
  const key = pointer.map((part) => encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
  const known = compiled.get(key);
  if (known) return known;
  const made = ajv.compile({ $ref: `github#/${key}` });
  compiled.set(key, made);
  return made;
}

function problemsOf(pointer: readonly string[], value: unknown): string[] {
  const validate = validator(pointer);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? 'is invalid'}`);
}

function schemaOf(schema: Schema): Schema {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? schemaOf(description.components.schemas[reference.split('/').pop() ?? ''] ?? {}) : schema;
}

/** Every property that one of the alternatives of a schema knows; undefined where it takes any. */
function knownProperties(given: Schema): Map<string, Schema[]> | undefined {
  const schema = schemaOf(given);
  const parts = [schema, ...(['allOf', 'oneOf', 'anyOf'] as const).flatMap((key) => ((schema[key] as Schema[] | undefined) ?? []).map(schemaOf))];
  const known = new Map<string, Schema[]>();
  for (const part of parts) {
    for (const [name, one] of Object.entries((part['properties'] as Record<string, Schema> | undefined) ?? {})) known.set(name, [...(known.get(name) ?? []), one]);
  }
  return known.size === 0 ? undefined : known;
}

function strangers(schemas: readonly Schema[], value: unknown, at: string): string[] {
  if (Array.isArray(value)) {
    const items = schemas.map(schemaOf).map((schema) => schema['items'] as Schema | undefined).filter((one): one is Schema => one !== undefined);
    return items.length === 0 ? [] : value.flatMap((one, index) => strangers(items, one, `${at}/${index}`));
  }
  if (value === null || typeof value !== 'object') return [];
  const known = new Map<string, Schema[]>();
  for (const schema of schemas) for (const [name, found] of knownProperties(schema) ?? []) known.set(name, [...(known.get(name) ?? []), ...found]);
  if (known.size === 0) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const found = known.get(name);
    return found ? strangers(found, one, `${at}/${name}`) : [`${at}/${name} is no property of this request`];
  });
}

/** What is wrong with a request's body by GitHub's description, unknown properties included; empty when nothing is. */
export function requestProblems(operation: string, body: unknown): string[] {
  const schema = description.operations[operation]?.request;
  if (!schema) return [];
  return [...problemsOf(['operations', operation, 'request'], body), ...strangers([schema], body, '')];
}

/** What is wrong with one of our own answers. Only successes are described. */
export function answerProblems(operation: string, status: number, body: unknown): string[] {
  const answers = description.operations[operation]?.answers;
  if (!answers || status < 200 || status > 299) return [];
  const schema = answers[String(status)];
  if (schema === undefined) return [`${operation} never answers ${status}`];
  return schema === true ? [] : problemsOf(['operations', operation, 'answers', String(status)], body);
}

/** What is wrong with a webhook's payload, where its event is described. */
export function webhookProblems(event: string, action: string | null, payload: unknown): string[] {
  const name = [event, action].filter((part) => part !== null).join('-').replace(/_/g, '-');
  return description.webhooks[name] ? problemsOf(['webhooks', name], payload) : [];
}
