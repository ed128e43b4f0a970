import type { LockedPackage, MetadataDifference } from '../../core/lockfile.js';
import type { VerifiedPackage } from '../verified.js';

export function verifyEntry(_locked: LockedPackage, _archive: VerifiedPackage): MetadataDifference[] {
  return [];
}
