import { readFileSync } from 'node:fs';
import { valid } from 'semver';
import { z } from 'zod';
import { isExact, parseIntegrity } from '../../src/core/integrity.js';
import { nameClasses, type Choice, type NameClass } from './choose.js';

const version = z.string().refine((text) => valid(text) === text);
const sha512 = z.string().refine((text) => isExact(parseIntegrity(text, 'record')));
const nameSchema = z.string().max(214).regex(/^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/);
const listSchema = z.strictObject({
  seed: z.int(),
  pairs: z.array(z.strictObject({
    name: nameSchema, before: version, after: version, step: z.enum(['patch', 'minor', 'major', 'jump']), classes: z.array(z.enum([...nameClasses, 'major'])),
    integrity: z.strictObject({ before: sha512, after: sha512 }),
  })),
});
const namesSchema = z.record(nameSchema, z.array(z.enum(nameClasses)).min(1));

/** The popular names that lists are chosen from, with their classes. */
export function readNames(): { readonly [name: string]: readonly NameClass[] } {
  return namesSchema.parse(JSON.parse(readFileSync(new URL('names.json', import.meta.url), 'utf8')));
}

/** A list by its letter (`A`, `B`: the committed ones) or by the path of its file. @throws ZodError, SyntaxError, or what reading a file throws. */
export function readList(word: string): Choice {
  const place = /^[AB]$/.test(word) ? new URL(`list-${word.toLowerCase()}.json`, import.meta.url) : word;
  return listSchema.parse(JSON.parse(readFileSync(place, 'utf8')));
}

/** A list as it is kept: one pair a line. */
export function listText({ seed, pairs }: Choice): string {
  return `{ "seed": ${seed}, "pairs": [\n${pairs.map((pair) => `  ${JSON.stringify(pair)}`).join(',\n')}\n] }\n`;
}
