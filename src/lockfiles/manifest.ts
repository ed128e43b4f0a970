import { isObject, type JsonObject } from '../core/json.js';
import { limits } from '../core/limits.js';

/** A manifest as an object; undefined for what cannot be read as one. */
export function manifestObject(text: string | undefined): JsonObject | undefined {
  if (text === undefined || text.length > limits.manifestBytes.value) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
