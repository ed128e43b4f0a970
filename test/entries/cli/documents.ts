import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';

const validators = new Map<string, ReturnType<Ajv['compile']>>();

/** Holds a document against its committed schema, and gives it back. */
export function document(name: string, text: string): { readonly [key: string]: unknown } {
  let validate = validators.get(name);
  if (!validate) {
    const ajv = new Ajv({ strict: true, allErrors: true });
    addFormats.default(ajv);
    const schema = (of: string): object => JSON.parse(readFileSync(new URL(`../../../schemas/${of}.schema.json`, import.meta.url), 'utf8')) as object;
    if (name !== 'review') ajv.addSchema(schema('review'));
    validate = ajv.compile(schema(name));
    validators.set(name, validate);
  }
  const value = JSON.parse(text) as { readonly [key: string]: unknown };
  void validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}
