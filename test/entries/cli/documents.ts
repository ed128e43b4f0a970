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
    validate = ajv.compile(JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object);
    validators.set(name, validate);
  }
  const value = JSON.parse(text) as { readonly [key: string]: unknown };
  void validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}
