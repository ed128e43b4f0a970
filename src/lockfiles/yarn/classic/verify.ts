import type { JsonObject } from '../../../core/json.js';
import type { LockedPackage, MetadataDifference } from '../../../core/lockfile.js';
import type { VerifiedPackage } from '../../verified.js';
import { differences, sameSection, sameVersion, strings, written, type Answered } from '../verify.js';

/** Where the package stands and what pins it, which no manifest answers. */
const unanswered: ReadonlySet<string> = new Set(['resolved', 'integrity', 'registry', 'uid']);

/**
 * Compares an entry of Yarn 1 with the manifest of the very tarball it stands for. Yarn writes both sections as the manifest has them
 * (`implodeEntry`), and no other key but the name where it is not the one that dependents ask for.
 */
export function verifyClassic(locked: LockedPackage, { manifest }: VerifiedPackage): MetadataDifference[] {
  if (!manifest) return [];
  const { raw } = manifest;
  const optional = strings(raw['optionalDependencies']);
  const required = strings(raw['dependencies']);
  const section = (...readings: JsonObject[]) => (after: unknown): Answered => ({ before: written(readings[0]!), same: readings.some((one) => sameSection(strings(after as JsonObject), one)) });
  return differences(locked, unanswered, {
    name: () => ({ before: manifest.name, same: manifest.name === undefined || manifest.name === locked.name }),
    version: (after) => ({ before: manifest.version, same: sameVersion(manifest.version, after) }),
    // The registry's copy of a manifest names optional ones among the others too; which copy Yarn saw depends on its release.
    dependencies: section(required, { ...required, ...optional }, without(required, optional)),
    optionalDependencies: section(optional),
  });
}

function without(section: JsonObject, other: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(section).filter(([name]) => !Object.hasOwn(other, name)));
}
