/** A JSON value as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Tells whether a value is a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Writes a value as canonical JSON (RFC 8785): members sorted by UTF-16 code unit, no white space, ECMAScript numbers.
 * Members that are `undefined` are left out. Everything that is hashed goes through here.
 * @throws TypeError for a number that JSON cannot hold and for a value that is not JSON.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('canonical JSON holds no NaN and no infinity');
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as { readonly [key: string]: unknown });
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new TypeError(`canonical JSON holds no ${typeof value}`);
  }
}

// Loops and no chains of lists: verdicts of large reviews are tens of megabytes.
function canonicalArray(items: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) text += `${index > 0 ? ',' : ''}${canonicalJson(items[index] ?? null)}`;
  return `${text}]`;
}

function canonicalObject(members: { readonly [key: string]: unknown }): string {
  let text = '';
  for (const key of Object.keys(members).sort()) {
    const value = members[key];
    if (value !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(value)}`;
  }
  return `{${text}}`;
}
